use proptest::prelude::*;

use super::*;

/// Codes of several classes and families, none of which has a detail.
const CODES: [&str; 8] = ["54106", "54105", "54201", "30004", "54101", "54199", "54301", "30005"];

/// Of a class that none of the codes has: no wider expectation takes it.
const BY_PRODUCT: &str = "52200";

fn code() -> impl Strategy<Value = &'static str> {
    prop::sample::select(CODES.to_vec())
}

fn arbitrary_text() -> impl Strategy<Value = Option<String>> {
    prop::option::of(prop_oneof![
        any::<String>(),
        Just("480958 sk01-alice".to_owned()),
        code().prop_map(|code| entry(code).message.text.clone()),
        code().prop_map(|code| entry(code).outcome.clone()),
        Just("warning".to_owned()),
    ])
}

fn arbitrary_code() -> impl Strategy<Value = String> {
    prop_oneof![4 => code().prop_map(str::to_owned), 1 => Just("31421".to_owned()), 1 => any::<String>()]
}

fn arbitrary_event() -> impl Strategy<Value = Observed> {
    let texts = (arbitrary_text(), arbitrary_text(), arbitrary_text());
    (arbitrary_code(), texts, prop::option::of(0..8u8), prop::collection::vec(any::<String>(), 0..2)).prop_map(
        |(code, (level, message, user), severity, deviations)| Observed {
            observer: 0,
            code,
            level,
            severity: severity.and_then(Severity::from_code),
            message,
            user,
            request: None,
            scope: None,
            deviations,
        },
    )
}

fn arbitrary_accepts() -> impl Strategy<Value = Accepts> {
    prop_oneof![
        arbitrary_code().prop_map(Accepts::Code),
        prop::sample::select(Class::ALL.to_vec()).prop_map(Accepts::Class),
        code().prop_map(|code| Accepts::Outcome(entry(code).outcome.clone())),
    ]
}

fn arbitrary_wanted() -> impl Strategy<Value = Wanted> {
    let count = prop_oneof![0..4u64, Just(u64::MAX)];
    let accepts = prop::collection::vec(arbitrary_accepts(), 0..3);
    (accepts, count, arbitrary_text(), arbitrary_text(), arbitrary_text(), any::<bool>()).prop_map(
        |(accepts, count, level, message, about, has_detail)| Wanted {
            label: "x".to_owned(),
            accepts,
            count,
            level,
            message,
            detail: has_detail.then(|| regex::Regex::new("^4").expect("a pattern")),
            about,
        },
    )
}

fn arbitrary_answer() -> impl Strategy<Value = WireSeen> {
    (arbitrary_text(), prop::option::of(arbitrary_code()), arbitrary_text(), arbitrary_text()).prop_map(
        |(outcome, code, level, message)| WireSeen {
            status: "HTTP 200".to_owned(),
            outcome,
            code,
            level,
            message,
            is_bare_refusal: false,
        },
    )
}

fn arbitrary_step() -> impl Strategy<Value = Step> {
    let seen = (
        prop::collection::vec(arbitrary_event(), 0..6),
        prop::option::of((prop::collection::vec(arbitrary_event(), 0..4), any::<bool>())),
        prop::collection::vec(arbitrary_answer(), 0..4),
    );
    let asked = (
        prop::collection::vec(arbitrary_wanted(), 0..5),
        prop::collection::vec(arbitrary_wanted(), 0..2),
        prop::collection::vec(code(), 0..3),
    );
    (asked, seen, any::<[bool; 4]>()).prop_map(|((wanted, never, by_products), (events, witness, answers), flags)| {
        Step {
            scope: Some("sk01"),
            wanted,
            never,
            by_products,
            events,
            witness,
            answers,
            unordered: flags[0],
            has_no_log: flags[1],
            is_cut_off: flags[2],
            dormant_is_finding: flags[3],
            user: Some("sk01-alice"),
            secrets: vec!["480958"],
            mask: vec!["locked", "incorrect-credentials"],
        }
    })
}

/// A step that went right: wanted, by-products, and the events that just these yield, each expectation a
/// code, a choice or a class.
fn right_step() -> impl Strategy<Value = Step> {
    let one = (code(), 1..4u64, 0..3u8, code());
    let expectations = prop::collection::vec(one, 1..6);
    (expectations, prop::collection::vec((any::<prop::sample::Index>(), Just(BY_PRODUCT)), 0..4), any::<bool>())
        .prop_map(|(expectations, asides, unordered)| {
            let mut step = Step { unordered, by_products: vec![BY_PRODUCT; asides.len()], ..Step::default() };
            for (code, count, width, other) in expectations {
                let one = match width {
                    0 => wanted(code),
                    1 => any_of(&[other, code]),
                    _ => class(entry(code).class),
                };
                step.wanted.push(times(count, one));
                step.events.extend((0..count).map(|_| event(code)));
            }
            for (place, code) in asides {
                step.events.insert(place.index(step.events.len() + 1), event(code));
            }
            step
        })
}

