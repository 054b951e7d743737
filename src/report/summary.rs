//! What a run record says, gathered by case: what the reports share.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::record::{CaseName, Coverage, Finding, RunEvent, StepDone, Tally, TargetNamed, VendorPlayed, Verdict};

/// What a run record says, gathered by case: what every report shows.
///
/// It may be fed while the run goes on; a record that ends early gives what there is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// How the run began; absent only from an empty record.
    pub head: Option<Head>,
    /// Remarks of the preflight.
    pub notes: Vec<String>,
    /// The cases, in the order in which the record first names them.
    pub cases: Vec<Case>,
    /// How the run ended; absent from the record of a killed run.
    pub end: Option<End>,
    latest: BTreeMap<CaseName, usize>,
}

/// How a run began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The version of sekisho.
    pub sekisho: String,
    /// The seed that repeats the run.
    pub seed: String,
    /// The server under test.
    pub target: TargetNamed,
    /// The catalog that the server speaks.
    pub catalog: String,
    /// Wall-clock time, RFC 3339.
    pub started: String,
    /// How many cases were to run.
    pub cases: usize,
    /// How many cases were planned away.
    pub skipped: usize,
    /// The RADIUS clients that are played.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vendors: Vec<VendorPlayed>,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq)]
pub struct End {
    /// Cases by verdict, as the run counted them.
    pub tally: Tally,
    /// What of the catalog was seen.
    pub coverage: Coverage,
    /// Events that belonged to no case.
    pub foreign: u64,
    /// Findings of the run as a whole.
    pub findings: Vec<Finding>,
    /// Whether it was interrupted.
    pub interrupted: bool,
    /// How long it took.
    pub elapsed_ms: u64,
}

/// A case and all attempts at it.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Which.
    pub name: CaseName,
    /// The scenario's title; a case that was planned away has none.
    pub title: Option<String>,
    /// The rules that it rests on.
    pub rules: Vec<String>,
    /// Why it was planned away, if it was.
    pub skipped: Option<String>,
    /// The attempts, oldest first; the last one counts.
    pub attempts: Vec<Attempt>,
}

/// One attempt at a case.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Attempt {
    /// From 1.
    pub number: u32,
    /// The steps that were carried out.
    pub steps: Vec<StepDone>,
    /// How it ended; absent while it runs, and for good when the run was cut off.
    pub ended: Option<Ended>,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// With this verdict.
    pub verdict: Verdict,
    /// Why it errored or was waived.
    pub reason: Option<String>,
    /// Whether a further attempt follows.
    pub retried: bool,
    /// How long it took.
    pub elapsed_ms: u64,
}

/// The reason that reports give for a case that had begun when the run was cut off.
pub const INTERRUPTED: &str = "interrupted";

impl Summary {
    /// Gathers a whole record.
    pub fn of(events: &[RunEvent]) -> Self {
        let mut summary = Self::default();
        for event in events {
            summary.take(event);
        }
        summary
    }

    /// Gathers one more event.
    pub fn take(&mut self, event: &RunEvent) {
        match event {
            RunEvent::RunStarted { .. } => self.begin(event),
            RunEvent::Preflight { notes } => self.notes.extend_from_slice(notes),
            RunEvent::CaseSkipped { case, reason } => self.case(case).skipped = Some(reason.clone()),
            RunEvent::CaseStarted { case, title, rules, attempt, .. } => {
                self.start(case, title, *attempt);
                self.case(case).rules.clone_from(rules);
            }
            RunEvent::StepFinished { case, attempt, step } => {
                self.case(case).attempt(*attempt).steps.push(step.clone());
            }
            RunEvent::CaseFinished { case, attempt, verdict, reason, retried, elapsed_ms, .. } => {
                let (reason, verdict) = (reason.clone(), *verdict);
                let ended = Ended { verdict, reason, retried: *retried, elapsed_ms: *elapsed_ms };
                self.case(case).attempt(*attempt).ended = Some(ended);
            }
            RunEvent::RunFinished { .. } => self.finish(event),
        }
    }

    /// The cases sorted by name, as reports for machines list them.
    pub fn sorted(&self) -> Vec<&Case> {
        let mut cases: Vec<&Case> = self.cases.iter().collect();
        cases.sort_by(|a, b| a.name.cmp(&b.name));
        cases
    }

    /// The cases that ended so, sorted by name.
    pub fn with(&self, verdict: Verdict) -> Vec<&Case> {
        self.sorted().into_iter().filter(|case| !case.cut_off() && case.verdict() == verdict).collect()
    }

    /// The cases that had begun and did not finish, sorted by name.
    pub fn cut_off(&self) -> Vec<&Case> {
        self.sorted().into_iter().filter(|case| case.cut_off()).collect()
    }

    /// The case of this name that the record speaks of at the moment.
    pub fn named(&self, name: &CaseName) -> Option<&Case> {
        self.latest.get(name).and_then(|&index| self.cases.get(index))
    }

    /// Whether the run was interrupted, or its record ends before its end.
    pub fn interrupted(&self) -> bool {
        self.end.as_ref().is_none_or(|end| end.interrupted)
    }

    /// How many planned cases never began: always 0 for a run that came to its end. The sanity scenario's own
    /// cases are not among those planned.
    pub fn not_started(&self) -> usize {
        let began = self.cases.iter().filter(|case| !case.attempts.is_empty() && !case.is_sanity()).count();
        let planned = self.head.as_ref().map_or(0, |head| head.cases);
        if self.interrupted() { planned.saturating_sub(began) } else { 0 }
    }

