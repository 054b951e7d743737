//! The login-protection mock, through its socket.
#![expect(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use sekisho_mocks::{Error, Mock, login_protection};
use serde_json::{Value, json};

struct Bench {
    mock: Mock,
    _runtime: tokio::runtime::Runtime,
}

impl Bench {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let mock = runtime.block_on(login_protection(([127, 0, 0, 1], 0).into())).unwrap();
        Self { mock, _runtime: runtime }
    }

    fn call(&self, line: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(self.mock.http).unwrap();
        let length = body.len();
        let head = format!("{line} HTTP/1.1\r\nHost: t\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        let _ = stream.write_all(body.as_bytes());
        let mut reply = String::new();
        let _ = stream.read_to_string(&mut reply);
        let (head, text) = reply.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), text.to_owned())
    }

    fn post(&self, path: &str, body: &Value) -> u16 {
        self.call(&format!("POST {path}"), &body.to_string()).0
    }

    fn last(&self, query: &str) -> Value {
        let (status, text) = self.call(&format!("GET /last-release?{query}"), "");
        assert_eq!(status, 200, "{text}");
        serde_json::from_str(&text).unwrap()
    }
}

#[test]
fn the_last_release_is_told() {
    let bench = Bench::new();
    assert_eq!(bench.last("user=alice"), json!({ "released": null }));
    for at in ["2027-01-15T08:00:00Z", "2027-01-15T07:59:00Z"] {
        assert_eq!(bench.post("/release", &json!({ "user": "alice", "domain": "t 1", "at": at })), 200);
        assert_eq!(bench.last("user=alice&domain=t+1"), json!({ "released": at }));
        assert_eq!(bench.last("domain=t%201&user=alice"), json!({ "released": at }));
    }
    assert_eq!(bench.last("user=alice&domain=t2"), json!({ "released": null }));
    assert_eq!(bench.post("/release", &json!({ "user": "bob" })), 200);
    assert!(bench.last("user=bob")["released"].is_string());
}

#[test]
fn the_longest_prefix_says_how_it_behaves() {
    let bench = Bench::new();
    let status = |user: &str| bench.call(&format!("GET /last-release?user={user}"), "").0;
    bench.post("/behaviour", &json!({ "prefix": "", "status": 503 }));
    bench.post("/behaviour", &json!({ "prefix": "al", "status": 404 }));
    assert_eq!((status("alice"), status("bob")), (404, 503));
    bench.post("/behaviour", &json!({ "prefix": "" }));
    assert_eq!((status("alice"), status("bob")), (404, 200));
    bench.post("/behaviour", &json!({ "prefix": "al", "garbage": true }));
    let (status, text) = bench.call("GET /last-release?user=alice", "");
    assert_eq!(status, 200);
    assert!(serde_json::from_str::<Value>(&text).is_err(), "{text}");
}

#[test]
fn what_is_wrong_is_refused() {
    let bench = Bench::new();
    for (path, body) in [
        ("/release", json!({})),
        ("/release", json!({ "user": "a", "at": "yesterday" })),
        ("/release", json!({ "user": "a", "colour": "red" })),
        ("/behaviour", json!({ "prefix": "a", "status": 500, "garbage": true })),
        ("/behaviour", json!({ "prefix": "a", "status": 99 })),
        ("/release", json!({ "user": "a".repeat(20_000) })),
    ] {
        assert_eq!(bench.post(path, &body), 400, "{path}");
    }
    assert_eq!(bench.call("GET /last-release", "").0, 400);
    assert_eq!(bench.call("GET /release", "").0, 404);
}

#[test]
fn it_is_for_this_machine_alone() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let address: SocketAddr = "0.0.0.0:0".parse().unwrap();
    let refused = runtime.block_on(login_protection(address));
    assert!(matches!(refused, Err(Error::NotLoopback { .. })));
}
