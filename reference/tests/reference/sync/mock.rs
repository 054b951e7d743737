//! Syncs with the Graph mock, over TLS: it has nothing against how the server asks, whatever it does to it.

use std::net::SocketAddr;
use std::time::Duration;

use sekisho_mocks::Tls;
use sekisho_mocks::graph::sign_in::{Settings, USUAL_APP};
use sekisho_mocks::graph::{Graph, Options as MockOptions, graph};
use sekisho_reference::{Limits, Options};
use serde_json::{Value, json};

use super::entra::Entra;
use super::hands::{Desk, row};
use crate::bench::Bench;
use crate::client::call;

struct Cloud {
    desk: Desk,
    mock: Graph,
    _runtime: tokio::runtime::Runtime,
}

impl Cloud {
    fn told(program: &Value) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let here: SocketAddr = ([127, 0, 0, 1], 0).into();
        let tls = Tls::new().unwrap();
        let sign_in = Settings { app: USUAL_APP, secret: None };
        let options = MockOptions { listen: here, control: here, tls: Some(tls.config), seed: 7, sign_in };
        let mock = runtime.block_on(graph(options)).unwrap();
        let url = || format!("https://{}", mock.http).parse().unwrap();
        let entra = sekisho_reference::Entra { login: url(), graph: url(), ca: Some(tls.ca) };
        let limits = Limits { graph: Duration::from_secs(20), ..Limits::default() };
        let bench = Bench::with(Options { entra: Some(entra), limits, ..Options::default() });
        let cloud = Self { desk: Desk::on(bench, Entra::new()), mock, _runtime: runtime };
        cloud.tell(program);
        cloud
    }

    fn tell(&self, program: &Value) {
        let reply = call(self.mock.control, "POST /control/x.test", "", program.to_string().as_bytes());
        assert_eq!(reply.status, 200, "{}", reply.text);
    }

    fn users(&self, count: u32) {
        let body = json!({ "count": count, "prefix": "u", "mail_domain": "m.test" });
        assert_eq!(self.desk.bench.control("POST /tenants/t1/users", &body.to_string()).status, 200);
    }

    fn fact(&self, name: &str) -> Value {
        call(self.mock.control, &format!("GET /control/x.test/facts?fact={name}"), "", b"").json()["facts"][name]
            .clone()
    }

    fn is_content(&self) {
        let verdict = call(self.mock.control, "GET /control/x.test/verdict", "", b"").json();
        assert_eq!(verdict["complaints"], json!([]));
    }

    fn count(&self, mode: &str, end: &str, code: &str) -> usize {
        self.desk.run(mode, end).iter().filter(|got| *got == code).count()
    }
}

