mod flows;
mod libraries;
mod linking;
mod mocks;
mod packets;
mod reading;
mod wrong_files;

use std::collections::BTreeMap;
use std::fs;

use sekisho_catalog::{passlogic, vocabulary};
use sekisho_files::{Problem, Problems, Source};

use super::{
    Act, AnswerKind, Argument, Known, Library, LibraryError, Scenario, Spoil, What, flow_shape, link, read_scenario,
    shape,
};
use crate::target::{Target, open};

const HEAD: &str = "format = 1\ntitle = \"A scenario\"\n[user.alice]\n";

fn titles(problems: &Problems, offset: usize) -> Vec<String> {
    let shown = |problem: &&Problem| {
        let line = problem.place().line;
        let line = if problem.file() == "a.toml" { line - offset } else { line };
        let file = if problem.file() == "a.toml" { String::new() } else { format!("{}:", problem.file()) };
        format!("{file}{line}: {}", problem.title())
    };
    problems.sorted().iter().map(shown).collect()
}

fn read_with(text: &str, flows: &[(&str, &str)]) -> (Option<Scenario>, Problems) {
    let flows: BTreeMap<String, Source> =
        flows.iter().map(|(name, text)| ((*name).to_owned(), Source::new(*name, *text))).collect();
    let mut problems = Problems::new();
    let scenario = read_scenario("x/a", &Source::new("a.toml", text), &|name| flows.get(name).cloned(), &mut problems);
    (scenario, problems)
}

/// A scenario that is right.
fn scenario_with(text: &str, flows: &[(&str, &str)]) -> Scenario {
    let (scenario, problems) = read_with(text, flows);
    assert!(problems.is_empty(), "{problems}");
    scenario.expect("a scenario")
}

/// The problems of steps below a right head; lines are counted from the first below.
fn problems_with(steps: &str, flows: &[(&str, &str)]) -> Vec<String> {
    let text = format!("{HEAD}{steps}");
    titles(&read_with(&text, flows).1, HEAD.matches('\n').count())
}

#[track_caller]
fn assert_wrong(steps: &str, expected: &[&str]) {
    assert_eq!(problems_with(steps, &[]), expected, "{steps}");
}

fn step(more: &str) -> super::Step {
    scenario_with(&format!("{HEAD}[[step]]\ndo = \"login\"\n{more}"), &[]).steps.remove(0)
}
