use std::io::{self, Write};
use std::path::PathBuf;

use crate::record::{CaseName, RunEvent, Verdict};

use super::ending;
use super::line::{Line, Tone};
use super::style::Style;
use super::summary::{Attempt, Case, Head, Summary};
use super::{codes, details, progress, wording};

/// The report for people: lines that appear as the run goes on, and a tally at its end.
///
/// Fed with a finished record, it writes what it wrote while the run went on.
#[derive(Debug)]
pub struct Terminal<W: Write> {
    out: W,
    style: Style,
    summary: Summary,
    running: Vec<CaseName>,
    ticks: usize,
    drawn: bool,
    ended: bool,
}

/// The column where codes begin: most names of ours fit before it.
const CODES: usize = 58;
/// Goes to the start of the line and clears it.
const CLEAR: &str = "\r\u{1b}[K";

impl<W: Write> Terminal<W> {
    /// A report into `out`.
    pub fn new(out: W, style: Style) -> Self {
        let summary = Summary::default();
        Self { out, style, summary, running: Vec::new(), ticks: 0, drawn: false, ended: false }
    }

    /// Shows what there is to show of an event.
    ///
    /// # Errors
    ///
    /// When `out` cannot be written.
    pub fn take(&mut self, event: &RunEvent) -> io::Result<()> {
        self.summary.take(event);
        if matches!(event, RunEvent::StepFinished { .. } | RunEvent::CaseSkipped { .. }) {
            return Ok(());
        }
        let lines = self.lines(event);
        self.write(&lines)
    }

    /// Turns the spinner; to be called some ten times a second. Does nothing unless live.
    ///
    /// # Errors
    ///
    /// When `out` cannot be written.
    pub fn tick(&mut self) -> io::Result<()> {
        self.ticks += 1;
        self.write(&[])
    }

    /// Ends the report. A record that stops before its run ended is tallied from what is there;
    /// after a `RunFinished` there is nothing left to say.
    ///
    /// # Errors
    ///
    /// When `out` cannot be written.
    pub fn finish(&mut self) -> io::Result<()> {
        if self.ended {
            return Ok(());
        }
        let lines = self.end();
        self.write(&lines)
    }

    /// Names the files that hold the other reports, each with what it is.
    ///
    /// # Errors
    ///
    /// When `out` cannot be written.
    pub fn files(&mut self, paths: &[(String, PathBuf)]) -> io::Result<()> {
        let widest = paths.iter().map(|(label, _)| label.chars().count()).max().unwrap_or_default();
        let line = |(label, path): &(String, PathBuf)| {
            Line::new().dim(format!("{label:<widest$}  ")).plain(path.to_string_lossy())
        };
        let lines: Vec<Line> = paths.iter().map(line).collect();
        self.write(&lines)
    }

    /// What was gathered so far.
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    /// Gives back what was written into.
    pub fn into_inner(self) -> W {
        self.out
    }

    fn lines(&mut self, event: &RunEvent) -> Vec<Line> {
        match event {
            RunEvent::RunStarted { .. } => self.head(),
            RunEvent::Preflight { notes } => self.notes(notes),
            RunEvent::CaseStarted { case, .. } => {
                self.running.push(case.clone());
                Vec::new()
            }
            RunEvent::CaseFinished { case, retried, .. } => {
                self.running.retain(|running| running != case);
                self.case(case, *retried)
            }
            RunEvent::RunFinished { .. } => self.end(),
            RunEvent::CaseSkipped { .. } | RunEvent::StepFinished { .. } => Vec::new(),
        }
    }

    fn head(&self) -> Vec<Line> {
        match &self.summary.head {
            Some(head) if !self.style.quiet => head_lines(head),
            _ => Vec::new(),
        }
    }

    fn notes(&self, notes: &[String]) -> Vec<Line> {
        if self.style.quiet || notes.is_empty() {
            return Vec::new();
        }
        let mut lines: Vec<Line> =
            notes.iter().map(|note| Line::new().push(Tone::Warn, "! note  ").plain(note)).collect();
        lines.push(Line::new());
        lines
    }

