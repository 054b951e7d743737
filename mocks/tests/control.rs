//! The control protocol, through its socket, with the smallest mock there is.
#![expect(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sekisho_mocks::Mock;
use sekisho_mocks::control::{Complaint, Controlled, Fact, Facts, Ledger, Program, Scopes, control};
use serde_json::{Value, json};

#[derive(Default)]
struct Bell(Scopes<Rung>);

#[derive(Default)]
struct Rung {
    ledger: Arc<Ledger>,
    loud: AtomicU64,
}

impl Bell {
    fn scope(&self, name: &str) -> Arc<Rung> {
        self.0.begun(name, Rung::default)
    }
}

impl Controlled for Bell {
    fn program(&self, scope: &str, mut program: Program) -> Result<(), String> {
        let loud = program.number("loud")?;
        program.finish()?;
        self.scope(scope).loud.store(loud.unwrap_or_default(), Ordering::Relaxed);
        Ok(())
    }

    fn ledger(&self, scope: &str) -> Arc<Ledger> {
        self.scope(scope).ledger.clone()
    }

    fn facts(&self, scope: &str, wanted: &[String]) -> Facts {
        let loud = Fact::Number(self.scope(scope).loud.load(Ordering::Relaxed));
        let all = Facts::from([("loud".into(), loud), ("name".into(), Fact::Text(scope.into()))]);
        all.into_iter().filter(|(name, _)| wanted.is_empty() || wanted.contains(name)).collect()
    }

    fn verdict(&self, scope: &str) -> Vec<Complaint> {
        let texts = ["rule", "expected", scope].map(str::to_owned);
        let [rule, expected, got] = texts;
        vec![Complaint { rule, expected, got }]
    }

    fn forget(&self, scope: &str) {
        self.0.forget(scope);
    }
}

struct Bench {
    bell: Arc<Bell>,
    panel: Mock,
    _runtime: tokio::runtime::Runtime,
}

impl Bench {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let bell = Arc::new(Bell::default());
        let panel = runtime.block_on(control(bell.clone(), ([127, 0, 0, 1], 0).into())).unwrap();
        Self { bell, panel, _runtime: runtime }
    }

    fn call(&self, line: &str, body: &str) -> (u16, Value) {
        let mut stream = TcpStream::connect(self.panel.http).unwrap();
        let length = body.len();
        let head = format!("{line} HTTP/1.1\r\nHost: t\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}");
        stream.write_all(head.as_bytes()).unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        let (head, text) = reply.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), serde_json::from_str(text).unwrap())
    }
}

#[test]
fn a_scope_is_programmed_asked_and_forgotten() {
    let bench = Bench::new();
    assert_eq!(bench.call("POST /control/a%2Fb", r#"{"loud":3}"#), (200, json!({})));
    assert_eq!(bench.call("GET /control/a%2Fb/facts", ""), (200, json!({ "facts": { "loud": 3, "name": "a/b" } })));
    assert_eq!(bench.call("GET /control/a%2Fb/facts?fact=loud&fact=no", ""), (200, json!({ "facts": { "loud": 3 } })));
    let complaint = json!({ "rule": "rule", "expected": "expected", "got": "a/b" });
    assert_eq!(bench.call("GET /control/a%2Fb/verdict", ""), (200, json!({ "complaints": [complaint] })));
    assert_eq!(bench.call("DELETE /control/a%2Fb", ""), (200, json!({})));
    assert_eq!(bench.call("GET /control/a%2Fb/facts?fact=loud", ""), (200, json!({ "facts": { "loud": 0 } })));
}

#[test]
fn a_wrong_program_is_refused_with_what_is_wrong() {
    let bench = Bench::new();
    let refused = |body: &str| {
        let (status, answer) = bench.call("POST /control/x", body);
        assert_eq!(status, 400, "{answer}");
        answer["error"].as_str().unwrap().to_owned()
    };
    assert_eq!(refused(r#"{"laud":3}"#), "`laud` is not a key of this mock; it knows loud");
    assert_eq!(refused(r#"{"loud":"3"}"#), "`loud` must be a whole number from 0, got \"3\"");
    assert!(refused("[]").starts_with("expected a JSON object: "));
    assert_eq!(bench.call("POST /control/x", "").0, 200, "a scope begins with its mention");
    assert_eq!(bench.call("PUT /control/x", "").0, 405);
    assert_eq!(bench.call("GET /control/x/smell", "").0, 404);
    assert_eq!(bench.call("GET /control/", "").0, 404);
    assert_eq!(bench.call("GET /control/x/seen?after=x", "").0, 400);
}

#[test]
fn what_is_seen_comes_as_soon_as_it_is_there() {
    let bench = Bench::new();
    let nothing = json!({ "seen": [], "forgotten": 0 });
    assert_eq!(bench.call("GET /control/x/seen", ""), (200, nothing.clone()));
    std::thread::scope(|threads| {
        let waiting = threads.spawn(|| bench.call("GET /control/x/seen?after=0&wait_ms=60000", ""));
        bench.bell.ledger("x").note(1_767_772_800_000, "POST /$batch", Some(200));
        let thing = json!({ "number": 1, "at_ms": 1_767_772_800_000_u64, "what": "POST /$batch", "status": 200 });
        assert_eq!(waiting.join().unwrap(), (200, json!({ "seen": [thing], "forgotten": 0 })));
    });
    bench.bell.ledger("x").note(7, "ring", None);
    let thing = json!({ "number": 2, "at_ms": 7, "what": "ring" });
    assert_eq!(bench.call("GET /control/x/seen?after=1", ""), (200, json!({ "seen": [thing], "forgotten": 0 })));
    assert_eq!(bench.call("GET /control/y/seen?after=0&wait_ms=1", ""), (200, nothing), "another scope saw nothing");
}
