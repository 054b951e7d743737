//! Every code that the rules emit, provoked over HTTP and seen in syslog.

use std::collections::BTreeSet;

use sekisho_catalog::passlogic;
use sekisho_reference::Options;
use sekisho_rules::code;
use serde_json::json;

use crate::bench::{Bench, PATTERN, Table};
use crate::client::Reply;
use crate::protection::Phone;

/// Codes of checks that were passed; the verdict follows.
const CHECKED: [&str; 2] = ["53100", "54152"];

/// What came of one thing that was done: the reply, and the codes of the log.
pub(crate) struct Account<'a> {
    pub(crate) bench: &'a Bench,
    seen: BTreeSet<String>,
}

impl Account<'_> {
    /// The log has these codes, each with the catalog's level and message; the
    /// reply, where it carries a code, has the first of them that is a verdict.
    pub(crate) fn expect(&mut self, reply: &Reply, status: u16, codes: &[&str]) {
        let verdict = codes.iter().find(|code| !CHECKED.contains(code)).copied().unwrap_or_default();
        self.expect_told(reply, status, codes, verdict);
    }

    /// The same, but the reply has this one of them.
    pub(crate) fn expect_told(&mut self, reply: &Reply, status: u16, codes: &[&str], told: &str) {
        assert_eq!(reply.status, status, "{}", reply.text);
        let heard = self.bench.heard();
        let got: Vec<_> = heard.iter().map(|heard| &heard.text["code=".len()..][..5]).collect();
        assert_eq!(got, codes);
        for (heard, code) in heard.iter().zip(codes) {
            let entry = passlogic().entry(code).unwrap();
            let level = entry.level.unwrap().as_str();
            assert_eq!((heard.severity, heard.facility), (level, 10), "{}", heard.raw);
            assert!(heard.text.starts_with(&format!("code={code} level={level} user=")), "{}", heard.text);
            assert!(heard.text.ends_with(&format!(" request=r1 {}", entry.message.text)), "{}", heard.text);
            self.seen.insert((*code).to_owned());
        }
        if let Some(code) = reply.json()["code"].as_str() {
            let entry = passlogic().entry(told).unwrap();
            assert_eq!((code, reply.field("message")), (told, entry.message.text.clone()));
            assert_eq!(reply.field("level"), entry.level.unwrap().as_str());
        }
    }
}

#[test]
fn every_code_is_seen_once_over_http() {
    let phone = Phone::new();
    let service = crate::face::Service::new();
    let bench = Bench::with(Options {
        face: Some(service.credentials()),
        login_protection: Some(phone.url()),
        tls: Some(([127, 0, 0, 1], 0).into()),
        ..Options::default()
    });
    let mut account = Account { bench: &bench, seen: BTreeSet::new() };
    tables(&mut account);
    web(&mut account);
    windows(&mut account);
    crate::passwords::every_code(&mut account);
    crate::offline::every_code(&mut account);
    crate::seamless::every_code(&mut account);
    crate::saml::every_code(&mut account);
    conditions(&mut account);
    users(&mut account);
    crate::protection::codes(&mut account);
    crate::device::codes(&mut account);
    crate::pki::codes(&mut account);
    crate::tokens::provoke(&mut account);
    crate::slots::provoke(&mut account);
    crate::face::every_code(&mut account, &service);
    // Those of RADIUS, and of syncs, have an account of their own.
    let others = [80_100..80_300, 31_400..31_600, 40_100..40_200];
    let ours = |code: &u32| others.iter().all(|other| !other.contains(code));
    let all: BTreeSet<_> = code::ALL.iter().filter(|code| ours(&code.0)).map(ToString::to_string).collect();
    assert_eq!(all.difference(&account.seen).collect::<Vec<_>>(), Vec::<&String>::new());
}

