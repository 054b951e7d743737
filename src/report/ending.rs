use std::collections::BTreeMap;

use crate::record::{Coverage, Verdict};

use super::line::{Line, Tone};
use super::style::Style;
use super::summary::{Case, End, Summary};
use super::{details, wording};

/// The end of the report: what was skipped and waived and why, what went wrong by name, the tally,
/// the coverage and how to run this again.
pub(super) fn lines(summary: &Summary, style: Style) -> Vec<Line> {
    let mut sections = Vec::new();
    if !style.quiet {
        sections.push(by_reason(summary, Verdict::Skipped, style.verbose));
        sections.push(by_reason(summary, Verdict::Waived, true));
    }
    sections.push(flaky(summary));
    sections.push(by_name(summary, Verdict::Errored));
    sections.push(by_name(summary, Verdict::Failed));
    sections.push(run_findings(summary));
    sections.push(cut_off(summary));
    let mut lines = if style.quiet { Vec::new() } else { vec![Line::new()] };
    for section in sections.into_iter().filter(|section| !section.is_empty()) {
        lines.extend(section);
        lines.push(Line::new());
    }
    lines.extend(totals(summary));
    lines
}

/// Cases grouped by the reason of their verdict, the largest group first.
fn by_reason(summary: &Summary, verdict: Verdict, names: bool) -> Vec<Line> {
    let mut groups: BTreeMap<&str, Vec<&Case>> = BTreeMap::new();
    for case in summary.with(verdict) {
        groups.entry(case.reason().unwrap_or("no reason given")).or_default().push(case);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, cases)| std::cmp::Reverse(cases.len()));
    let mut lines: Vec<Line> = Vec::new();
    for (reason, cases) in groups {
        lines.push(Line::indent(2).plain(format!("{:>4}  {reason}", cases.len())));
        lines.extend(cases.iter().filter(|_| names).map(|case| name_line(8, case)));
    }
    titled(verdict, "", lines)
}

fn flaky(summary: &Summary) -> Vec<Line> {
    let line = |case: &&Case| name_line(4, case).dim(format!("  passed at attempt {}", case.attempts.len()));
    let lines = summary.with(Verdict::Flaky).iter().map(line).collect();
    titled(Verdict::Flaky, "failed first, and passed on a retry", lines)
}

fn by_name(summary: &Summary, verdict: Verdict) -> Vec<Line> {
    let lines = summary.with(verdict).into_iter().map(|case| name_line(4, case)).collect();
    titled(verdict, "", lines)
}

fn run_findings(summary: &Summary) -> Vec<Line> {
    let lines = summary.findings().iter().flat_map(|finding| details::of_finding(finding, 4)).collect();
    under(Line::new().push(Tone::Bad, "✗ FINDINGS of the run as a whole"), lines)
}

fn cut_off(summary: &Summary) -> Vec<Line> {
    if !summary.interrupted() {
        return Vec::new();
    }
    let cut = summary.cut_off();
    let text = format!("{} cut off, {} never started", wording::cases(cut.len()), summary.not_started());
    let mut lines = vec![Line::new().push(Tone::Bad, "! INTERRUPTED  ").plain(text)];
    for case in cut {
        lines.push(name_line(4, case));
        lines.extend(case.last().and_then(|attempt| attempt.steps.last()).map(|step| details::how_far(step, 8)));
    }
    lines
}

fn totals(summary: &Summary) -> Vec<Line> {
    let mut lines = vec![tally(summary)];
    if let Some(end) = &summary.end {
        lines.extend(of_end(end));
    }
    if let Some(head) = &summary.head {
        lines.push(total("seed", format!("run again with --seed {}", head.seed)));
    }
    lines
}

fn of_end(end: &End) -> Vec<Line> {
    let mut lines = vec![total("coverage", coverage(&end.coverage))];
    if !end.coverage.inactive_seen.is_empty() {
        lines.push(total("inactive", format!("codes seen: {}", end.coverage.inactive_seen.join(" "))));
    }
    if end.foreign > 0 {
        lines.push(total("foreign", format!("{} events that belong to no case: counted, not judged", end.foreign)));
    }
    lines.push(total("elapsed", wording::duration(end.elapsed_ms)));
    lines
}

fn tally(summary: &Summary) -> Line {
    let tally = summary.tally();
    let total: usize = tally.0.values().sum();
    let line = Line::new().push(Tone::Strong, format!("{}{}: ", wording::cases(total), sanity(summary)));
    let shown = Verdict::ALL.into_iter().filter(|v| *v == Verdict::Passed || tally.of(*v) > 0);
    shown.enumerate().fold(line, |line, (index, verdict)| {
        let comma = if index == 0 { "" } else { ", " };
        let (_, _, tone) = wording::verdict(verdict);
        line.plain(comma).push(tone, format!("{} {}", tally.of(verdict), verdict.as_str()))
    })
}

/// The sanity scenario's own cases count here, and not among those that were to run.
fn sanity(summary: &Summary) -> &'static str {
    match summary.cases.iter().filter(|case| case.is_sanity()).count() {
        0 => "",
        1 => ", one of them the sanity scenario's",
        _ => ", two of them the sanity scenario's",
    }
}

fn coverage(coverage: &Coverage) -> String {
    let mut text = format!("{} of {} active codes asserted", coverage.asserted.len(), coverage.active);
    if !coverage.waived.is_empty() {
        text.push_str(&format!(", {} waived", coverage.waived.len()));
    }
    text.push_str(&format!(" ({:.1} %)", floor(coverage.percent())));
    if !coverage.only_seen.is_empty() {
        text.push_str(&format!(", {} only seen", coverage.only_seen.len()));
    }
    text
}

/// To a tenth, downwards: what is not complete must not read 100.0.
fn floor(percent: f64) -> f64 {
    (percent * 10.0).floor() / 10.0
}

fn titled(verdict: Verdict, note: &str, lines: Vec<Line>) -> Vec<Line> {
    let (mark, word, tone) = wording::verdict(verdict);
    under(Line::new().push(tone, format!("{mark} {word}")).plain(format!("  {note}")), lines)
}

fn under(title: Line, lines: Vec<Line>) -> Vec<Line> {
    if lines.is_empty() { lines } else { std::iter::once(title).chain(lines).collect() }
}

fn name_line(indent: usize, case: &Case) -> Line {
    Line::indent(indent).plain(case.name.to_string())
}

fn total(label: &str, text: impl AsRef<str>) -> Line {
    Line::new().dim(format!("{label:<10}")).plain(text)
}
