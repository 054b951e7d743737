//! Client certificates, over real TLS.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use sekisho_reference::Options;
use serde_json::json;

use crate::bench::Bench;
use crate::client::Reply;
use crate::codes::Account;

/// A certificate and its key, as PEM texts.
struct Pair {
    certificate: String,
    key: String,
}

impl Pair {
    fn of(reply: &Reply) -> Self {
        Self { certificate: reply.field("certificate"), key: reply.field("key") }
    }

    fn chain(&self) -> Vec<CertificateDer<'static>> {
        vec![CertificateDer::from_pem_slice(self.certificate.as_bytes()).unwrap()]
    }

    fn key(&self) -> PrivateKeyDer<'static> {
        PrivateKeyDer::from_pem_slice(self.key.as_bytes()).unwrap()
    }
}

fn issue(bench: &Bench, uid: &str, valid_ms: u64) -> Reply {
    let line = format!("POST /api/users/{uid}/certificate?domain=t1");
    bench.http(&line, &json!({ "valid_ms": valid_ms }).to_string())
}

/// A client that trusts the server's authority, and shows this certificate.
fn config(bench: &Bench, shows: Option<&Pair>) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    let ca = &bench.server.tls.as_ref().unwrap().ca;
    roots.add(CertificateDer::from_pem_slice(ca.as_bytes()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_root_certificates(roots);
    match shows {
        Some(pair) => config.with_client_auth_cert(pair.chain(), pair.key()).unwrap(),
        None => config.with_no_client_auth(),
    }
}

fn exchange(bench: &Bench, config: ClientConfig, line: &str, body: &str) -> std::io::Result<Reply> {
    let at = bench.server.tls.as_ref().unwrap().address;
    let name = ServerName::try_from("localhost").unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = StreamOwned::new(connection, TcpStream::connect(at)?);
    let head = format!("{line} HTTP/1.1\r\nHost: t\r\nX-Request-Id: r1\r\nConnection: close\r\nContent-Length: ");
    stream.write_all(format!("{head}{}\r\n\r\n{body}", body.len()).as_bytes())?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    let (head, text) = text.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Ok(Reply { status, head: head.to_owned(), text: text.to_owned() })
}

/// A right answer over TLS, with this certificate.
fn login(bench: &Bench, uid: &str, shows: Option<&Pair>) -> Reply {
    let table = bench.table(uid);
    bench.heard();
    let body = json!({ "uid": uid, "domain": "t1", "ticket": table.ticket, "password": table.answer() });
    exchange(bench, config(bench, shows), "POST /api/login", &body.to_string()).unwrap()
}

fn bench() -> Bench {
    let bench = Bench::with(Options { tls: Some(([127, 0, 0, 1], 0).into()), ..Options::default() });
    bench.policy(&json!({ "certificate": { "required": true } }));
    bench
}

/// Every code of this, on a server with TLS.
pub(crate) fn codes(account: &mut Account<'_>) {
    let bench = account.bench;
    let configure = |domain: &str| bench.http(&format!("PUT /api/pki?domain={domain}"), "");
    assert_eq!(bench.create("carol").status, 200);
    bench.put("t2", &json!({}));
    let body = json!({ "uid": "carol", "domain": "t2", "pattern": crate::bench::PATTERN });
    assert_eq!((configure("t2").status, bench.post("/api/users", &body).status), (200, 200));
    let foreign = Pair::of(&bench.http("POST /api/users/carol/certificate?domain=t2", ""));
    bench.policy(&json!({ "certificate": { "required": true } }));
    account.expect(&login(bench, "alice", None), 401, &["53105"]);
    account.expect(&configure("t1"), 200, &["53200"]);
    account.expect(&login(bench, "alice", None), 401, &["53101"]);
    account.expect(&login(bench, "alice", Some(&foreign)), 401, &["53102"]);
    let carols = Pair::of(&issue(bench, "carol", 60_000));
    account.expect(&login(bench, "alice", Some(&carols)), 401, &["53104"]);
    let old = Pair::of(&issue(bench, "alice", 60_000));
    bench.heard();
    let reply = issue(bench, "alice", 60_000);
    account.expect(&reply, 200, &["30002"]);
    let new = Pair::of(&reply);
    account.expect(&login(bench, "alice", Some(&old)), 401, &["53106"]);
    account.expect(&login(bench, "alice", Some(&new)), 200, &["53100", "54201"]);
    bench.advance(60_000);
    account.expect(&login(bench, "alice", Some(&new)), 401, &["53107"]);
    let revoked = bench.http("POST /api/users/alice/certificate/revoke?domain=t1", "");
    account.expect(&revoked, 200, &["30002"]);
    account.expect(&login(bench, "alice", Some(&new)), 401, &["53103"]);
    bench.policy(&json!({ "certificate": { "required": false } }));
}

#[test]
fn a_certificate_of_the_tenants_authority_lets_in_over_tls_alone() {
    let bench = bench();
    bench.http("PUT /api/pki?domain=t1", "");
    let pair = Pair::of(&issue(&bench, "alice", 60_000));
    assert_eq!(login(&bench, "alice", Some(&pair)).field("code"), "54201");
    assert_eq!(bench.right("alice").field("code"), "53101", "there is none without TLS");
}

/// Whoever shows a certificate without its key does not even get to ask.
#[test]
fn a_certificate_without_its_key_breaks_the_handshake() {
    let bench = bench();
    bench.http("PUT /api/pki?domain=t1", "");
    let alices = Pair::of(&issue(&bench, "alice", 60_000));
    let other = Pair::of(&issue(&bench, "alice", 60_000));
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    let key = provider.key_provider.load_private_key(other.key()).unwrap();
    let stolen = rustls::sign::CertifiedKey::new(alices.chain(), key);
    let mut config = config(&bench, None);
    config.client_auth_cert_resolver = Arc::new(rustls::sign::SingleCertAndKey::from(stolen));
    assert!(exchange(&bench, config, "GET /api/policy?uid=alice", "").is_err());
}

#[test]
fn clients_without_a_certificate_are_served() {
    let bench = bench();
    let reply = exchange(&bench, config(&bench, None), "GET /api/policy?uid=alice&domain=t1", "").unwrap();
    assert_eq!(reply.status, 200);
}

/// The control API hears nothing of it, and neither does another listener.
#[test]
fn plain_http_on_the_tls_port_is_no_request() {
    let bench = bench();
    let at = bench.server.tls.as_ref().unwrap().address;
    let mut stream = TcpStream::connect(at).unwrap();
    stream.write_all(b"GET /api/policy?uid=alice HTTP/1.1\r\nHost: t\r\n\r\n").unwrap();
    let mut octets = Vec::new();
    let _ = stream.read_to_end(&mut octets);
    assert!(!octets.starts_with(b"HTTP"), "{octets:?}");
}

#[test]
fn each_start_has_an_authority_of_its_own() {
    let (one, other) = (bench(), bench());
    let refused = exchange(&one, config(&other, None), "GET /api/policy?uid=alice", "");
    assert!(refused.is_err());
}

#[test]
fn a_device_cookie_that_was_set_over_tls_is_for_tls() {
    let bench = bench();
    bench.policy(&json!({ "certificate": { "required": false }, "device": { "required": true } }));
    let reply = login(&bench, "alice", None);
    assert!(reply.head.contains("; Secure"), "{}", reply.head);
}

#[test]
fn orders_and_settings_are_for_administrators_and_well_formed() {
    let bench = Bench::with(Options { admin_token: None, ..Options::default() });
    for (line, body, status) in [
        ("PUT /api/pki?domain=t1&colour=red", "", 400),
        ("PUT /api/pki?domain=t1", r#"{"colour":"red"}"#, 400),
        ("PUT /api/pki?domain=none", "", 404),
        ("GET /api/pki?domain=t1", "", 405),
        ("PUT /api/pki?domain=t1", "{}", 200),
        ("POST /api/users/alice/certificate?domain=t1", r#"{"valid_ms":-1}"#, 400),
        ("POST /api/users/alice/certificate?domain=t1", r#"{"valid_ms":18446744073709551615}"#, 200),
        ("POST /api/users/nobody/certificate?domain=t1", "", 404),
        ("POST /api/users/alice/certificate/revoke?domain=t1", "", 200),
        ("DELETE /api/users/alice/certificate?domain=t1", "", 405),
    ] {
        assert_eq!(bench.http(line, body).status, status, "{line} {body}");
    }
    let guarded =
        Bench::bare(Options { admin_token: Some(sekisho_reference::AdminToken::new("s")), ..Options::default() });
    for line in ["PUT /api/pki", "POST /api/users/a/certificate", "POST /api/users/a/certificate/revoke"] {
        assert_eq!(guarded.http(line, "").status, 401, "{line}");
    }
}

#[test]
fn who_never_shakes_hands_does_not_hold_up_the_end() {
    let bench = bench();
    let silent = TcpStream::connect(bench.server.tls.as_ref().unwrap().address).unwrap();
    // Who comes later is served, so the silent one was let in.
    exchange(&bench, config(&bench, None), "GET /api/policy?uid=alice&domain=t1", "").unwrap();
    let Bench { server, runtime, .. } = bench;
    let begun = std::time::Instant::now();
    runtime.block_on(server.stop());
    assert!(begun.elapsed() < std::time::Duration::from_secs(3), "{:?}", begun.elapsed());
    drop(silent);
}
