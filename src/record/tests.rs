use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;
use tempfile::TempDir;

use super::{
    AnswerSeen, CaseName, Coverage, EventSeen, Finding, FindingKind, Journal, JournalError, Proof, Role, RunEvent,
    StepDone, Tally, TargetNamed, VendorPlayed, Verdict, read,
};

/// A folder of its own and the path of a record in it.
fn place() -> (TempDir, PathBuf) {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("deep/run.jsonl");
    (folder, path)
}

fn written(events: &[RunEvent]) -> (TempDir, PathBuf) {
    let (folder, path) = place();
    let mut journal = Journal::create(&path).expect("a journal");
    events.iter().for_each(|event| journal.write(event).expect("a line"));
    (folder, path)
}

/// What is read of a file of these bytes.
fn reread(bytes: &[u8]) -> Result<Vec<RunEvent>, JournalError> {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("run.jsonl");
    fs::write(&path, bytes).expect("a file");
    read(&path)
}

fn skipped(reason: &str) -> RunEvent {
    let case = CaseName { scenario: "login/右".to_owned(), channel: None, variant: None };
    RunEvent::CaseSkipped { case, reason: reason.to_owned() }
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), Just("日本語 🔐 \" \\ \n \u{2028}".to_owned()), Just(String::new())]
}

fn case() -> impl Strategy<Value = CaseName> {
    let names = (text(), prop::option::of(text()), prop::option::of(text()));
    names.prop_map(|(scenario, channel, variant)| CaseName { scenario, channel, variant })
}

fn verdict() -> impl Strategy<Value = Verdict> {
    prop::sample::select(Verdict::ALL.to_vec())
}

fn finding() -> impl Strategy<Value = Finding> {
    let kind = prop::sample::select(FindingKind::ALL.to_vec());
    (kind, prop::option::of(text()), text(), text(), prop::option::of(text()))
        .prop_map(|(kind, code, expected, got, waived)| Finding { kind, code, expected, got, waived })
}

fn event_seen() -> impl Strategy<Value = EventSeen> {
    let role = prop::sample::select(vec![Role::Expected, Role::ByProduct, Role::Unexpected]);
    let texts = (text(), prop::option::of(text()), prop::option::of(text()), text(), prop::option::of(text()));
    (texts, prop::collection::vec(text(), 0..3), role, any::<u64>()).prop_map(
        |((code, level, outcome, message, user), sources, role, count)| EventSeen {
            code,
            level,
            outcome,
            message,
            user,
            sources,
            role,
            count,
        },
    )
}

fn answer_seen() -> impl Strategy<Value = AnswerSeen> {
    (text(), prop::option::of(text()), prop::option::of(text()), any::<u64>())
        .prop_map(|(status, outcome, code, count)| AnswerSeen { status, outcome, code, count })
}

fn step() -> impl Strategy<Value = StepDone> {
    let proof = prop::sample::select(vec![Proof::Barrier, Proof::QuietTime, Proof::Answer]);
    let what = (0..1000usize, any::<u64>(), text(), text(), prop::option::of(text()));
    let seen = (
        prop::collection::vec(text(), 0..3),
        prop::collection::vec(answer_seen(), 0..3),
        prop::collection::vec(event_seen(), 0..3),
        prop::collection::btree_map(text(), any::<u64>(), 0..3),
        prop::collection::vec(finding(), 0..3),
    );
    (what, seen, proof, any::<u64>()).prop_map(
        |(
            (number, repetition, at, action, user),
            (expected, answers, events, rejected, findings),
            proof,
            elapsed_ms,
        )| StepDone {
            number,
            repetition,
            at,
            action,
            user,
            expected,
            answers,
            events,
            sights: Vec::new(),
            rejected,
            findings,
            proof,
            elapsed_ms,
        },
    )
}

fn coverage() -> impl Strategy<Value = Coverage> {
    let codes = || prop::collection::vec(text(), 0..3);
    (0..999usize, codes(), codes(), codes(), codes()).prop_map(
        |(active, asserted, only_seen, waived, inactive_seen)| Coverage {
            active,
            asserted,
            only_seen,
            waived,
            inactive_seen,
        },
    )
}

