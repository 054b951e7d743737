use std::collections::BTreeMap;

use sekisho_catalog::Class;

use super::{Accepts, StepSeen, Wanted, entry};
use crate::record::{AnswerSeen, Finding, FindingKind};

/// An answer on the wire, read as far as the target file explains it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WireSeen {
    /// The protocol's own verdict: `HTTP 200`, `no answer`.
    pub status: String,
    /// The outcome that a rule of the target file reads from it; `no-answer` and `unmapped` are such.
    pub outcome: Option<String>,
    /// The code that it carries.
    pub code: Option<String>,
    /// The level that it carries.
    pub level: Option<String>,
    /// The message that it carries.
    pub message: Option<String>,
    /// Whether it is a refusal of a protocol that tells no reasons: an Access-Reject.
    pub is_bare_refusal: bool,
}

/// What an answer says that tells no reason.
const WITHOUT_REASON: &str = "rejected";

impl WireSeen {
    /// The outcome that it states, by its code or by a rule.
    pub(super) fn states<'a>(&'a self, step: &'a StepSeen<'_>) -> Option<&'a str> {
        let by_code =
            self.code.as_deref().and_then(|code| step.catalog.entry(code)).map(|entry| entry.outcome.as_str());
        by_code.or(self.outcome.as_deref())
    }

    /// Whether it may stand for an expectation: its very code, or an outcome that the target tells alike. An
    /// answer without a code stands for its outcome and class.
    pub(super) fn stands_for(&self, wanted: &Wanted, step: &StepSeen<'_>) -> bool {
        let Some(stated) = self.states(step) else { return false };
        let alike = |outcome: &str| outcome != stated && (step.alike)(outcome, stated);
        match &self.code {
            Some(code) => wanted.takes(code, step.catalog) || wanted.outcomes(step.catalog).any(alike),
            None => {
                wanted.outcomes(step.catalog).any(|outcome| outcome == stated || alike(outcome))
                    || self.class(step).is_some_and(|class| wanted.takes_class(class))
                    || self.is_bare_refusal
                        && stated == WITHOUT_REASON
                        && wanted.is_refusal(step.catalog, step.vocabulary)
            }
        }
    }

    /// Whether it states anything but that what was asked was done or goes on.
    fn refuses(&self, step: &StepSeen<'_>) -> bool {
        self.class(step).is_some_and(|class| !matches!(class, Class::Accept | Class::Pending))
    }

    fn class(&self, step: &StepSeen<'_>) -> Option<Class> {
        step.vocabulary.class_of(self.states(step)?)
    }

    pub(super) fn shown(&self, step: &StepSeen<'_>) -> String {
        match (&self.code, self.states(step)) {
            (Some(code), Some(outcome)) => format!("{code} {outcome} ({})", self.status),
            (Some(code), None) => format!("{code} ({})", self.status),
            (None, Some(outcome)) => format!("{outcome} ({})", self.status),
            (None, None) => self.status.clone(),
        }
    }
}

/// What is wrong with the answers: what they state must be expected, and be the catalog's.
pub(super) fn check(step: &StepSeen<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = step.answers.iter().flat_map(|answer| one(answer, step)).collect();
    // Without a log, answers are counted against all expectations instead.
    if step.has_log {
        findings.extend(too_many(step));
    }
    findings
}

/// Answers that state the same more often than all expectations together that they can stand for.
fn too_many(step: &StepSeen<'_>) -> Vec<Finding> {
    let same = |one: &WireSeen, other: &WireSeen| one.code == other.code && one.states(step) == other.states(step);
    let mut said: Vec<(u64, &WireSeen)> = Vec::new();
    for answer in &step.answers {
        match said.iter_mut().find(|(_, other)| same(answer, other)) {
            Some((times, _)) => *times += 1,
            None => said.push((1, answer)),
        }
    }
    let mut findings = Vec::new();
    for (times, answer) in said {
        let stood: Vec<&Wanted> = step.wanted.iter().filter(|wanted| answer.stands_for(wanted, step)).collect();
        let most = stood.iter().map(|wanted| wanted.count).fold(0, u64::saturating_add);
        if !stood.is_empty() && times > most {
            let labels: Vec<&str> = stood.iter().map(|wanted| wanted.label.as_str()).collect();
            let expected = format!("{} on the wire, {}", labels.join(", "), often(most));
            findings.push(Finding::new(
                FindingKind::Count,
                expected,
                format!("{} {}", answer.shown(step), often(times)),
            ));
        }
    }
    findings
}

