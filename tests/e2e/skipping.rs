//! What a target cannot run is skipped, and each report says why.

use super::support::{Door, Place, junit_cases, python_is_there};

const SCENARIO: &str = "lock/locks-and-unlocks";
const REASON: &str = "the target does not bind the action unlock-user on web/password";

const WAITS: &str = "format = 1\ntitle = \"A wait\"\nchannels = [\"web/password\"]\n[user.alice]\n\
    [[step]]\ndo = \"wait\"\nfor = \"10m\"\n[[step]]\ndo = \"login\"\nas = \"alice\"\nexpect = [\"authenticated\"]\n";

#[test]
fn an_action_that_the_target_does_not_bind_is_the_reason_in_every_report() {
    let place = Place::new();
    let door = Door::honest(&place);
    place.write_target("t/mine.toml", &door.target().with("[action.unlock-user]", "[action.open-again]"));
    let run = ["run", SCENARIO, "login/right-answer", "--channel", "web/password", "-v", "--target", "t/mine.toml"];
    place.sekisho(&run).exits(0).says(&format!("1  {REASON}\n        {SCENARIO} [web/password]"));
    let skipped = place.record().only("case-skipped").clone();
    assert_eq!((&skipped["case"]["scenario"], &skipped["reason"]), (&SCENARIO.into(), &REASON.into()));
    let report: serde_json::Value = serde_json::from_str(&place.read("reports/latest/report.json")).expect("JSON");
    let case = report["cases"].as_array().into_iter().flatten().find(|case| case["scenario"] == SCENARIO);
    let case = case.expect("the case");
    assert_eq!((&case["verdict"], &case["reason"]), (&"skipped".into(), &REASON.into()));
    if python_is_there() {
        let cases = junit_cases(&place.path("reports/latest/junit.xml"));
        let case = cases.iter().find(|case| case["name"] == "locks-and-unlocks [web/password]").expect("the case");
        assert_eq!(case["skipped"]["message"], REASON);
    }
}

#[test]
fn list_tells_what_would_run_and_what_not_without_any_request() {
    let place = Place::new();
    let door = Door::honest(&place);
    place.write_target("t/mine.toml", &door.target());
    let list = place.sekisho(&["run", "lock/locks-and-unlocks", "--list", "--target", "t/mine.toml"]).exits(0);
    let list = list.says("lock/locks-and-unlocks [web/password]\tToo many wrong answers lock the user");
    list.says("lock/locks-and-unlocks [web/matrix]\tskipped: the target does not bind the action login on web/matrix");
    assert_eq!(door.calls().len(), 0);
}

#[test]
fn list_tells_which_scenarios_are_left_out_as_slow() {
    let place = Place::new();
    let slow = WAITS.replace("web/password", "web/matrix").replace("channels", "tags = [\"slow\"]\nchannels");
    place.write("scenarios/slow/one.toml", &slow);
    let slow = "slow/one [web/matrix]\tskipped: it is tagged `slow`: `--slow` runs it";
    place.sekisho(&["run", "slow", "--list"]).exits(0).says(slow);
    place.sekisho(&["run", "slow", "--list", "--slow"]).exits(0).says("slow/one [web/matrix]\tA wait");
}

/// A target may lack what the sanity scenario needs: then nobody knows whether it was sane.
#[test]
fn a_target_that_cannot_run_the_sanity_scenario_is_told_in_every_report() {
    let place = Place::new();
    let door = Door::honest(&place);
    let target = door.target().with("[action.login.\"web/password\"]", "[action.sign-in.\"web/password\"]");
    place.write_target("t/mine.toml", &target);
    place.write(
        "sign-in.toml",
        &WAITS.replace("[[step]]\ndo = \"wait\"\nfor = \"10m\"\n", "").replace("\"login\"", "\"sign-in\""),
    );
    let note = "the target cannot run the sanity scenario login/right-answer, so nothing proves that it is sane: ";
    place.sekisho(&["run", "sign-in.toml", "--target", "t/mine.toml"]).exits(0).says(note);
    let record = place.record();
    let told = record.of("preflight").any(|event| event["notes"][0].as_str().is_some_and(|own| own.starts_with(note)));
    assert!(told, "{:#?}", record.0);
    place.sekisho(&["report"]).exits(0).says(note);
}

#[test]
fn a_wait_needs_a_clock_or_a_budget() {
    let place = Place::new();
    let door = Door::honest(&place);
    place.write("waits.toml", WAITS);
    place.write_target("t/mine.toml", &door.target());
    let run = ["run", "waits.toml", "login/right-answer", "--channel", "web/password", "-v", "--target", "t/mine.toml"];
    place.sekisho(&run).exits(0).says("clock cannot be moved");

    place.write_target("t/mine.toml", &door.target().and("[time]\nbudget = \"1s\"\n"));
    place.sekisho(&run).exits(0).says("beyond what is left of the target's `time.budget`");
    assert_eq!(place.record().verdict("waits"), "skipped");
    assert_eq!(door.users(), [""; 0], "a case that is skipped half way cleans up");
}

#[test]
fn a_fact_that_the_target_does_not_state_is_the_reason() {
    let place = Place::new();
    let door = Door::honest(&place);
    place.write_target("t/mine.toml", &door.target().with("lock = { limit = 3, scope = \"user\" }", ""));
    let run = ["run", SCENARIO, "login/right-answer", "--channel", "web/password", "--target", "t/mine.toml"];
    place.sekisho(&run).exits(0).says("the target does not state policy.lock.limit");
}
