use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use serde_json::{Value, json};

use super::{Place, TargetFile};

/// A server that speaks as the second target does, and that a test can twist: what it answers and logs
/// goes through a closure first.
pub(crate) struct Door {
    pub(crate) address: SocketAddr,
    pub(crate) log: PathBuf,
    shared: Arc<Shared>,
}

/// A request.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Value,
    /// How many requests of this method and path came before it.
    pub(crate) before: usize,
}

/// What the server is about to answer and to log.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
    pub(crate) headers: Vec<(String, String)>,
    /// Lines for the log file.
    pub(crate) log: Vec<String>,
    /// Lines for the syslog receiver, whose address comes in the header `x-syslog`: the log's, if none are set.
    pub(crate) syslog: Option<Vec<String>>,
    pub(crate) manner: Manner,
}

/// How an answer is sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Manner {
    #[default]
    Proper,
    NeverAnswers,
    ClosesAtOnce,
    Garbage,
    EndlessBody,
    DiesInTheMiddle,
}

type Twist = Box<dyn Fn(&Call, &mut Answer) + Send + Sync>;

struct Shared {
    state: Mutex<State>,
    twist: Twist,
    log: PathBuf,
    is_closed: AtomicBool,
}

#[derive(Default)]
struct State {
    users: BTreeMap<String, (String, usize)>,
    calls: Vec<Call>,
    syslog: Option<TcpStream>,
    /// Connections that are kept open without an answer.
    mute: Vec<TcpStream>,
}

const LIMIT: usize = 3;

impl Call {
    pub(crate) fn is(&self, method: &str, path: &str) -> bool {
        self.method == method && self.path == path
    }

    pub(crate) fn is_login(&self) -> bool {
        self.is("POST", "/login")
    }

    /// Whether it removes the user whom a scenario calls so.
    pub(crate) fn is_removal_of(&self, user: &str) -> bool {
        self.method == "DELETE" && self.path.ends_with(&format!("-{user}"))
    }

    /// The user whom it names in its body.
    pub(crate) fn user(&self) -> &str {
        self.body["user"].as_str().or(self.body["name"].as_str()).unwrap_or_default()
    }

    /// The password that it carries.
    pub(crate) fn password(&self) -> &str {
        self.body["password"].as_str().unwrap_or_default()
    }
}

impl Answer {
    fn new(status: u16, body: &Value, log: Vec<String>) -> Self {
        Self { status, body: body.to_string(), log, ..Self::default() }
    }

    /// Whether one of the lines that it is about to log holds this.
    pub(crate) fn logs(&self, text: &str) -> bool {
        self.log.iter().any(|line| line.contains(text))
    }

    /// Another text in all lines that it is about to log.
    pub(crate) fn relog(&mut self, text: &str, other: &str) {
        self.log.iter_mut().for_each(|line| *line = line.replace(text, other));
    }
}

impl Door {
    /// An honest server.
    pub(crate) fn honest(place: &Place) -> Self {
        Self::twisted(place, |_, _| {})
    }

