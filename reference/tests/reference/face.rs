//! Face recognition over HTTP, with the service played from its half of the credentials.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sekisho_protocol::face::{Claims, Credentials, Profile};
use sekisho_protocol::jose::{Flaw, Jwk, Party, PartyKeys};
use sekisho_reference::Options;
use serde_json::{Value, json};

use crate::bench::Bench;
use crate::client::{Reply, call};
use crate::codes::Account;

const SUITES: [&str; 3] = ["rs256", "es256", "hs256"];
/// The clock of a new bench.
const NOW_S: i64 = 1_800_000_000;

/// The face service: its half of all keys.
pub(crate) struct Service {
    profile: Profile,
    parties: BTreeMap<&'static str, Party>,
    credentials: Credentials,
}

impl Service {
    pub(crate) fn new() -> Self {
        let profile = Profile::default();
        let suites = SUITES.map(|suite| (suite, pairs(suite)));
        let parties =
            suites.iter().map(|(name, [_, theirs])| (*name, Party::new(profile.suites[*name], theirs).unwrap()));
        let parties = parties.collect();
        let suites = suites.map(|(name, [ours, _])| (name.to_owned(), ours)).into();
        let credentials =
            Credentials { service: "http://face.test/authenticate".into(), profile: profile.clone(), suites };
        Self { profile, parties, credentials }
    }

    pub(crate) fn credentials(&self) -> Credentials {
        self.credentials.clone()
    }

    /// What the question says that a login was sent on with.
    fn question(&self, suite: &str, sent: &Reply) -> Claims {
        self.asked(suite, &sent.field("redirect"))
    }

    /// The answer to the question of an URL: the face is the user's.
    pub(crate) fn answer(&self, suite: &str, url: &str) -> String {
        self.seal(suite, &self.right(&self.asked(suite, url)))
    }

    fn asked(&self, suite: &str, url: &str) -> Claims {
        let token = url.strip_prefix("http://face.test/authenticate?request=").unwrap();
        let opened = self.parties[suite].opener.open(token).unwrap();
        Claims::read(&self.profile.claims, &opened.claims).unwrap()
    }

    /// The answer that the face is the user's.
    fn right(&self, question: &Claims) -> Claims {
        Claims {
            issuer: question.audience.clone(),
            audience: question.issuer.clone(),
            result: Some("success".into()),
            id: None,
            redirect: None,
            ..question.clone()
        }
    }

    fn seal(&self, suite: &str, claims: &Claims) -> String {
        self.parties[suite].sealer.seal(&claims.members(&self.profile.claims)).unwrap()
    }

    fn flawed(&self, suite: &str, claims: &Claims, flaw: Flaw) -> String {
        self.parties[suite].sealer.seal_flawed(&claims.members(&self.profile.claims), flaw).unwrap()
    }
}

/// The login server's keys and the service's.
fn pairs(suite: &str) -> [PartyKeys; 2] {
    let key = || match suite {
        "rs256" => Jwk::rsa().unwrap(),
        "es256" => Jwk::ec().unwrap(),
        _ => Jwk::oct(32).unwrap(),
    };
    let [ours, our_other, theirs, their_other] = [key(), key(), key(), key()];
    let public = |key: &Jwk| if suite == "hs256" { key.clone() } else { key.public() };
    let (verify, encrypt) = (public(&theirs), public(&their_other));
    let their_half =
        PartyKeys { sign: theirs, decrypt: their_other, verify: public(&ours), encrypt: public(&our_other) };
    [PartyKeys { sign: ours, decrypt: our_other, verify, encrypt }, their_half]
}

fn bench(service: &Service) -> Bench {
    let bench = Bench::with(Options { face: Some(service.credentials()), ..Options::default() });
    bench.policy(&json!({ "face": { "on": true } }));
    bench
}

/// A right answer to a table, from a browser that found the server so.
fn login(bench: &Bench) -> Reply {
    let table = bench.table("alice");
    bench.heard();
    bench.login("alice", &table.ticket, &table.answer())
}

/// The cookies that a reply sets, without their attributes.
pub(crate) fn cookies(reply: &Reply) -> Vec<&str> {
    let set = reply.head.lines().filter_map(|line| line.strip_prefix("set-cookie: "));
    set.map(|whole| whole.split(';').next().unwrap()).collect()
}

fn come_back(bench: &Bench, cookie: &str, token: &str) -> Reply {
    come_back_to(bench.server.http, cookie, token)
}

fn come_back_to(server: SocketAddr, cookie: &str, token: &str) -> Reply {
    let headers = format!("X-Request-Id: r1\r\nAccept: application/json\r\nCookie: {cookie}\r\n");
    let token = utf8_percent_encode(token, NON_ALPHANUMERIC);
    call(server, &format!("GET /face/return?domain=t1&response={token}"), &headers, b"")
}