    /// Cases by verdict: as the run counted them, or counted here when it was interrupted;
    /// cases that were cut off then count as errored.
    pub fn tally(&self) -> Tally {
        match &self.end {
            Some(end) if !end.interrupted => end.tally.clone(),
            _ => self.counted(),
        }
    }

    /// Findings of the run as a whole.
    pub fn findings(&self) -> &[Finding] {
        self.end.as_ref().map_or(&[], |end| &end.findings)
    }

    fn counted(&self) -> Tally {
        let mut tally = Tally::default();
        for case in &self.cases {
            tally.count(case.verdict());
        }
        tally
    }

    fn begin(&mut self, event: &RunEvent) {
        if let RunEvent::RunStarted { sekisho, seed, target, catalog, started, cases, skipped, vendors, .. } = event {
            self.end = None;
            self.head = Some(Head {
                sekisho: sekisho.clone(),
                seed: seed.clone(),
                target: target.clone(),
                catalog: catalog.clone(),
                started: started.clone(),
                cases: *cases,
                skipped: *skipped,
                vendors: vendors.clone(),
            });
        }
    }

    fn finish(&mut self, event: &RunEvent) {
        if let RunEvent::RunFinished { tally, coverage, foreign, findings, interrupted, elapsed_ms } = event {
            self.end = Some(End {
                tally: tally.clone(),
                coverage: coverage.clone(),
                foreign: *foreign,
                findings: findings.clone(),
                interrupted: *interrupted,
                elapsed_ms: *elapsed_ms,
            });
        }
    }

    /// A case that has ended and begins anew, as the sanity scenario may, is a case of its own:
    /// its second verdict must not hide the first.
    fn start(&mut self, name: &CaseName, title: &str, attempt: u32) {
        if self.named(name).is_some_and(Case::finished) {
            self.latest.remove(name);
        }
        self.case(name).start(title, attempt);
    }

    fn case(&mut self, name: &CaseName) -> &mut Case {
        let next = self.cases.len();
        let index = *self.latest.entry(name.clone()).or_insert(next);
        if index == next {
            self.cases.push(Case {
                name: name.clone(),
                title: None,
                rules: Vec::new(),
                skipped: None,
                attempts: Vec::new(),
            });
        }
        &mut self.cases[index]
    }
}

impl Case {
    /// How it ended; errored when it was cut off.
    pub fn verdict(&self) -> Verdict {
        match (&self.skipped, self.ended()) {
            (_, Some(ended)) => ended.verdict,
            (Some(_), None) => Verdict::Skipped,
            (None, None) => Verdict::Errored,
        }
    }

    /// Why it was skipped, waived or errored, if that needs a reason.
    pub fn reason(&self) -> Option<&str> {
        match (&self.skipped, self.ended()) {
            (_, Some(ended)) => ended.reason.as_deref(),
            (Some(reason), None) => Some(reason),
            (None, None) => Some(INTERRUPTED),
        }
    }

    /// How the attempt that counts ended, if it ended.
    pub fn ended(&self) -> Option<&Ended> {
        self.last().and_then(|attempt| attempt.ended.as_ref()).filter(|ended| !ended.retried)
    }

    /// The attempt that counts.
    pub fn last(&self) -> Option<&Attempt> {
        self.attempts.last()
    }

    /// The attempts before the one that counts, oldest first.
    pub fn earlier(&self) -> &[Attempt] {
        self.attempts.split_last().map_or(&[], |(_, earlier)| earlier)
    }

    /// Whether it is the sanity scenario, before or after all others.
    pub fn is_sanity(&self) -> bool {
        matches!(self.name.scenario.as_str(), "sanity/before" | "sanity/after")
    }

    /// Whether it had begun and did not finish.
    pub fn cut_off(&self) -> bool {
        self.skipped.is_none() && self.ended().is_none()
    }

    fn finished(&self) -> bool {
        self.ended().is_some()
    }

    fn start(&mut self, title: &str, attempt: u32) {
        self.title = Some(title.to_owned());
        self.skipped = None;
        self.attempts.retain(|earlier| earlier.number < attempt);
        self.attempts.push(Attempt { number: attempt, ..Attempt::default() });
    }

    fn attempt(&mut self, number: u32) -> &mut Attempt {
        let found = self.attempts.iter().position(|attempt| attempt.number == number);
        let index = found.unwrap_or_else(|| {
            self.attempts.push(Attempt { number, ..Attempt::default() });
            self.attempts.len() - 1
        });
        &mut self.attempts[index]
    }
}

impl Attempt {
    /// All findings, each with its step, in the order of the steps.
    pub fn findings(&self) -> impl Iterator<Item = (&StepDone, &Finding)> {
        self.steps.iter().flat_map(|step| step.findings.iter().map(move |finding| (step, finding)))
    }

    /// The finding to name when there is room for one: the first that no waiver lets off, else the first.
    pub fn first_finding(&self) -> Option<(&StepDone, &Finding)> {
        self.findings().find(|(_, finding)| finding.waived.is_none()).or_else(|| self.findings().next())
    }

    /// How long it took, as far as is known.
    pub fn elapsed_ms(&self) -> u64 {
        match &self.ended {
            Some(ended) => ended.elapsed_ms,
            None => self.steps.iter().map(|step| step.elapsed_ms).sum(),
        }
    }
}
