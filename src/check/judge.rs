use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use sekisho_catalog::{Catalog, Vocabulary};

use super::company::Company;
use super::matching::{Matching, Pairing};
use super::wire::{self, WireSeen, often};
use super::{Wanted, entry};
use crate::observe::Observed;
use crate::record::{AnswerSeen, EventSeen, Finding, FindingKind, Role};

/// What a step wanted and what was seen of it.
pub struct StepSeen<'a> {
    /// The catalog that the target speaks.
    pub catalog: &'a Catalog,
    /// The outcomes and their classes.
    pub vocabulary: &'a Vocabulary,
    /// What must come.
    pub wanted: &'a [Wanted],
    /// Whether its order is free.
    pub unordered: bool,
    /// What must not come, even where a wider expectation would take it.
    pub never: &'a [Wanted],
    /// Codes that preliminaries may emit: each as often as it stands here.
    pub by_products: &'a [String],
    /// What the deciding observer saw, in order of arrival.
    pub events: Vec<Observed>,
    /// What other observers saw.
    pub witnesses: Vec<Witness>,
    /// What the wire answered.
    pub answers: Vec<WireSeen>,
    /// Whether there is a deciding observer beside the answers.
    pub has_log: bool,
    /// Whether the step could not be carried out to its end: then nothing is missing.
    pub is_cut_off: bool,
    /// Whether a dormant code is a finding.
    pub dormant_is_finding: bool,
    /// The user who acts, as the server knows the user.
    pub user: Option<&'a str>,
    /// The case's own tenant or session, where events name it.
    pub scope: Option<&'a str>,
    /// The names of the observers.
    pub observers: &'a [String],
    /// What must stand in no event.
    pub secrets: &'a [String],
    /// Whether the target tells two outcomes alike on the wire.
    pub alike: &'a dyn Fn(&str, &str) -> bool,
    /// A text as reports may show it: users by the scenario's names, secrets blotted out.
    pub shown: &'a dyn Fn(&str) -> String,
}

/// What an observer that does not decide saw.
pub struct Witness {
    /// Its place in the target file.
    pub observer: usize,
    /// What it saw.
    pub events: Vec<Observed>,
    /// Whether it is sure to have seen all.
    pub is_complete: bool,
}

/// What came of a step.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Judged {
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// The answers, as the record shows them.
    pub answers: Vec<AnswerSeen>,
    /// The events, as the record shows them.
    pub events: Vec<EventSeen>,
    /// The codes that came, and whether an expectation named them.
    pub codes: Vec<Seen>,
}

/// A code that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The code.
    pub code: String,
    /// Whether an expectation named it.
    pub asserted: bool,
}

/// Judges a step.
pub fn judge(step: &StepSeen<'_>) -> Judged {
    let codes: Vec<&str> = step.events.iter().map(|event| event.code.as_str()).collect();
    let company = Company::of(&codes, step);
    let matching = matching(&codes, &company, step);
    let mut findings: Vec<Finding> = Vec::new();
    for (place, event) in step.events.iter().enumerate() {
        let wanted = matching.of_event[place].map(|wanted| &step.wanted[wanted]);
        findings.extend(entry::check(event, wanted, step));
    }
    match step.has_log {
        true => {
            findings.extend(log(step, &matching));
            findings.extend(company.missing().filter(|_| !step.is_cut_off));
            findings.extend(wire::disagreements(step));
            findings.extend(step.witnesses.iter().flat_map(|witness| witnessed(witness, step)));
        }
        false => findings.extend(answers_alone(step)),
    }
    findings.extend(wire::check(step));
    findings.extend(forbidden(step));
    for finding in &mut findings {
        finding.expected = (step.shown)(&finding.expected);
        finding.got = (step.shown)(&finding.got);
    }
    dedup(&mut findings);
    Judged { findings, answers: wire::seen(step), events: shown(step, &matching), codes: seen(step, &matching) }
}

/// Which events of a step are its own, where something that was started before it runs on: those that satisfy its
/// expectations, what comes with them, what its answers tell, and by-products as often as they may come.
pub fn claimed(step: &StepSeen<'_>) -> Vec<bool> {
    let codes: Vec<&str> = step.events.iter().map(|event| event.code.as_str()).collect();
    let company = Company::of(&codes, step);
    let leading: Vec<usize> = (0..codes.len()).filter(|place| company.leader[*place].is_none()).collect();
    let own: Vec<&str> = leading.iter().map(|place| codes[*place]).collect();
    let pairing = Pairing::new(&own, step.wanted, &[], step.catalog);
    let in_order = if step.unordered { None } else { pairing.among_others() };
    let matching = in_order.unwrap_or_else(|| pairing.in_any_order()).with_company(&leading, &company);
    let mut by_products: BTreeMap<&str, u64> = BTreeMap::new();
    step.by_products.iter().for_each(|code| *by_products.entry(code).or_default() += 1);
    let answered = step.answers.iter().filter_map(|answer| answer.code.as_deref());
    let mut told: BTreeMap<&str, u64> = BTreeMap::new();
    answered.for_each(|code| *told.entry(code).or_default() += 1);
    // An answer tells of an event that satisfies an expectation, if there is one.
    for (_, code) in matching.of_event.iter().zip(&codes).filter(|(place, _)| place.is_some()) {
        take_one(&mut told, code);
    }
    let own = matching
        .of_event
        .iter()
        .zip(&codes)
        .map(|(place, code)| place.is_some() || take_one(&mut by_products, code) || take_one(&mut told, code));
    own.collect()
}

