use crate::record::{CaseName, Verdict};

use super::line::{Line, Tone};
use super::summary::Summary;

const SPINNER: [&str; 10] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const BAR: usize = 20;

/// The line that is redrawn while a run goes on: how far it is, what went wrong, what runs.
pub(super) fn line(summary: &Summary, running: &[CaseName], ticks: usize) -> Line {
    let (planned, done) = extent(summary);
    let line = bar(Line::new().plain(format!("{} ", SPINNER[ticks % SPINNER.len()])), done, planned);
    let line = bad(line.plain(format!(" {done}/{planned}")), summary);
    match running {
        [] => line,
        [only] => line.dim(format!(" · {only}")),
        [oldest, others @ ..] => line.dim(format!(" · {oldest} and {} more", others.len())),
    }
}

fn extent(summary: &Summary) -> (usize, usize) {
    let planned = summary.head.as_ref().map_or(0, |head| head.cases);
    let done = summary.cases.iter().filter(|case| case.ended().is_some()).count();
    (planned.max(done), done)
}

fn bar(line: Line, done: usize, planned: usize) -> Line {
    let filled = (BAR * done).checked_div(planned).unwrap_or_default();
    line.push(Tone::Good, "━".repeat(filled)).dim("─".repeat(BAR - filled))
}

fn bad(line: Line, summary: &Summary) -> Line {
    let count =
        |verdict| summary.cases.iter().filter(|case| case.ended().is_some() && case.verdict() == verdict).count();
    [(Verdict::Failed, Tone::Bad), (Verdict::Errored, Tone::Bad), (Verdict::Flaky, Tone::Warn)]
        .into_iter()
        .filter(|(verdict, _)| count(*verdict) > 0)
        .fold(line, |line, (verdict, tone)| line.push(tone, format!(" · {} {}", count(verdict), verdict.as_str())))
}
