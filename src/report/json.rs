use serde::{Deserialize, Serialize};

use crate::record::{Coverage, Finding, RunEvent, StepDone, Tally, Verdict};

use super::summary::{Attempt, Case, Head, Summary};

/// The report for machines: one document that says what the run record says, gathered by case.
///
/// Format 1. Fields may be added within a format; none changes its meaning or goes away.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JsonReport {
    /// The version of this format: 1.
    pub format: u32,
    /// How the run began; null only for an empty record.
    pub run: Option<Head>,
    /// Whether the run was interrupted, or its record ends before its end. It then proves nothing
    /// about what is missing.
    pub interrupted: bool,
    /// How long the run took; null when its record has no end.
    pub elapsed_ms: Option<u64>,
    /// Remarks of the preflight.
    pub notes: Vec<String>,
    /// Cases by verdict, every verdict named.
    pub tally: Tally,
    /// How many planned cases never began.
    pub not_started: usize,
    /// What of the catalog was seen; null when the record has no end.
    pub coverage: Option<Coverage>,
    /// How many events belonged to no case; null when the record has no end.
    pub foreign: Option<u64>,
    /// Findings of the run as a whole.
    pub findings: Vec<Finding>,
    /// The cases, sorted by scenario and channel.
    pub cases: Vec<JsonCase>,
}

/// A case with all attempts at it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JsonCase {
    /// The scenario's path below `scenarios/`, without `.toml`.
    pub scenario: String,
    /// The channel, unless the scenario has none.
    pub channel: Option<String>,
    /// The values that tell it from other cases of the scenario on the channel: `offset=-2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// The scenario's title; null for a case that was planned away.
    pub title: Option<String>,
    /// The rules that it rests on: an RFC's section, a product's code.
    pub rules: Vec<String>,
    /// How it ended; `errored` with the reason `interrupted` when the run was cut off before.
    pub verdict: Verdict,
    /// Why it was skipped, waived or errored.
    pub reason: Option<String>,
    /// The attempts, oldest first; the last one counts.
    pub attempts: Vec<JsonAttempt>,
}

/// One attempt at a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JsonAttempt {
    /// From 1.
    pub attempt: u32,
    /// How it ended; null when the run was cut off before.
    pub verdict: Option<Verdict>,
    /// Why it errored or was waived.
    pub reason: Option<String>,
    /// How long it took; null when the run was cut off before.
    pub elapsed_ms: Option<u64>,
    /// The steps that were carried out, with what they emitted and what is wrong.
    pub steps: Vec<StepDone>,
}

/// The report for machines as a file's text.
///
/// # Errors
///
/// Only on a fault of ours: everything in a run record can be written as JSON.
pub fn json(events: &[RunEvent]) -> serde_json::Result<String> {
    let mut text = serde_json::to_string_pretty(&JsonReport::of(events))?;
    text.push('\n');
    Ok(text)
}

impl JsonReport {
    /// From a run record, which may lack its end.
    pub fn of(events: &[RunEvent]) -> Self {
        Self::from(Summary::of(events))
    }
}

impl From<Summary> for JsonReport {
    fn from(summary: Summary) -> Self {
        let end = summary.end.as_ref();
        Self {
            format: 1,
            interrupted: summary.interrupted(),
            elapsed_ms: end.map(|end| end.elapsed_ms),
            notes: summary.notes.clone(),
            tally: complete(summary.tally()),
            not_started: summary.not_started(),
            coverage: end.map(|end| end.coverage.clone()),
            foreign: end.map(|end| end.foreign),
            findings: summary.findings().to_vec(),
            cases: summary.sorted().into_iter().map(JsonCase::from).collect(),
            run: summary.head,
        }
    }
}

impl From<&Case> for JsonCase {
    fn from(case: &Case) -> Self {
        Self {
            scenario: case.name.scenario.clone(),
            channel: case.name.channel.clone(),
            variant: case.name.variant.clone(),
            title: case.title.clone(),
            rules: case.rules.clone(),
            verdict: case.verdict(),
            reason: case.reason().map(str::to_owned),
            attempts: case.attempts.iter().map(JsonAttempt::from).collect(),
        }
    }
}

impl From<&Attempt> for JsonAttempt {
    fn from(attempt: &Attempt) -> Self {
        let ended = attempt.ended.as_ref();
        Self {
            attempt: attempt.number,
            verdict: ended.map(|ended| ended.verdict),
            reason: ended.and_then(|ended| ended.reason.clone()),
            elapsed_ms: ended.map(|ended| ended.elapsed_ms),
            steps: attempt.steps.clone(),
        }
    }
}

/// With a count for every verdict, so that `.tally.failed` is a number in every report.
fn complete(mut tally: Tally) -> Tally {
    for verdict in Verdict::ALL {
        tally.0.entry(verdict).or_default();
    }
    tally
}
