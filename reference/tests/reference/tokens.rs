//! Hardware tokens over HTTP, and what oathtool makes of their seeds.

use std::process::Command;

use serde_json::json;

use crate::bench::Bench;
use crate::client::Reply;
use crate::codes::Account;
use crate::slots::code;

/// The seed of RFC 6238 appendix B: "12345678901234567890".
const SEED: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
/// The clock of a new bench.
const NOW: &str = "2027-01-15 08:00:00 UTC";

impl Bench {
    pub(crate) fn register(&self, serial: &str, seed: &str) -> Reply {
        self.post("/api/tokens", &json!({ "serial": serial, "seed": seed, "domain": "t1" }))
    }

    fn edit(&self, uid: &str, body: &serde_json::Value) -> Reply {
        self.http(&format!("PATCH /api/users/{uid}?domain=t1"), &body.to_string())
    }

    /// Logs in with a code: over Windows, in a process of its own.
    pub(crate) fn type_code(&self, way: &str, uid: &str, code: &str) -> Reply {
        let mut body = json!({ "uid": uid, "domain": "t1", "code": code });
        if way.starts_with("/windows") {
            body["process"] = self.process("6.2").into();
        }
        self.post(way, &body)
    }

    /// Each condition of an account, the policy or the store, at one of the doors for codes; `code` is a fresh right
    /// one, and stays so.
    pub(crate) fn conditions(account: &mut Account<'_>, way: &str, refusals: u32, code: &str) {
        let bench = account.bench;
        let refused = |account: &mut Account<'_>, status, code_of: u32| {
            account.expect(&bench.type_code(way, "alice", code), status, &[&(refusals + code_of).to_string()]);
        };
        for (act, undo, code_of) in [("disable", "enable", 3), ("lock", "unlock", 5)] {
            bench.act("alice", act);
            bench.heard();
            refused(account, 401, code_of);
            bench.act("alice", undo);
        }
        bench.edit("alice", &json!({ "expires": "2027-01-15T08:00:00Z" }));
        bench.heard();
        refused(account, 401, 2);
        bench.edit("alice", &json!({ "expires": null }));
        bench.policy(&json!({ "hours": [{ "days": ["mon"], "from": "09:00", "to": "18:00" }] }));
        bench.heard();
        refused(account, 401, 4);
        bench.policy(&json!({ "hours": null, "method": "missing" }));
        refused(account, 401, 8);
        bench.policy(&json!({ "method": "matrix" }));
        account.expect(&bench.type_code(way, "alice", ""), 400, &[&refusals.to_string()]);
        let mut body = json!({ "uid": "alice", "domain": "t1", "code": code });
        if way.starts_with("/windows") {
            body["process"] = bench.process("6.2").into();
        }
        bench.store(false);
        account.expect(&bench.post(way, &body), 503, &[&(refusals + 99).to_string()]);
        bench.store(true);
    }
}

/// Codes of [`SEED`], 25 steps before now to 25 after; none if oathtool is absent.
fn oathtool() -> Option<Vec<String>> {
    let begin = NOW.replace("08:00:00", "07:47:30");
    let arguments = ["--totp", "--base32", "--window=50", "--now", &begin, SEED];
    let Ok(output) = Command::new("oathtool").args(arguments).output() else {
        use std::io::Write;
        let skipped = "SKIPPED: the drift table with codes of oathtool: install the Debian package oathtool";
        assert!(std::env::var("CI").as_deref() != Ok("true"), "{skipped}");
        let _ = writeln!(std::io::stderr(), "{skipped}");
        return None;
    };
    assert!(output.status.success(), "{output:?}");
    let codes: Vec<_> = String::from_utf8(output.stdout).unwrap().lines().map(ToOwned::to_owned).collect();
    assert_eq!(codes.len(), 51);
    Some(codes)
}

/// The whole table of corrections, with codes that we did not compute.
#[test]
fn codes_of_oathtool_are_corrected_as_the_policy_says() {
    let Some(codes) = oathtool() else { return };
    let bench = Bench::new();
    for (way, refusals) in [("/api/login/token", 60100), ("/windows/login/token", 60300)] {
        for (offset, code) in (-25..=25_i32).zip(&codes) {
            // A token anew, so that nothing is known of its clock.
            bench.register("t-1", SEED);
            bench.edit("alice", &json!({ "token": "t-1" }));
            bench.heard();
            let reply = bench.type_code(way, "alice", code);
            let expected = match offset.abs() {
                0..=2 => vec![refusals + 101],
                3..=20 => vec![refusals + 102, refusals + 9],
                _ => vec![refusals + 6],
            };
            let expected: Vec<_> = expected.iter().map(ToString::to_string).collect();
            assert_eq!(bench.codes(), expected, "{way} {offset}");
            assert_eq!(reply.field("code"), *expected.last().unwrap());
            bench.act("alice", "unlock");
            bench.edit("alice", &json!({ "token": null }));
            assert_eq!(bench.http("DELETE /api/tokens/t-1?domain=t1", "").field("code"), "60020");
        }
    }
}