    fn end(&mut self) -> Vec<Line> {
        self.ended = true;
        self.running.clear();
        ending::lines(&self.summary, self.style)
    }

    fn case(&self, name: &CaseName, retried: bool) -> Vec<Line> {
        let Some((case, attempt)) = self.summary.named(name).and_then(|case| Some((case, case.last()?))) else {
            return Vec::new();
        };
        let verbose = self.style.verbose && !self.style.quiet;
        if retried {
            return if verbose { self.retried(case, attempt) } else { Vec::new() };
        }
        let bad = matches!(case.verdict(), Verdict::Failed | Verdict::Errored | Verdict::Flaky);
        if self.style.quiet && !bad {
            return Vec::new();
        }
        let mut lines = vec![self.case_line(case, attempt)];
        if bad {
            lines.extend(details::of_case(case));
        } else if verbose {
            lines.extend(details::steps(attempt));
        }
        lines
    }

    fn retried(&self, case: &Case, attempt: &Attempt) -> Vec<Line> {
        let mut lines = vec![self.one_line(case, attempt, ("~", "retried", Tone::Warn))];
        lines.extend(details::of_earlier(attempt));
        lines
    }

    fn case_line(&self, case: &Case, attempt: &Attempt) -> Line {
        self.one_line(case, attempt, wording::verdict(case.verdict()))
    }

    fn one_line(&self, case: &Case, attempt: &Attempt, (mark, word, tone): (&str, &str, Tone)) -> Line {
        let line = Line::new().push(tone, format!("{mark} {word:<9}")).plain(case.name.to_string());
        let time = format!("  {}", wording::duration(attempt.elapsed_ms()));
        let columns = self.columns();
        let line = line.pad(CODES.min(columns / 2));
        let room = columns.saturating_sub(line.width() + time.chars().count() + 2);
        let line = line.plain("  ").plain(fitting(&codes::asserted(&attempt.steps), room));
        line.dim(time).cut(columns)
    }

    fn columns(&self) -> usize {
        if self.style.live { self.style.width } else { usize::MAX }
    }

    /// Writes in one go, so that the progress line never stands half over something else.
    fn write(&mut self, lines: &[Line]) -> io::Result<()> {
        let mut text = String::new();
        if self.drawn {
            text.push_str(CLEAR);
        }
        for line in lines {
            text.push_str(line.render(self.style.colour).trim_end());
            text.push('\n');
        }
        self.drawn = self.draws();
        if self.drawn {
            let line = progress::line(&self.summary, &self.running, self.ticks);
            text.push_str(&line.cut(self.style.width.saturating_sub(1)).render(self.style.colour));
        }
        if text.is_empty() {
            return Ok(());
        }
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }

    fn draws(&self) -> bool {
        self.style.live && !self.style.quiet && !self.ended && self.summary.head.is_some()
    }
}

fn head_lines(head: &Head) -> Vec<Line> {
    let target = &head.target;
    let version = target.version.as_ref().map(|version| format!(", version {version}")).unwrap_or_default();
    let row = |label: &str, text: &str| Line::indent(2).dim(format!("{label:<9}")).plain(text);
    let mut lines = vec![
        Line::new().push(Tone::Strong, format!("sekisho {}", head.sekisho)),
        row("target", &format!("{} ({}){version}", target.title, target.name)),
        row("catalog", &head.catalog),
        row("seed", &head.seed),
        row("cases", &format!("{} to run, {} skipped", head.cases, head.skipped)),
    ];
    lines.extend(head.vendors.iter().map(|vendor| row("vendor", &wording::vendor(vendor))));
    lines.push(Line::new());
    lines
}

/// As many codes as fit, with an ellipsis for the others.
fn fitting(codes: &[String], room: usize) -> String {
    let whole = codes.join(" ");
    if whole.chars().count() <= room {
        return whole;
    }
    let mut short = String::new();
    for code in codes {
        if short.chars().count() + code.chars().count() + 2 > room {
            break;
        }
        short.push_str(code);
        short.push(' ');
    }
    short.push('…');
    short
}
