use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, ClientConnection, DigitallySignedStruct, RootCertStore, SignatureScheme, StreamOwned};
use sekisho_mocks::Tls;
use serde_json::{Value, json};

use crate::bench::{Bench, DOMAIN, Line, TOKEN_FORM};

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

/// Whoever is told that it is so may rely on it: a client with idle connections has seen their end by then, and takes
/// none of them for a good one.
#[test]
fn idle_connections_have_ended_when_the_command_is_answered() {
    let bench = Bench::told(&json!({}));
    for _ in 0..50 {
        let mut idle = TcpStream::connect(bench.mock.http).unwrap();
        idle.write_all(b"GET /common/discovery/v2.0/keys HTTP/1.1\r\nHost: t\r\n\r\n").unwrap();
        let mut octets = [0; 8192];
        assert!(idle.read(&mut octets).unwrap() > 0, "it is served, and stays");
        let has_seen_the_end = Arc::new(AtomicBool::new(false));
        let sees = has_seen_the_end.clone();
        let client = std::thread::spawn(move || {
            while matches!(idle.read(&mut octets), Ok(1..)) {}
            sees.store(true, Ordering::SeqCst);
        });
        bench.tell(&json!({ "connections": "ok" }));
        assert!(has_seen_the_end.load(Ordering::SeqCst));
        client.join().unwrap();
    }
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

/// What comes of this text over TLS, sent by a client that trusts the mock's authority, or anyone.
fn over_tls(bench: &Bench, trusting: bool, text: &str) -> io::Result<String> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = match trusting {
        true => builder.dangerous().with_custom_certificate_verifier(Arc::new(Trusting)).with_no_client_auth(),
        false => {
            let mut roots = RootCertStore::empty();
            roots.add(CertificateDer::from_pem_slice(bench.ca.as_bytes()).unwrap()).unwrap();
            builder.with_root_certificates(roots).with_no_client_auth()
        }
    };
    let name = "graph.microsoft.com".try_into().unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = StreamOwned::new(connection, TcpStream::connect(bench.mock.http)?);
    stream.write_all(text.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).map(|_| answer)
}

/// The list of users; without a token a refusal.
fn list(token: &str) -> String {
    format!(
        "GET /v1.0/users HTTP/1.1\r\nHost: graph.microsoft.com\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    )
}

fn token(bench: &Bench) -> String {
    let (length, form) = (TOKEN_FORM.len(), TOKEN_FORM);
    let kind = "application/x-www-form-urlencoded";
    let head = format!("POST /{DOMAIN}/oauth2/v2.0/token HTTP/1.1\r\nHost: login.microsoftonline.com\r\n");
    let rest = format!("Content-Type: {kind}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{form}");
    let answer = over_tls(bench, false, &(head + &rest)).unwrap();
    let body: Value = serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap();
    body["access_token"].as_str().unwrap().to_owned()
}

/// A client that takes any certificate.
#[derive(Debug)]
struct Trusting;

impl ServerCertVerifier for Trusting {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        rustls::crypto::aws_lc_rs::default_provider().signature_verification_algorithms.supported_schemes()
    }
}

#[test]
fn tls_fails_so_often_and_then_no_more() {
    let bench = Bench::over(Some(Tls::new().unwrap()));
    let token = token(&bench);
    bench.tell(&json!({ "connections": "tls-failure x2" }));
    for _ in 0..2 {
        let failed = over_tls(&bench, false, &list(&token)).unwrap_err().to_string();
        assert_eq!(failed, "received fatal alert: HandshakeFailure");
    }
    assert!(over_tls(&bench, false, &list(&token)).unwrap().starts_with("HTTP/1.1 200 "));
}

#[test]
fn whoever_trusts_any_certificate_is_told_of() {
    let bench = Bench::over(Some(Tls::new().unwrap()));
    let token = token(&bench);
    bench.tell(&json!({ "connections": "untrusted x2" }));
    let failed = over_tls(&bench, false, &list(&token)).unwrap_err().to_string();
    assert!(failed.starts_with("invalid peer certificate: "), "{failed}");
    bench.has_no_complaint();
    assert!(over_tls(&bench, true, &list(&token)).unwrap().starts_with("HTTP/1.1 200 "));
    bench.complains_of("no trusted authority signed");
    assert!(over_tls(&bench, false, &list(&token)).unwrap().starts_with("HTTP/1.1 200 "), "well again");
}

#[test]
fn raw_ends_come_through_tls_too() {
    let bench = Bench::over(Some(Tls::new().unwrap()));
    let token = token(&bench);
    bench.tell(&json!({ "users": 2, "faults": "GET /users: truncated, reset" }));
    let cut = over_tls(&bench, false, &list(&token)).unwrap_err();
    assert_eq!(cut.kind(), ErrorKind::UnexpectedEof, "no close_notify");
    assert_eq!(over_tls(&bench, false, &list(&token)).unwrap_err().kind(), ErrorKind::ConnectionReset);
    let whole = over_tls(&bench, false, &list(&token)).unwrap();
    assert!(whole.contains("\"@odata.context\":\"https://graph.microsoft.com/v1.0/$metadata#users\""), "{whole}");
}
