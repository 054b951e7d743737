use sekisho_reference::{Error, Options, serve};
use serde_json::json;

use crate::bench::Bench;

#[test]
fn the_control_api_is_for_this_machine_alone() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
        let options = Options { control: Some(address.parse().unwrap()), ..Options::default() };
        assert!(matches!(runtime.block_on(serve(options)), Err(Error::ControlNotLoopback { .. })));
    }
}

#[test]
fn tenants_come_and_go() {
    let bench = Bench::new();
    assert_eq!(bench.right("alice").status, 200);
    assert_eq!(bench.control("DELETE /tenants/t1", "").status, 200);
    assert_eq!(bench.control("DELETE /tenants/t1", "").status, 404);
    assert_eq!(bench.create("alice").field("code"), "30000");
    for line in ["PATCH /tenants/t1/policy", "GET /tenants/t1/clock", "PUT /tenants/t1/dependencies/store"] {
        assert_eq!(bench.control(line, "{}").status, 404, "{line}");
    }
    assert_eq!(bench.control("PUT /tenants/t1", "").status, 200);
    assert_eq!(bench.create("alice").field("code"), "30001");
    assert_eq!(bench.control("PUT /tenants/a%20b", "").status, 400);
}

#[test]
fn a_new_tenant_has_its_policy() {
    let bench = Bench::new();
    bench.put("t1", &json!({ "policy": { "table": { "blocks": 4 }, "lock": { "limit": 2 } } }));
    bench.create("alice");
    assert_eq!(bench.table("alice").digits.len(), 64);
    bench.wrong("alice");
    bench.wrong("alice");
    assert_eq!(bench.right("alice").field("code"), "54105");
}

#[test]
fn a_policy_changes_only_where_it_is_told_to() {
    let bench = Bench::new();
    bench.policy(&json!({ "table": { "blocks": 2 } }));
    bench.policy(&json!({ "table": { "valid_ms": 1000 } }));
    let table = bench.table("alice");
    assert_eq!(table.digits.len(), 32);
    bench.advance(1000);
    assert_eq!(bench.login("alice", &table.ticket, &table.answer()).field("code"), "54101");
    bench.policy(&json!({ "windows": { "client": "7.0" }, "process": { "valid_ms": 5 } }));
    let (old, new) = (bench.process("6.2"), bench.process("7.0"));
    assert_eq!(bench.windows_table("alice", &old).status, 401);
    assert_eq!(bench.windows_table("alice", &new).status, 200);
    bench.advance(5);
    assert_eq!(bench.windows_table("alice", &new).status, 401);
}

#[test]
fn a_wrong_policy_says_what_is_wrong_and_changes_nothing() {
    let bench = Bench::new();
    for (policy, clue) in [
        (json!({ "unknown": 1 }), "unknown field `unknown`"),
        (json!({ "lock": { "limit": 0 } }), "nonzero"),
        (json!({ "table": { "blocks": 5 } }), "1 to 4 blocks"),
        (json!({ "lock": { "limit": 1 }, "method": "none" }), "authenticator or missing"),
        (json!({ "totp": { "accepts": [2, -2] } }), "expected steps from and to"),
        (json!({ "totp": { "resync": [-101, 2] } }), "between -100 and 100"),
        (json!({ "totp": { "step_ms": 30_500 } }), "whole seconds"),
        (json!({ "hours": [{ "days": ["Monday"], "from": "09:00", "to": "18:00" }] }), "a day such as mon"),
        (json!({ "hours": [{ "days": [], "from": "9", "to": "18:00" }] }), "from 00:00 to 24:00"),
    ] {
        let reply = bench.control("PATCH /tenants/t1/policy", &policy.to_string());
        assert_eq!(reply.status, 400, "{policy}");
        assert!(reply.field("error").contains(clue), "{}", reply.text);
    }
    assert_eq!(bench.wrong("alice").field("code"), "54106");
    assert_eq!(bench.right("alice").field("code"), "54201");
}

#[test]
fn coverage_counts_what_was_decided() {
    let bench = Bench::new();
    bench.right("alice");
    bench.wrong("alice");
    let coverage = bench.control("GET /coverage", "").json();
    let rules = coverage["rules"].as_array().unwrap();
    assert_eq!(rules.len(), sekisho_rules::Rule::all().len());
    let answer = rules.iter().find(|rule| rule["rule"] == "answer-right").unwrap();
    assert_eq!(*answer, json!({ "rule": "answer-right", "held": 1, "failed": 1 }));
}

#[test]
fn unknown_paths_and_methods_are_refused() {
    let bench = Bench::new();
    for line in ["GET /", "PUT /tenants/t1/dependencies/coffee", "GET /api/policy?uid=a"] {
        assert_eq!(bench.control(line, "").status, 404, "{line}");
    }
    for line in ["GET /marker", "GET /tenants/t1", "DELETE /coverage"] {
        assert_eq!(bench.control(line, "").status, 405, "{line}");
    }
    for dependency in ["store", "mail", "graph", "login-protection"] {
        let line = format!("PUT /tenants/t1/dependencies/{dependency}");
        assert_eq!(bench.control(&line, r#"{"up":true}"#).status, 200);
        assert_eq!(bench.control(&line, r#"{"up":1}"#).status, 400);
    }
}
