use crate::record::{
    AnswerSeen, EventSeen, Finding, FindingKind, Proof, Role, SightSeen, StepDone, VendorPlayed, Verdict,
};

use super::line::Tone;

/// The mark, the word and the tone of a verdict. Bad ones are in capitals, to be seen and to be grepped.
pub(super) fn verdict(verdict: Verdict) -> (&'static str, &'static str, Tone) {
    match verdict {
        Verdict::Passed => ("✓", "passed", Tone::Good),
        Verdict::Failed => ("✗", "FAILED", Tone::Bad),
        Verdict::Errored => ("!", "ERRORED", Tone::Bad),
        Verdict::Flaky => ("!", "FLAKY", Tone::Warn),
        Verdict::Waived => ("~", "waived", Tone::Warn),
        Verdict::Skipped => ("-", "skipped", Tone::Dim),
    }
}

/// A RADIUS client that is played, and what of it no source tells.
pub(super) fn vendor(vendor: &VendorPlayed) -> String {
    format!("{} ({}){}", vendor.title, vendor.name, unverified(vendor))
}

/// The same where its name stands already.
pub(super) fn vendor_state(vendor: &VendorPlayed) -> String {
    format!("{}{}", vendor.title, unverified(vendor))
}

fn unverified(vendor: &VendorPlayed) -> String {
    match vendor.unverified.as_slice() {
        [] => String::new(),
        facts => format!("; unverified: {}", facts.join(", ")),
    }
}

/// What a finding is about. It begins with the word that a waiver names.
pub(super) fn headline(finding: &Finding) -> String {
    let kind = finding.kind;
    match &finding.code {
        None => kind.to_string(),
        Some(code) => match kind {
            FindingKind::Missing
            | FindingKind::Unexpected
            | FindingKind::UnknownCode
            | FindingKind::InactiveCode
            | FindingKind::UnusedWaiver => format!("{kind} {code}"),
            FindingKind::Leak => format!("{kind} in {code}"),
            FindingKind::Disagreement => format!("{kind} on {code}"),
            _ => format!("{kind} of {code}"),
        },
    }
}

/// A finding in one line.
pub(super) fn finding_line(finding: &Finding) -> String {
    format!("{}: expected {}, got {}", headline(finding), finding.expected, finding.got)
}

/// Which step, who did what in it: `step 1 · login as alice`.
pub(super) fn step(step: &StepDone) -> String {
    let number = match step.number {
        0 => "set-up".to_owned(),
        number => format!("step {number}"),
    };
    let again = if step.repetition > 1 { format!(", repetition {}", step.repetition) } else { String::new() };
    let user = step.user.as_ref().map(|user| format!(" as {user}")).unwrap_or_default();
    format!("{number}{again} · {}{user}", step.action)
}

/// What a step emitted, with levels and with a word on what did not belong there.
pub(super) fn came(step: &StepDone) -> String {
    if step.is_of_mock() {
        return sights(step);
    }
    match (step.events.is_empty(), step.proof) {
        (false, _) => events(&step.events).join(", "),
        (true, Proof::Barrier) => "nothing (proven by a barrier)".to_owned(),
        (true, Proof::QuietTime) => "nothing within the quiet time (no proof)".to_owned(),
        (true, Proof::Answer) => "nothing (only the answer is observed)".to_owned(),
    }
}

/// What a step of a mock came to: what the mock saw where something is wrong with that, else what was asked.
fn sights(step: &StepDone) -> String {
    let sight = |sight: &SightSeen| {
        let status = sight.status.map(|status| format!(" ({status})")).unwrap_or_default();
        format!("{}{status}{}", sight.what, times(sight.count))
    };
    match (step.sights.as_slice(), step.expected.as_slice()) {
        ([], []) => "told".to_owned(),
        ([], _) if !step.findings.is_empty() => "nothing seen".to_owned(),
        ([], expected) => expected.join("; "),
        (sights, _) => format!("saw {}", sights.iter().map(sight).collect::<Vec<_>>().join(", ")),
    }
}

/// The events; such as read alike and stand in a row, together.
fn events(events: &[EventSeen]) -> Vec<String> {
    let mut rows: Vec<((String, &str), u64)> = Vec::new();
    for event in events {
        let read = self::event(event);
        match rows.last_mut() {
            Some((last, count)) if *last == read => *count = count.saturating_add(event.count),
            _ => rows.push((read, event.count)),
        }
    }
    rows.into_iter().map(|((read, role), count)| format!("{read}{}{role}", times(count))).collect()
}

/// What the wire answered, in one line.
pub(super) fn answered(step: &StepDone) -> String {
    step.answers.iter().map(answer).collect::<Vec<_>>().join(", ")
}

/// The replies that were discarded, in one line; none if there were none.
pub(super) fn rejected(step: &StepDone) -> Option<String> {
    let told: Vec<String> = step.rejected.iter().map(|(why, count)| format!("{why}{}", times(*count))).collect();
    (!told.is_empty()).then(|| told.join(", "))
}

/// A time that people can read: milliseconds where they matter.
pub(super) fn duration(ms: u64) -> String {
    match ms {
        0..10_000 => format!("{ms} ms"),
        10_000..60_000 => format!("{}.{} s", ms / 1000, ms % 1000 / 100),
        _ => format!("{} min {} s", ms / 60_000, ms % 60_000 / 1000),
    }
}

/// `1 case`, `2 cases`.
pub(super) fn cases(count: usize) -> String {
    if count == 1 { "1 case".to_owned() } else { format!("{count} cases") }
}

fn event(event: &EventSeen) -> (String, &'static str) {
    let role = match event.role {
        Role::Expected => "",
        Role::ByProduct => " (by-product)",
        Role::Unexpected => " (unexpected)",
    };
    (event.shown(), role)
}

fn answer(answer: &AnswerSeen) -> String {
    let parts = [Some(&answer.status), answer.outcome.as_ref(), answer.code.as_ref()];
    let told: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    format!("{}{}", told.join(" "), times(answer.count))
}

fn times(count: u64) -> String {
    if count == 1 { String::new() } else { format!(" ×{count}") }
}
