use super::sample;
use crate::record::{EventSeen, Finding, FindingKind, SightSeen, StepDone};
use crate::report::summary::Attempt;
use crate::report::{details, wording};

#[test]
fn of_very_many_findings_the_first_are_shown() {
    let finding = |n: usize| Finding::new(FindingKind::Message, "one", format!("other {n}"));
    let step = StepDone { findings: (0..10_000).map(finding).collect(), ..sample::wrong_level() };
    let attempt = Attempt { steps: vec![step], ..Attempt::default() };
    let shown: Vec<String> = details::of_attempt(&attempt).iter().map(|line| line.render(false)).collect();
    assert!(shown.len() < 200, "{} lines", shown.len());
    assert!(shown.iter().any(|line| line == "      … and 9950 findings more: the record has them all"));
}

#[test]
fn a_mocks_step_tells_what_it_was_asked_and_what_it_saw_where_that_is_wrong() {
    let step = StepDone {
        action: "mock.graph".to_owned(),
        expected: vec!["users is 3".to_owned()],
        events: Vec::new(),
        answers: Vec::new(),
        findings: Vec::new(),
        ..sample::wrong_level()
    };
    assert_eq!(wording::came(&step), "users is 3");
    let told = StepDone { expected: Vec::new(), ..step.clone() };
    assert_eq!(wording::came(&told), "told");
    let sights = vec![SightSeen { what: "POST /token".to_owned(), status: Some(200), count: 2 }];
    let wrong = StepDone { sights, findings: vec![sample::level_finding()], ..step };
    assert_eq!(wording::came(&wrong), "saw POST /token (200) ×2");
}

#[test]
fn events_that_read_alike_stand_together() {
    let alike = |message: &str| EventSeen { message: message.to_owned(), ..sample::event("54201", "notice") };
    let other = sample::event("54106", "warning");
    let step = StepDone { events: vec![alike("a"), alike("b"), other, alike("c")], ..sample::wrong_level() };
    assert_eq!(wording::came(&step), "54201 notice ×2, 54106 warning, 54201 notice");
}
