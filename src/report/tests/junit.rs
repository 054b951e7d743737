use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus};

use super::sample::{self, Attempt, HOSTILE, finished, name, started};
use crate::record::{RunEvent, Verdict};
use crate::report::junit;

fn read(events: &[RunEvent]) -> Report {
    Report::deserialize_from_str(&junit(events).unwrap()).unwrap()
}

fn case<'a>(report: &'a Report, suite: &str, name: &str) -> &'a TestCase {
    let suite = report.test_suites.iter().find(|one| one.name.as_str() == suite).expect("the suite");
    suite.test_cases.iter().find(|one| one.name.as_str() == name).expect("the case")
}

fn text(value: Option<&quick_junit::XmlString>) -> &str {
    value.map_or("", quick_junit::XmlString::as_str)
}

#[test]
fn a_failure_is_a_message_in_a_line_and_the_terminals_text() {
    let mut events = vec![started(1, 0)];
    events.extend(Attempt::failed(name("login/right-answer", "web/matrix")).events());
    events.push(finished(&[Verdict::Failed]));
    let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="sekisho" tests="1" skipped="0" failures="1" errors="0" timestamp="2026-11-22T04:00:00.000+00:00" time="12.345">
    <testsuite name="login" tests="1" skipped="0" errors="0" failures="1" time="0.012">
        <properties>
            <property name="sekisho" value="0.1.0"/>
            <property name="seed" value="7f3a"/>
            <property name="target" value="reference"/>
            <property name="target.title" value="Embedded reference server"/>
            <property name="catalog" value="passlogic"/>
            <property name="target.version" value="6.2.1"/>
        </properties>
        <testcase name="right-answer [web/matrix]" classname="login/right-answer" time="0.012" file="scenarios/login/right-answer.toml" line="9">
            <failure message="level of 54201: expected notice, got warning (step 1 · login as alice)" type="level">    The right answer logs in
    step 1 · login as alice · scenarios/login/right-answer.toml:9
      level of 54201
        expected  notice
        got       warning
      came      54201 warning
      answered  HTTP 200 authenticated 54201
</failure>
        </testcase>
    </testsuite>
</testsuites>
"#;
    assert_eq!(junit(&events).unwrap(), expected);
}

