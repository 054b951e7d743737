use sekisho_reference::{Error, Options, serve};
use sekisho_rules::Rule;

use crate::bench::Bench;
use crate::receiver::Heard;

/// A wrong answer under a plant: the log but the table's event, and the reply.
fn under(plant: &str) -> (Vec<Heard>, String) {
    let bench = Bench::with(Options { plant: vec![plant.parse().unwrap()], ..Options::default() });
    let reply = bench.wrong("alice").text;
    (bench.heard().into_iter().skip(1).collect(), reply)
}

#[test]
fn a_wrong_level_hits_log_and_reply() {
    let (heard, reply) = under("54106=wrong-level");
    assert_eq!(heard[0].severity, "warning");
    assert!(heard[0].text.starts_with("code=54106 level=err "));
    assert!(reply.contains(r#""level":"err""#));
}

#[test]
fn a_wrong_code_hits_log_and_reply() {
    let (heard, reply) = under("54106=wrong-code");
    assert!(heard[0].text.starts_with("code=54108 level=warning "));
    assert!(heard[0].text.ends_with(" Incorrect user ID or password."));
    assert!(reply.contains(r#""code":"54108""#));
}

#[test]
fn a_wrong_message_hits_log_and_reply() {
    let (heard, reply) = under("54106=wrong-message");
    assert!(heard[0].text.ends_with(" request=r1 This is not the message."));
    assert!(reply.contains(r#""message":"This is not the message.""#));
}

#[test]
fn a_wrong_severity_hits_the_pri_alone() {
    let (heard, reply) = under("54106=wrong-severity");
    assert_eq!(heard[0].severity, "err");
    assert!(heard[0].text.starts_with("code=54106 level=warning "));
    assert!(reply.contains(r#""level":"warning""#));
}

#[test]
fn lost_and_doubled_hit_the_log() {
    let (heard, reply) = under("54106=lost");
    assert_eq!(heard, []);
    assert!(reply.contains(r#""code":"54106""#));
    let (heard, _) = under("54106=doubled");
    assert_eq!(heard.len(), 2);
    assert_eq!(heard[0], heard[1]);
}

#[test]
fn other_codes_stay_as_they_are() {
    let (heard, _) = under("54105=wrong-level");
    assert!(heard[0].text.starts_with("code=54106 level=warning "));
}

#[test]
fn a_plant_without_effect_is_refused() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let start = |plant: &str| {
        let plant = vec![plant.parse().unwrap()];
        runtime.block_on(serve(Options { plant, ..Options::default() }))
    };
    assert!(matches!(start("54106=wrong-detail"), Err(Error::NoDetail(_))));
    assert!(matches!(start("00001=lost"), Err(Error::UnknownCode(_))));
}

#[test]
fn a_forced_rule_is_a_mutant() {
    let bench = Bench::with(Options { force: vec![(Rule::TicketUnused, true)], ..Options::default() });
    let table = bench.table("alice");
    for _ in 0..2 {
        assert_eq!(bench.login("alice", &table.ticket, &table.answer()).field("code"), "54201");
    }
}
