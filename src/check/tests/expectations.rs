use super::*;

#[test]
fn a_class_takes_any_of_its_codes_and_no_other() {
    let step = Step { wanted: vec![class(Class::Reject)], events: events(&["54105"]), ..Step::default() };
    step.assert_found(&[]);
    Step { events: events(&["54199"]), ..step }.assert_found(&[
        "missing: expected reject, got never",
        "unexpected 54199: expected only reject, got 54199 system-error",
    ]);
}

#[test]
fn any_of_takes_one_of_its_codes() {
    let step = Step { wanted: vec![any_of(&["54106", "54105"])], events: events(&["54105"]), ..Step::default() };
    step.assert_found(&[]);
    Step { events: events(&["54103"]), ..step }.assert_found(&[
        "missing: expected 54106 or 54105, got never",
        "unexpected 54103: expected only 54106 or 54105, got 54103 account-disabled",
    ]);
}

#[test]
fn a_code_is_given_to_the_exact_expectation_before_a_wider_one() {
    let step = Step {
        wanted: vec![class(Class::Reject), wanted("54106")],
        unordered: true,
        events: events(&["54106", "54105"]),
        ..Step::default()
    };
    step.assert_found(&[]);
    Step { events: events(&["54106"]), ..step.clone() }.assert_found(&["missing: expected reject, got never"]);
    Step { events: events(&["54106", "54106"]), ..step }.assert_found(&[]);
}

#[test]
fn in_an_ordered_step_a_wider_expectation_that_stands_first_is_met_first() {
    let step = Step {
        wanted: vec![class(Class::Reject), wanted("54106")],
        events: events(&["54106", "54106"]),
        ..Step::default()
    };
    step.assert_found(&[]);
    Step { events: events(&["54105", "54106"]), ..step.clone() }.assert_found(&[]);
    Step { events: events(&["54106", "54105"]), ..step }
        .assert_found(&["order: expected reject, then 54106 incorrect-credentials, got 54106, then 54105"]);
}

#[test]
fn overlapping_choices_are_met_if_they_can_be() {
    let step = Step {
        wanted: vec![any_of(&["54106", "54105"]), any_of(&["54106", "54103"]), wanted("54106")],
        unordered: true,
        events: events(&["54106", "54105", "54103"]),
        ..Step::default()
    };
    step.assert_found(&[]);
    Step { events: events(&["54106", "54106", "54106"]), ..step.clone() }.assert_found(&[]);
    Step { events: events(&["54105", "54105", "54106"]), ..step }.assert_found(&[
        "missing: expected 54106 or 54103, got never",
        "count 54105: expected 54106 or 54105, once, got twice",
    ]);
    let step = Step {
        wanted: vec![class(Class::Reject), wanted("54106")],
        unordered: true,
        events: events(&["54106", "54106", "54106"]),
        ..Step::default()
    };
    step.assert_found(&["count 54106: expected reject, once, got twice"]);
}

#[test]
fn companions_are_expectations_like_any() {
    // A RADIUS reject: 80101 and, with it, 80251.
    let step = Step { wanted: all_wanted(&["80101", "80251"]), events: events(&["80101"]), ..Step::default() };
    assert_eq!(entry("80101").then, ["80251"]);
    step.assert_found(&["missing 80251: expected 80251 rejected, got never"]);
}

#[test]
fn never_is_told_even_where_a_wider_expectation_takes_the_code() {
    let step = Step {
        wanted: vec![class(Class::Reject)],
        never: vec![wanted("54105")],
        events: events(&["54105"]),
        ..Step::default()
    };
    step.assert_found(&["unexpected 54105: expected never 54105 locked, got 54105"]);
    Step { events: events(&["54106"]), ..step.clone() }.assert_found(&[]);
    let step = Step { never: vec![class(Class::Reject)], answers: vec![coded("54106")], events: vec![], ..step };
    assert!(step.findings().contains(&"unexpected 54106: expected never reject, got 54106".to_owned()));
}

#[test]
fn an_outcome_of_the_wire_wants_no_event() {
    let step = Step { wanted: vec![outcome("no-answer")], answers: vec![answer("no-answer")], ..Step::default() };
    step.assert_found(&[]);
    Step { events: events(&["54106"]), ..step.clone() }
        .assert_found(&["unexpected 54106: expected only no-answer, got 54106 incorrect-credentials"]);
    Step { answers: vec![answer("authenticated")], ..step }
        .assert_found(&["wire: expected no-answer on the wire, got authenticated (HTTP 200)"]);
}