fn tables(account: &mut Account<'_>) {
    let bench = account.bench;
    let get = |path: &str| bench.http(&format!("GET {path}&domain=t1"), "");
    account.expect(&get("/api/policy?uid=alice"), 200, &["51400"]);
    account.expect(&get("/api/policy?uid=nobody"), 200, &["51401"]);
    account.expect(&get("/api/policy?uid="), 400, &["51300"]);
    account.expect(&get("/api/table?uid=alice"), 200, &["52200"]);
    account.expect(&get("/api/table?uid=nobody"), 200, &["52201"]);
    account.expect(&get("/api/table?uid="), 400, &[]);
    let process = bench.process("6.2");
    account.expect(&bench.windows_table("alice", &process), 200, &["52400"]);
    account.expect(&bench.windows_table("nobody", &process), 200, &["52401"]);
    account.expect(&bench.windows_table("", &process), 400, &["52300"]);
    account.expect(&bench.windows_table("alice", &bench.process("5.0")), 401, &["52301"]);
    let table = bench.table("alice");
    bench.heard();
    bench.store(false);
    account.expect(&get("/api/policy?uid=alice"), 503, &["51399"]);
    account.expect(&get("/api/table?uid=alice"), 503, &["52199"]);
    account.expect(&bench.windows_table("alice", &process), 503, &["52399"]);
    account.expect(&bench.login("alice", &table.ticket, &table.answer()), 503, &["54199"]);
    account.expect(&bench.windows_login("alice", &process, &table.ticket, "1"), 503, &["54399"]);
    account.expect(&bench.create("bob"), 503, &[]);
    bench.store(true);
}

fn web(account: &mut Account<'_>) {
    let bench = account.bench;
    let table = bench.table("alice");
    bench.heard();
    account.expect(&bench.login("alice", "x", "1"), 400, &["54100"]);
    account.expect(&bench.login("alice", &table.ticket, &table.answer()), 200, &["54201"]);
    account.expect(&bench.login("alice", &table.ticket, &table.answer()), 401, &["54101"]);
    let table = bench.table("alice");
    bench.heard();
    account.expect(&bench.login("alice", &table.ticket, &table.wrong()), 401, &["54106"]);
    assert_eq!(bench.right("alice").status, 200);
    bench.heard();
}

fn windows(account: &mut Account<'_>) {
    let bench = account.bench;
    let process = bench.process("6.2");
    let tables: Vec<Table> = (0..3).map(|_| Table::of(&bench.windows_table("alice", &process))).collect();
    bench.heard();
    let login = |table: &Table, typed: &str| bench.windows_login("alice", &process, &table.ticket, typed);
    account.expect(&login(&tables[0], ""), 400, &["54300"]);
    account.expect(&login(&tables[0], &tables[0].wrong()), 401, &["54306"]);
    account.expect(&login(&tables[0], &tables[0].answer()), 401, &["54301"]);
    account.expect(&login(&tables[1], &tables[1].answer()), 200, &["54401"]);
    account.expect(&login(&tables[2], &tables[2].answer()), 401, &["54307"]);
}

