use super::*;

fn step(wanted: &str, answer: WireSeen) -> Step {
    Step { wanted: all_wanted(&[wanted]), events: events(&[wanted]), answers: vec![answer], ..Step::default() }
}

#[test]
fn an_answer_states_what_the_log_says() {
    step("54106", coded("54106")).assert_found(&[]);
    step("54106", answer("incorrect-credentials")).assert_found(&[]);
}

#[test]
fn an_answer_of_another_code_or_outcome_is_wrong() {
    step("54106", coded("54105")).assert_found(&[
        "disagreement 54105: expected 54105 in the log as often as in answers, once, got never",
        "wire 54105: expected 54106 incorrect-credentials on the wire, got 54105 locked (HTTP 200)",
    ]);
    step("54106", answer("locked"))
        .assert_found(&["wire: expected 54106 incorrect-credentials on the wire, got locked (HTTP 200)"]);
}

#[test]
fn a_mask_lets_the_wire_tell_two_outcomes_alike_and_the_log_not() {
    let mask = vec!["challenge-issued", "decoy-challenge-issued"];
    for answer in [answer("challenge-issued"), coded("52200")] {
        let step = Step { mask: mask.clone(), ..step("52201", answer) };
        step.assert_found(&[]);
        let log = Step { events: events(&["52200"]), ..step };
        assert!(log.findings().contains(&"missing 52201: expected 52201 decoy-challenge-issued, got never".to_owned()));
    }
    let unmasked = Step { mask: vec![], ..step("52201", answer("challenge-issued")) };
    unmasked
        .assert_found(&["wire: expected 52201 decoy-challenge-issued on the wire, got challenge-issued (HTTP 200)"]);
}

#[test]
fn an_answer_may_stand_for_a_class() {
    let step = Step { wanted: vec![class(Class::Reject)], events: events(&["54106"]), ..Step::default() };
    Step { answers: vec![answer("locked")], ..step.clone() }.assert_found(&[]);
    Step { answers: vec![answer("authenticated")], ..step }
        .assert_found(&["wire: expected reject on the wire, got authenticated (HTTP 200)"]);
}

#[test]
fn an_answer_that_no_rule_explains_is_unmapped() {
    step("54106", answer("unmapped"))
        .assert_found(&["unmapped: expected 54106 incorrect-credentials on the wire, got unmapped (HTTP 200)"]);
    let silent = WireSeen { outcome: None, ..answer("") };
    step("54106", silent).assert_found(&["wire: expected 54106 incorrect-credentials on the wire, got HTTP 200"]);
}

#[test]
fn silence_is_a_finding_unless_it_was_expected() {
    let silent = WireSeen { status: "no answer".to_owned(), ..answer("no-answer") };
    step("54106", silent)
        .assert_found(&["wire: expected 54106 incorrect-credentials on the wire, got no-answer (no answer)"]);
}

#[test]
fn an_answer_of_an_unknown_code_is_unknown() {
    let strange = WireSeen { code: Some("99999".to_owned()), level: None, message: None, ..coded("54106") };
    step("54106", strange).assert_found(&[
        "disagreement 99999: expected 99999 in the log as often as in answers, once, got never",
        "wire 99999: expected 54106 incorrect-credentials on the wire, got 99999 (HTTP 200)",
        "unknown-code 99999: expected a code of catalog passlogic, got 99999",
    ]);
}

#[test]
fn level_and_message_of_an_answer_are_the_catalogs() {
    let wrong = WireSeen { level: Some("err".to_owned()), message: Some("No.".to_owned()), ..coded("54106") };
    step("54106", wrong).assert_found(&[
        "level 54106: expected warning, got err",
        "message 54106: expected Incorrect user ID or password., got No.",
    ]);
}

#[test]
fn the_same_fault_in_log_and_answer_is_one_finding() {
    let mut step = step("54106", WireSeen { level: Some("err".to_owned()), ..coded("54106") });
    step.events[0].level = Some("err".to_owned());
    step.assert_found(&["level 54106: expected warning, got err"]);
    step.events[0].level = Some("crit".to_owned());
    step.assert_found(&["level 54106: expected warning, got crit", "level 54106: expected warning, got err"]);
}

#[test]
fn an_answer_whose_code_the_log_lacks_is_a_disagreement() {
    let mut step = step("54106", coded("54106"));
    step.events.clear();
    step.assert_found(&[
        "missing 54106: expected 54106 incorrect-credentials, got never",
        "disagreement 54106: expected 54106 in the log as often as in answers, once, got never",
    ]);
}

#[test]
fn without_expectations_an_answer_may_say_all_but_a_refusal() {
    let step = |answer| Step { answers: vec![answer], has_no_log: true, ..Step::default() };
    step(answer("authenticated")).assert_found(&[]);
    step(answer("challenge-issued")).assert_found(&[]);
    step(coded("54106"))
        .assert_found(&["wire 54106: expected no refusal on the wire, got 54106 incorrect-credentials (HTTP 200)"]);
    for refusal in ["unmapped", "no-answer", "system-error"] {
        assert_eq!(step(answer(refusal)).findings().len(), 1, "{refusal}");
    }
}

#[test]
fn a_race_that_the_wire_loses_is_seen_without_codes() {
    let wanted =
        vec![Wanted::code("54201 authenticated", "54201"), Wanted { count: 2, ..Wanted::code("54106", "54106") }];
    let events = vec![event("54201"), event("54106"), event("54106")];
    let step = |third| Step {
        wanted: wanted.clone(),
        unordered: true,
        events: events.clone(),
        answers: vec![answer("authenticated"), answer("incorrect-credentials"), answer(third)],
        ..Step::default()
    };
    step("incorrect-credentials").assert_found(&[]);
    assert_eq!(step("authenticated").findings().len(), 1);
}

#[test]
fn an_answer_must_not_say_what_must_never_come() {
    let never = vec![Wanted::code("54201 authenticated", "54201")];
    let step = Step { never, answers: vec![answer("authenticated")], has_no_log: true, ..Step::default() };
    assert_eq!(step.findings().len(), 1);
}

#[test]
fn equal_answers_are_shown_together() {
    let step = Step { answers: vec![coded("54106"), answer("locked"), coded("54106")], ..Step::default() };
    let shown: Vec<_> = step.judge().answers.into_iter().map(|seen| (seen.code, seen.outcome, seen.count)).collect();
    assert_eq!(
        shown,
        [(Some("54106".to_owned()), Some("incorrect-credentials".to_owned()), 2), (None, Some("locked".to_owned()), 1),]
    );
}

#[test]
fn a_refusal_without_a_reason_stands_for_any_that_has_one() {
    let step = |wanted: &str, stated: &str| Step {
        wanted: vec![wanted_of(wanted)],
        events: vec![event(wanted)],
        answers: vec![WireSeen { is_bare_refusal: true, ..answer(stated) }],
        ..Step::default()
    };
    for refusal in ["80106", "80105", "80251"] {
        step(refusal, "rejected").assert_found(&[]);
    }
    assert_eq!(step("80250", "rejected").findings().len(), 1, "but for no acceptance");
    assert_eq!(step("80202", "rejected").findings().len(), 1, "nor for what goes on");
    assert_eq!(step("80106", "locked").findings().len(), 1, "nor does one reason stand for another");
    let told = Step { answers: vec![answer("rejected")], ..step("80106", "rejected") };
    assert_eq!(told.findings().len(), 1, "nor what could have told the reason");
}

fn wanted_of(code: &str) -> Wanted {
    Wanted::code(code, code)
}
