use crate::record::{Finding, StepDone, Verdict};

use super::line::{Line, Tone};
use super::summary::{Attempt, Case};
use super::wording;

/// What stands below the line of a case that did not simply pass: its title, why it errored or was
/// waived, and all findings, those of earlier attempts too when it is flaky.
pub(super) fn of_case(case: &Case) -> Vec<Line> {
    let mut lines: Vec<Line> = case.title.iter().map(|title| Line::indent(4).push(Tone::Strong, title)).collect();
    if !case.rules.is_empty() {
        lines.push(Line::indent(4).dim(format!("rests on {}", case.rules.join(", "))));
    }
    if let Some(reason) = case.reason() {
        lines.extend(of_reason(case, reason));
    }
    if case.verdict() == Verdict::Errored {
        lines.extend(case.last().and_then(|attempt| attempt.steps.last()).map(|step| how_far(step, 4)));
    }
    let last = case.last().map_or_else(Vec::new, of_attempt);
    if last.is_empty() {
        case.earlier().iter().for_each(|attempt| lines.extend(of_earlier(attempt)));
    }
    lines.extend(last);
    lines
}

/// All findings of an attempt, by step.
pub(super) fn of_attempt(attempt: &Attempt) -> Vec<Line> {
    attempt.steps.iter().filter(|step| !step.findings.is_empty()).flat_map(of_step).collect()
}

/// A finding with what was expected above what was got.
pub(super) fn of_finding(finding: &Finding, indent: usize) -> Vec<Line> {
    let mut lines = vec![
        Line::indent(indent).push(Tone::Warn, wording::headline(finding)),
        labelled(indent + 2, "expected", Tone::Good, &finding.expected),
        labelled(indent + 2, "got", Tone::Bad, &finding.got),
    ];
    if let Some(reason) = &finding.waived {
        lines.push(labelled(indent + 2, "waived", Tone::Plain, reason));
    }
    lines
}

/// Each step in a line, whether or not something is wrong with it.
pub(super) fn steps(attempt: &Attempt) -> Vec<Line> {
    attempt.steps.iter().map(passed_step).collect()
}

/// The findings of an attempt that did not count, under the number of the attempt.
pub(super) fn of_earlier(attempt: &Attempt) -> Vec<Line> {
    let ended = attempt.ended.as_ref();
    let verdict = ended.map_or("cut off", |ended| ended.verdict.as_str());
    let reason = ended.and_then(|ended| ended.reason.as_ref()).map(|reason| format!(": {reason}"));
    let head = format!("attempt {} {verdict}{}", attempt.number, reason.unwrap_or_default());
    let mut lines = vec![Line::indent(4).push(Tone::Warn, head)];
    lines.extend(of_attempt(attempt));
    lines
}

/// A reason may have several lines, such as an error with its causes.
fn of_reason(case: &Case, reason: &str) -> Vec<Line> {
    let text = format!("{}: {reason}", case.verdict().as_str());
    text.lines().map(|line| Line::indent(4).plain(line)).collect()
}

/// How far a case came that could not be carried out.
pub(super) fn how_far(step: &StepDone, indent: usize) -> Line {
    Line::indent(indent).dim("last finished: ").plain(wording::step(step)).dim(format!(" · {}", step.at))
}

/// Of a step that emits ten thousand events all can be wrong; nobody reads them one by one.
const MOST_FINDINGS: usize = 50;

fn of_step(step: &StepDone) -> Vec<Line> {
    let mut lines = vec![Line::indent(4).plain(wording::step(step)).dim(format!(" · {}", step.at))];
    lines.extend(step.findings.iter().take(MOST_FINDINGS).flat_map(|finding| of_finding(finding, 6)));
    if let Some(more) = step.findings.len().checked_sub(MOST_FINDINGS).filter(|more| *more > 0) {
        lines.push(Line::indent(6).push(Tone::Warn, format!("… and {more} findings more: the record has them all")));
    }
    if !step.is_of_mock() || !step.sights.is_empty() {
        lines.push(labelled(6, "came", Tone::Plain, &wording::came(step)));
    }
    if !step.answers.is_empty() {
        lines.push(labelled(6, "answered", Tone::Plain, &wording::answered(step)));
    }
    lines.extend(wording::rejected(step).map(|rejected| labelled(6, "discarded", Tone::Warn, &rejected)));
    lines
}

fn passed_step(step: &StepDone) -> Line {
    let line = Line::indent(4).dim(wording::step(step)).plain(format!("  {}", wording::came(step)));
    let line = if step.answers.is_empty() { line } else { line.dim(format!("  ({})", wording::answered(step))) };
    match wording::rejected(step) {
        Some(rejected) => line.push(Tone::Warn, format!("  discarded: {rejected}")),
        None => line,
    }
}

/// Labels of one block are equally wide, so that expected and got can be compared by eye.
fn labelled(indent: usize, label: &str, tone: Tone, text: &str) -> Line {
    Line::indent(indent).dim(format!("{label:<10}")).push(tone, text)
}