/// Both doors, under each condition.
fn conditions(account: &mut Account<'_>) {
    let bench = account.bench;
    let both = |account: &mut Account<'_>, status, web: &str, windows: &[&str]| {
        let table = bench.table("alice");
        bench.heard();
        account.expect(&bench.login("alice", &table.ticket, &table.answer()), status, &[web]);
        let process = bench.process("6.2");
        let table = Table::of(&bench.windows_table("alice", &process));
        bench.heard();
        let reply = bench.windows_login("alice", &process, &table.ticket, &table.answer());
        account.expect(&reply, if windows == ["54399"] { 503 } else { status }, windows);
    };
    let edit = |body| bench.http("PATCH /api/users/alice?domain=t1", body);
    account.expect(&bench.act("alice", "disable"), 200, &["30007"]);
    both(account, 401, "54103", &["54303"]);
    account.expect(&bench.act("alice", "enable"), 200, &["30006"]);
    account.expect(&edit(r#"{"expires":"2027-01-15T17:00:00+09:00"}"#), 200, &["30002"]);
    both(account, 401, "54102", &["54302"]);
    account.expect(&edit(r#"{"expires":null}"#), 200, &["30002"]);
    account.expect(&bench.act("alice", "lock"), 200, &["30004"]);
    both(account, 401, "54105", &["54305"]);
    account.expect(&bench.act("alice", "unlock"), 200, &["30005"]);
    bench.policy(&json!({ "hours": [{ "days": ["mon"], "from": "09:00", "to": "18:00" }] }));
    both(account, 401, "54104", &["54304"]);
    bench.policy(&json!({ "hours": null, "method": "missing" }));
    both(account, 401, "54108", &["54399"]);
    bench.policy(&json!({ "method": "matrix", "password": { "valid_ms": 1000, "warn_ms": 1000 } }));
    both(account, 200, "54201", &["54401", "54402"]);
    bench.policy(&json!({ "password": { "valid_ms": 0 } }));
    both(account, 200, "54200", &["54400"]);
    bench.policy(&json!({ "password": { "valid_ms": null }, "lock": { "limit": 1 } }));
    let table = bench.table("alice");
    bench.heard();
    account.expect(&bench.login("alice", &table.ticket, &table.wrong()), 401, &["54106", "30004"]);
}

fn users(account: &mut Account<'_>) {
    let bench = account.bench;
    account.expect(&bench.create("bob"), 200, &["30001"]);
    account.expect(&bench.create("bob"), 409, &["30011"]);
    account.expect(&bench.create("b b"), 400, &["30000"]);
    account.expect(&bench.act("nobody", "lock"), 404, &["30012"]);
    account.expect(&bench.http("PATCH /api/users/bob?domain=t1", "{}"), 400, &["30013"]);
    let reissued = bench.http("POST /api/users/bob/password?domain=t1", "");
    assert_eq!(reissued.field("pattern").split(',').count(), 6);
    account.expect(&reissued, 200, &["30008"]);
    let given = bench.http("POST /api/users/bob/password?domain=t1", &json!({ "pattern": PATTERN }).to_string());
    account.expect(&given, 200, &["30008"]);
    let found = bench.http("GET /api/users?domain=t1&prefix=b&limit=10", "");
    assert_eq!(found.json()["users"], json!(["bob"]));
    account.expect(&found, 200, &["30051"]);
    account.expect(&bench.http("GET /api/users?domain=t1&limit=x", ""), 400, &["30050"]);
    account.expect(&bench.http("DELETE /api/users/bob?domain=t1", ""), 200, &["30003"]);
}

#[test]
fn replies_have_their_fields_in_order() {
    let bench = Bench::new();
    let policy = bench.http("GET /api/policy?uid=alice&domain=t1", "");
    assert_eq!(policy.text, r#"{"method":"matrix","rows":4,"columns":4,"blocks":1}"#);
    let table = bench.http("GET /api/table?uid=alice&domain=t1", "");
    let Table { ticket, digits } = Table::of(&table);
    assert_eq!(table.text, format!(r#"{{"ticket":"{ticket}","rows":4,"columns":4,"blocks":1,"table":"{digits}"}}"#));
    let granted = bench.right("alice").text;
    assert!(granted.starts_with(r#"{"code":"54201","level":"notice","message":""#), "{granted}");
}

#[test]
fn a_decoy_cannot_be_told_on_the_wire() {
    let bench = Bench::new();
    let head = |reply: &Reply| {
        let lines = reply.head.lines().filter(|line| !line.starts_with("date:"));
        lines.map(ToOwned::to_owned).collect::<Vec<_>>()
    };
    for path in ["policy", "table"] {
        let [real, decoy, stranger] = ["alice&domain=t1", "nobody&domain=t1", "alice&domain=none"]
            .map(|who| bench.http(&format!("GET /api/{path}?uid={who}"), ""));
        assert_eq!((head(&real), real.text.len()), (head(&decoy), decoy.text.len()));
        assert_eq!((head(&real), real.text.len()), (head(&stranger), stranger.text.len()));
    }
}

#[test]
fn no_domain_means_the_master_tenant() {
    let bench = Bench::new();
    let body = json!({ "uid": "root", "pattern": PATTERN });
    assert_eq!(bench.post("/api/users", &body).field("code"), "30001");
    let table = Table::of(&bench.http("GET /api/table?uid=root", ""));
    let body = json!({ "uid": "root", "ticket": table.ticket, "password": table.answer() });
    assert_eq!(bench.post("/api/login", &body).field("code"), "54201");
    assert!(bench.heard().iter().all(|heard| heard.text.contains(" tenant=master ")));
}

#[test]
fn one_of_twenty_wins_a_ticket() {
    let bench = Bench::new();
    let table = bench.table("alice");
    let body = json!({ "uid": "alice", "domain": "t1", "ticket": table.ticket, "password": table.answer() });
    let (body, at) = (&body.to_string(), bench.server.http);
    let verdicts: Vec<String> = std::thread::scope(|scope| {
        let racers: Vec<_> = (0..20)
            .map(|_| scope.spawn(move || crate::client::call(at, "POST /api/login", "", body.as_bytes()).field("code")))
            .collect();
        racers.into_iter().map(|racer| racer.join().unwrap()).collect()
    });
    assert_eq!(verdicts.iter().filter(|code| *code == "54201").count(), 1);
    assert_eq!(verdicts.iter().filter(|code| *code == "54101").count(), 19);
    let codes = bench.codes();
    assert_eq!(codes.iter().filter(|code| *code == "54201").count(), 1);
    assert_eq!(codes.len(), 21);
}
