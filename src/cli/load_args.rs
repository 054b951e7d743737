use std::num::{NonZeroU16, NonZeroU32};
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use crate::load::Rate;
use crate::run::Seed;
use crate::template::parse_duration;

const HELP: &str = "\
Without --rate, as many users as --users says log in again and again, each as soon as its last login has ended: so a slow
server is asked less (closed loop). With --rate, logins begin when they are due, whatever became of those before, and
their latency counts from then (open loop): what a server's users feel.

Examples:
  sekisho load load/hot-path                              the embedded server, 32 users
  sekisho load load/hot-path --rate 2000 --duration 1m    2,000 logins a second
  sekisho load load/hot-path --rate '0..5000 over 1m, 5000 for 5m' --duration 6m
  sekisho load login/right-answer --target targets/mine.toml --accounts 200

Exit codes: 0 each login was right, 1 some were not, 7 the generator could not keep up, and those of `sekisho run`.";

/// Arguments of `load`.
#[derive(Debug, Clone, Args)]
#[command(after_help = HELP)]
pub struct LoadArgs {
    /// The journey: a scenario by name or file, which each login carries out.
    #[arg(value_name = "JOURNEY")]
    pub journey: String,
    /// The server: a name of a shipped target, or a target file.
    #[arg(long, short, value_name = "TARGET", default_value = "reference")]
    pub target: String,
    /// The channel; the scenario's first that the target has, if none is given.
    #[arg(long, value_name = "CHANNEL")]
    pub channel: Option<String>,
    /// Begin so many logins a second: `500`, or `0..500 over 30s, 500 for 1m`.
    #[arg(long, value_name = "RATE")]
    pub rate: Option<Rate>,
    /// How logins are spread at a rate.
    #[arg(long, value_name = "HOW", default_value = "even", requires = "rate")]
    pub arrivals: SpreadArg,
    /// So many users at a time; with --rate, connections that are there before the first login.
    #[arg(long, value_name = "N", default_value = "32")]
    pub users: NonZeroU16,
    /// How long a user waits after a login.
    #[arg(long, value_name = "DURATION", default_value = "0s", value_parser = duration, conflicts_with = "rate")]
    pub think: Duration,
    /// How long to measure.
    #[arg(long, short, value_name = "DURATION", default_value = "10s", value_parser = duration)]
    pub duration: Duration,
    /// What comes before, and is not counted.
    #[arg(long, value_name = "DURATION", default_value = "2s", value_parser = duration)]
    pub warm_up: Duration,
    /// How many accounts to make, which log in in turn, none twice at a time.
    #[arg(long, value_name = "N", default_value = "1000")]
    pub accounts: NonZeroU32,
    /// At a rate, logins beyond so many at a time are not begun, but counted as dropped.
    #[arg(long, value_name = "N", default_value = "1000")]
    pub max_in_flight: NonZeroU32,
    /// A new connection for each login.
    #[arg(long)]
    pub fresh_connections: bool,
    /// Threads that generate load, each on a core of its own.
    #[arg(long, value_name = "N", default_value = "1")]
    pub generators: NonZeroU16,
    /// The seed of users and arrivals.
    #[arg(long, value_name = "SEED")]
    pub seed: Option<Seed>,
    /// Write the figures as JSON.
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// No line for each second.
    #[arg(long, short)]
    pub quiet: bool,
    /// Further arguments of the process that the target starts.
    #[arg(last = true, value_name = "ARG")]
    pub start_args: Vec<String>,
}

/// How logins are spread at a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SpreadArg {
    /// One after another at the same distance.
    Even,
    /// As of many people who know nothing of each other.
    Poisson,
}

fn duration(text: &str) -> Result<Duration, String> {
    parse_duration(text).ok_or_else(|| format!("`{text}` is no length of time, such as 30s, 2m or 500ms"))
}
