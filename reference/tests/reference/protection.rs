//! Login protection, with the service played by the mock.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use sekisho_mocks::Mock;
use sekisho_reference::{Limits, NeighbourUrl, Options};
use serde_json::{Value, json};

use crate::bench::Bench;
use crate::client::call;
use crate::codes::Account;

const NOW: &str = "2027-01-15T08:00:00Z";

/// The phone's service.
pub(crate) struct Phone {
    mock: Mock,
    /// Drives the mock.
    _runtime: tokio::runtime::Runtime,
}

impl Phone {
    pub(crate) fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let mock = runtime.block_on(sekisho_mocks::login_protection((Ipv4Addr::LOCALHOST, 0).into())).unwrap();
        Self { mock, _runtime: runtime }
    }

    fn post(&self, path: &str, body: &Value) {
        let reply = call(self.mock.http, &format!("POST {path}"), "", body.to_string().as_bytes());
        assert_eq!(reply.status, 200, "{}", reply.text);
    }

    fn release(&self, uid: &str) {
        self.post("/release", &json!({ "user": uid, "domain": "t1", "at": NOW }));
    }

    pub(crate) fn url(&self) -> NeighbourUrl {
        format!("http://{}", self.mock.http).parse().unwrap()
    }

    fn bench(&self) -> Bench {
        protected(self.url())
    }
}

/// A server that asks there.
fn protected(login_protection: NeighbourUrl) -> Bench {
    let limits = Limits { neighbour: Duration::from_millis(500), ..Limits::default() };
    let bench = Bench::with(Options { login_protection: Some(login_protection), limits, ..Options::default() });
    bench.policy(&json!({ "protection": { "on": true } }));
    bench
}

/// An address where nobody answers.
fn nobody() -> SocketAddr {
    std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap()
}

/// Every code of this, on a server that asks a [`Phone`].
pub(crate) fn codes(account: &mut Account<'_>) {
    let bench = account.bench;
    bench.act("alice", "unlock");
    bench.policy(&json!({ "protection": { "on": true } }));
    for (up, status, code) in [(true, 401, "54120"), (false, 503, "54121")] {
        switch(bench, up);
        let table = bench.table("alice");
        bench.heard();
        account.expect(&bench.login("alice", &table.ticket, &table.answer()), status, &[code]);
    }
    switch(bench, true);
    bench.policy(&json!({ "protection": { "on": false } }));
}

pub(crate) fn switch(bench: &Bench, up: bool) {
    let reply = bench.control("PUT /tenants/t1/dependencies/login-protection", &json!({ "up": up }).to_string());
    assert_eq!(reply.status, 200, "{}", reply.text);
}

#[test]
fn a_login_passes_after_a_release_for_less_than_a_minute() {
    let phone = Phone::new();
    let bench = phone.bench();
    assert_eq!(bench.right("alice").field("code"), "54120", "never released");
    phone.release("alice");
    assert_eq!(bench.right("alice").field("code"), "54201");
    bench.advance(59_999);
    assert_eq!(bench.right("alice").field("code"), "54201");
    bench.advance(1);
    assert_eq!(bench.right("alice").field("code"), "54120");
    assert_eq!(bench.right("nobody").field("code"), "54120");
}

#[test]
fn a_release_is_one_users_in_one_domain() {
    let phone = Phone::new();
    let bench = phone.bench();
    phone.post("/release", &json!({ "user": "alice", "domain": "t2", "at": NOW }));
    phone.release("alicia");
    assert_eq!(bench.right("alice").field("code"), "54120");
}

#[test]
fn odd_names_reach_the_service_as_they_are() {
    let phone = Phone::new();
    let bench = phone.bench();
    let odd = "a+b@c.test";
    assert_eq!(bench.create(odd).field("code"), "30001");
    phone.release(odd);
    let table = crate::bench::Table::of(&bench.http("GET /api/table?uid=a%2Bb@c.test&domain=t1", ""));
    assert_eq!(bench.login(odd, &table.ticket, &table.answer()).field("code"), "54201");
}

#[test]
fn what_is_no_answer_is_not_granted() {
    let phone = Phone::new();
    let bench = phone.bench();
    phone.release("alice");
    for behaviour in [
        json!({ "prefix": "al", "status": 500 }),
        json!({ "prefix": "al", "status": 204 }),
        json!({ "prefix": "al", "garbage": true }),
        json!({ "prefix": "al", "delay_ms": 60_000 }),
    ] {
        phone.post("/behaviour", &behaviour);
        let reply = bench.right("alice");
        assert_eq!((reply.status, reply.field("code").as_str()), (503, "54121"), "{behaviour}");
    }
    phone.post("/behaviour", &json!({ "prefix": "al" }));
    assert_eq!(bench.right("alice").field("code"), "54201");
    assert_eq!(protected(format!("http://{}", nobody()).parse().unwrap()).right("alice").field("code"), "54121");
}

#[test]
fn a_service_that_is_switched_off_is_not_asked() {
    let phone = Phone::new();
    let bench = phone.bench();
    phone.release("alice");
    switch(&bench, false);
    assert_eq!(bench.right("alice").field("code"), "54121");
    switch(&bench, true);
    assert_eq!(bench.right("alice").field("code"), "54201");
}

/// A question that is open holds up nobody else, neither by a lock nor in a queue.
#[test]
fn others_log_in_while_the_service_thinks() {
    let phone = Phone::new();
    let bench = phone.bench();
    assert_eq!(bench.create("bob").field("code"), "30001");
    phone.release("bob");
    phone.post("/behaviour", &json!({ "prefix": "alice", "delay_ms": 60_000 }));
    std::thread::scope(|scope| {
        let table = bench.table("alice");
        let body = json!({ "uid": "alice", "domain": "t1", "ticket": table.ticket, "password": table.answer() });
        let at = bench.server.http;
        let slow = scope.spawn(move || {
            let reply = call(at, "POST /api/login", "", body.to_string().as_bytes());
            (reply.field("code"), Instant::now())
        });
        assert_eq!(bench.right("bob").field("code"), "54201");
        let done = Instant::now();
        let (code, later) = slow.join().unwrap();
        assert_eq!(code, "54121");
        assert!(done < later);
    });
}

#[test]
fn whoever_waits_is_answered_when_the_tenant_goes() {
    let phone = Phone::new();
    let bench = phone.bench();
    phone.post("/behaviour", &json!({ "prefix": "alice", "delay_ms": 60_000 }));
    std::thread::scope(|scope| {
        let table = bench.table("alice");
        let body = json!({ "uid": "alice", "domain": "t1", "ticket": table.ticket, "password": table.answer() });
        let at = bench.server.http;
        let slow = scope.spawn(move || call(at, "POST /api/login", "", body.to_string().as_bytes()));
        // Either it waits already, or it comes to a tenant that is gone.
        bench.control("DELETE /tenants/t1", "");
        assert!([401, 503].contains(&slow.join().unwrap().status));
    });
}
