use std::collections::BTreeMap;
use std::time::Duration;

use quick_junit::{FlakyOrRerun, NonSuccessKind, Report, TestCase, TestCaseStatus, TestRerun, TestSuite};

use crate::record::{Finding, RunEvent, StepDone, Verdict};

use super::line::{Line, visible};
use super::summary::{Attempt, Case, Head, Summary};
use super::{details, wording};

/// Why a JUnit file could not be written: only by a fault of ours.
pub type JunitError = quick_junit::SerializeError;

/// The report for CI servers: JUnit XML, one suite per folder of scenarios, one test case per case.
///
/// | verdict | in the file |
/// |---|---|
/// | passed | a bare test case |
/// | failed | `failure`: type is the kind of the first finding that no waiver lets off, the body is what the terminal shows; earlier attempts as `rerunFailure` or `rerunError` |
/// | errored | `error` of type `errored`; `interrupted` when the run was cut off before the case ended |
/// | flaky | a success with `flakyFailure` or `flakyError` for each earlier attempt, as Maven Surefire writes them |
/// | waived | `skipped` of type `waived`, as pytest writes an expected failure: it does not break the build and does not count as passed |
/// | skipped | `skipped` of type `skipped`, with the reason |
///
/// Findings of the run as a whole are test cases of the suite `run`. So is an error `interrupted`
/// for a record without its end: such a file is never green.
///
/// # Errors
///
/// Only on a fault of ours: everything in a run record can be written as XML.
pub fn junit(events: &[RunEvent]) -> Result<String, JunitError> {
    report(&Summary::of(events)).to_string()
}

fn report(summary: &Summary) -> Report {
    let mut report = Report::new("sekisho");
    report.timestamp = summary.head.as_ref().and_then(|head| head.started.parse().ok());
    report.time = summary.end.as_ref().map(|end| Duration::from_millis(end.elapsed_ms));
    for (folder, cases) in by_folder(summary) {
        let elapsed = cases.iter().filter_map(|case| case.last()).map(Attempt::elapsed_ms).sum();
        let mut suite = suite(folder, summary);
        suite.set_time(Duration::from_millis(elapsed)).add_test_cases(cases.into_iter().map(test_case));
        report.add_test_suite(suite);
    }
    let of_run = run_cases(summary);
    if !of_run.is_empty() {
        let mut suite = suite("run", summary);
        suite.add_test_cases(of_run);
        report.add_test_suite(suite);
    }
    report
}

fn by_folder(summary: &Summary) -> BTreeMap<&str, Vec<&Case>> {
    let mut folders: BTreeMap<&str, Vec<&Case>> = BTreeMap::new();
    for case in summary.sorted() {
        folders.entry(folder_and_name(case).0).or_default().push(case);
    }
    folders
}

/// `lock/locks` is `locks` in the suite `lock`; a scenario without a folder is in the suite `scenarios`.
fn folder_and_name(case: &Case) -> (&str, &str) {
    case.name.scenario.rsplit_once('/').unwrap_or(("scenarios", &case.name.scenario))
}

fn suite(name: &str, summary: &Summary) -> TestSuite {
    let mut suite = TestSuite::new(visible(name));
    if let Some(head) = &summary.head {
        properties(head).into_iter().for_each(|(name, value)| {
            suite.add_property((visible(&name).as_ref(), visible(&value).as_ref()));
        });
    }
    suite
}

fn properties(head: &Head) -> Vec<(String, String)> {
    let mut properties = vec![
        ("sekisho", head.sekisho.as_str()),
        ("seed", &head.seed),
        ("target", &head.target.name),
        ("target.title", &head.target.title),
        ("catalog", &head.catalog),
    ];
    properties.extend(head.target.version.as_deref().map(|version| ("target.version", version)));
    let properties = properties.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
    let vendors = head.vendors.iter().map(|vendor| (format!("vendor.{}", vendor.name), wording::vendor_state(vendor)));
    properties.chain(vendors).collect()
}

fn test_case(case: &Case) -> TestCase {
    let (_, name) = folder_and_name(case);
    let channel = case.name.channel.as_ref().map(|channel| format!(" [{channel}]")).unwrap_or_default();
    let variant = case.name.variant.as_ref().map(|variant| format!(" {variant}")).unwrap_or_default();
    let mut test = TestCase::new(visible(&format!("{name}{channel}{variant}")), status(case));
    test.set_classname(visible(&case.name.scenario));
    if let Some(attempt) = case.last() {
        test.set_time(Duration::from_millis(attempt.elapsed_ms()));
        place(&mut test, attempt);
    }
    test
}