/// Logs in, and comes back with the answer as it was changed.
fn answered(bench: &Bench, service: &Service, suite: &str, change: impl FnOnce(&mut Claims)) -> Reply {
    let sent = login(bench);
    let mut claims = service.right(&service.question(suite, &sent));
    bench.heard();
    change(&mut claims);
    come_back(bench, cookies(&sent)[0], &service.seal(suite, &claims))
}

/// Every code of this.
pub(crate) fn every_code(account: &mut Account<'_>, service: &Service) {
    let bench = account.bench;
    bench.act("alice", "unlock");
    bench.policy(&json!({ "face": { "on": true } }));
    account.expect(&login(bench), 200, &["82201"]);
    let reply = answered(bench, service, "rs256", |_| ());
    account.expect_told(&reply, 200, &["82200", "54201"], "54201");
    for (result, code) in [
        ("clock-skew", "82151"),
        ("camera-missing", "82152"),
        ("cancelled", "82153"),
        ("error-54", "82154"),
        ("second-factor-cancelled", "82156"),
        ("second-factor-required", "82157"),
        ("out-of-period", "82158"),
        ("capture-invalid", "82159"),
        ("no-match", "82160"),
        ("capture-unreadable", "82162"),
        ("error-63", "82163"),
        ("error-64", "82164"),
        ("error-65", "82165"),
        ("error-66", "82166"),
        ("error-67", "82167"),
        ("something-new", "82198"),
    ] {
        let reply = answered(bench, service, "rs256", |claims| claims.result = Some(result.into()));
        account.expect(&reply, 401, &[code]);
    }
    let mut refused = |reply: &Reply, code: &str| account.expect_told(reply, 401, &[code, "82192"], "82192");
    refused(&come_back(bench, "face=", "a.token"), "82101");
    refused(&answered(bench, service, "rs256", |claims| claims.audience = Some("t2".into())), "82105");
    refused(&answered(bench, service, "rs256", |claims| claims.nonce = None), "82106");
    refused(&answered(bench, service, "rs256", |claims| claims.subject = Some("bob".into())), "82107");
    refused(&answered(bench, service, "rs256", |claims| claims.expires_s = None), "82108");
    for (policy, code) in [(json!({ "on": false }), "82102"), (json!({ "on": true, "tenant_on": false }), "82103")] {
        bench.policy(&json!({ "face": { "on": true, "tenant_on": true } }));
        let sent = login(bench);
        bench.policy(&json!({ "face": policy }));
        bench.heard();
        refused(&come_back(bench, cookies(&sent)[0], "a.token"), code);
    }
    bench.policy(&json!({ "face": { "on": true, "tenant_on": true, "key": "nobody's" } }));
    account.expect_told(&login(bench), 503, &["82104", "82191"], "82191");
    bench.policy(&json!({ "face": { "on": false, "key": null } }));
}

#[test]
fn a_browser_goes_to_the_service_and_back_in_every_suite() {
    let service = Service::new();
    let bench = bench(&service);
    for suite in SUITES {
        bench.policy(&json!({ "face": { "suite": suite } }));
        let sent = login(&bench);
        assert_eq!((sent.status, sent.field("code").as_str()), (200, "82201"));
        let question = service.question(suite, &sent);
        assert_eq!((question.issuer.as_deref(), question.audience.as_deref()), (Some("t1"), Some("face")));
        assert_eq!((question.issued_at_s, question.expires_s), (Some(NOW_S), Some(NOW_S + 300)));
        assert_eq!(question.redirect.as_deref(), Some("http://t/face/return?domain=t1"));
        assert_eq!(question.subject.as_deref(), Some("alice"));
        let back = come_back(&bench, cookies(&sent)[0], &service.seal(suite, &service.right(&question)));
        assert_eq!((back.status, back.field("code").as_str()), (200, "54201"));
        assert_eq!(cookies(&back), ["face="], "the session is over");
        bench.post("/api/password", &json!({ "session": back.field("session"), "domain": "t1" })).field("table");
    }
}

#[test]
fn every_wrong_token_of_every_suite_is_refused() {
    let service = Service::new();
    let bench = bench(&service);
    for suite in SUITES {
        bench.policy(&json!({ "face": { "suite": suite } }));
        for &flaw in Flaw::ALL {
            let sent = login(&bench);
            let claims = service.right(&service.question(suite, &sent));
            bench.heard();
            let back = come_back(&bench, cookies(&sent)[0], &service.flawed(suite, &claims, flaw));
            assert_eq!((back.status, back.field("code").as_str()), (401, "82192"), "{suite} {flaw}");
            assert_eq!(bench.codes(), ["82105", "82192"], "{suite} {flaw}");
        }
        let other = SUITES[usize::from(suite == SUITES[0])];
        let sent = login(&bench);
        let claims = service.right(&service.question(suite, &sent));
        let back = come_back(&bench, cookies(&sent)[0], &service.seal(other, &claims));
        assert_eq!(back.field("code"), "82192", "a token of another suite");
    }
}

