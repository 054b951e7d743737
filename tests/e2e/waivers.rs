//! Known failures are let off with a reason, and only they.

use super::support::{Door, Place, Run, junit_cases, python_is_there};

const SCENARIO: &str = "lock/locks-and-unlocks";
const RUN: [&str; 6] = ["run", SCENARIO, "--target", "t/mine.toml", "--waivers", "waivers.toml"];

/// A server of version 2.4.0 that logs the lock at another level than its catalog, and a waiver.
fn run(place: &Place, waiver: &str) -> Run {
    let door = Door::twisted(place, |_, answer| answer.relog("ACCT-003 notice", "ACCT-003 warning"));
    place.write_target("t/mine.toml", &door.target());
    place.write(
        "waivers.toml",
        &format!("format = 1\n[[waive]]\nscenario = \"{SCENARIO}\"\nreason = \"known: bug 4711\"\n{waiver}"),
    );
    place.sekisho(&RUN)
}

#[test]
fn a_waived_finding_does_not_fail_the_run_and_its_reason_is_shown() {
    let place = Place::new();
    run(&place, "kind = \"level\"\ncode = \"ACCT-003\"\n").exits(0).says("known: bug 4711");
    let record = place.record();
    assert_eq!((record.verdict(SCENARIO), record.reason(SCENARIO)), ("waived", "known: bug 4711"));
    let [(_, finding)] = record.findings(SCENARIO)[..] else { panic!("one finding") };
    assert_eq!(finding["waived"], "known: bug 4711");
    let waived = &record.only("run-finished")["coverage"]["waived"];
    assert!(waived.as_array().is_some_and(|codes| codes.contains(&"ACCT-003".into())), "{waived}");
    assert!(place.read("reports/latest/report.json").contains("known: bug 4711"));
    if python_is_there() {
        let cases = junit_cases(&place.path("reports/latest/junit.xml"));
        let case = cases.iter().find(|case| case["name"] == "locks-and-unlocks [web/password]").expect("the case");
        assert_eq!(
            (&case["skipped"]["type"], &case["skipped"]["message"]),
            (&"waived".into(), &"waived: known: bug 4711".into())
        );
    }
}

#[test]
fn a_waiver_lets_off_only_its_own_kind_code_step_and_channel() {
    for other in ["kind = \"message\"\n", "code = \"AUTH-002\"\n", "step = 1\n", "channel = \"web/matrix\"\n"] {
        let place = Place::new();
        run(&place, other).exits(1);
        assert_eq!(place.record().verdict(SCENARIO), "failed", "{other}");
    }
}

#[test]
fn a_waiver_for_other_versions_lets_nothing_off() {
    let place = Place::new();
    run(&place, "versions = \">=2.5.0\"\n").exits(1);
    let record = place.record();
    assert_eq!(record.verdict(SCENARIO), "failed");
    assert_eq!(record.only("run-finished")["findings"], serde_json::json!([]), "nor does it count as unused");
    let place = Place::new();
    run(&place, "versions = \">=2.3.0, <2.5.0\"\n").exits(0);
}

#[test]
fn a_waiver_that_nothing_needs_fails_the_run() {
    let place = Place::new();
    let door = Door::honest(&place);
    place.write_target("t/mine.toml", &door.target());
    let waiver = format!("format = 1\n[[waive]]\nscenario = \"{SCENARIO}\"\nreason = \"known: bug 4711\"\n");
    place.write("waivers.toml", &waiver);
    place.sekisho(&RUN).exits(1).says("unused-waiver").says("waivers.toml:3").says("known: bug 4711");
    assert_eq!(place.record().only("run-finished")["findings"][0]["kind"], "unused-waiver");
}

#[test]
fn a_waiver_of_a_scenario_that_did_not_run_is_not_unused() {
    let place = Place::new();
    let door = Door::honest(&place);
    place.write_target("t/mine.toml", &door.target());
    place.write("waivers.toml", "format = 1\n[[waive]]\nscenario = \"login/right-answer\"\nreason = \"known\"\n");
    place.sekisho(&RUN).exits(0).says("3 passed");
}

#[test]
fn the_waivers_of_a_target_file_hold_as_well() {
    let place = Place::new();
    let door = Door::twisted(&place, |_, answer| answer.relog("ACCT-003 notice", "ACCT-003 warning"));
    let waiver = format!("[[waive]]\nscenario = \"{SCENARIO}\"\nkind = \"level\"\nreason = \"known: bug 4711\"\n");
    place.write_target("t/mine.toml", &door.target().and(&waiver));
    place.sekisho(&RUN[..4]).exits(0).says("known: bug 4711");
}

#[test]
fn a_waiver_for_a_scenario_that_does_not_exist_is_a_mistake() {
    let place = Place::new();
    let door = Door::honest(&place);
    place.write_target("t/mine.toml", &door.target());
    place.write("waivers.toml", "format = 1\n[[waive]]\nscenario = \"lock/lokcs\"\nreason = \"known\"\n");
    place.sekisho(&RUN).exits(3).complains("waivers.toml:3").complains("lock/lokcs");
}

#[test]
fn a_wrong_waiver_file_is_shown_with_its_carets() {
    let place = Place::new();
    place.write("waivers.toml", "format = 1\n[[waive]]\nscenario = \"a\"\nkind = \"levle\"\nversions = \"soon\"\n");
    let run = place.sekisho(&["run", "--waivers", "waivers.toml"]).exits(3);
    run.complains("did you mean `level`?").complains("waivers.toml:5").complains("`reason`");
}
