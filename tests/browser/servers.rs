use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use reqwest::{Client, Method};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// The cells that alice reads.
const CELLS: [usize; 6] = [0, 11, 12, 3, 2, 3];
const PATTERN: &str = "0,11,12,3,2,3";
/// How long an event may take to come.
const PATIENCE: Duration = Duration::from_secs(20);

/// The login server with a tenant t1 and its user alice, and the face service's mock. Both end with this.
pub(crate) struct Servers {
    /// Under which URL browsers find the login server.
    pub(crate) origin: String,
    /// The same over TLS, if it was asked for.
    pub(crate) tls: Option<String>,
    /// The same of the face service.
    pub(crate) face: String,
    /// Where the face service is told how to behave.
    programs: String,
    /// Where the login server is told things.
    control: String,
    /// Its events, as syslog carries them.
    events: RefCell<TcpStream>,
    client: Client,
    runtime: Runtime,
    _processes: [Process; 2],
    _folder: TempDir,
}

/// A process of the program, which ends with its standard input.
struct Process {
    child: Child,
    told: BTreeMap<String, String>,
}

impl Process {
    fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sekisho"));
        command.args(arguments).arg("--until-eof").env_remove("SEKISHO_ADMIN_TOKEN");
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("sekisho starts");
        let mut line = String::new();
        let output = child.stdout.as_mut().expect("its output");
        BufReader::new(output).read_line(&mut line).expect("a ready line");
        let told = line.split_whitespace().filter_map(|word| word.split_once('='));
        let told = told.map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        Self { child, told }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

impl Servers {
    /// `profile` changes what the face service is like.
    pub(crate) fn new(arguments: &[&str], profile: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("face.toml").display().to_string();
        std::fs::write(&file, format!("format = 1\n{profile}")).expect("a profile");
        let listen = ["--listen", "127.0.0.1:0", "--control", "127.0.0.1:0"];
        let mock = Process::start(&[&["mock", "face", "--profile", &file], &listen[..]].concat());
        let credentials = &mock.told["credentials"];
        let receiver = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let syslog = format!("tcp://{}", receiver.local_addr().expect("an address"));
        let serve = ["serve", "passlogic", "--control", "127.0.0.1:0", "--face", credentials, "--syslog", &syslog];
        let server = Process::start(&[&serve, arguments].concat());
        let (events, _) = receiver.accept().expect("the server sends its events");
        events.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        let servers = Self {
            origin: format!("http://{}", server.told["http"]),
            tls: server.told.get("tls").map(|address| format!("https://{address}")),
            face: format!("http://{}", mock.told["http"]),
            programs: format!("http://{}/control/t1", mock.told["control"]),
            control: format!("http://{}", server.told["control"]),
            events: RefCell::new(events),
            // The login server ends connections that idle while the browser is at work.
            client: Client::builder().no_proxy().pool_max_idle_per_host(0).build().expect("a client"),
            runtime: tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime"),
            _folder: folder,
            _processes: [server, mock],
        };
        servers.set_up();
        servers
    }

    fn set_up(&self) {
        let tenant = json!({ "policy": { "face": { "on": true } } });
        self.call(Method::PUT, &format!("{}/tenants/t1", self.control), &tenant.to_string());
        let alice = json!({ "uid": "alice", "domain": "t1", "pattern": PATTERN });
        self.call(Method::POST, &format!("{}/api/users", self.origin), &alice.to_string());
        assert_eq!(self.log(), ["30001"]);
    }

    /// What alice types, from what the table shows.
    pub(crate) fn answer(&self, digits: &[String]) -> String {
        CELLS.iter().map(|&cell| digits[cell].as_str()).collect()
    }

    /// Tells the face service's mock how to behave to t1.
    pub(crate) fn program(&self, program: &str) {
        self.call(Method::POST, &self.programs, program);
    }

    /// What the face service has against the login server.
    pub(crate) fn complaints(&self) -> String {
        let verdict = self.call(Method::GET, &format!("{}/verdict", self.programs), "");
        let verdict: Value = serde_json::from_str(&verdict).expect("a verdict");
        verdict["complaints"].to_string()
    }

    /// The codes of its events since they were last asked for: a marker is awaited, so nothing is missed.
    pub(crate) fn log(&self) -> Vec<String> {
        let mark = format!("m{:016x}", rand::random::<u64>());
        self.call(Method::POST, &format!("{}/marker", self.control), &json!({ "text": mark }).to_string());
        let mut text = String::new();
        let mut octets = [0; 4096];
        while !text.contains(&mark) {
            let count = self.events.borrow_mut().read(&mut octets).expect("events");
            assert!(count > 0, "no marker after {text}");
            text += &String::from_utf8_lossy(&octets[..count]);
        }
        text.split("code=").skip(1).map(|event| event[..5].to_owned()).collect()
    }

    fn call(&self, method: Method, url: &str, body: &str) -> String {
        let request = self.client.request(method, url).body(body.to_owned());
        let (status, text) = self.runtime.block_on(async {
            let answer = request.send().await.expect("an answer");
            (answer.status(), answer.text().await.expect("its body"))
        });
        assert!(status.is_success(), "{url}: {status} {text}");
        text
    }
}