fn one(answer: &WireSeen, step: &StepSeen<'_>) -> Vec<Finding> {
    let wanted = step.wanted.iter().find(|wanted| answer.stands_for(wanted, step));
    let mut findings = Vec::new();
    if wanted.is_none() && (!step.wanted.is_empty() || answer.refuses(step)) {
        findings.push(unexpected(answer, step));
    }
    let Some(code) = &answer.code else { return findings };
    let Some(entry) = step.catalog.entry(code) else {
        let expected = format!("a code of catalog {}", step.catalog.name());
        findings.push(Finding::new(FindingKind::UnknownCode, expected, code.clone()).about(code.clone()));
        return findings;
    };
    let status = entry::status(entry, step);
    let level = entry::level_finding(answer.level.as_deref(), entry, wanted);
    let message = answer.message.as_deref().and_then(|message| entry::text(message, entry, wanted, step));
    findings.extend(status.into_iter().chain(level).chain(message).map(|finding| finding.about(code.clone())));
    findings
}

fn unexpected(answer: &WireSeen, step: &StepSeen<'_>) -> Finding {
    let labels = step.wanted.iter().map(|wanted| wanted.label.as_str()).collect::<Vec<_>>().join(", ");
    let expected = if labels.is_empty() { "no refusal" } else { &labels };
    let kind = match answer.states(step) {
        Some("unmapped") => FindingKind::Unmapped,
        _ => FindingKind::Wire,
    };
    let finding = Finding::new(kind, format!("{expected} on the wire"), answer.shown(step));
    match &answer.code {
        Some(code) => finding.about(code.clone()),
        None => finding,
    }
}

/// How many answers satisfy an expectation of which no event comes, as silence does where a refusal would do, too.
pub(super) fn said_instead(wanted: &Wanted, step: &StepSeen<'_>) -> u64 {
    let says = |outcome: &str| wanted.accepts.iter().any(|accepts| *accepts == Accepts::Outcome(outcome.to_owned()));
    step.answers.iter().filter(|answer| answer.states(step).is_some_and(says)).count() as u64
}

/// Codes that the answers carry more often than the log: one of the two does not say what happened.
pub(super) fn disagreements(step: &StepSeen<'_>) -> Vec<Finding> {
    let mut said: BTreeMap<&str, u64> = BTreeMap::new();
    step.answers
        .iter()
        .filter_map(|answer| answer.code.as_deref())
        .for_each(|code| *said.entry(code).or_default() += 1);
    let outcome = |code: &str| step.catalog.entry(code).map(|entry| entry.outcome.as_str());
    let alike = |one: &str, other: &str| outcome(one).zip(outcome(other)).is_some_and(|(a, b)| (step.alike)(a, b));
    let told = |event: &str, code: &str| event == code || outcome(event) != outcome(code) && alike(event, code);
    let logged = |code: &str| step.events.iter().filter(|event| told(&event.code, code)).count() as u64;
    said.into_iter()
        .filter(|(code, times)| logged(code) < *times)
        .map(|(code, times)| {
            let expected = format!("{code} in the log as often as in answers, {}", often(times));
            Finding::new(FindingKind::Disagreement, expected, often(logged(code))).about(code)
        })
        .collect()
}

pub(super) fn often(times: u64) -> String {
    match times {
        0 => "never".into(),
        1 => "once".into(),
        2 => "twice".into(),
        times => format!("{times} times"),
    }
}

/// The answers as the record shows them, equal ones counted together.
pub(super) fn seen(step: &StepSeen<'_>) -> Vec<AnswerSeen> {
    let mut counted: BTreeMap<AnswerSeen, u64> = BTreeMap::new();
    for answer in &step.answers {
        let outcome = answer.states(step).map(str::to_owned);
        let seen = AnswerSeen { status: answer.status.clone(), outcome, code: answer.code.clone(), count: 0 };
        *counted.entry(seen).or_default() += 1;
    }
    counted.into_iter().map(|(answer, count)| AnswerSeen { count, ..answer }).collect()
}
