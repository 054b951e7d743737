//! Seamless sign-on over HTTP.

use serde_json::json;

use crate::bench::{Bench, Table};
use crate::client::Reply;
use crate::codes::Account;

fn windows(bench: &Bench) -> Reply {
    let process = bench.process("6.2");
    let table = Table::of(&bench.windows_table("alice", &process));
    let reply = bench.windows_login("alice", &process, &table.ticket, &table.answer());
    bench.heard();
    reply
}

fn seamless(bench: &Bench, proof: &str) -> Reply {
    bench.post("/windows/seamless", &json!({ "uid": "alice", "domain": "t1", "proof": proof }))
}

pub(crate) fn every_code(account: &mut Account<'_>) {
    let bench = account.bench;
    let proof = windows(bench).field("proof");
    let edit = |body: &str| drop(bench.http("PATCH /api/users/alice?domain=t1", body));
    let mut under = |before: &dyn Fn(), after: &dyn Fn(), status, code| {
        before();
        bench.heard();
        account.expect(&seamless(bench, &proof), status, &[code]);
        after();
        bench.heard();
    };
    let seamless_is = |on: bool| bench.policy(&json!({ "seamless": { "on": on } }));
    let act = |act: &str| drop(bench.act("alice", act));
    let hours = json!([{ "days": ["mon"], "from": "09:00", "to": "18:00" }]);
    under(&|| seamless_is(false), &|| seamless_is(true), 401, "81101");
    under(&|| edit(r#"{"expires":"2027-01-15T08:00:00Z"}"#), &|| edit(r#"{"expires":null}"#), 401, "81102");
    under(&|| act("disable"), &|| act("enable"), 401, "81103");
    let always = || bench.policy(&json!({ "hours": null }));
    under(&|| bench.policy(&json!({ "hours": hours })), &always, 401, "81104");
    under(&|| act("lock"), &|| act("unlock"), 401, "81105");
    under(&|| bench.store(false), &|| bench.store(true), 503, "81299");
    let change = |required: bool| edit(&json!({ "change_required": required }).to_string());
    under(&|| change(true), &|| change(false), 200, "81200");
    under(&|| (), &|| (), 401, "81106");
    let proof = windows(bench).field("proof");
    let reply = seamless(bench, &proof);
    account.expect(&reply, 200, &["81201"]);
    account.expect(&seamless(bench, &reply.field("proof")), 200, &["81201"]);
}

#[test]
fn the_policy_says_how_long_a_proof_is_good() {
    let bench = Bench::new();
    bench.policy(&json!({ "seamless": { "valid_ms": 1000 } }));
    for (millis, code) in [(999, "81201"), (1000, "81106")] {
        let proof = windows(&bench).field("proof");
        bench.advance(millis);
        assert_eq!(seamless(&bench, &proof).field("code"), code);
    }
}