fn take_one(left: &mut BTreeMap<&str, u64>, code: &str) -> bool {
    match left.get_mut(code) {
        Some(left) if *left > 0 => {
            *left -= 1;
            true
        }
        _ => false,
    }
}

/// Which expectation each event satisfies: in their order if that can be. An event that comes with another
/// satisfies none by itself.
fn matching(codes: &[&str], company: &Company, step: &StepSeen<'_>) -> Matching {
    let leading: Vec<usize> = (0..codes.len()).filter(|place| company.leader[*place].is_none()).collect();
    let own: Vec<&str> = leading.iter().map(|place| codes[*place]).collect();
    let pairing = Pairing::new(&own, step.wanted, step.by_products, step.catalog);
    let in_order = if step.unordered { None } else { pairing.in_order() };
    in_order.unwrap_or_else(|| pairing.in_any_order()).with_company(&leading, company)
}

/// What is missing, too much, unexpected or out of order in the log.
fn log(step: &StepSeen<'_>, matching: &Matching) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (wanted, got) in step.wanted.iter().zip(&matching.got) {
        let got = *got + wire::said_instead(wanted, step);
        if got < wanted.count && !wanted.is_of_the_wire() && !step.is_cut_off {
            findings.push(missing(wanted, got));
        }
    }
    let mut told: HashSet<&str> = step.by_products.iter().map(String::as_str).collect();
    for (at, event) in step.events.iter().enumerate() {
        let is_alone = matching.of_event[at].is_none() && !matching.comes_along[at];
        // What is wrong with one is wrong with all of its code.
        if is_alone && told.insert(&event.code) {
            findings.extend(surplus(event, step, matching));
        }
    }
    findings.extend(too_many_by_products(step, matching));
    if !step.unordered && findings.is_empty() && !matching.is_in_order() {
        findings.push(order(step, matching));
    }
    findings
}

/// By-products that came more often than what emits them was done.
fn too_many_by_products(step: &StepSeen<'_>, matching: &Matching) -> Vec<Finding> {
    let mut came: BTreeMap<&str, u64> = BTreeMap::new();
    let unplaced = step.events.iter().zip(&matching.of_event).filter(|(_, place)| place.is_none());
    unplaced.for_each(|(event, _)| *came.entry(event.code.as_str()).or_default() += 1);
    let most = |code: &str| step.by_products.iter().filter(|own| *own == code).count() as u64;
    came.into_iter()
        .filter(|(code, times)| most(code) > 0 && *times > most(code))
        .map(|(code, times)| {
            let expected = format!("{code} as a by-product, at most {}", often(most(code)));
            Finding::new(FindingKind::Count, expected, often(times)).about(code)
        })
        .collect()
}

fn missing(wanted: &Wanted, got: u64) -> Finding {
    let kind = if got == 0 { FindingKind::Missing } else { FindingKind::Count };
    let times = if wanted.count == 1 { String::new() } else { format!(", {}", often(wanted.count)) };
    let finding = Finding::new(kind, format!("{}{times}", wanted.label), often(got));
    match wanted.accepts.as_slice() {
        [super::Accepts::Code(code)] => finding.about(code.clone()),
        _ => finding,
    }
}

/// An event that nothing wanted, or that came more often than wanted. Unknown codes have a finding already.
fn surplus(event: &Observed, step: &StepSeen<'_>, matching: &Matching) -> Option<Finding> {
    let entry = step.catalog.entry(&event.code)?;
    let got = format!("{} {}", event.code, entry.outcome);
    let finding = match step.wanted.iter().find(|wanted| wanted.takes(&event.code, step.catalog)) {
        Some(wanted) => {
            let alike = |other: &&Wanted| other.accepts == wanted.accepts;
            let expected = step.wanted.iter().filter(alike).map(|other| other.count).fold(0, u64::saturating_add);
            let counts = |(other, place): &(&Observed, &Option<usize>)| match place {
                Some(place) => alike(&&step.wanted[*place]),
                None => wanted.takes(&other.code, step.catalog) && !step.by_products.contains(&other.code),
            };
            let leading = step.events.iter().zip(&matching.of_event).zip(&matching.comes_along);
            let times = leading.filter(|(_, along)| !**along).map(|(one, _)| one).filter(counts).count() as u64;
            Finding::new(FindingKind::Count, format!("{}, {}", wanted.label, often(expected)), often(times))
        }
        None => Finding::new(FindingKind::Unexpected, expected(step), got),
    };
    Some(finding.about(event.code.clone()))
}

