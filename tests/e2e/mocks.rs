//! The outside services, played for servers of others.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};

use sekisho_protocol::face::{Claims, Credentials};

use super::support::{Door, Place};

#[test]
fn a_mock_says_where_it_answers_and_ends_with_its_input() {
    let place = Place::new();
    place.sekisho(&["mock", "login-protection", "--until-eof"]).exits(0).says("ready http=127.0.0.1:");
    place.sekisho(&["mock", "login-protection", "--until-eof", "--listen", "0.0.0.0:0"]).exits(5).complains("loopback");
    place.sekisho(&["mock", "login-protecton"]).exits(2).complains("login-protection");
}

/// Only the target file asks for it: the harness starts this program once more.
#[test]
fn a_mock_that_a_target_asks_for_answers_in_the_run() {
    let place = Place::new();
    let door = Door::honest(&place);
    let behave = "[mock.login-protection]\n[action.behave]\nbase = \"http://{{ mock.login-protection }}\"\n\
        http = \"GET /last-release\"\nquery = { user = \"a\" }\nanswer = [{ status = [200, \"4xx\"], outcome = \"read\" }]\n";
    place.write_target("t/mine.toml", &door.target().and(behave));
    let text = "format = 1\ntitle = \"Asks the mock\"\n[[step]]\ndo = \"behave\"\nexpect = [\"read\"]\n";
    place.write("asks.toml", text);
    place.sekisho(&["run", "asks.toml", "--target", "t/mine.toml"]).exits(0).says("3 passed");
    place.write_target("t/mine.toml", &door.target().and("[mock.nothing]"));
    place.sekisho(&["run", "login/right-answer", "--target", "t/mine.toml"]).exits(5).complains("nothing");
}

/// What it has against the server is asked for also where the case could not go on: that may be why.
#[test]
fn a_mock_has_its_say_when_a_case_breaks_off() {
    let place = Place::new();
    let door = Door::honest(&place);
    let send = "[mock.face]\nscope = \"unattributed\"\n[action.send-astray]\nbase = \"http://{{ mock.face }}\"\n\
        http = \"GET /authenticate\"\n";
    place.write_target("t/mine.toml", &door.target().and(send));
    let text = "format = 1\ntitle = \"Comes without a request\"\n[[step]]\ndo = \"mock.face\"\n\
        [[step]]\ndo = \"send-astray\"\n";
    place.write("astray.toml", text);
    let run = place.sekisho(&["run", "astray.toml", "--target", "t/mine.toml"]).exits(1);
    run.says("send-astray answered HTTP 400").says("verdict of mock.face").says("RFC 9101 5.1");
}

/// A mock that runs until its input ends, and what its ready line tells.
struct Mock {
    child: Child,
    told: String,
}

impl Mock {
    fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sekisho"));
        command.arg("mock").args(arguments).arg("--until-eof").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("the built binary");
        let mut told = String::new();
        BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut told).expect("a line");
        Self { child, told }
    }

    fn value(&self, name: &str) -> &str {
        let mut words = self.told.split_whitespace();
        words.find_map(|word| word.strip_prefix(name)?.strip_prefix('=')).unwrap_or_else(|| panic!("{}", self.told))
    }

    fn ask(&self, name: &str, line: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(self.value(name)).expect("a mock");
        let length = body.len();
        let head = format!("{line} HTTP/1.1\r\nHost: t\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}");
        stream.write_all(head.as_bytes()).expect("a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_face_service_sends_browsers_back_and_judges_who_sent_them() {
    let mut mock = Mock::start(&["face"]);
    let path = mock.value("credentials").to_owned();
    let mode = std::fs::metadata(&path).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "its keys are for the server alone");
    let credentials: Credentials = serde_json::from_str(&std::fs::read_to_string(&path).expect("text")).expect("JSON");
    assert_eq!(credentials.service, format!("http://{}/authenticate", mock.value("http")));
    let party = credentials.party("hs256").expect("keys");
    let some = |text: &str| Some(text.to_owned());
    let claims = Claims {
        issuer: some("t1"),
        audience: some(&credentials.profile.service),
        issued_at_s: Some(1_800_000_000),
        expires_s: Some(1_800_000_300),
        nonce: some("2b0c3f5e8a9d417c86f1e0d2c4b6a897"),
        subject: some("alice"),
        redirect: some("http://127.0.0.1:9/back"),
        ..Claims::default()
    };
    assert!(mock.ask("control", "POST /control/t1", r#"{"result":"cancelled"}"#).contains("200 OK"));
    let token = party.sealer.seal(&claims.members(&credentials.profile.claims)).expect("a token");
    let answer = mock.ask("http", &format!("GET /authenticate?request={token}"), "");
    let back = answer.lines().find_map(|line| line.strip_prefix("location: http://127.0.0.1:9/back?response="));
    let opened = party.opener.open(back.unwrap_or_else(|| panic!("{answer}"))).expect("a right answer");
    let answer = Claims::read(&credentials.profile.claims, &opened.claims).expect("claims");
    assert_eq!((answer.result.as_deref(), answer.nonce), (Some("cancelled"), claims.nonce));
    let verdict = mock.ask("control", "GET /control/t1/verdict", "");
    assert!(verdict.contains("a claim jti"), "it had none: {verdict}");
    drop(mock.child.stdin.take());
    assert!(mock.child.wait().expect("an end").success());
    assert!(!std::path::Path::new(&path).exists(), "the keys go with it");
}

#[test]
fn a_profile_of_the_face_service_is_read_with_carets() {
    let place = Place::new();
    place.write("face.toml", "format = 1\n[claims]\nnonse = \"nonce\"\n");
    let run = place.sekisho(&["mock", "face", "--profile", "face.toml", "--until-eof"]).exits(3);
    run.complains("face.toml:3:1").complains("did you mean `nonce`?");
    place.sekisho(&["check", "face.toml"]).exits(3).complains("unknown key `nonse`");
    place.write("face.toml", "format = 1\n[claims]\nnonce = \"nonce\"\n");
    place.sekisho(&["check", "face.toml"]).exits(0);
    let arguments = ["mock", "face", "--profile", "face.toml", "--credentials-out", "keys.json", "--until-eof"];
    place.sekisho(&arguments).exits(0).says("credentials=keys.json");
    assert!(place.read("keys.json").contains("\"nonce\": \"nonce\""));
    let redirect = ["mock", "face", "--until-eof", "--redirect"];
    place.sekisho(&[&redirect[..], &["https://login.example.com/"]].concat()).exits(0);
    for open in ["https://login.example.com", "login.example.com/", "https:///", ""] {
        place.sekisho(&[&redirect[..], &[open]].concat()).exits(2).complains("the `/` behind it");
    }
    place.sekisho(&["mock", "face", "--control", "0.0.0.0:0", "--until-eof"]).exits(5).complains("loopback");
}
