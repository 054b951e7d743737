use std::io::ErrorKind;
use std::net::TcpStream;

use serde_json::json;

use crate::bench::{Bench, Line};

#[test]
fn connections_are_refused_until_that_is_mended() {
    let bench = Bench::told(&json!({}));
    let client = bench.signed_in();
    bench.tell(&json!({ "connections": "refused" }));
    assert!(client.try_call("GET", "/v1.0/users", &[], "").is_err(), "idle connections end");
    for _ in 0..3 {
        assert_eq!(TcpStream::connect(bench.mock.http).unwrap_err().kind(), ErrorKind::ConnectionRefused);
    }
    bench.tell(&json!({ "connections": "ok" }));
    assert_eq!(bench.signed_in().get("/users").status, 200);
    bench.tell(&json!({ "connections": "refused" }));
    assert_eq!(TcpStream::connect(bench.mock.http).unwrap_err().kind(), ErrorKind::ConnectionRefused);
    bench.control("DELETE", "", "");
    assert_eq!(bench.signed_in().get("/users").status, 200, "whoever wanted it is forgotten");
}

#[test]
fn so_many_connections_are_reset() {
    let bench = Bench::told(&json!({ "connections": "reset x2" }));
    for _ in 0..2 {
        // The mock may be quicker than our writing.
        let mut line = Line::to(bench.mock.http);
        let failed = line.call("GET", "/v1.0/users", &[], "").err().map(|error| error.kind());
        assert!(matches!(failed, Some(ErrorKind::ConnectionReset | ErrorKind::BrokenPipe)), "{failed:?}");
    }
    assert_eq!(bench.signed_in().get("/users").status, 200);
}

#[test]
fn what_cannot_be_is_refused_with_a_reason() {
    let bench = Bench::new();
    let refused = |connections: &str| {
        let (status, answer) = bench.control("POST", "", &json!({ "connections": connections }).to_string());
        assert_eq!(status, 400);
        answer["error"].as_str().unwrap().to_owned()
    };
    assert!(refused("tls-failure").contains("speaks plain HTTP"));
    assert!(refused("refused x2").contains("lasts until `connections = \"ok\"`"));
    assert!(refused("rejected").contains("must be refused, reset, tls-failure, untrusted or ok"));
}

#[test]
fn connections_live_on() {
    let bench = Bench::told(&json!({ "users": 2 }));
    let client = bench.signed_in();
    for _ in 0..50 {
        assert_eq!(client.get("//users").status, 200, "on one connection, doubled slashes and all");
    }
    let long = "x".repeat(4 * 1024 * 1024 + 1);
    let answer = client.try_call("POST", "/v1.0/$batch", &["Content-Type: application/json"], &long);
    assert!(answer.is_err() || answer.is_ok_and(|answer| answer.status == 413));
}