#[test]
fn users_go_there_change_and_go_again() {
    let cloud = Cloud::told(&json!({ "domain": "federated" }));
    cloud.users(120);
    assert_eq!(cloud.count("export", "31504", "31410"), 121);
    assert_eq!((cloud.fact("users"), cloud.fact("with-immutable-id")), (json!(121), json!(121)));
    assert_eq!(cloud.desk.run("export", "31504"), ["31503", "31400", "31504"]);
    cloud.desk.bench.http("PATCH /api/users/alice?domain=t1", r#"{"mail":"a@m.test"}"#);
    assert_eq!(cloud.desk.run("export", "31504"), ["30002", "31503", "31420", "31504"]);
    cloud.desk.bench.http("PATCH /api/users/alice?domain=t1", r#"{"mail":null}"#);
    assert_eq!(cloud.desk.run("export", "31504"), ["30002", "31503", "31420", "31504"]);
    cloud.desk.bench.control("DELETE /tenants/t1/users", r#"{"prefix":"u"}"#);
    assert_eq!(cloud.count("export", "31504", "31430"), 120);
    assert_eq!((cloud.fact("users"), cloud.fact("deleted")), (json!(1), json!(120)));
    cloud.is_content();
}

#[test]
fn users_come_from_there_and_those_without_get_an_immutable_id() {
    let cloud = Cloud::told(&json!({ "domain": "federated", "users": 1500, "prefix": "g" }));
    let codes = cloud.desk.run("import", "31502");
    assert_eq!(codes.iter().filter(|code| *code == "30001").count(), 1500);
    assert_eq!(cloud.fact("with-immutable-id"), json!(1500));
    assert_eq!(cloud.desk.run("import", "31502"), ["31501", "31502"]);
    cloud.tell(&json!({ "delete": "g00001@x.test" }));
    assert_eq!(cloud.desk.run("import", "31502"), ["31501", "30003", "31502"]);
    cloud.is_content();
}

#[test]
fn it_has_nothing_against_how_faults_are_met() {
    for faults in [
        "POST /$batch: 429 after 7s, ok, 503 after 60s",
        "item POST /users: 429 after 9s x25",
        "item POST /users: executed 429 after 2s x3",
        "GET /users: 429 after 3s; GET /domains/*: 503; token: 429 after 5s",
        "GET /users: empty-page",
        "token: ok; POST /$batch: 401",
    ] {
        let cloud = Cloud::told(&json!({ "faults": faults }));
        cloud.users(60);
        assert_eq!(cloud.count("export", "31504", "31410"), 61, "{faults}");
        assert_eq!(cloud.fact("users"), json!(61), "{faults}");
        cloud.is_content();
    }
}

#[test]
fn what_was_done_though_the_answer_was_lost_is_not_done_twice() {
    for faults in ["POST /$batch: executed 504", "POST /$batch: executed 503 after 5s x3"] {
        let cloud = Cloud::told(&json!({ "faults": faults }));
        cloud.users(60);
        assert_eq!(cloud.count("export", "31504", "31410"), 61, "{faults}");
        assert_eq!(cloud.fact("users"), json!(61), "{faults}");
    }
}

#[test]
fn whole_failures_end_it_and_the_next_run_goes_on() {
    for (faults, end) in [
        ("POST /$batch: ok, reset", "31419"),
        ("POST /$batch: ok, half-close", "31419"),
        ("POST /$batch: ok, truncated", "31419"),
        ("POST /$batch: ok, html", "31419"),
        ("item POST /users: missing", "31419"),
        ("POST /$batch: 500", "31419"),
        ("GET /users: loop x2", "31441"),
        ("GET /users: always loop", "31441"),
        ("GET /domains/*: 404", "31402"),
        ("GET /domains/*: unknown-value", "31402"),
        ("token: AADSTS7000215", "31459"),
        ("token: no-expires-in", "31459"),
        ("GET /organization: 403", "31459"),
    ] {
        let cloud = Cloud::told(&json!({ "faults": faults, "users": 3 }));
        cloud.users(60);
        let codes = cloud.desk.run("export", end);
        assert_eq!(codes.last().map(String::as_str), Some(end), "{faults}");
        cloud.tell(&json!({ "faults": "" }));
        cloud.desk.run("export", "31504");
        assert_eq!(cloud.fact("users"), json!(64), "{faults}");
        assert_eq!(cloud.desk.run("export", "31504"), ["31503", "31400", "31504"], "{faults}");
    }
}

#[test]
fn a_storm_of_throttling_and_short_tokens_pass_without_a_complaint() {
    let cloud = Cloud::told(&json!({ "quota": "small", "expires_in": "60s", "replication_lag": "10s" }));
    cloud.users(4000);
    assert_eq!(cloud.count("export", "31504", "31410"), 4001);
    assert_eq!(cloud.fact("users"), json!(4001));
    cloud.is_content();
    // What the list does not show yet is not made twice.
    cloud.users(4010);
    cloud.desk.run("export", "31504");
    assert_eq!(cloud.fact("users"), json!(4011));
}

#[test]
fn an_unknown_application_or_tenant_is_told_in_its_own_words() {
    let cloud = Cloud::told(&json!({}));
    let mut other = row();
    other["application_id"] = json!("99999999-2222-4333-8444-555555555555");
    cloud.desk.put(&other);
    let detail = cloud.desk.detail("export", "31459");
    assert!(detail.starts_with("access_token_error|400|AADSTS700016: Application with identifier"), "{detail}");
}
