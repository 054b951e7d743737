//! A mock, and the plainest client there is.

use std::cell::RefCell;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use sekisho_mocks::Tls;
use sekisho_mocks::graph::sign_in::{Settings, USUAL_APP};
use sekisho_mocks::graph::{Graph, Options, graph};
use serde_json::{Value, json};

pub(crate) const DOMAIN: &str = "x.example";
/// How a client asks for a token.
pub(crate) const TOKEN_FORM: &str = "grant_type=client_credentials&client_id=11111111-2222-4333-8444-555555555555\
     &client_secret=s&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default";
/// 2027-01-15 08:00:00 UTC
const START: i64 = 1_800_000_000;
/// No test waits so long unless it fails.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Bench {
    pub(crate) mock: Graph,
    /// The certificate of the mock's authority, if it speaks TLS.
    pub(crate) ca: String,
    _runtime: tokio::runtime::Runtime,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self::over(None)
    }

    pub(crate) fn over(tls: Option<Tls>) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let here: SocketAddr = ([127, 0, 0, 1], 0).into();
        let sign_in = Settings { app: USUAL_APP, secret: None };
        let options =
            Options { listen: here, control: here, tls: tls.as_ref().map(|tls| tls.config.clone()), seed: 7, sign_in };
        let mock = runtime.block_on(graph(options)).unwrap();
        Self { mock, ca: tls.map(|tls| tls.ca).unwrap_or_default(), _runtime: runtime }
    }

    /// A bench on which this was told.
    pub(crate) fn told(told: &Value) -> Self {
        let bench = Self::new();
        bench.tell(told);
        bench
    }

    pub(crate) fn tell(&self, told: &Value) {
        assert_eq!(self.control("POST", "", &told.to_string()), (200, json!({})), "{told}");
    }

    pub(crate) fn control(&self, method: &str, what: &str, body: &str) -> (u16, Value) {
        let mut line = Line::to(self.mock.control);
        let answer = line.call(method, &format!("/control/{DOMAIN}{what}"), &[], body).unwrap();
        (answer.status, answer.json())
    }

    pub(crate) fn fact(&self, name: &str) -> Value {
        self.control("GET", &format!("/facts?fact={name}"), "").1["facts"][name].clone()
    }

    /// What was seen, and how it was answered.
    pub(crate) fn seen(&self) -> Vec<(String, Value)> {
        let (_, seen) = self.control("GET", "/seen", "");
        let things = seen["seen"].as_array().unwrap().iter();
        things.map(|thing| (thing["what"].as_str().unwrap().to_owned(), thing["status"].clone())).collect()
    }

    pub(crate) fn complaints(&self) -> Vec<Value> {
        self.control("GET", "/verdict", "").1["complaints"].as_array().unwrap().clone()
    }

    /// That the only complaint is about this.
    pub(crate) fn complains_of(&self, rule: &str) -> String {
        let complaints = self.complaints();
        let [complaint] = complaints.as_slice() else { panic!("expected one about {rule}, got {complaints:#?}") };
        assert!(complaint["rule"].as_str().unwrap().contains(rule), "{complaint}");
        complaint["got"].as_str().unwrap().to_owned()
    }

    pub(crate) fn has_no_complaint(&self) {
        assert_eq!(self.complaints(), [json!(null); 0]);
    }

    pub(crate) fn client(&self) -> Client {
        Client { line: RefCell::new(Line::to(self.mock.http)), token: None, clock: START }
    }

    /// A client that has signed in.
    pub(crate) fn signed_in(&self) -> Client {
        let mut client = self.client();
        client.sign_in();
        client
    }
}

/// A keep-alive connection.
pub(crate) struct Line(BufReader<TcpStream>);

pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Line {
    pub(crate) fn to(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Self(BufReader::new(stream))
    }

    pub(crate) fn call(&mut self, method: &str, path: &str, headers: &[&str], body: &str) -> io::Result<Answer> {
        self.send(method, path, headers, body)?;
        self.receive()
    }

    pub(crate) fn send(&mut self, method: &str, path: &str, headers: &[&str], body: &str) -> io::Result<()> {
        let headers = headers.iter().map(|header| format!("{header}\r\n")).collect::<String>();
        let length = body.len();
        let head = format!("{method} {path} HTTP/1.1\r\nHost: graph.test\r\n{headers}Content-Length: {length}\r\n\r\n");
        self.0.get_mut().write_all(&[head.as_bytes(), body.as_bytes()].concat())
    }

    pub(crate) fn receive(&mut self) -> io::Result<Answer> {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if self.0.read_line(&mut head)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        let mut answer = Answer { status: head.split(' ').nth(1).unwrap().parse().unwrap(), head, body: Vec::new() };
        let length = answer.header("content-length").map_or(0, |length| length.parse().unwrap());
        answer.body = vec![0; length];
        self.0.read_exact(&mut answer.body)?;
        Ok(answer)
    }

    /// Reads until the mock closes.
    pub(crate) fn rest(&mut self) -> io::Result<String> {
        let mut rest = String::new();
        self.0.read_to_string(&mut rest).map(|_| rest)
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    pub(crate) fn json(&self) -> Value {
        let text = String::from_utf8_lossy(&self.body);
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// The code of an error body.
    pub(crate) fn code(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// A client with a clock of its own.
pub(crate) struct Client {
    pub(crate) line: RefCell<Line>,
    pub(crate) token: Option<String>,
    /// Seconds since 1970.
    pub(crate) clock: i64,
}

impl Client {
    pub(crate) fn headers(&self) -> Vec<String> {
        let now = Timestamp::from_second(self.clock).unwrap();
        let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&now).unwrap();
        let token = self.token.as_ref().map(|token| format!("Authorization: Bearer {token}"));
        [format!("Date: {date}")].into_iter().chain(token).collect()
    }

    pub(crate) fn try_call(&self, method: &str, path: &str, more: &[&str], body: &str) -> io::Result<Answer> {
        let own = self.headers();
        let mut headers: Vec<&str> = own.iter().map(String::as_str).collect();
        headers.extend(more);
        self.line.borrow_mut().call(method, path, &headers, body)
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.try_call("GET", &format!("/v1.0{path}"), &[], "").unwrap()
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.try_call("POST", &format!("/v1.0{path}"), &["Content-Type: application/json"], &body.to_string()).unwrap()
    }

    pub(crate) fn ask_token(&self) -> Answer {
        let kind = ["Content-Type: application/x-www-form-urlencoded"];
        self.try_call("POST", &format!("/{DOMAIN}/oauth2/v2.0/token"), &kind, TOKEN_FORM).unwrap()
    }

    pub(crate) fn sign_in(&mut self) {
        let answer = self.ask_token().json();
        self.token = Some(answer["access_token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned());
    }

    /// A batch of these items, `(id, method, url, body)`.
    pub(crate) fn batch(&self, items: &[Value]) -> Answer {
        self.post("/$batch", &json!({ "requests": items }))
    }
}

/// The item of a batch that creates this user.
pub(crate) fn creation(id: &str, name: &str) -> Value {
    json!({ "id": id, "method": "POST", "url": "/users", "headers": { "Content-Type": "application/json" }, "body": user(name) })
}

pub(crate) fn user(name: &str) -> Value {
    json!({
        "accountEnabled": true,
        "displayName": name,
        "mailNickname": name,
        "userPrincipalName": format!("{name}@{DOMAIN}"),
        "passwordProfile": { "password": "Xw-31!aabbC" },
    })
}

/// The answers of a batch by their ids.
pub(crate) fn by_id(answer: &Answer, id: &str) -> Value {
    let answer = answer.json();
    let found = answer["responses"].as_array().unwrap().iter().find(|part| part["id"] == id);
    found.unwrap_or_else(|| panic!("no answer of {id} in {answer}")).clone()
}