#[test]
fn the_first_finding_that_no_waiver_lets_off_names_the_failure() {
    let mut attempt = Attempt::failed(name("login/right-answer", "web/matrix"));
    attempt.steps[0].findings[0].waived = Some("ticket 123".to_owned());
    attempt.steps[0].findings.push(sample::unused_waiver());
    let xml = junit(&[vec![started(1, 0)], attempt.events()].concat()).unwrap();
    assert!(xml.contains(r#"<failure message="unused-waiver 54106: expected"#), "{xml}");
}

#[test]
fn every_verdict_has_its_element() {
    let report = read(&sample::everything());
    assert_eq!((report.tests, report.failures, report.errors, report.skipped), (9, 2, 1, 4));
    assert_eq!(
        report.test_suites.iter().map(|suite| suite.name.as_str()).collect::<Vec<_>>(),
        ["lock", "login", "scenarios", "sync", "totp", "run"]
    );
    assert_eq!(case(&report, "login", "right-answer [web/token]").status, TestCaseStatus::success());
}

#[test]
fn an_error_is_not_a_failure() {
    let report = read(&sample::everything());
    let TestCaseStatus::NonSuccess { kind, ty, message, .. } = &case(&report, "lock", "locks [radius/matrix]").status
    else {
        panic!("an error")
    };
    assert_eq!((*kind, text(ty.as_ref())), (NonSuccessKind::Error, "errored"));
    assert_eq!(text(message.as_ref()), r"connection refused\n127.0.0.1:8443");
}

#[test]
fn skipped_and_waived_give_their_reasons() {
    let report = read(&sample::everything());
    let told = |suite, name| match &case(&report, suite, name).status {
        TestCaseStatus::Skipped { message, ty, description } => {
            (text(ty.as_ref()).to_owned(), text(message.as_ref()).to_owned(), text(description.as_ref()).to_owned())
        }
        other => panic!("skipped, not {other:?}"),
    };
    let (ty, message, _) = told("lock", "locks [windows/token]");
    assert_eq!((ty.as_str(), message.as_str()), ("skipped", "windows/token is not bound"));
    let (ty, message, body) = told("lock", "locks [web/matrix]");
    assert_eq!((ty.as_str(), message.as_str()), ("waived", "waived: ticket 123"));
    assert!(body.contains("got       warning\n        waived    ticket 123"), "{body}");
}

#[test]
fn a_flaky_case_succeeds_and_keeps_its_failure() {
    let report = read(&sample::everything());
    let TestCaseStatus::Success { flaky_runs } = &case(&report, "scenarios", "sanity [web/matrix]").status else {
        panic!("a success")
    };
    assert_eq!(flaky_runs.len(), 1);
    assert_eq!((flaky_runs[0].kind, text(flaky_runs[0].ty.as_ref())), (NonSuccessKind::Failure, "level"));
    assert!(junit(&sample::everything()).unwrap().contains("<flakyFailure "));
}

#[test]
fn a_case_that_fails_again_keeps_its_first_failure_as_a_rerun() {
    let case = name("login/right-answer", "web/matrix");
    let first = Attempt { retried: true, ..Attempt::errored(case.clone()) };
    let second = Attempt { number: 2, ..Attempt::failed(case) };
    let events = [vec![started(1, 0)], first.events(), second.events(), vec![finished(&[Verdict::Failed])]].concat();
    let xml = junit(&events).unwrap();
    assert!(xml.contains("<failure message=\"level of 54201"), "{xml}");
    assert!(xml.contains("<rerunError time=\"0.012\" message=\"connection refused"), "{xml}");
}

#[test]
fn findings_of_the_run_are_cases_of_their_own() {
    let report = read(&sample::everything());
    let found = case(&report, "run", "unused-waiver 54106");
    let TestCaseStatus::NonSuccess { kind, ty, .. } = &found.status else { panic!("a failure") };
    assert_eq!((*kind, text(ty.as_ref())), (NonSuccessKind::Failure, "unused-waiver"));
}

#[test]
fn a_killed_run_is_never_green() {
    let report = read(&sample::killed());
    for (suite, name) in [("lock", "locks [web/matrix]"), ("run", "interrupted")] {
        let TestCaseStatus::NonSuccess { kind, ty, .. } = &case(&report, suite, name).status else {
            panic!("an error")
        };
        assert_eq!((*kind, text(ty.as_ref())), (NonSuccessKind::Error, "interrupted"));
    }
    assert_eq!(read(&[]).errors, 1);
    let only_passed = &sample::killed()[..4];
    assert_eq!(read(only_passed).errors, 1);
}

#[test]
fn hostile_text_cannot_break_the_file() {
    let xml = junit(&sample::hostile()).unwrap();
    let lawful = |c: char| matches!(c, '\n' | ' '..) && !matches!(c, '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}');
    assert_eq!(xml.chars().find(|c| !lawful(*c)), None);
    assert!(!xml.contains("]]>"));
    let report = Report::deserialize_from_str(&xml).unwrap();
    let spelt = r#"<b> & "q" ]]> \u{0}\u{8}\u{1b}[31m\u{1b}]0;t\u{7}\r\nnext\t\u{9b}\u{fffe}\u{ffff}\u{202e}日本"#;
    let name = format!("{spelt} [{spelt}]");
    let hit = report.test_suites.iter().flat_map(|suite| &suite.test_cases).any(|case| case.name.as_str() == name);
    assert!(hit, "{xml}");
    assert!(HOSTILE.contains('\u{1b}'));
}
