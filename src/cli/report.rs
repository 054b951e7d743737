use super::args::ReportArgs;
use super::outputs::{write_json, write_junit};
use super::{Environment, Exit, Failure};
use crate::record;
use crate::report::{Style, Summary, Terminal};

/// `sekisho report`.
pub(super) fn run(args: &ReportArgs, environment: &Environment) -> Result<Exit, Failure> {
    let events = record::read(&args.record)?;
    let style = Style {
        colour: environment.stdout_colour,
        live: false,
        width: environment.width,
        verbose: args.verbose,
        quiet: false,
    };
    let mut terminal = Terminal::new(std::io::stdout(), style);
    for event in &events {
        let _ = terminal.take(event);
    }
    let _ = terminal.finish();
    if let Some(path) = &args.junit {
        write_junit(path, &events)?;
    }
    if let Some(path) = &args.json {
        write_json(path, &events)?;
    }
    let summary = Summary::of(&events);
    let tally = summary.tally();
    let bad =
        tally.of(record::Verdict::Failed) + tally.of(record::Verdict::Errored) > 0 || !summary.findings().is_empty();
    Ok(match summary.interrupted() {
        true => Exit::Interrupted,
        false if bad => Exit::Findings,
        false => Exit::Good,
    })
}
