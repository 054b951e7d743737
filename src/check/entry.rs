use sekisho_catalog::{Entry, Level, Message, MessageFault, MessageMatch, Status};

use super::{StepSeen, Wanted, holds_token};
use crate::observe::Observed;
use crate::record::{Finding, FindingKind};

/// What is wrong with one event in itself: whatever was expected, each event is checked against the catalog.
pub(super) fn check(event: &Observed, wanted: Option<&Wanted>, step: &StepSeen<'_>) -> Vec<Finding> {
    let Some(entry) = step.catalog.entry(&event.code) else {
        let expected = format!("a code of catalog {}", step.catalog.name());
        return vec![Finding::new(FindingKind::UnknownCode, expected, event.code.clone()).about(event.code.clone())];
    };
    let mut findings: Vec<Finding> =
        [status(entry, step), level(event, entry, wanted), severity(event, entry, wanted), user(event, wanted, step)]
            .into_iter()
            .flatten()
            .collect();
    findings.extend(event.message.as_deref().and_then(|message| text(message, entry, wanted, step)));
    findings.extend(scope(event, step));
    findings.extend(leak(event, step));
    findings.extend(
        event.deviations.iter().map(|deviation| {
            Finding::new(FindingKind::Format, "a message of its wire format", (step.shown)(deviation))
        }),
    );
    findings.into_iter().map(|finding| finding.about(event.code.clone())).collect()
}

pub(super) fn status(entry: &Entry, step: &StepSeen<'_>) -> Option<Finding> {
    let never = match entry.status {
        Status::Active => false,
        Status::Dormant => step.dormant_is_finding,
        Status::Reserved | Status::Unused => true,
    };
    let got = format!("{}, which is {}", entry.key.as_str(), entry.status.as_str());
    never.then(|| Finding::new(FindingKind::InactiveCode, "an active code", got))
}

/// The level that is expected: the expectation's own, else the catalog's.
fn expected_level<'a>(entry: &Entry, wanted: Option<&'a Wanted>) -> Option<&'a str> {
    wanted.and_then(|wanted| wanted.level.as_deref()).or_else(|| entry.level.map(Level::as_str))
}

pub(super) fn level_finding(got: Option<&str>, entry: &Entry, wanted: Option<&Wanted>) -> Option<Finding> {
    let expected = expected_level(entry, wanted)?;
    let got = got.filter(|got| *got != expected)?;
    Some(Finding::new(FindingKind::Level, expected, got))
}

fn level(event: &Observed, entry: &Entry, wanted: Option<&Wanted>) -> Option<Finding> {
    level_finding(event.level.as_deref(), entry, wanted)
}

/// The severity of the syslog message that carried it must be the expected level, too.
fn severity(event: &Observed, entry: &Entry, wanted: Option<&Wanted>) -> Option<Finding> {
    let got = event.severity?.as_str();
    let expected = expected_level(entry, wanted).filter(|expected| *expected != got)?;
    Some(Finding::new(FindingKind::Severity, expected, got))
}

fn user(event: &Observed, wanted: Option<&Wanted>, step: &StepSeen<'_>) -> Option<Finding> {
    let expected = wanted.and_then(|wanted| wanted.about.as_deref()).or(step.user)?;
    let got = event.user.as_deref().filter(|got| *got != expected)?;
    Some(Finding::new(FindingKind::User, (step.shown)(expected), (step.shown)(got)))
}

/// The tenant or session that the event names is the case's own.
fn scope(event: &Observed, step: &StepSeen<'_>) -> Option<Finding> {
    let expected = step.scope?;
    let got = event.scope.as_deref().filter(|got| *got != expected)?;
    Some(Finding::new(FindingKind::User, format!("scope {expected}"), format!("scope {}", (step.shown)(got))))
}

pub(super) fn text(message: &str, entry: &Entry, wanted: Option<&Wanted>, step: &StepSeen<'_>) -> Option<Finding> {
    if let Some(expected) = wanted.and_then(|wanted| wanted.message.as_deref()) {
        return (message != expected).then(|| Finding::new(FindingKind::Message, expected, (step.shown)(message)));
    }
    match step.catalog.check_message(entry, message) {
        Ok(()) => own_detail(message, entry, wanted, step),
        Err(MessageFault::Text { expected }) => Some(Finding::new(
            FindingKind::Message,
            expected.first().cloned().unwrap_or_default(),
            (step.shown)(message),
        )),
        Err(MessageFault::Detail { got, forms }) => {
            Some(Finding::new(FindingKind::Detail, forms.join(" or "), (step.shown)(&got)))
        }
    }
}

fn own_detail(message: &str, entry: &Entry, wanted: Option<&Wanted>, step: &StepSeen<'_>) -> Option<Finding> {
    let pattern = wanted.and_then(|wanted| wanted.detail.as_ref())?;
    let japanese = entry.message_ja.as_deref().map(Message::new);
    let mut texts = [&entry.message].into_iter().chain(&japanese);
    let got = texts.find_map(|text| match text.matches(message) {
        MessageMatch::WithDetail(got) => Some(got),
        MessageMatch::Same | MessageMatch::Different => None,
    });
    match got {
        Some(got) if pattern.is_match(&got) => None,
        Some(got) => Some(Finding::new(FindingKind::Detail, pattern.as_str(), (step.shown)(&got))),
        None => Some(Finding::new(FindingKind::Detail, pattern.as_str(), "a message without detail")),
    }
}

fn leak(event: &Observed, step: &StepSeen<'_>) -> Option<Finding> {
    let texts = [event.message.as_deref(), event.user.as_deref()];
    let leaks = |secret: &&String| texts.iter().flatten().any(|text| holds_token(text, secret));
    step.secrets
        .iter()
        .find(leaks)
        .map(|_| Finding::new(FindingKind::Leak, "no secret of the scenario", "a secret of the scenario in the event"))
}