fn expected(step: &StepSeen<'_>) -> String {
    match step.wanted {
        [] => "nothing".into(),
        wanted => format!("only {}", wanted.iter().map(|wanted| wanted.label.as_str()).collect::<Vec<_>>().join(", ")),
    }
}

fn order(step: &StepSeen<'_>, matching: &Matching) -> Finding {
    let expected = step.wanted.iter().map(|wanted| wanted.label.as_str()).collect::<Vec<_>>().join(", then ");
    let placed = step.events.iter().zip(&matching.of_event).filter(|(_, place)| place.is_some());
    let got: Vec<&str> = placed.map(|(event, _)| event.code.as_str()).collect();
    Finding::new(FindingKind::Order, expected, got.join(", then "))
}

/// Without a log the answers decide: each must stand for an expectation, and where they can cover all
/// expectations, as often as expected.
fn answers_alone(step: &StepSeen<'_>) -> Vec<Finding> {
    let total = step.wanted.iter().map(|wanted| wanted.count).fold(0, u64::saturating_add);
    let answers = step.answers.len() as u64;
    // An answer that stands for nothing is a finding by itself, and may be what is missing elsewhere.
    let all_stand = step.answers.iter().all(|answer| step.wanted.iter().any(|wanted| answer.stands_for(wanted, step)));
    match total.cmp(&answers) {
        _ if step.is_cut_off => Vec::new(),
        Ordering::Less if all_stand => vec![too_many_answers(step, total, answers)],
        Ordering::Equal => short_of_answers(step, all_stand),
        _ => Vec::new(),
    }
}

fn too_many_answers(step: &StepSeen<'_>, total: u64, answers: u64) -> Finding {
    let labels: Vec<&str> = step.wanted.iter().map(|wanted| wanted.label.as_str()).collect();
    Finding::new(FindingKind::Count, format!("{}, {}", labels.join(", "), often(total)), often(answers))
}

fn short_of_answers(step: &StepSeen<'_>, all_stand: bool) -> Vec<Finding> {
    let said = |wanted: &Wanted| step.answers.iter().filter(|answer| answer.stands_for(wanted, step)).count() as u64;
    let said = step.wanted.iter().map(|wanted| (wanted, said(wanted)));
    let short = said.filter(|(wanted, said)| *said < wanted.count && (*said > 0 || all_stand));
    short.map(|(wanted, said)| missing(wanted, said)).collect()
}

/// What a witness saw is checked like all else, and must be what the deciding observer saw.
fn witnessed(witness: &Witness, step: &StepSeen<'_>) -> Vec<Finding> {
    let of = |event: &Observed| step.wanted.iter().find(|wanted| wanted.takes(&event.code, step.catalog));
    let checked = witness.events.iter().flat_map(|event| entry::check(event, of(event), step));
    checked.chain(contradictions(witness, step)).collect()
}

fn contradictions(witness: &Witness, step: &StepSeen<'_>) -> Vec<Finding> {
    let name = step.observers.get(witness.observer).map_or("witness", String::as_str);
    let count = |events: &[Observed]| {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        events.iter().for_each(|event| *counts.entry(event.code.clone()).or_default() += 1);
        counts
    };
    let (decided, seen) = (count(&step.events), count(&witness.events));
    let mut findings = Vec::new();
    for code in decided.keys().chain(seen.keys().filter(|code| !decided.contains_key(*code))) {
        let times = |counts: &BTreeMap<String, u64>| counts.get(code).copied().unwrap_or_default();
        let (expected, got) = (times(&decided), times(&seen));
        if got > expected || (got < expected && witness.is_complete) {
            let finding =
                Finding::new(FindingKind::Disagreement, format!("{code} in `{name}` {}", often(expected)), often(got));
            findings.push(finding.about(code.clone()));
        }
    }
    findings
}

fn forbidden(step: &StepSeen<'_>) -> Vec<Finding> {
    let logged = step.events.iter().filter_map(|event| {
        let never = step.never.iter().find(|never| never.takes(&event.code, step.catalog))?;
        Some(broken(never, &event.code, Some(&event.code)))
    });
    let answered = step.answers.iter().filter_map(|answer| {
        let never = step.never.iter().find(|never| answer.stands_for(never, step))?;
        let got = answer.code.clone().unwrap_or_else(|| answer.shown(step));
        Some(broken(never, &got, answer.code.as_ref()))
    });
    logged.chain(answered).collect()
}

