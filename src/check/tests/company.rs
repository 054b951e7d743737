//! Codes that come with others (`then`), where an expectation is too wide to name them.

use super::*;

fn either(accepts: Vec<Accepts>) -> Wanted {
    Wanted { accepts, ..Wanted::code("reject or no-answer", "") }
}

fn reject_or_silence() -> Wanted {
    either(vec![Accepts::Class(Class::Reject), Accepts::Outcome("no-answer".to_owned())])
}

#[test]
fn a_class_takes_a_code_with_its_companion() {
    let step = Step { wanted: vec![class(Class::Accept)], events: events(&["80201", "80250"]), ..Step::default() };
    step.assert_found(&[]);
    let judged = step.judge();
    assert!(judged.events.iter().all(|event| event.role == Role::Expected));
    assert!(judged.codes.iter().all(|seen| !seen.asserted), "a class asserts no code");
    Step { wanted: vec![any_of(&["80106", "80105"])], events: events(&["80105", "80251"]), ..step.clone() }
        .assert_found(&[]);
    Step { events: events(&["80250"]), ..step.clone() }.assert_found(&[]);
    Step { events: events(&["80201"]), ..step }.assert_found(&["missing 80250: expected 80250 with 80201, got never"]);
}

#[test]
fn a_companion_comes_once_for_each_and_behind_it() {
    let step = Step { wanted: vec![class(Class::Reject)], ..Step::default() };
    let found = |codes: &[&str]| Step { events: events(codes), ..step.clone() }.findings();
    assert_eq!(found(&["80251", "80106"])[0], "count 80106: expected reject, once, got twice");
    assert_eq!(found(&["80106", "80251", "80251"]), ["count 80251: expected reject, once, got twice"]);
    assert_eq!(found(&["80106", "80251", "80106", "80251"]), ["count 80106: expected reject, once, got twice"]);
}

#[test]
fn in_a_race_each_has_its_own_companion() {
    let step = Step {
        wanted: vec![class(Class::Accept), times(2, class(Class::Reject))],
        unordered: true,
        events: events(&["80106", "80201", "80106", "80251", "80250", "80251"]),
        ..Step::default()
    };
    step.assert_found(&[]);
    Step { events: events(&["80106", "80201", "80106", "80251", "80250"]), ..step }
        .assert_found(&["missing 80251: expected 80251 with 80106, got never"]);
}

#[test]
fn what_is_expected_by_name_is_nobodys_companion() {
    let step = Step {
        wanted: vec![wanted("80106"), wanted("80251"), class(Class::Reject)],
        unordered: true,
        events: events(&["80106", "80251", "80105", "80251"]),
        ..Step::default()
    };
    step.assert_found(&[]);
}

#[test]
fn silence_may_stand_for_an_event_where_either_will_do() {
    let step = Step { wanted: vec![reject_or_silence()], answers: vec![answer("no-answer")], ..Step::default() };
    step.assert_found(&[]);
    let refused = Step { answers: vec![answer("rejected")], events: events(&["80106", "80251"]), ..step.clone() };
    refused.assert_found(&[]);
    Step { answers: vec![answer("rejected")], ..step.clone() }
        .assert_found(&["missing: expected reject or no-answer, got never"]);
    Step { answers: vec![answer("authenticated")], ..step.clone() }.assert_found(&[
        "missing: expected reject or no-answer, got never",
        "wire: expected reject or no-answer on the wire, got authenticated (HTTP 200)",
    ]);
    let wanted = vec![times(3, reject_or_silence())];
    let mixed = Step { wanted, answers: vec![answer("no-answer"), answer("rejected"), answer("no-answer")], ..refused };
    mixed.assert_found(&[]);
}
