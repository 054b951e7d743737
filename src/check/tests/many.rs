use super::*;

/// As many as a sync of a large directory emits.
const MANY: usize = 10_000;

/// Events of the codes in turn, each with a message of its own.
fn many(codes: &[&str]) -> Vec<Observed> {
    let message = |n: usize| format!("Message {n} of many.");
    codes
        .iter()
        .cycle()
        .take(MANY)
        .enumerate()
        .map(|(n, code)| Observed { message: Some(message(n)), ..event(code) })
        .collect()
}

fn all_right(codes: &[&str]) -> Vec<Observed> {
    codes.iter().cycle().take(MANY).map(|code| event(code)).collect()
}

/// Ten thousand events cost little more than their number: what compares each with each would be seen at once.
#[test]
fn many_events_in_their_order() {
    let each: Vec<&str> = ["54106", "54105", "54201"].into_iter().cycle().take(MANY).collect();
    let step = Step { wanted: all_wanted(&each), events: all_right(&["54106", "54105", "54201"]), ..Step::default() };
    let judged = step.judge();
    assert_eq!(judged.findings, []);
    assert_eq!(judged.events.len(), MANY);
    let counted =
        Step { wanted: vec![times(MANY as u64, wanted("54106"))], events: all_right(&["54106"]), ..Step::default() };
    assert_eq!(counted.judge().events.len(), 1, "equal ones in a row are one");
}

#[test]
fn many_events_in_any_order_and_too_many_of_them() {
    let codes = ["54106", "54105", "54201", "54301"];
    let wanted = vec![times(5_000, wanted("54201")), times(100, wanted("54106")), times(1, wanted("54105"))];
    let step = Step { wanted, events: many(&codes), unordered: true, ..Step::default() };
    let kinds: Vec<FindingKind> = step.judge().findings.iter().map(|finding| finding.kind).collect();
    let of = |kind| kinds.iter().filter(|own| **own == kind).count();
    assert_eq!((of(FindingKind::Count), of(FindingKind::Unexpected), of(FindingKind::Message)), (3, 1, MANY));
}

#[test]
fn many_events_that_nothing_expected_beside_witnesses_and_by_products() {
    let step = Step {
        wanted: vec![wanted("54106")],
        by_products: vec!["54201"; 50],
        events: many(&["54201", "54301", "54106"]),
        witness: Some((many(&["54201", "54301"]), true)),
        ..Step::default()
    };
    let judged = step.judge();
    assert_eq!(judged.events.len(), MANY);
    assert!(judged.findings.iter().any(|finding| finding.kind == FindingKind::Unexpected));
}

/// Companions of what a class takes: each waits for its own.
#[test]
fn many_events_that_come_with_others() {
    let leader = passlogic().entries().find(|entry| entry.class == Class::Reject && !entry.then.is_empty());
    let leader = leader.expect("a refusal that is logged in two events").key.as_str().to_owned();
    let class = Wanted { accepts: vec![Accepts::Class(Class::Reject)], ..Wanted::code("reject", "") };
    let step = Step { wanted: vec![times(MANY as u64, class)], events: all_right(&[&leader]), ..Step::default() };
    let judged = step.judge();
    assert_eq!(judged.findings.iter().map(|finding| finding.kind).collect::<Vec<_>>(), [FindingKind::Missing]);
}

/// While something runs on, a step takes what is its own out of ten thousand events.
#[test]
fn a_step_claims_its_own_among_many() {
    let mut events = all_right(&["54301"]);
    events.insert(7, event("54106"));
    events.insert(MANY / 2, event("54201"));
    events.push(event("54105"));
    let claimed = |wanted: &[&str], by_products: Vec<&'static str>, answers: Vec<WireSeen>| {
        let step = Step { wanted: all_wanted(wanted), by_products, answers, events: events.clone(), ..Step::default() };
        let is_own = step.look(super::claimed);
        let own = events.iter().zip(is_own).filter(|(_, own)| *own).map(|(event, _)| event.code.clone());
        own.collect::<Vec<_>>()
    };
    assert_eq!(claimed(&["54106", "54201"], vec![], vec![]), ["54106", "54201"]);
    assert_eq!(claimed(&["54201", "54106"], vec![], vec![]), ["54106", "54201"], "out of order, but its own");
    assert_eq!(claimed(&["54301", "54301"], vec!["54105", "54301"], vec![]), ["54301", "54301", "54301", "54105"]);
    let said = |code: &str| WireSeen {
        status: "HTTP 200".into(),
        outcome: None,
        code: Some(code.into()),
        level: None,
        message: None,
        is_bare_refusal: false,
    };
    assert_eq!(claimed(&["54201"], vec![], vec![said("54106"), said("54201")]), ["54106", "54201"]);
    assert_eq!(claimed(&[], vec![], vec![]), [""; 0]);
}