fn broken(never: &Wanted, got: &str, code: Option<&String>) -> Finding {
    let finding = Finding::new(FindingKind::Unexpected, format!("never {}", never.label), got);
    match code {
        Some(code) => finding.about(code.clone()),
        None => finding,
    }
}

/// The same fault in the log and in the reply is one finding.
fn dedup(findings: &mut Vec<Finding>) {
    let mut known: BTreeSet<Finding> = BTreeSet::new();
    findings.retain(|finding| known.insert(finding.clone()));
}

/// The events as the record shows them: in order, equal ones in a row or of a race counted together.
fn shown(step: &StepSeen<'_>, matching: &Matching) -> Vec<EventSeen> {
    let sources = Sources::of(step);
    let by_products: HashSet<&str> = step.by_products.iter().map(String::as_str).collect();
    let role = |place: Option<usize>, code: &str| match place {
        Some(_) => Role::Expected,
        None if by_products.contains(code) => Role::ByProduct,
        None => Role::Unexpected,
    };
    let all = step.events.iter().zip(&matching.of_event).map(|(event, place)| {
        // The digits of a code that the catalog has are no secret, though an answer of four digits may be among them.
        let entry = step.catalog.entry(&event.code);
        EventSeen {
            code: entry.map_or_else(|| (step.shown)(&event.code), |_| event.code.clone()),
            level: event
                .level
                .as_deref()
                .map(step.shown)
                .or_else(|| event.severity.map(|severity| severity.as_str().to_owned())),
            outcome: entry.map(|entry| entry.outcome.clone()),
            message: (step.shown)(event.message.as_deref().unwrap_or_default()),
            user: event.user.as_deref().map(step.shown),
            sources: sources.of_event(event),
            role: role(*place, &event.code),
            count: 1,
        }
    });
    if step.unordered { counted(all) } else { in_a_row(all) }
}

/// Equal ones counted together, sorted.
fn counted(all: impl Iterator<Item = EventSeen>) -> Vec<EventSeen> {
    let mut counts: BTreeMap<EventSeen, u64> = BTreeMap::new();
    all.for_each(|seen| *counts.entry(seen).or_default() += 1);
    let mut all: Vec<EventSeen> = counts.into_iter().map(|(seen, count)| EventSeen { count, ..seen }).collect();
    all.sort();
    all
}

/// Equal ones in a row counted together.
fn in_a_row(all: impl Iterator<Item = EventSeen>) -> Vec<EventSeen> {
    let mut rows: Vec<EventSeen> = Vec::new();
    for seen in all {
        match rows.last_mut() {
            Some(last) if last.is_like(&seen) => last.count += 1,
            _ => rows.push(seen),
        }
    }
    rows
}

/// Where each code was seen.
struct Sources<'a> {
    observers: &'a [String],
    witnesses: Vec<(usize, HashSet<&'a str>)>,
    answered: HashSet<&'a str>,
}

impl<'a> Sources<'a> {
    fn of(step: &'a StepSeen<'_>) -> Self {
        let codes = |witness: &'a Witness| witness.events.iter().map(|event| event.code.as_str()).collect();
        Self {
            observers: step.observers,
            witnesses: step.witnesses.iter().map(|witness| (witness.observer, codes(witness))).collect(),
            answered: step.answers.iter().filter_map(|answer| answer.code.as_deref()).collect(),
        }
    }

    fn of_event(&self, event: &Observed) -> Vec<String> {
        let by_witness = self.witnesses.iter().filter(|(_, codes)| codes.contains(event.code.as_str()));
        let observers = [event.observer].into_iter().chain(by_witness.map(|(observer, _)| *observer));
        let names = observers.filter_map(|observer| self.observers.get(observer).cloned());
        let answered = self.answered.contains(event.code.as_str());
        names.chain(answered.then(|| "response".to_owned())).collect()
    }
}

fn seen(step: &StepSeen<'_>, matching: &Matching) -> Vec<Seen> {
    let logged = step.events.iter().zip(&matching.of_event).map(|(event, place)| {
        let asserted = place.is_some_and(|place| names_one(&step.wanted[place]));
        Seen { code: event.code.clone(), asserted }
    });
    if step.has_log {
        return logged.collect();
    }
    let answered = step.answers.iter().filter_map(|answer| {
        let asserted = step.wanted.iter().any(|wanted| names_one(wanted) && answer.stands_for(wanted, step));
        answer.code.clone().map(|code| Seen { code, asserted })
    });
    logged.chain(answered).collect()
}

/// Whether an expectation names one code: a class, or one of several, asserts none.
fn names_one(wanted: &Wanted) -> bool {
    matches!(wanted.accepts.as_slice(), [super::Accepts::Code(_)])
}
