//! The checker can fail: each fault that the reference server's emitter can be given is found and named.

use serde_json::Value;

use super::support::{Place, Record};

const SCENARIO: &str = "lock/locks-and-unlocks";

/// The first finding of a kind that a planted fault brings, once the run was seen to fail and to say so.
#[track_caller]
fn found(fault: &str, kind: &str) -> (Value, Value) {
    let place = Place::new();
    let plant = format!("54106={fault}");
    let run = place.sekisho(&["run", SCENARIO, "--channel", "web/matrix", "--", "--plant", &plant]).exits(1);
    let record: Record = place.record();
    assert_eq!(record.verdict(SCENARIO), "failed");
    let (step, finding) = record.of_kind(SCENARIO, kind)[0];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let run = run
        .says(&format!("✗ FAILED   {SCENARIO} [web/matrix]"))
        .says(&format!("    step {} · login as alice · {}", step["number"], text(&step["at"])))
        .says(&format!("        expected  {}", text(&finding["expected"])));
    run.says(&format!("        got       {}", text(&finding["got"])));
    assert!(text(&step["at"]).starts_with("scenarios/lock/locks-and-unlocks.toml:"), "{step:#}");
    (step.clone(), finding.clone())
}

#[track_caller]
fn is_at_the_first_step(fault: &str, kind: &str, expected: &str, got: &str) {
    let (step, finding) = found(fault, kind);
    assert_eq!((&step["number"], &step["repetition"]), (&1.into(), &1.into()));
    assert_eq!(finding["code"], "54106");
    assert_eq!((finding["expected"].as_str(), finding["got"].as_str()), (Some(expected), Some(got)));
}

#[test]
fn without_a_fault_nothing_is_found() {
    let place = Place::new();
    place.sekisho(&["run", SCENARIO, "--channel", "web/matrix"]).exits(0);
    assert_eq!(place.record().findings(SCENARIO), []);
}

#[test]
fn a_wrong_level_is_found() {
    is_at_the_first_step("wrong-level", "level", "warning", "err");
}

#[test]
fn a_wrong_severity_is_found() {
    is_at_the_first_step("wrong-severity", "severity", "warning", "err");
}

#[test]
fn a_wrong_code_is_found() {
    is_at_the_first_step("wrong-code", "missing", "54106 incorrect-credentials", "never");
}

/// Codes that no conforming server emits, though the catalog has them.
#[test]
fn dormant_and_reserved_codes_are_found() {
    for (fault, status, code) in [("dormant-code", "dormant", "51200"), ("reserved-code", "reserved", "53111")] {
        let (step, finding) = found(fault, "inactive-code");
        assert_eq!((&step["number"], &finding["code"]), (&1.into(), &code.into()));
        assert_eq!(finding["expected"], "an active code");
        assert_eq!(finding["got"], format!("{code}, which is {status}"));
    }
}

#[test]
fn a_lost_event_is_found() {
    is_at_the_first_step("lost", "missing", "54106 incorrect-credentials", "never");
}

#[test]
fn a_doubled_event_is_found() {
    is_at_the_first_step("doubled", "count", "54106 incorrect-credentials, once", "twice");
}

#[test]
fn a_wrong_message_is_found() {
    let (step, finding) = found("wrong-message", "message");
    assert_eq!((&step["number"], &finding["code"]), (&1.into(), &"54106".into()));
    assert_eq!(finding["expected"], "Incorrect user ID or password.");
    assert_ne!(finding["got"], finding["expected"]);
}
