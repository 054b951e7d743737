//! Another product, driven by its target file alone.

use serde_json::json;

use super::support::{Place, TargetFile, python_is_there};

const ONE_REFUSAL: &str = "tests/second-target/scenarios/one-refusal";

/// The command of the second target's README.
const RUN: [&str; 5] = ["run", "lock", "login/right-answer", "--target", "tests/second-target/target.toml"];

#[test]
fn another_product_passes_by_its_target_file_alone() {
    if !python_is_there() {
        return;
    }
    let place = Place::new();
    place.sekisho(&RUN).exits(0).says("AUTH-002 ×3 ACCT-003 AUTH-003 ACCT-004 AUTH-001");
    let record = place.record();
    assert_eq!(record.only("run-started")["catalog"], "second");
    for scenario in ["sanity/before", "login/right-answer", "lock/locks-and-unlocks", "sanity/after"] {
        assert_eq!(record.verdict(scenario), "passed", "{scenario}");
        assert!(record.steps(scenario).all(|step| step["proof"] == "quiet-time"), "{scenario}");
    }
}

/// The wire says `rejected` for all of them; what happened stands in the log, and both are recorded.
#[test]
fn what_the_wire_masks_the_log_tells_apart() {
    if !python_is_there() {
        return;
    }
    let place = Place::new();
    place.write_target("t/target.toml", &TargetFile::second().with_barrier());
    let one_refusal = format!("{ONE_REFUSAL}.toml");
    let run = ["run", "lock/locks-and-unlocks", &one_refusal, "--target", "t/target.toml"];
    place.sekisho(&run).exits(0);
    let record = place.record();
    let masked = |scenario: &str, step: u64| {
        let done = record.steps(scenario).find(|done| done["number"] == step).expect("the step");
        assert_eq!(done["proof"], "barrier", "{done:#}");
        (done["answers"][0]["outcome"].clone(), done["events"][0]["outcome"].clone(), done["events"][0]["code"].clone())
    };
    assert_eq!(
        masked("lock/locks-and-unlocks", 1),
        (json!("rejected"), json!("incorrect-credentials"), json!("AUTH-002"))
    );
    assert_eq!(masked("lock/locks-and-unlocks", 3), (json!("rejected"), json!("locked"), json!("AUTH-003")));
    assert_eq!(masked(ONE_REFUSAL, 2), (json!("rejected"), json!("incorrect-credentials"), json!("ACCT-404")));
}

#[test]
fn without_the_mask_the_same_answers_are_findings() {
    if !python_is_there() {
        return;
    }
    let place = Place::new();
    let target = TargetFile::second().with_barrier().with("\"locked\"]]", "\"account-expired\"]]");
    place.write_target("t/target.toml", &target);
    place.sekisho(&["run", "lock/locks-and-unlocks", "--target", "t/target.toml"]).exits(1).says("wire");
    let record = place.record();
    let found = record.of_kind("lock/locks-and-unlocks", "wire");
    let [(step, finding)] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!((&step["number"], &finding["expected"]), (&json!(3), &json!("AUTH-003 locked on the wire")));
    assert_eq!(finding["got"], "rejected (HTTP 403)");
}

/// What the target file says of the server is put to the test, not believed.
#[test]
fn a_target_file_that_promises_another_lock_limit_is_found_out() {
    if !python_is_there() {
        return;
    }
    let place = Place::new();
    place.write_target("t/target.toml", &TargetFile::second().with_barrier().with("limit = 3", "limit = 4"));
    place.sekisho(&["run", "lock/locks-and-unlocks", "--target", "t/target.toml"]).exits(1);
    let record = place.record();
    let (step, finding) = record.of_kind("lock/locks-and-unlocks", "unexpected")[0];
    assert_eq!((&step["number"], &step["repetition"]), (&json!(1), &json!(3)));
    assert_eq!(finding["code"], "ACCT-003");
}

/// Scenarios that another product cannot run are skipped with the reason; none makes the run fail.
#[test]
fn the_whole_suite_runs_on_another_product() {
    if !python_is_there() {
        return;
    }
    let place = Place::new();
    place.write_target("t/target.toml", &TargetFile::second().with_barrier());
    let run = ["run", "--target", "t/target.toml", "--waivers", "tests/second-target/waivers.toml"];
    place.sekisho(&run).exits(0).says("skipped");
}