    /// A server whose answers go through `twist` first.
    pub(crate) fn twisted(place: &Place, twist: impl Fn(&Call, &mut Answer) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let log = place.path("door.log");
        let shared = Shared {
            state: Mutex::default(),
            twist: Box::new(twist),
            log: log.clone(),
            is_closed: AtomicBool::new(false),
        };
        let shared = Arc::new(shared);
        let own = shared.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if own.is_closed.load(Ordering::SeqCst) {
                    return;
                }
                let own = own.clone();
                thread::spawn(move || drop(own.serve(stream)));
            }
        });
        Self { address, log, shared }
    }

    /// A target file for it, with absence proven by a marker.
    pub(crate) fn target(&self) -> TargetFile {
        TargetFile::of_running(self.address, &self.log).with_barrier()
    }

    /// The same for a test that adds the barrier itself.
    pub(crate) fn target_without_barrier(&self) -> TargetFile {
        TargetFile::of_running(self.address, &self.log)
    }

    /// Adds a user whom nobody creates.
    pub(crate) fn add_user(&self, name: &str, password: &str) {
        self.shared.state().users.insert(name.into(), (password.into(), 0));
    }

    pub(crate) fn users(&self) -> Vec<String> {
        self.shared.state().users.keys().cloned().collect()
    }

    /// All requests so far.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.shared.state().calls.clone()
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.shared.is_closed.store(true, Ordering::SeqCst);
        self.shared.state().mute.clear();
        drop(TcpStream::connect(self.address));
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let Some(mut call) = read(&stream)? else { return Ok(()) };
        let mut state = self.state();
        call.before = state.calls.iter().filter(|other| other.is(&call.method, &call.path)).count();
        state.calls.push(call.clone());
        let mut answer = state.act(&call);
        (self.twist)(&call, &mut answer);
        self.emit(&mut state, &call, &answer)?;
        match answer.manner {
            Manner::NeverAnswers => {
                state.mute.push(stream);
                return Ok(());
            }
            Manner::ClosesAtOnce => return Ok(()),
            _ => drop(state),
        }
        match answer.manner {
            Manner::Garbage => stream.write_all(b"\x16\x03\x01\x00\xff\x00 I am no HTTP server \xff\xfe\r\n\r\n"),
            Manner::DiesInTheMiddle => {
                write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{{\"result\": \"wel")
            }
            Manner::EndlessBody => {
                write!(stream, "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n")?;
                loop {
                    stream.write_all(&[b'x'; 65536])?;
                }
            }
            _ => {
                let headers =
                    answer.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect::<String>();
                let (status, length, body) = (answer.status, answer.body.len(), &answer.body);
                let head =
                    format!("HTTP/1.1 {status} -\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n");
                stream.write_all([&head, body.as_str()].concat().as_bytes())
            }
        }
    }

    fn emit(&self, state: &mut State, call: &Call, answer: &Answer) -> std::io::Result<()> {
        let lines: String = answer.log.iter().map(|line| format!("{line}\n")).collect();
        OpenOptions::new().create(true).append(true).open(&self.log)?.write_all(lines.as_bytes())?;
        let Some(receiver) = call.headers.get("x-syslog") else { return Ok(()) };
        if state.syslog.is_none() {
            state.syslog = Some(TcpStream::connect(receiver)?);
        }
        let stream = state.syslog.as_mut().expect("just connected");
        for line in answer.syslog.as_ref().unwrap_or(&answer.log) {
            let level = line.split(' ').nth(1).unwrap_or_default();
            let severity = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"];
            let severity = severity.iter().position(|name| *name == level).unwrap_or(6);
            let message = format!("<{}>1 - door - - - - {line}", 4 * 8 + severity);
            write!(stream, "{} {message}", message.len())?;
        }
        Ok(())
    }
}

impl State {
    fn act(&mut self, call: &Call) -> Answer {
        let parts: Vec<&str> = call.path.trim_matches('/').split('/').collect();
        match (call.method.as_str(), parts.as_slice()) {
            ("POST", ["marker"]) => {
                let text = call.body["text"].as_str().unwrap_or_default();
                Answer::new(204, &Value::Null, vec![format!("- debug - {text}")])
            }
            ("POST", ["users"]) => {
                self.users.insert(call.user().into(), (call.password().into(), 0));
                Answer::new(201, &json!({}), vec![format!("ACCT-001 info {} Account opened.", call.user())])
            }
            ("DELETE", ["users", name]) if self.users.remove(*name).is_some() => {
                Answer::new(200, &json!({}), vec![format!("ACCT-002 info {name} Account closed.")])
            }
            ("POST", ["users", name, "unlock"]) if self.users.contains_key(*name) => {
                self.users.entry((*name).into()).and_modify(|user| user.1 = 0);
                Answer::new(200, &json!({}), vec![format!("ACCT-004 info {name} Lock released.")])
            }
            ("POST", ["login"]) => self.login(call.user(), call.password()),
            _ => Answer::new(404, &json!({ "error": "no such thing" }), Vec::new()),
        }
    }

    fn login(&mut self, name: &str, password: &str) -> Answer {
        let denied = |log| Answer::new(403, &json!({ "result": "denied" }), log);
        let Some((own, wrong)) = self.users.get_mut(name) else {
            return denied(vec![format!("ACCT-404 notice {name} No such account.")]);
        };
        if *wrong >= LIMIT {
            return denied(vec![format!("AUTH-003 warning {name} Sign-in refused, the account is locked.")]);
        }
        if own == password {
            *wrong = 0;
            let log = vec![format!("AUTH-001 info {name} Signed in.")];
            return Answer::new(200, &json!({ "result": "welcome" }), log);
        }
        *wrong += 1;
        let mut log = vec![format!("AUTH-002 warning {name} Wrong password.")];
        log.extend((*wrong == LIMIT).then(|| format!("ACCT-003 notice {name} Account locked.")));
        denied(log)
    }
}

fn read(stream: &TcpStream) -> std::io::Result<Option<Call>> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split_whitespace();
    let (Some(method), Some(path)) = (words.next(), words.next()) else { return Ok(None) };
    let (method, path) = (method.to_owned(), path.to_owned());
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(Some(Call { method, path, headers, body: serde_json::from_slice(&body).unwrap_or_default(), before: 0 }))
}
