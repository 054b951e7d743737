//! FreeRADIUS's client as a second opinion on the server; where it is not installed, there is none.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::nas::{SECRET, bench};

/// What radclient says to these attributes; none where there is no radclient.
fn radclient(server: &str, command: &str, attributes: &str) -> Option<String> {
    let spawned = Command::new("radclient")
        .args(["-x", "-r", "1", "-t", "5", server, command, SECRET])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = spawned.ok()?;
    child.stdin.take().unwrap().write_all(attributes.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    Some(String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

#[test]
fn radclient_is_let_in_by_pap_and_chap_and_sees_the_signature() {
    let bench = bench();
    let server = bench.server.radius.unwrap().to_string();
    for attribute in ["User-Password", "CHAP-Password"] {
        let answer = bench.table("alice").answer();
        let attributes =
            format!("User-Name = \"alice@t1\"\n{attribute} = \"{answer}\"\nMessage-Authenticator = 0x00\n");
        let Some(said) = radclient(&server, "auth", &attributes) else { return };
        assert!(said.contains("Received Access-Accept"), "{said}");
        let (_, reply) = said.split_once("Received Access-Accept").unwrap();
        assert!(reply.contains("Message-Authenticator = 0x"), "{said}");
    }
    let attributes = "User-Name = \"alice@t1\"\nUser-Password = \"wrong\"\nMessage-Authenticator = 0x00\n";
    let said = radclient(&server, "auth", attributes).unwrap();
    assert!(said.contains("Received Access-Reject"), "{said}");
}

#[test]
fn radclient_gets_a_challenge_a_status_and_accounting() {
    let bench = bench();
    bench.policy(&serde_json::json!({ "radius": { "challenge": true } }));
    let server = bench.server.radius.unwrap().to_string();
    let attributes = "User-Name = \"alice@t1\"\nUser-Password = \"\"\nMessage-Authenticator = 0x00\n";
    let Some(said) = radclient(&server, "auth", attributes) else { return };
    assert!(said.contains("Received Access-Challenge") && said.contains("State = 0x"), "{said}");
    let said = radclient(&server, "status", "Message-Authenticator = 0x00\n").unwrap();
    assert!(said.contains("Received Access-Accept"), "{said}");
    let server = bench.server.radius_accounting.unwrap().to_string();
    let said = radclient(&server, "acct", "Acct-Status-Type = Start\nAcct-Session-Id = \"1\"\n").unwrap();
    assert!(said.contains("Received Accounting-Response"), "{said}");
}
