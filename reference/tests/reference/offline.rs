//! Offline data for Windows over HTTP.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::bench::{Bench, Table};
use crate::client::{Reply, call};
use crate::codes::Account;

/// A process by which alice was let in.
fn let_in(bench: &Bench) -> String {
    let process = bench.process("6.2");
    let table = Table::of(&bench.windows_table("alice", &process));
    assert_eq!(bench.windows_login("alice", &process, &table.ticket, &table.answer()).status, 200);
    bench.heard();
    process
}

fn offline(bench: &Bench, process: &str, count: u32) -> Reply {
    bench.post("/windows/offline", &json!({ "uid": "alice", "domain": "t1", "process": process, "count": count }))
}

pub(crate) fn every_code(account: &mut Account<'_>) {
    let bench = account.bench;
    let process = let_in(bench);
    account.expect(&offline(bench, &process, 0), 400, &["54500"]);
    account.expect(&offline(bench, &bench.process("6.2"), 1), 401, &["54501"]);
    bench.store(false);
    account.expect(&offline(bench, &process, 1), 503, &["54597"]);
    bench.store(true);
    bench.policy(&json!({ "method": "missing" }));
    account.expect(&offline(bench, &process, 1), 503, &["54599"]);
    bench.policy(&json!({ "method": "matrix" }));
    account.expect(&offline(bench, &process, 1), 200, &["54600"]);
}

/// How long they take, and how long a login meanwhile, is for the eye: no bound holds on every machine.
#[test]
fn ten_thousand_tables_come_in_one_answer() {
    let bench = Bench::new();
    let process = let_in(&bench);
    let body = json!({ "uid": "alice", "domain": "t1", "process": process, "count": 10_000 }).to_string();
    let at = bench.server.http;
    let ((reply, took), slowest) = std::thread::scope(|scope| {
        let big = scope.spawn(|| {
            let begun = Instant::now();
            (call(at, "POST /windows/offline", "", body.as_bytes()), begun.elapsed())
        });
        let mut slowest = Duration::ZERO;
        while !big.is_finished() {
            let begun = Instant::now();
            assert_eq!(bench.right("alice").status, 200);
            slowest = slowest.max(begun.elapsed());
        }
        (big.join().unwrap(), slowest)
    });
    eprintln!("10,000 tables: {took:?}, {} octets; the slowest login meanwhile: {slowest:?}", reply.text.len());
    assert_eq!(reply.json()["tables"].as_array().unwrap().len(), 10_000);
}