/// Whether the events are just what was wanted, and by-products no more than allowed: by trying all ways.
fn brute_force(step: &Step) -> bool {
    fn fits(step: &Step, events: &[Observed], left: &mut Vec<u64>, spare: usize) -> bool {
        let Some((event, rest)) = events.split_first() else { return left.iter().all(|count| *count == 0) };
        if event.code == BY_PRODUCT {
            return spare > 0 && fits(step, rest, left, spare - 1);
        }
        let next = left.iter().position(|count| *count > 0);
        for place in 0..left.len() {
            let is_open = left[place] > 0 && (step.unordered || Some(place) == next);
            if is_open && step.wanted[place].takes(&event.code, passlogic()) {
                left[place] -= 1;
                let rest_fits = fits(step, rest, left, spare);
                left[place] += 1;
                if rest_fits {
                    return true;
                }
            }
        }
        false
    }
    let mut left = step.wanted.iter().map(|wanted| wanted.count).collect();
    fits(step, &step.events, &mut left, step.by_products.len())
}

proptest! {
    #[test]
    fn nothing_that_is_seen_breaks_the_judge(step in arbitrary_step()) {
        let judged = step.judge();
        prop_assert!(judged.findings.iter().all(|finding| finding.waived.is_none()));
        let shown: u64 = judged.events.iter().map(|event| event.count).sum();
        prop_assert_eq!(shown, step.events.len() as u64);
        let answered: u64 = judged.answers.iter().map(|answer| answer.count).sum();
        prop_assert_eq!(answered, step.answers.len() as u64);
        let mut distinct = judged.findings.clone();
        distinct.sort();
        distinct.dedup();
        prop_assert_eq!(distinct.len(), judged.findings.len());
    }

    #[test]
    fn just_what_was_wanted_is_never_a_finding(step in right_step()) {
        prop_assert_eq!(step.findings(), [] as [&str; 0]);
    }

    #[test]
    fn the_order_of_a_race_does_not_matter(step in right_step(), swaps in prop::collection::vec(any::<[prop::sample::Index; 2]>(), 0..9)) {
        let mut step = Step { unordered: true, ..step };
        for [one, other] in swaps {
            let events = step.events.len();
            step.events.swap(one.index(events), other.index(events));
        }
        prop_assert_eq!(step.findings(), [] as [&str; 0]);
    }

    #[test]
    fn an_event_too_many_is_always_a_finding(step in right_step(), at in any::<prop::sample::Index>(), code in code()) {
        let mut doubled = step.clone();
        let at = at.index(step.events.len());
        doubled.events.insert(at, step.events[at].clone());
        prop_assert!(!doubled.findings().is_empty());
        let mut strange = step;
        strange.events.insert(at, event(code));
        prop_assert!(!strange.findings().is_empty());
    }

    #[test]
    fn an_event_too_few_is_always_a_finding_but_for_a_by_product(
        step in right_step(),
        at in any::<prop::sample::Index>(),
    ) {
        let mut dropped = step;
        let at = at.index(dropped.events.len());
        let lost = dropped.events.remove(at);
        prop_assert_eq!(dropped.findings().is_empty(), lost.code == BY_PRODUCT, "{:?}", dropped.findings());
    }

    #[test]
    fn two_events_that_changed_places_are_a_finding_just_if_no_other_reading_explains_them(
        step in right_step(),
        at in any::<[prop::sample::Index; 2]>(),
    ) {
        let [one, other] = at.map(|at| at.index(step.events.len()));
        let mut swapped = step;
        swapped.events.swap(one, other);
        prop_assert_eq!(swapped.findings().is_empty(), brute_force(&swapped), "{:?}", swapped.findings());
    }

    #[test]
    fn another_code_in_an_events_place_is_a_finding_just_if_no_other_reading_explains_it(
        step in right_step(),
        at in any::<prop::sample::Index>(),
        code in code(),
    ) {
        let mut changed = step;
        let at = at.index(changed.events.len());
        changed.events[at] = event(code);
        prop_assert_eq!(changed.findings().is_empty(), brute_force(&changed), "{:?}", changed.findings());
    }

    #[test]
    fn a_fault_of_one_event_is_always_a_finding(step in right_step(), at in any::<prop::sample::Index>(), fault in 0..5u8) {
        let mut faulty = step;
        let at = at.index(faulty.events.len());
        let event = &mut faulty.events[at];
        match fault {
            0 => event.level = Some("debug".to_owned()),
            1 => event.severity = Severity::from_code(7),
            2 => event.message = Some("Nothing of the kind.".to_owned()),
            3 => event.deviations.push("no version".to_owned()),
            _ => event.code = "00000".to_owned(),
        }
        prop_assert!(!faulty.findings().is_empty());
    }
}