/// Where to look: the step of the first finding, or the last step that was carried out.
fn place(test: &mut TestCase, attempt: &Attempt) {
    let step = attempt.first_finding().map(|(step, _)| step).or(attempt.steps.last());
    if let Some((file, line)) = step.and_then(|step| step.at.rsplit_once(':')) {
        test.extra.insert("file".into(), visible(file).into());
        test.extra.insert("line".into(), visible(line).into());
    }
}

fn status(case: &Case) -> TestCaseStatus {
    let mut status = match case.verdict() {
        Verdict::Passed | Verdict::Flaky => TestCaseStatus::success(),
        Verdict::Failed => failure(case),
        Verdict::Errored => error(case),
        Verdict::Waived => skipped("waived", &format!("waived: {}", case.reason().unwrap_or("no reason given"))),
        Verdict::Skipped => skipped("skipped", case.reason().unwrap_or("no reason given")),
    };
    if case.verdict() == Verdict::Waived {
        status.set_description(body(&details::of_case(case)));
    }
    if !matches!(status, TestCaseStatus::Skipped { .. }) {
        status.add_reruns(case.earlier().iter().map(rerun));
    }
    status
}

fn failure(case: &Case) -> TestCaseStatus {
    let first = case.last().and_then(Attempt::first_finding);
    let mut status = non_success(NonSuccessKind::Failure, first.map_or("failed", |(_, finding)| finding.kind.as_str()));
    status.set_message(first.map_or_else(|| "failed".to_owned(), message));
    status.set_description(body(&details::of_case(case)));
    status
}

fn error(case: &Case) -> TestCaseStatus {
    let kind = if case.cut_off() { "interrupted" } else { "errored" };
    let mut status = non_success(NonSuccessKind::Error, kind);
    status.set_message(visible(case.reason().unwrap_or("could not be carried out")));
    status.set_description(body(&details::of_case(case)));
    status
}

fn non_success(kind: NonSuccessKind, ty: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status.set_type(ty).set_rerun_kind(FlakyOrRerun::Rerun);
    status
}

fn skipped(ty: &str, message: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_type(ty).set_message(visible(message));
    status
}

fn rerun(attempt: &Attempt) -> TestRerun {
    let ended = attempt.ended.as_ref();
    let errored = ended.is_none_or(|ended| ended.verdict == Verdict::Errored);
    let mut rerun = TestRerun::new(if errored { NonSuccessKind::Error } else { NonSuccessKind::Failure });
    let first = attempt.first_finding();
    let reason = ended.and_then(|ended| ended.reason.as_deref()).unwrap_or("failed");
    rerun
        .set_time(Duration::from_millis(attempt.elapsed_ms()))
        .set_type(first.map_or("errored", |(_, finding)| finding.kind.as_str()))
        .set_message(first.map_or_else(|| visible(reason).into_owned(), message))
        .set_description(body(&details::of_earlier(attempt)));
    rerun
}

fn run_cases(summary: &Summary) -> Vec<TestCase> {
    let mut cases: Vec<TestCase> = summary.findings().iter().map(run_case).collect();
    if summary.interrupted() {
        let mut status = non_success(NonSuccessKind::Error, "interrupted");
        let (cut, unborn) = (summary.cut_off().len(), summary.not_started());
        status.set_message(format!("interrupted: {} cut off, {unborn} never started", wording::cases(cut)));
        cases.push(of_run("interrupted", status));
    }
    cases
}

fn run_case(finding: &Finding) -> TestCase {
    let mut status = match &finding.waived {
        Some(reason) => skipped("waived", &format!("waived: {reason}")),
        None => non_success(NonSuccessKind::Failure, finding.kind.as_str()),
    };
    if finding.waived.is_none() {
        status.set_message(visible(&wording::finding_line(finding)));
    }
    status.set_description(body(&details::of_finding(finding, 0)));
    of_run(&wording::headline(finding), status)
}

fn of_run(name: &str, status: TestCaseStatus) -> TestCase {
    let mut test = TestCase::new(visible(name), status);
    test.set_classname("run");
    test
}

fn message((step, finding): (&StepDone, &Finding)) -> String {
    visible(&format!("{} ({})", wording::finding_line(finding), wording::step(step))).into_owned()
}

/// What the terminal shows, without colour.
fn body(lines: &[Line]) -> String {
    lines.iter().map(|line| format!("{}\n", line.render(false).trim_end())).collect()
}