fn run_event() -> impl Strategy<Value = RunEvent> {
    let target = (text(), text(), prop::option::of(text())).prop_map(|(name, title, version)| TargetNamed {
        name,
        title,
        version,
    });
    let vendor = (text(), text(), prop::collection::vec(text(), 0..3))
        .prop_map(|(name, title, unverified)| VendorPlayed { name, title, unverified });
    let vendors = prop::collection::vec(vendor, 0..3);
    let tally = prop::collection::btree_map(verdict(), 0..99usize, 0..6).prop_map(Tally);
    prop_oneof![
        (any::<u32>(), text(), text(), target, text(), text(), any::<[u16; 2]>(), vendors).prop_map(
            |(format, sekisho, seed, target, catalog, started, [cases, skipped], vendors)| RunEvent::RunStarted {
                format,
                sekisho,
                seed,
                target,
                catalog,
                started,
                cases: cases.into(),
                skipped: skipped.into(),
                vendors,
            }
        ),
        prop::collection::vec(text(), 0..3).prop_map(|notes| RunEvent::Preflight { notes }),
        (case(), text()).prop_map(|(case, reason)| RunEvent::CaseSkipped { case, reason }),
        (case(), text(), text(), prop::collection::vec(text(), 0..3), any::<u32>()).prop_map(
            |(case, title, file, rules, attempt)| RunEvent::CaseStarted { case, title, file, rules, attempt }
        ),
        (case(), any::<u32>(), step()).prop_map(|(case, attempt, step)| RunEvent::StepFinished { case, attempt, step }),
        (case(), any::<u32>(), verdict(), prop::option::of(text()), any::<[bool; 2]>(), any::<u64>()).prop_map(
            |(case, attempt, verdict, reason, [retried, cleaned], elapsed_ms)| RunEvent::CaseFinished {
                case,
                attempt,
                verdict,
                reason,
                retried,
                cleaned,
                elapsed_ms,
            }
        ),
        (tally, coverage(), any::<u64>(), prop::collection::vec(finding(), 0..3), any::<bool>(), any::<u64>())
            .prop_map(|(tally, coverage, foreign, findings, interrupted, elapsed_ms)| RunEvent::RunFinished {
                tally,
                coverage,
                foreign,
                findings,
                interrupted,
                elapsed_ms,
            }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_is_written_is_read_back(events in prop::collection::vec(run_event(), 0..8)) {
        let (_folder, path) = written(&events);
        prop_assert_eq!(read(&path).expect("a record"), events);
    }

    #[test]
    fn a_record_that_was_cut_anywhere_keeps_the_lines_before(
        events in prop::collection::vec(run_event(), 1..4),
        cut in any::<prop::sample::Index>(),
    ) {
        let (_folder, path) = written(&events);
        let mut bytes = fs::read(&path).expect("a record");
        bytes.truncate(cut.index(bytes.len() + 1));
        let whole = bytes.iter().filter(|byte| **byte == b'\n').count();
        let kept = reread(&bytes).expect("a record");
        prop_assert!(kept.len() == whole || kept.len() == whole + 1, "{} of {}", kept.len(), whole);
        prop_assert_eq!(&kept[..], &events[..kept.len()]);
    }

    #[test]
    fn a_file_of_anything_is_a_record_or_not(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = reread(&bytes);
    }
}

#[test]
fn a_line_is_told_by_its_event_in_words() {
    let line = serde_json::to_string(&skipped("no such action")).expect("a line");
    let expected =
        r#"{"event":"case-skipped","case":{"scenario":"login/右","channel":null},"reason":"no such action"}"#;
    assert_eq!(line, expected);
}

#[test]
fn a_last_line_that_was_cut_within_a_letter_is_left_out() {
    let (_folder, path) = written(&[skipped("one"), skipped("日本語")]);
    let bytes = fs::read(&path).expect("a record");
    let last = String::from_utf8_lossy(&bytes).rfind('語').expect("the letter");
    for within in [last, last + 1, last + 2, last + 3] {
        assert_eq!(reread(&bytes[..within]).expect("a record"), [skipped("one")], "cut at {within}");
    }
    let unended = bytes.len() - 1;
    assert_eq!(reread(&bytes[..unended]).expect("a record").len(), 2, "only the line's end was lost");
}

#[test]
fn a_bad_line_is_told_with_its_number() {
    let line = |event: &RunEvent| serde_json::to_string(event).expect("a line");
    let good = line(&skipped("one"));
    for (text, number) in [
        (format!("{good}\n{{\"event\":\n{good}\n"), 2),
        (format!("no\n{good}\n"), 1),
        (format!("{good}\n\n\nno\n{good}\n"), 4),
        (format!("{good}\nno\n"), 2),
        (format!("{good}\n{{\"event\":\"strange\"}}\n{good}\n"), 2),
        (format!("{good}\n{}\n{good}\n", good.replace("\"reason\"", "\"raisin\":1,\"reason\"")), 2),
    ] {
        let Err(JournalError::Line { line, .. }) = reread(text.as_bytes()) else { panic!("a bad line: {text}") };
        assert_eq!(line, number, "{text}");
    }
    let error = reread(b"no\n").expect_err("a bad line").to_string();
    assert!(error.contains("run.jsonl:1: not a line of a run record of this version: "), "{error}");
}

#[test]
fn an_empty_record_holds_nothing_and_a_missing_one_is_an_error() {
    assert_eq!(reread(b"").expect("a record"), []);
    assert_eq!(reread(b"\n\n").expect("a record"), []);
    let (_folder, path) = place();
    let error = read(&path).expect_err("no file");
    assert!(matches!(&error, JournalError::Io { path: of, .. } if *of == path), "{error}");
}

#[test]
fn a_new_record_takes_the_place_of_an_older_one() {
    let (_folder, path) = written(&[skipped("one"), skipped("two")]);
    drop(Journal::create(&path).expect("a journal"));
    assert_eq!(read(&path).expect("a record"), []);
}

#[test]
fn each_line_is_there_as_soon_as_it_is_written() {
    let (_folder, path) = place();
    let mut journal = Journal::create(&path).expect("a journal");
    for count in 1..4 {
        journal.write(&skipped("again")).expect("a line");
        assert_eq!(read(&path).expect("a record").len(), count);
    }
}

#[test]
fn coverage_is_what_was_asserted_or_waived_of_what_is_active() {
    let coverage = |active, asserted: &[&str], waived: &[&str]| {
        let codes = |codes: &[&str]| codes.iter().map(|&code| code.to_owned()).collect();
        Coverage {
            active,
            asserted: codes(asserted),
            waived: codes(waived),
            only_seen: codes(&["seen"]),
            inactive_seen: codes(&["dormant"]),
        }
    };
    let percent = |coverage: Coverage| coverage.percent();
    assert!((percent(coverage(4, &["a"], &[])) - 25.0).abs() < 1e-9);
    assert!((percent(coverage(4, &["a", "b"], &["c"])) - 75.0).abs() < 1e-9);
    assert!((percent(coverage(3, &[], &[]))).abs() < 1e-9);
    assert!((percent(coverage(0, &[], &[])) - 100.0).abs() < 1e-9, "of nothing, all is covered");
}

#[test]
fn a_tally_counts_verdicts_and_what_ran() {
    let mut tally = Tally::default();
    let verdicts = [Verdict::Passed, Verdict::Skipped, Verdict::Failed, Verdict::Passed, Verdict::Errored];
    verdicts.into_iter().for_each(|verdict| tally.count(verdict));
    assert_eq!((tally.of(Verdict::Passed), tally.of(Verdict::Flaky), tally.ran()), (2, 0, 4));
    let counts = BTreeMap::from([("passed", 2), ("skipped", 1), ("failed", 1), ("errored", 1)]);
    assert_eq!(serde_json::to_value(&tally).expect("json"), serde_json::to_value(counts).expect("json"));
}

#[test]
fn words_of_the_record_are_those_of_the_reports() {
    let word = |json: serde_json::Result<serde_json::Value>| json.expect("json").as_str().map(str::to_owned);
    for kind in FindingKind::ALL {
        assert_eq!(word(serde_json::to_value(kind)).as_deref(), Some(kind.as_str()));
    }
    for verdict in Verdict::ALL {
        assert_eq!(word(serde_json::to_value(verdict)).as_deref(), Some(verdict.as_str()));
    }
}

#[test]
fn cases_findings_and_events_show_themselves() {
    let case = |channel: Option<&str>, variant: Option<&str>| CaseName {
        scenario: "a/b".to_owned(),
        channel: channel.map(str::to_owned),
        variant: variant.map(str::to_owned),
    };
    assert_eq!(case(Some("web/matrix"), None).to_string(), "a/b [web/matrix]");
    assert_eq!(case(None, None).to_string(), "a/b");
    assert_eq!(case(Some("web/token"), Some("offset=-2")).to_string(), "a/b [web/token] offset=-2");
    assert_eq!(case(None, Some("offset=-2,method=pap")).to_string(), "a/b offset=-2,method=pap");
    let ordered = ["method=pap", "offset=-10", "offset=-2", "offset=3", "offset=3,n=9", "offset=3,n=10", "offset=20"];
    let mut cases = ordered.map(|variant| case(None, Some(variant)));
    cases.reverse();
    cases.sort();
    assert_eq!(cases.map(|case| case.variant.unwrap_or_default()), ordered);
    let finding = Finding::new(FindingKind::UnknownCode, "a code", "none").about("1");
    assert_eq!(finding.to_string(), "unknown-code: expected a code, got none");
}