/// A token whose clock is off is corrected by two codes, and stays so.
#[test]
fn two_codes_of_oathtool_correct_the_clock() {
    let Some(codes) = oathtool() else { return };
    let bench = Bench::new();
    bench.register("t-1", SEED);
    bench.edit("alice", &json!({ "token": "t-1" }));
    let at = |offset: usize| bench.type_code("/api/login/token", "alice", &codes[25 + offset]).field("code");
    assert_eq!(at(10), "60109");
    bench.advance(30_000);
    assert_eq!(at(11), "60201");
    bench.advance(60_000);
    assert_eq!(at(11), "60106", "once");
    assert_eq!(at(13), "60201", "ten ahead of the server");
}

pub(crate) fn provoke(account: &mut Account<'_>) {
    let bench = account.bench;
    bench.act("alice", "unlock");
    bench.policy(&json!({ "lock": { "limit": 5 } }));
    bench.heard();
    stock(account);
    logins(account);
}

fn stock(account: &mut Account<'_>) {
    let bench = account.bench;
    account.expect(&bench.type_code("/api/login/token", "alice", "1"), 401, &["60107"]);
    account.expect(&bench.type_code("/windows/login/token", "alice", "1"), 401, &["60307"]);
    account.expect(&bench.register("t-1", "1"), 400, &["60000"]);
    account.expect(&bench.register("t-1", SEED), 200, &["60010"]);
    account.expect(&bench.register("t-1", SEED), 409, &["60001"]);
    account.expect(&bench.register("t-2", SEED), 200, &["60010"]);
    let token = |line: &str, body: &str| bench.http(line, body);
    account.expect(&token("PATCH /api/tokens/t-1?domain=t1", r#"{"digits":8}"#), 200, &["60030"]);
    account.expect(&token("PATCH /api/tokens/t-1?domain=t1", r#"{"digits":6}"#), 200, &["60030"]);
    account.expect(&bench.edit("alice", &json!({ "token": "t-2" })), 200, &["30002"]);
    account.expect(&bench.edit("alice", &json!({ "token": "t-1" })), 200, &["30017"]);
    account.expect(&token("DELETE /api/tokens/t-1?domain=t1", ""), 409, &["60012"]);
    account.expect(&token("DELETE /api/tokens/t-2?domain=t1", ""), 200, &["60020"]);
    account.expect(&token("DELETE /api/tokens/t-2?domain=t1", ""), 404, &["60011"]);
    let list = token("GET /api/tokens?domain=t1", "");
    assert!(list.text.ends_with(r#","tokens":[{"serial":"t-1","user":"alice"}]}"#), "{}", list.text);
    account.expect(&list, 200, &["60040"]);
    bench.store(false);
    account.expect(&token("GET /api/tokens?domain=t1", ""), 503, &["60099"]);
    bench.store(true);
}

fn logins(account: &mut Account<'_>) {
    let bench = account.bench;
    for (way, refusals, at) in [("/api/login/token", 60100, 0), ("/windows/login/token", 60300, 5)] {
        let code = |offset: i32| code(bench, SEED, at + offset);
        Bench::conditions(account, way, refusals, &code(0));
        let told = |offset: u32| (refusals + offset).to_string();
        account.expect(&bench.type_code(way, "alice", &code(0)), 200, &[&told(101)]);
        account.expect(&bench.type_code(way, "alice", &code(0)), 401, &[&told(6)]);
        let drifted = bench.type_code(way, "alice", &code(3));
        account.expect_told(&drifted, 401, &[&told(102), &told(9)], &told(9));
        account.expect(&bench.type_code(way, "alice", &code(4)), 200, &[&told(101)]);
    }
    let body = json!({ "uid": "alice", "domain": "t1", "code": "1", "process": "0".repeat(32) });
    account.expect(&bench.post("/windows/login/token", &body), 401, &["60310"]);
    account.expect(&bench.post("/windows/login/authenticator", &body), 401, &["70309"]);
}
