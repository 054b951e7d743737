use super::sample;
use crate::record::Verdict;
use crate::report::{JsonReport, json};

#[test]
fn the_document_reads_back_as_it_was() {
    let events = sample::everything();
    let text = json(&events).unwrap();
    assert_eq!(serde_json::from_str::<JsonReport>(&text).unwrap(), JsonReport::of(&events));
    assert!(text.ends_with("}\n"));
}

#[test]
fn cases_are_sorted_and_every_verdict_is_counted() {
    let report = JsonReport::of(&sample::everything());
    let names: Vec<(&str, &str)> =
        report.cases.iter().map(|case| (case.scenario.as_str(), case.channel.as_deref().unwrap())).collect();
    assert_eq!(names.len(), 8);
    assert_eq!(names[0], ("lock/locks", "radius/matrix"));
    assert!(names.is_sorted());
    assert_eq!(report.tally.0.len(), Verdict::ALL.len());
    assert_eq!(report.tally.of(Verdict::Skipped), 3);
}

#[test]
fn verdicts_come_with_reasons_attempts_and_findings() {
    let report = JsonReport::of(&sample::everything());
    let one = |verdict| report.cases.iter().find(|case| case.verdict == verdict).unwrap();
    assert_eq!(one(Verdict::Waived).reason.as_deref(), Some("ticket 123"));
    assert_eq!(one(Verdict::Skipped).reason.as_deref(), Some("windows/token is not bound"));
    assert_eq!(one(Verdict::Failed).attempts[0].steps[0].findings, [sample::level_finding()]);
    assert_eq!(one(Verdict::Flaky).attempts[0].verdict, Some(Verdict::Failed));
    assert_eq!(one(Verdict::Flaky).attempts[1].verdict, Some(Verdict::Flaky));
    assert_eq!(report.findings, [sample::unused_waiver()]);
}

#[test]
fn a_variant_is_a_case_of_its_own_in_every_report() {
    let variant = |variant: &str| crate::record::CaseName {
        variant: Some(variant.to_owned()),
        ..sample::name("drift/accepted", "web/token")
    };
    let events: Vec<_> = ["offset=2", "offset=-2"].map(|name| sample::start(&variant(name), 1)).into();
    let report = JsonReport::of(&events);
    let names: Vec<_> = report.cases.iter().map(|case| case.variant.as_deref()).collect();
    assert_eq!(names, [Some("offset=-2"), Some("offset=2")]);
    let junit = crate::report::junit(&events).unwrap();
    assert!(junit.contains("accepted [web/token] offset=-2"), "{junit}");
    assert_eq!(serde_json::from_str::<JsonReport>(&json(&events).unwrap()).unwrap(), report);
}

#[test]
fn a_killed_run_says_so() {
    let report = JsonReport::of(&sample::killed());
    assert!(report.interrupted);
    assert_eq!((report.not_started, report.coverage, report.elapsed_ms), (3, None, None));
    let cut = &report.cases[0];
    assert_eq!((cut.verdict, cut.reason.as_deref()), (Verdict::Errored, Some("interrupted")));
    assert_eq!((cut.attempts[0].verdict, cut.attempts[0].steps.len()), (None, 1));
    assert_eq!(report.tally.of(Verdict::Errored), 1);
}

#[test]
fn the_head_of_the_document_is_as_documented() {
    let text = json(&sample::killed()).unwrap();
    let expected = r#"{
  "format": 1,
  "run": {
    "sekisho": "0.1.0",
    "seed": "7f3a",
    "target": {
      "name": "reference",
      "title": "Embedded reference server",
      "version": "6.2.1"
    },
    "catalog": "passlogic",
    "started": "2026-11-22T04:00:00Z",
    "cases": 5,
    "skipped": 0
  },
  "interrupted": true,
  "elapsed_ms": null,
  "notes": [],
  "tally": {
    "passed": 1,
    "failed": 0,
    "errored": 1,
    "skipped": 0,
    "waived": 0,
    "flaky": 0
  },
  "not_started": 3,
  "coverage": null,
  "foreign": null,
  "findings": [],
  "cases": ["#;
    assert_eq!(&text[..expected.len()], expected);
}
