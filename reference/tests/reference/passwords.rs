//! The password change over HTTP.

use serde_json::{Value, json};

use crate::bench::Bench;
use crate::client::Reply;
use crate::codes::Account;

const NEW: [usize; 6] = [5, 4, 9, 15, 8, 0];

/// A change in the session of a login that was granted.
struct Change<'a> {
    bench: &'a Bench,
    session: String,
}

impl<'a> Change<'a> {
    fn after(bench: &'a Bench, login: &Reply) -> Self {
        bench.heard();
        Self { bench, session: login.field("session") }
    }

    fn post(&self, step: &str, more: &Value) -> Reply {
        let mut body = json!({ "domain": "t1", "session": self.session });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.bench.post(&format!("/api/password{step}"), &body)
    }

    fn open(&self) -> Reply {
        self.post("", &json!({}))
    }

    fn enter(&self, typed: &str) -> Reply {
        self.post("/entry", &json!({ "password": typed }))
    }

    /// What one enters who reads these cells from the table that came last.
    fn read(&self, last: &Reply, cells: &[usize]) -> Reply {
        self.enter(&read(&last.field("table"), cells))
    }
}

fn read(table: &str, cells: &[usize]) -> String {
    cells.iter().map(|&cell| char::from(table.as_bytes()[cell])).collect()
}

pub(crate) fn every_code(account: &mut Account<'_>) {
    let bench = account.bench;
    let change = Change::after(bench, &bench.right("alice"));
    let last = change.open();
    account.expect(&last, 200, &["57200"]);
    let last = change.enter("12 4");
    account.expect(&last, 400, &["57100"]);
    let last = change.read(&last, &NEW);
    account.expect(&last, 200, &[]);
    let last = change.read(&last, &NEW[..5]);
    account.expect(&last, 422, &["57102"]);
    let mut last = last;
    for (cells, code) in [(vec![5; 17], "57103"), (vec![0, 1, 2, 3], "57104"), (vec![0, 11, 12, 3, 2, 3], "57105")] {
        last = change.read(&change.read(&last, &cells), &cells);
        account.expect(&last, 422, &[code]);
    }
    let third = change.read(&change.read(&last, &NEW), &NEW);
    last = change.read(&third, &NEW[..4]);
    account.expect(&last, 422, &["57106"]);
    let third = change.read(&change.read(&last, &NEW), &NEW);
    bench.store(false);
    account.expect(&change.read(&third, &NEW), 503, &["57199"]);
    bench.store(true);
    account.expect(&change.read(&third, &NEW), 200, &["57202"]);
    account.expect(&change.open(), 401, &["57101"]);
    let table = bench.table("alice");
    let change = Change::after(bench, &bench.login("alice", &table.ticket, &read(&table.digits, &NEW)));
    change.open();
    bench.heard();
    account.expect(&change.post("/cancel", &json!({})), 200, &["57201"]);
    bench.http("PATCH /api/users/alice?domain=t1", &json!({ "pattern": crate::bench::PATTERN }).to_string());
    bench.heard();
}

#[test]
fn a_lost_session_is_no_malformed_request() {
    let bench = Bench::new();
    for path in ["/api/password", "/api/password/cancel"] {
        assert_eq!(bench.post(path, &json!({ "domain": "t1" })).field("code"), "57101");
        assert_eq!(bench.post(path, &json!({ "domain": "t1", "colour": 1 })).field("code"), "57100");
    }
    assert_eq!(bench.post("/api/password/entry", &json!({ "domain": "t1", "password": "1" })).field("code"), "57101");
    assert_eq!(bench.post("/api/password/entry", &json!({ "domain": "t1" })).field("code"), "57100");
    assert_eq!(bench.codes(), ["57101", "57100", "57101", "57100", "57101", "57100"]);
}

#[test]
fn an_entry_that_is_taken_says_nothing_but_the_next_table() {
    let bench = Bench::new();
    let change = Change::after(&bench, &bench.right("alice"));
    let last = change.read(&change.open(), &NEW);
    let table = last.field("table");
    assert_eq!(last.text, format!(r#"{{"rows":4,"columns":4,"blocks":1,"table":"{table}"}}"#));
}

#[test]
fn the_policy_says_what_a_password_may_be() {
    let bench = Bench::new();
    let password = json!({
        "session_ms": 1000, "least": 1, "most": 4, "pattern_least": 2, "pattern_most": 3, "phrase_most": 1,
        "forbids_straight": false, "forbids_repeats": false, "history": 0
    });
    bench.policy(&json!({ "password": password }));
    let change = Change::after(&bench, &bench.right("alice"));
    let last = change.open();
    let code = |cells: &[usize]| change.read(&change.read(&change.open(), cells), cells);
    assert_eq!(change.read(&last, &NEW).field("code"), "57100");
    assert_eq!(code(&[1]).field("code"), "57103");
    assert_eq!(code(&[1, 2, 3, 4]).field("code"), "57103");
    assert!(code(&[2, 2]).json()["code"].is_null(), "it awaits the confirmation");
    bench.advance(1000);
    assert_eq!(change.open().field("code"), "57101");
    for wrong in [json!({ "pattern_least": 0 }), json!({ "pattern_most": 33 }), json!({ "history": 26 })] {
        let reply = bench.control("PATCH /tenants/t1/policy", &json!({ "password": wrong }).to_string());
        assert_eq!(reply.status, 400, "{}", reply.text);
    }
}
