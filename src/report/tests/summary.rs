use super::sample::{self, Attempt, finished, name, start, started};
use crate::record::{RunEvent, Verdict};
use crate::report::Summary;

fn tally(summary: &Summary) -> Vec<(Verdict, usize)> {
    summary.tally().0.into_iter().collect()
}

#[test]
fn the_last_attempt_counts() {
    let summary = Summary::of(&sample::everything());
    let [flaky] = summary.with(Verdict::Flaky)[..] else { panic!("one flaky case") };
    assert_eq!(flaky.attempts.len(), 2);
    assert_eq!(flaky.earlier().len(), 1);
    assert!(!summary.interrupted());
    assert_eq!(summary.not_started(), 0);
}

#[test]
fn a_killed_run_is_tallied_from_what_is_there() {
    let summary = Summary::of(&sample::killed());
    assert!(summary.interrupted());
    assert_eq!(tally(&summary), [(Verdict::Passed, 1), (Verdict::Errored, 1)]);
    assert_eq!(summary.cut_off().len(), 1);
    assert_eq!(summary.cut_off()[0].reason(), Some("interrupted"));
    assert_eq!(summary.not_started(), 3);
}

#[test]
fn an_attempt_that_awaits_its_retry_is_cut_off() {
    let case = name("login/right-answer", "web/matrix");
    let first = Attempt { retried: true, ..Attempt::failed(case) };
    let summary = Summary::of(&[vec![started(1, 0)], first.events()].concat());
    assert_eq!(summary.cut_off().len(), 1);
    assert!(summary.with(Verdict::Failed).is_empty());
}

#[test]
fn an_interrupted_run_that_could_still_say_so_counts_its_cut_off_cases() {
    let mut events = sample::killed();
    let mut end = finished(&[Verdict::Passed]);
    if let RunEvent::RunFinished { interrupted, .. } = &mut end {
        *interrupted = true;
    }
    events.push(end);
    let summary = Summary::of(&events);
    assert!(summary.interrupted());
    assert_eq!(tally(&summary), [(Verdict::Passed, 1), (Verdict::Errored, 1)]);
}

#[test]
fn a_case_that_runs_twice_keeps_both_verdicts() {
    let case = name("sanity", "web/matrix");
    let events = [vec![started(2, 0)], Attempt::failed(case.clone()).events(), Attempt::passed(case).events()].concat();
    let summary = Summary::of(&events);
    assert_eq!(tally(&summary), [(Verdict::Passed, 1), (Verdict::Failed, 1)]);
}

#[test]
fn a_case_that_begins_again_after_a_kill_is_one_case() {
    let mut events = sample::killed();
    let case = name("lock/locks", "web/matrix");
    events.push(start(&case, 1));
    events.extend(Attempt::passed(case).events());
    let summary = Summary::of(&events);
    assert_eq!(tally(&summary), [(Verdict::Passed, 2)]);
    assert!(summary.cut_off().is_empty());
}

#[test]
fn an_empty_record_is_an_interrupted_run_of_nothing() {
    let summary = Summary::of(&[]);
    assert!(summary.interrupted());
    assert!(tally(&summary).is_empty());
}

#[test]
fn the_sanity_scenario_is_none_of_the_planned_cases() {
    let sanity = name("sanity/before", "web/matrix");
    let mut events = vec![started(2, 0), start(&sanity, 1)];
    assert_eq!(Summary::of(&events).not_started(), 2);
    events.extend(Attempt::passed(sanity).events().split_off(1));
    events.push(start(&name("lock/locks", "web/matrix"), 1));
    assert_eq!(Summary::of(&events).not_started(), 1);
}