#[test]
fn what_goes_there_and_comes_back_is_kept_by_nobody() {
    let service = Service::new();
    let bench = bench(&service);
    let sent = login(&bench);
    let whole = sent.head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
    for attribute in ["; HttpOnly", "; SameSite=Lax", "; Path=/face"] {
        assert!(whole.contains(attribute), "{whole}");
    }
    assert!(!sent.field("redirect").contains("alice"));
    for heard in bench.heard() {
        assert!(!heard.raw.contains("eyJ"), "a token in the log: {}", heard.raw);
    }
}

#[test]
fn keys_that_do_not_fit_the_suite_make_no_question() {
    let service = Service::new();
    let bench = bench(&service);
    for face in [json!({ "suite": "es256", "key": "rs256" }), json!({ "suite": "rs256", "key": "hs256" })] {
        bench.policy(&json!({ "face": face }));
        assert_eq!(login(&bench).field("code"), "82191");
        assert_eq!(bench.codes(), ["82104", "82191"]);
    }
    bench.policy(&json!({ "face": { "suite": "rs256", "key": "rs256" } }));
    assert_eq!(login(&bench).field("code"), "82201");
    let nowhere = Bench::new();
    nowhere.policy(&json!({ "face": { "on": true } }));
    assert_eq!(login(&nowhere).field("code"), "82191", "without credentials");
}

#[test]
fn keys_that_were_changed_in_between_open_nothing() {
    let service = Service::new();
    let bench = bench(&service);
    let sent = login(&bench);
    let token = service.seal("rs256", &service.right(&service.question("rs256", &sent)));
    bench.policy(&json!({ "face": { "suite": "es256" } }));
    bench.heard();
    come_back(&bench, cookies(&sent)[0], &token);
    assert_eq!(bench.codes(), ["82105", "82192"]);
}

#[test]
fn an_answer_may_come_as_a_form() {
    let service = Service::new();
    let bench = bench(&service);
    let sent = login(&bench);
    let token = service.seal("rs256", &service.right(&service.question("rs256", &sent)));
    let (form, accept) = (format!("response={token}&extra=1"), "Accept: application/json\r\n");
    let post = |headers: &str| {
        call(bench.server.http, "POST /face/return?domain=t1", &format!("{accept}{headers}"), form.as_bytes())
    };
    let elsewhere = post("");
    let location = elsewhere.head.lines().find_map(|line| line.strip_prefix("location: ")).unwrap();
    assert_eq!(elsewhere.status, 303, "from another site it comes without its cookie");
    let line = format!("GET {location}");
    assert_eq!(call(bench.server.http, &line, accept, b"").field("code"), "82192");
    let cookie = format!("Cookie: theme=dark; {}\r\n", cookies(&sent)[0]);
    assert_eq!(post(&cookie).field("code"), "54201");
}

#[test]
fn broken_returns_are_no_answers() {
    let service = Service::new();
    let bench = bench(&service);
    for (query, code) in [
        ("", "82101"),
        ("domain=t2", "82101"),
        ("domain=t1", "82105"),
        ("domain=t1&response=", "82105"),
        ("domain=t1&response=a&response=b", "82105"),
        ("domain=t1&response=%FF", "82105"),
        ("domain=t1&domain=t1&response=a", "82101"),
    ] {
        let sent = login(&bench);
        bench.heard();
        let headers = format!("Accept: application/json\r\nCookie: {}\r\n", cookies(&sent)[0]);
        let reply = call(bench.server.http, &format!("GET /face/return?{query}"), &headers, b"");
        assert_eq!((reply.status, reply.field("code").as_str()), (401, "82192"), "{query:?}");
        assert_eq!(bench.codes(), [code, "82192"], "{query:?}");
    }
}

#[test]
fn a_policy_of_no_such_suite_is_refused() {
    let service = Service::new();
    for (bench, known) in [(bench(&service), "es256, hs256, rs256"), (Bench::new(), "")] {
        let reply = bench.control("PATCH /tenants/t1/policy", r#"{"face":{"suite":"rs512"}}"#);
        assert_eq!(reply.status, 400);
        let expected = format!("expected a suite of the face service ({known}), got \"rs512\"");
        assert_eq!(reply.field("error"), expected);
    }
}

#[test]
fn answers_side_by_side_let_one_browser_in() {
    let service = Service::new();
    let bench = bench(&service);
    let sent = login(&bench);
    let token = service.seal("rs256", &service.right(&service.question("rs256", &sent)));
    let (server, cookie) = (bench.server.http, cookies(&sent)[0]);
    let codes: Vec<Value> = std::thread::scope(|scope| {
        let racers: Vec<_> = (0..8).map(|_| scope.spawn(|| come_back_to(server, cookie, &token).json())).collect();
        racers.into_iter().map(|racer| racer.join().unwrap()["code"].clone()).collect()
    });
    assert_eq!(codes.iter().filter(|code| **code == "54201").count(), 1, "{codes:?}");
    assert_eq!(codes.iter().filter(|code| **code == "82192").count(), 7, "{codes:?}");
}
