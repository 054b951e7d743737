use std::time::Duration;

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::check::sights::is_like;
use crate::check::{SightWanted, Sighted, complaint, fact, sights_seen};
use crate::record::FindingKind;
use crate::target::StatusRange;
use crate::wire::{Complaint, Sight};

fn sights(seen: &[(&str, i64, u16)]) -> Vec<Sight> {
    let sight = |(number, (what, at_ms, status)): (u64, &(&str, i64, u16))| Sight {
        number,
        at_ms: *at_ms,
        what: (*what).to_owned(),
        status: Some(*status).filter(|status| *status > 0),
    };
    (1..).zip(seen).map(sight).collect()
}

fn wanted(pattern: &str) -> SightWanted {
    SightWanted { pattern: pattern.to_owned(), status: None, count: 1, or_more: true, gap: None }
}

/// Whether it is enough, and the findings as `kind: expected, got`.
fn looked(wanted: &SightWanted, seen: &[Sight]) -> (bool, Vec<String>) {
    let mut sighted = Sighted::default();
    seen.iter().for_each(|sight| sighted.take(sight, wanted));
    let findings = sighted.findings(wanted, false);
    (sighted.is_enough(wanted), findings.iter().map(ToString::to_string).collect())
}

#[test]
fn what_must_be_seen_is_counted() {
    let seen = sights(&[("POST /token", 0, 200), ("POST /$batch", 0, 429), ("POST /$batch", 7000, 200)]);
    let batch = wanted("POST /$batch");
    assert_eq!(looked(&batch, &seen), (true, vec![]));
    let exactly = |count| SightWanted { count, or_more: false, ..batch.clone() };
    assert_eq!(looked(&exactly(2), &seen), (true, vec![]));
    assert_eq!(looked(&exactly(3), &seen), (false, vec!["count: expected POST /$batch, 3 times, got twice".into()]));
    assert_eq!(looked(&exactly(1), &seen), (true, vec!["count: expected POST /$batch, once, got twice".into()]));
    assert_eq!(looked(&exactly(0), &seen), (true, vec!["count: expected POST /$batch, never, got twice".into()]));
    assert_eq!(looked(&wanted("GET *"), &seen).1, ["missing: expected GET *, at least once, got never"]);
    let refused = SightWanted { status: Some(StatusRange(400, 499)), ..exactly(2) };
    assert_eq!(looked(&refused, &seen).1, ["count: expected POST /$batch (4xx), twice, got once"]);
    let forgotten = Sighted::default().findings(&batch, true);
    assert_eq!(forgotten[0].got, "never, as far as it remembers");
}

#[test]
fn things_must_lie_as_far_apart_as_is_said() {
    let apart = |seconds| SightWanted { gap: Some(Duration::from_secs(seconds)), ..wanted("a") };
    let seen = sights(&[("a", 0, 0), ("b", 1, 0), ("a", 9000, 0), ("a", 15_999, 0)]);
    assert_eq!(looked(&apart(6), &seen).1, [""; 0]);
    assert_eq!(looked(&apart(7), &seen).1, ["time: expected a, 7s or more apart, got after 6999ms"]);
    assert_eq!(looked(&apart(7), &sights(&[("a", 0, 0)])).1, [""; 0], "one lies nowhere");
    let back = looked(&apart(1), &sights(&[("a", 500, 0), ("a", 0, 0)])).1;
    assert_eq!(back, ["time: expected a, 1s or more apart, got one before the other by its own clock"]);
    assert_eq!(apart(7).expected(), "a, at least once, 7s or more apart");
}

#[test]
fn facts_are_compared_as_they_read() {
    let found = |wanted: Option<&str>, got: Option<Value>| fact("users", wanted, got.as_ref()).map(|f| f.to_string());
    assert_eq!(found(Some("12"), Some(json!(12))), None);
    assert_eq!(found(Some("12"), Some(json!("12"))), None);
    assert_eq!(found(None, None), None);
    assert_eq!(found(Some("12"), Some(json!(3))).as_deref(), Some("fact: expected users is 12, got 3"));
    assert_eq!(found(Some("x"), None).as_deref(), Some("fact: expected users is x, got no such fact"));
    assert_eq!(found(None, Some(json!("x"))).as_deref(), Some("fact: expected users is no such fact, got x"));
}

#[test]
fn a_complaint_names_its_rule() {
    let told = Complaint { rule: "RFC 9110 10.2.3".into(), expected: "a wait".into(), got: "none".into() };
    let finding = complaint(&told);
    assert_eq!(finding.kind, FindingKind::Complaint);
    assert_eq!(finding.to_string(), "complaint: expected a wait (RFC 9110 10.2.3), got none");
}

#[test]
fn what_was_seen_is_told_briefly() {
    let seen = sights_seen(&sights(&[("a", 0, 200), ("b", 0, 0), ("a", 1, 200), ("a", 1, 500)]));
    let told: Vec<_> = seen.iter().map(|sight| (sight.what.as_str(), sight.status, sight.count)).collect();
    assert_eq!(told, [("a", Some(200), 2), ("b", None, 1), ("a", Some(500), 1)]);
    let names: Vec<String> = (0..100).map(|n| format!("item {n}")).collect();
    let many: Vec<(&str, i64, u16)> = names.iter().map(|name| (name.as_str(), 0, 200)).collect();
    let seen = sights_seen(&sights(&many));
    assert_eq!((seen.len(), seen.last().map(|sight| sight.count)), (41, Some(60)));
}

#[test]
fn ten_thousand_things_are_looked_at_once_each() {
    let names: Vec<String> = (0..10_000).map(|n| format!("item PATCH /users/{n}")).collect();
    let many: Vec<(&str, i64, u16)> = names.iter().map(|name| (name.as_str(), 0, 204)).collect();
    let seen = sights(&many);
    let all = SightWanted { count: 10_000, or_more: false, ..wanted("item PATCH /users/*") };
    assert_eq!(looked(&all, &seen), (true, vec![]));
    assert_eq!(sights_seen(&seen).len(), 41);
}

#[test]
fn a_star_stands_for_anything() {
    for (pattern, text, is_one) in [
        ("POST /$batch", "POST /$batch", true),
        ("POST /$batch", "POST /$batch page 2", false),
        ("*", "", true),
        ("", "", true),
        ("", "a", false),
        ("GET /users*", "GET /users page 2", true),
        ("*page 2", "GET /users page 2", true),
        ("a*b*c", "abc", true),
        ("a*b*c", "acb", false),
        ("a*a", "a", false),
        ("*b*", "abc", true),
        ("**", "x", true),
    ] {
        assert_eq!(is_like(text, pattern), is_one, "{pattern} {text}");
    }
}

proptest! {
    /// Another way to say what `*` means: a regular expression.
    #[test]
    fn a_pattern_is_the_regular_expression_that_it_reads_as(pattern in "[ab*]{0,8}", text in "[ab]{0,10}") {
        let parts: Vec<String> = pattern.split('*').map(regex::escape).collect();
        let expression = regex::Regex::new(&format!("^{}$", parts.join(".*"))).expect("a pattern");
        prop_assert_eq!(is_like(&text, &pattern), expression.is_match(&text));
    }
}
