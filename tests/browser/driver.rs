use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use reqwest::{Client, Method};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

/// The key of an element's reference (W3C WebDriver, section 11).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// How long the driver waits for an element to appear.
const PATIENCE_MS: u32 = 20_000;

/// chromedriver, which ends with this.
pub(crate) struct Driver {
    child: Child,
    url: String,
}

/// One browser without a window, with a profile of its own.
pub(crate) struct Browser {
    session: String,
    client: Client,
    runtime: Runtime,
}

/// Both programs, if they are there. Where CI wants all tests, they must be.
pub(crate) fn installed() -> Option<Driver> {
    let there = |name| Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    for (program, package) in [("chromedriver", "chromium-driver"), ("chromium", "chromium")] {
        if !there(program) {
            let why = format!("there is no {program} (package {package}), so nothing was tested in a browser");
            assert!(std::env::var("CI").as_deref() != Ok("true"), "{why}");
            // Past the test harness, which keeps what a passing test prints to itself.
            let _ = writeln!(std::io::stderr(), "SKIPPED: {why}");
            return None;
        }
    }
    Some(Driver::start())
}

impl Driver {
    fn start() -> Self {
        let mut command = Command::new("chromedriver");
        let mut child = command.arg("--port=0").stdout(Stdio::piped()).spawn().expect("chromedriver starts");
        let output = BufReader::new(child.stdout.take().expect("its output"));
        let mut lines = output.lines().map_while(Result::ok);
        let port = lines.find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            port.trim_end_matches('.').parse::<u16>().ok()
        });
        // It must not meet a closed pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, url: format!("http://127.0.0.1:{}", port.expect("chromedriver says its port")) }
    }

    /// A browser that knows no host but this machine.
    pub(crate) fn browser(&self) -> Browser {
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--no-proxy-server",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
        ];
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "acceptInsecureCerts": true,
            "timeouts": { "implicit": PATIENCE_MS },
            "goog:chromeOptions": { "args": arguments },
        } } });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let client = Client::builder().no_proxy().build().expect("a client");
        let mut browser = Browser { session: self.url.clone(), client, runtime };
        let session = browser.call(&Method::POST, "/session", &wanted);
        let id = session["sessionId"].as_str().expect("a session").to_owned();
        browser.session = format!("{}/session/{id}", self.url);
        browser
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Browser {
    pub(crate) fn open(&self, url: &str) {
        self.call(&Method::POST, "/url", &json!({ "url": url }));
    }

    pub(crate) fn url(&self) -> String {
        text(&self.call(&Method::GET, "/url", &Value::Null))
    }

    pub(crate) fn type_into(&self, selector: &str, typed: &str) {
        let element = self.element(selector);
        self.call(&Method::POST, &format!("/element/{element}/value"), &json!({ "text": typed }));
    }

    /// The page that it leads to may still be on its way when this returns.
    pub(crate) fn click(&self, selector: &str) {
        let element = self.element(selector);
        self.call(&Method::POST, &format!("/element/{element}/click"), &json!({}));
    }

    /// What the first such element shows.
    pub(crate) fn text(&self, selector: &str) -> String {
        let element = self.element(selector);
        self.text_of(&element)
    }

    /// What each such element shows, once there is one.
    pub(crate) fn texts(&self, selector: &str) -> Vec<String> {
        self.element(selector);
        let found = self.call(&Method::POST, "/elements", &using(selector));
        let elements = found.as_array().expect("elements").iter().map(|element| text(&element[ELEMENT]));
        elements.map(|element| self.text_of(&element)).collect()
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        let cookies = self.call(&Method::GET, "/cookie", &Value::Null);
        let found = cookies.as_array().expect("cookies").iter().find(|cookie| cookie["name"] == name)?;
        Some(text(&found["value"]))
    }

    fn text_of(&self, element: &str) -> String {
        text(&self.call(&Method::GET, &format!("/element/{element}/text"), &Value::Null))
    }

    fn element(&self, selector: &str) -> String {
        text(&self.call(&Method::POST, "/element", &using(selector))[ELEMENT])
    }

    fn call(&self, method: &Method, path: &str, body: &Value) -> Value {
        let request = self.client.request(method.clone(), format!("{}{path}", self.session));
        let request = if *method == Method::POST { request.body(body.to_string()) } else { request };
        let answer = self.runtime.block_on(async { request.send().await?.text().await });
        let answer = answer.unwrap_or_else(|error| panic!("{method} {path}: {error}"));
        let mut answer: Value = serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{error}: {answer}"));
        let value = answer["value"].take();
        assert!(value.get("error").is_none(), "{method} {path} {body}: {}", value["message"]);
        value
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let ended = self.client.delete(&self.session).send();
        let _ = self.runtime.block_on(ended);
    }
}

fn using(selector: &str) -> Value {
    json!({ "using": "css selector", "value": selector })
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}
