//! A case that passes only on a retry is flaky: no failure, and no secret.

use super::support::{Door, Place, Run, junit_cases, python_is_there};

const SCENARIO: &str = "login/right-answer";

/// A server that logs nothing at its second login: the first is the sanity scenario's.
fn run(place: &Place, options: &[&str]) -> Run {
    let door = Door::twisted(place, |call, answer| {
        if call.is_login() && call.before == 1 {
            answer.log.clear();
        }
    });
    place.write_target("t/mine.toml", &door.target());
    place.sekisho(&[&["run", SCENARIO, "--target", "t/mine.toml"], options].concat())
}

#[test]
fn without_retries_the_first_failure_counts() {
    let place = Place::new();
    run(&place, &[]).exits(1);
    assert_eq!(place.record().verdict(SCENARIO), "failed");
}

#[test]
fn a_case_that_passes_on_its_retry_is_flaky_and_this_is_said_loudly() {
    let place = Place::new();
    run(&place, &["--retries", "2"])
        .exits(0)
        .says("! FLAKY    login/right-answer [web/password]")
        .says("passed at attempt 2");
    let record = place.record();
    assert_eq!(record.verdict(SCENARIO), "flaky");
    assert_eq!(record.only("run-finished")["tally"]["flaky"], 1);
    let attempts: Vec<_> = record.of("case-finished").filter(|event| event["case"]["scenario"] == SCENARIO).collect();
    let [first, second] = attempts[..] else { panic!("two attempts, not {attempts:#?}") };
    assert_eq!((&first["verdict"], &first["retried"]), (&"failed".into(), &true.into()));
    assert_eq!(second["retried"], false);
    if python_is_there() {
        let cases = junit_cases(&place.path("reports/latest/junit.xml"));
        let case = cases.iter().find(|case| case["suite"] == SCENARIO && !case["flakyFailure"].is_null());
        assert_eq!(case.expect("a flaky case")["flakyFailure"]["type"], "missing");
    }
}

#[test]
fn with_no_flaky_it_fails_the_run() {
    let place = Place::new();
    run(&place, &["--retries", "2", "--no-flaky"]).exits(1);
    let record = place.record();
    assert_eq!((record.verdict(SCENARIO), record.reason(SCENARIO)), ("failed", "passed only at attempt 2"));
}

#[test]
fn a_case_that_never_passes_has_failed_after_its_last_retry() {
    let place = Place::new();
    let door = Door::twisted(&place, |_, answer| answer.relog("AUTH-003 warning", "AUTH-003 err"));
    place.write_target("t/mine.toml", &door.target());
    place.sekisho(&["run", "lock/locks-and-unlocks", "--target", "t/mine.toml", "--retries", "2"]).exits(1);
    let record = place.record();
    assert_eq!(record.verdict("lock/locks-and-unlocks"), "failed");
    assert_eq!(record.of("case-started").filter(|event| event["attempt"] == 3).count(), 1);
    assert_eq!(door.users(), [""; 0], "each attempt cleans up after itself");
}
