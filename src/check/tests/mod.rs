mod answers;
mod company;
mod events;
mod expectations;
mod many;
mod properties;
mod sights;
mod texts_and_levels;
mod without_a_log;
mod witnesses;

use sekisho_catalog::{Catalog, Class, Entry, Message, passlogic, vocabulary};
use sekisho_protocol::syslog::Severity;

use super::{Accepts, Judged, StepSeen, Wanted, WireSeen, Witness, claimed, holds_token, judge};
use crate::observe::Observed;
use crate::record::{FindingKind, Role};

/// A step on the PassLogic catalog, in which nothing is wanted, seen or answered unless a test says so.
#[derive(Debug, Clone, Default)]
struct Step {
    wanted: Vec<Wanted>,
    unordered: bool,
    never: Vec<Wanted>,
    by_products: Vec<&'static str>,
    events: Vec<Observed>,
    witness: Option<(Vec<Observed>, bool)>,
    answers: Vec<WireSeen>,
    has_no_log: bool,
    is_cut_off: bool,
    dormant_is_finding: bool,
    user: Option<&'static str>,
    scope: Option<&'static str>,
    secrets: Vec<&'static str>,
    mask: Vec<&'static str>,
}

impl Step {
    fn judge(&self) -> Judged {
        self.look(judge)
    }

    fn look<T>(&self, look: impl FnOnce(&StepSeen<'_>) -> T) -> T {
        let secrets: Vec<String> = self.secrets.iter().map(|&secret| secret.to_owned()).collect();
        let by_products: Vec<String> = self.by_products.iter().map(|&code| code.to_owned()).collect();
        let witness = |(events, is_complete): (Vec<Observed>, bool)| Witness { observer: 1, events, is_complete };
        look(&StepSeen {
            scope: self.scope,
            catalog: passlogic(),
            vocabulary: vocabulary(),
            wanted: &self.wanted,
            unordered: self.unordered,
            never: &self.never,
            by_products: &by_products,
            events: self.events.clone(),
            witnesses: self.witness.clone().map(witness).into_iter().collect(),
            answers: self.answers.clone(),
            has_log: !self.has_no_log,
            is_cut_off: self.is_cut_off,
            dormant_is_finding: self.dormant_is_finding,
            user: self.user,
            observers: &["syslog".to_owned(), "file".to_owned()],
            secrets: &secrets,
            alike: &|one, other| one == other || self.mask.contains(&one) && self.mask.contains(&other),
            shown: &|text| {
                self.secrets
                    .iter()
                    .fold(text.replace("sk01-alice", "alice"), |text, secret| text.replace(secret, "•••"))
            },
        })
    }

    /// The findings, each as `kind code: expected, got`.
    fn findings(&self) -> Vec<String> {
        let shown = |finding: crate::record::Finding| {
            let code = finding.code.map(|code| format!(" {code}")).unwrap_or_default();
            format!("{}{code}: expected {}, got {}", finding.kind, finding.expected, finding.got)
        };
        self.judge().findings.into_iter().map(shown).collect()
    }

    #[track_caller]
    fn assert_found(&self, findings: &[&str]) {
        assert_eq!(self.findings(), findings);
    }
}

fn entry(code: &str) -> &'static Entry {
    passlogic().entry(code).unwrap_or_else(|| panic!("{code} is in the catalog"))
}

/// What the catalog says of a code, emitted.
fn event(code: &str) -> Observed {
    let level = entry(code).level;
    Observed {
        observer: 0,
        code: code.to_owned(),
        level: level.map(|level| level.as_str().to_owned()),
        severity: level.and_then(|level| Severity::from_code(level.code())),
        message: Some(entry(code).message.text.clone()),
        user: None,
        request: None,
        scope: None,
        deviations: Vec::new(),
    }
}

fn unknown_event(code: &str) -> Observed {
    Observed { code: code.to_owned(), level: None, severity: None, message: None, ..event("54106") }
}

fn events(codes: &[&str]) -> Vec<Observed> {
    codes.iter().map(|code| event(code)).collect()
}

fn wanted(code: &str) -> Wanted {
    Wanted::code(format!("{code} {}", entry(code).outcome), code)
}

fn all_wanted(codes: &[&str]) -> Vec<Wanted> {
    codes.iter().map(|code| wanted(code)).collect()
}

fn times(count: u64, wanted: Wanted) -> Wanted {
    Wanted { count, ..wanted }
}

fn class(class: Class) -> Wanted {
    Wanted { accepts: vec![Accepts::Class(class)], ..Wanted::code(class.as_str(), "") }
}

fn any_of(codes: &[&str]) -> Wanted {
    let accepts = codes.iter().map(|&code| Accepts::Code(code.to_owned())).collect();
    Wanted { accepts, ..Wanted::code(codes.join(" or "), "") }
}

fn outcome(word: &str) -> Wanted {
    Wanted { accepts: vec![Accepts::Outcome(word.to_owned())], ..Wanted::code(word, "") }
}

/// An answer without a code, of which a rule says what it means.
fn answer(outcome: &str) -> WireSeen {
    WireSeen {
        status: "HTTP 200".to_owned(),
        outcome: Some(outcome.to_owned()),
        code: None,
        level: None,
        message: None,
        is_bare_refusal: false,
    }
}

/// An answer that carries a code as the catalog has it.
fn coded(code: &str) -> WireSeen {
    WireSeen {
        outcome: None,
        code: Some(code.to_owned()),
        level: event(code).level,
        message: event(code).message,
        ..answer("")
    }
}

#[test]
fn events_are_shown_in_their_order() {
    let step = Step { events: events(&["54106", "54106", "54105", "54106"]), ..Step::default() };
    let shown =
        |step: &Step| -> Vec<_> { step.judge().events.into_iter().map(|event| (event.code, event.count)).collect() };
    let seen = |code: &str, count| (code.to_owned(), count);
    assert_eq!(shown(&step), [seen("54106", 2), seen("54105", 1), seen("54106", 1)]);
    assert_eq!(shown(&Step { unordered: true, ..step }), [seen("54105", 1), seen("54106", 3)]);
}

#[test]
fn every_kind_of_finding_that_a_step_can_have_is_provoked_here() {
    let judged: [FindingKind; 16] = [
        FindingKind::Missing,
        FindingKind::Unexpected,
        FindingKind::Order,
        FindingKind::Count,
        FindingKind::UnknownCode,
        FindingKind::InactiveCode,
        FindingKind::Level,
        FindingKind::Severity,
        FindingKind::Message,
        FindingKind::Detail,
        FindingKind::User,
        FindingKind::Wire,
        FindingKind::Disagreement,
        FindingKind::Unmapped,
        FindingKind::Leak,
        FindingKind::Format,
    ];
    let tests = [
        include_str!("answers.rs"),
        include_str!("events.rs"),
        include_str!("expectations.rs"),
        include_str!("texts_and_levels.rs"),
    ]
    .concat();
    for kind in FindingKind::ALL {
        let provoked = tests.contains(&format!("\"{kind}: expected")) || tests.contains(&format!("\"{kind} "));
        assert_eq!(provoked, judged.contains(&kind), "{kind}");
    }
}
