//! The same seed gives the same record.

use std::time::Duration;

use serde_json::Value;

use super::support::{Place, Record};

/// How long the whole suite may take where other tests run beside it, unoptimized, one case after the other.
const WHOLE_SUITE: Duration = Duration::from_secs(900);

/// What times it took and when: all else must be the same.
fn without_times(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            ["elapsed_ms", "started"].iter().for_each(|name| drop(fields.remove(*name)));
            fields.values_mut().for_each(without_times);
        }
        Value::Array(items) => items.iter_mut().for_each(without_times),
        _ => {}
    }
}

/// The lines of a record in the order of their cases; those of one case stay as they are.
fn normalised(mut record: Record) -> Vec<String> {
    record.0.iter_mut().for_each(without_times);
    let case = |event: &Value| ["scenario", "channel", "variant"].map(|part| event["case"][part].to_string());
    record.0.sort_by_key(case);
    record.0.iter().map(ToString::to_string).collect()
}

#[track_caller]
fn are_the_same(one: &[String], other: &[String]) {
    for (one, other) in one.iter().zip(other) {
        assert_eq!(one, other);
    }
    assert_eq!(one.len(), other.len());
}

/// Once without a word and side by side, once spelt out and one case after the other.
#[test]
fn the_same_seed_gives_the_same_record_on_the_whole_suite_but_for_times() {
    let place = Place::new();
    let run = |arguments: &[&str]| {
        place.start(arguments).end_within(WHOLE_SUITE).exits(0);
        normalised(place.record())
    };
    let one = run(&["--seed", "5eed"]);
    assert!(one.len() > 40, "a suite, not {} lines", one.len());
    are_the_same(&one, &run(&["run", "--seed", "5eed", "--jobs", "1"]));
}

#[test]
fn without_a_command_the_whole_suite_runs() {
    let place = Place::new();
    let run = place.sekisho(&["run", "--list"]).exits(0);
    assert!(run.stdout.lines().count() > 5, "{}", run.stdout);
    assert_eq!(place.sekisho(&["--list"]).exits(0).stdout, run.stdout);
}

#[test]
fn another_seed_gives_other_users_and_the_same_verdicts() {
    let place = Place::new();
    let run = |seed: &str| {
        let run = place.sekisho(&["run", "lock", "--seed", seed]).exits(0);
        run.says(&format!("--seed {seed:0>16}"));
        normalised(place.record())
    };
    let (one, other) = (run("5eed"), run("5eee"));
    assert_eq!(one.len(), other.len());
    assert_ne!(one, other);
}
