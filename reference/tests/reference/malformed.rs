use serde_json::json;

use crate::bench::{Bench, PATTERN};
use crate::client::call;

/// What is sent, and with which code it is refused; none for a plain 400.
const BODIES: [&[u8]; 9] = [
    b"",
    b"{",
    b"null",
    b"[]",
    b"\"text\"",
    b"{}",
    b"{\"uid\":1,\"ticket\":1,\"password\":1,\"process\":1,\"client\":1,\"pattern\":1}",
    b"{\"uid\":\"\xff\xfe\"}",
    b"{\"uid\":\"a\",\"unknown\":true,\"ticket\":\"a\",\"password\":\"a\",\"process\":\"a\",\"client\":\"a\",\"pattern\":\"1\"}",
];

const FAMILIES: [(&str, Option<&str>); 14] = [
    ("POST /api/login", Some("54100")),
    ("POST /windows/process", None),
    ("POST /windows/table", Some("52300")),
    ("POST /windows/login", Some("54300")),
    ("POST /api/login/token", Some("60100")),
    ("POST /windows/login/token", Some("60300")),
    ("POST /api/login/authenticator", Some("70100")),
    ("POST /windows/login/authenticator", Some("70300")),
    ("POST /api/tokens", Some("60000")),
    ("PATCH /api/tokens/%ff", Some("60000")),
    ("POST /api/authenticator/slots", Some("30200")),
    ("POST /api/users", Some("30000")),
    ("PATCH /api/users/%ff", Some("30000")),
    ("PATCH /api/users/alice?unknown=1", Some("30000")),
];

#[test]
fn what_is_malformed_has_its_familys_code() {
    let bench = Bench::new();
    for (line, code) in FAMILIES {
        for body in BODIES {
            let reply = call(bench.server.http, line, "", body);
            assert_eq!(reply.status, 400, "{line} {:?}", String::from_utf8_lossy(body));
            assert_eq!(reply.json()["code"].as_str(), code);
            assert_eq!(bench.codes(), code.into_iter().collect::<Vec<_>>());
        }
    }
}

#[test]
fn malformed_queries_have_their_familys_code() {
    let bench = Bench::new();
    for query in
        ["", "?", "?domain=t1", "?uid=a&uid=b", "?uid=%ff", "?uid=a&what=1", "?uid=%0d%0a", "?uid=a&domain=%20"]
    {
        let reply = bench.http(&format!("GET /api/policy{query}"), "");
        assert_eq!((reply.status, reply.field("code").as_str()), (400, "51300"), "{query}");
        let reply = bench.http(&format!("GET /api/table{query}"), "");
        assert_eq!((reply.status, reply.json().get("code")), (400, None), "{query}");
    }
    for query in
        ["?limit=0", "?limit=-1", "?limit=1001", "?what=1", "?prefix=%20", "?domain=none", "?limit=99999999999"]
    {
        assert_eq!(bench.http(&format!("GET /api/users{query}"), "").field("code"), "30050", "{query}");
    }
}

#[test]
fn a_domain_that_can_be_read_is_told() {
    let bench = Bench::new();
    bench.post("/api/login", &json!({ "domain": "t1", "unknown": 1 }));
    assert!(bench.heard()[0].text.contains(" tenant=t1 "));
}

#[test]
fn a_body_that_is_too_large_is_not_read_whole() {
    let bench = Bench::new();
    let large = vec![b'a'; 1024 * 1024];
    for (line, code) in FAMILIES {
        let reply = call(bench.server.http, line, "", &large);
        assert_eq!((reply.status, reply.json()["code"].as_str()), (413, code));
        assert_eq!(bench.codes(), code.into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn a_chunked_body_has_the_same_limit() {
    use std::io::Write;
    let bench = Bench::new();
    let mut stream = crate::client::connect(bench.server.http);
    stream.write_all(b"POST /api/login HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n").unwrap();
    for _ in 0..100 {
        let _ = stream.write_all(format!("400\r\n{}\r\n", "a".repeat(1024)).as_bytes());
    }
    let _ = stream.write_all(b"0\r\n\r\n");
    assert_eq!(crate::client::receive(stream).status, 413);
}

#[test]
fn unknown_paths_and_methods_are_told_apart() {
    let bench = Bench::new();
    for line in [
        "GET /",
        "GET /api",
        "POST /api/login/",
        "GET /api/users/a/b/c",
        "POST /api/users/a/fly",
        "GET /marker",
        "GET *",
    ] {
        assert_eq!(bench.http(line, "").status, 404, "{line}");
    }
    for (line, allowed) in [("GET /api/login", "POST"), ("POST /api/table", "GET"), ("PUT /api/users", "GET, POST")] {
        let reply = bench.http(line, "");
        assert_eq!(reply.status, 405, "{line}");
        assert!(reply.head.contains(&format!("allow: {allowed}\r\n")), "{}", reply.head);
    }
    assert_eq!(bench.codes(), [] as [&str; 0]);
}

#[test]
fn administrators_must_bear_the_token() {
    let options = sekisho_reference::Options {
        admin_token: Some(sekisho_reference::AdminToken::new("s3cret")),
        ..Default::default()
    };
    let bench = Bench::bare(options);
    let body = json!({ "uid": "alice", "pattern": PATTERN }).to_string();
    let create = |headers: &str| call(bench.server.http, "POST /api/users", headers, body.as_bytes());
    for headers in ["", "Authorization: Bearer wrong\r\n", "Authorization: Basic s3cret\r\n"] {
        let reply = create(headers);
        assert_eq!((reply.status, reply.json().get("code")), (401, None));
        assert_eq!(call(bench.server.control.unwrap(), "GET /coverage", headers, b"").status, 401);
    }
    assert_eq!(create("Authorization: Bearer s3cret\r\n").field("code"), "30001");
    assert_eq!(bench.http("GET /api/policy?uid=alice", "").status, 200, "the doors stay open");
    let coverage = call(bench.server.control.unwrap(), "GET /coverage", "Authorization: Bearer s3cret\r\n", b"");
    assert_eq!(coverage.status, 200);
    let first = crate::receiver::next(&bench.messages);
    assert!(first.text.starts_with("code=30001 "), "refused tokens have no event: {}", first.text);
}
