use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;

use crate::bench::Bench;

#[test]
fn a_moved_clock_stands_until_it_is_moved() {
    let bench = Bench::new();
    let now = || bench.control("GET /tenants/t1/clock", "").field("now");
    assert_eq!(now(), "2027-01-15T08:00:00.000Z");
    bench.advance(1);
    assert_eq!(now(), "2027-01-15T08:00:00.001Z");
    let set = bench.control("POST /tenants/t1/clock", r#"{"set":"2030-01-01T00:00:00+09:00"}"#);
    assert_eq!(set.field("now"), "2029-12-31T15:00:00.000Z");
    assert_eq!(now(), "2029-12-31T15:00:00.000Z");
}

#[test]
fn a_table_ends_with_the_tenants_clock() {
    let bench = Bench::new();
    let (early, late) = (bench.table("alice"), bench.table("alice"));
    bench.advance(179_999);
    assert_eq!(bench.login("alice", &early.ticket, &early.answer()).field("code"), "54201");
    bench.advance(1);
    assert_eq!(bench.login("alice", &late.ticket, &late.answer()).field("code"), "54101");
}

#[test]
fn clocks_are_the_tenants_own() {
    let bench = Bench::new();
    bench.put("t2", &json!({ "clock": "automatic", "at": "1999-12-31T23:59:59.999Z" }));
    bench.advance(60_000);
    assert_eq!(bench.control("GET /tenants/t2/clock", "").field("now"), "1999-12-31T23:59:59.999Z");
    let real = bench.control("GET /tenants/master/clock", "");
    assert_eq!(real.field("mode"), "real");
    let year: u64 = real.field("now")[..4].parse().unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    assert!(year.abs_diff(1970 + now / 31_557_600) <= 1);
}

#[test]
fn a_real_clock_is_not_moved() {
    let bench = Bench::new();
    for body in [r#"{"advance_ms":1}"#, r#"{"set":"2030-01-01T00:00:00Z"}"#] {
        let reply = bench.control("POST /tenants/master/clock", body);
        assert_eq!(reply.status, 400);
        assert!(reply.field("error").contains("real clock"), "{}", reply.text);
    }
    let reply = bench.control("PUT /tenants/t3", r#"{"at":"2030-01-01T00:00:00Z"}"#);
    assert_eq!(reply.status, 400);
    assert_eq!(bench.control("POST /tenants/master/clock", r#"{"mode":"moved"}"#).field("mode"), "moved");
    assert_eq!(bench.control("POST /tenants/master/clock", r#"{"advance_ms":1}"#).status, 200);
}

#[test]
fn housekeeping_does_not_make_an_automatic_clock_jump() {
    let bench = Bench::new();
    bench.put("t1", &json!({ "clock": "automatic", "at": "2027-01-15T08:00:00Z" }));
    bench.create("alice");
    bench.table("alice");
    assert_eq!(bench.control("GET /tenants/t1/clock", "").field("now"), "2027-01-15T08:00:00.000Z");
}

#[test]
fn a_long_way_is_gone_at_once() {
    let bench = Bench::new();
    bench.table("alice");
    bench.advance(100 * 365 * 86_400_000);
    assert_eq!(bench.control("GET /tenants/t1/clock", "").field("now"), "2126-12-22T08:00:00.000Z");
    bench.advance(u64::MAX);
    assert!(bench.control("GET /tenants/t1/clock", "").field("now").starts_with("9999-12-"));
    assert_eq!(bench.right("alice").status, 401, "no table is good at the end of time");
}
