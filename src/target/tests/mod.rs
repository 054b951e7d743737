mod bindings;
mod by_products;
mod names;
mod pointers;
mod problems_of_meaning;
mod problems_of_shape;
mod radius;
mod right;
mod waivers;

use std::fs;
use std::time::Duration;

use sekisho_catalog::vocabulary;
use sekisho_files::{Problem, Source};
use serde_json::json;

use super::{
    Binding, Body, Extract, HttpCall, LoadError, ObserveFrom, Pointer, Reach, SecretFrom, StatusRange, Target, Waiver,
    Wire, open, read_waivers,
};
use crate::record::{CaseName, Finding, FindingKind};
use crate::template::{Scope, Template, Value};

const HEAD: &str = "format = 1\ntitle = \"A server\"\ncatalog = \"passlogic\"\n";
const LOGIN: &str = "[action.login]\nhttp = \"POST /login\"\n";

/// A target that is right, with more below.
fn target(more: &str) -> Target {
    let text = format!("{HEAD}{LOGIN}{more}");
    open(&Source::new("targets/server.toml", text.as_str()), vocabulary()).unwrap_or_else(|error| panic!("{error}"))
}

fn wrong(text: &str) -> sekisho_files::Problems {
    match open(&Source::new("targets/server.toml", text), vocabulary()) {
        Err(LoadError::Wrong(problems)) => problems,
        other => panic!("the target is wrong: {:?}", other.map(|target| target.name)),
    }
}

fn http(binding: &Binding) -> &HttpCall {
    match &binding.wire {
        Wire::Http(call) => call,
        Wire::Radius(_) => panic!("{} is spoken in HTTP", binding.action),
    }
}

/// What is wrong in a target, each problem with the text that it underlines and its title.
fn problems(text: &str) -> Vec<String> {
    let shown = |problem: &&Problem| format!("{}: {}", problem.place().line, problem.title());
    wrong(text).sorted().iter().map(shown).collect()
}

/// The problems of a target that is right but for what stands below; lines are counted from there.
#[track_caller]
fn assert_wrong(below: &str, titles: &[&str]) {
    let offset = (HEAD.to_owned() + LOGIN).matches('\n').count();
    let found = wrong(&format!("{HEAD}{LOGIN}{below}"));
    let shown = |problem: &&Problem| format!("{}: {}", problem.place().line - offset, problem.title());
    assert_eq!(found.sorted().iter().map(shown).collect::<Vec<_>>(), titles, "{below}");
}

/// The part of the message after the title: line with caret, notes, help.
fn rendered(below: &str) -> String {
    wrong(&format!("{HEAD}{LOGIN}{below}")).to_string()
}

#[test]
fn a_template_of_a_path_is_placed_in_the_file() {
    let target = target("[action.call]\nhttp = \"GET /日/{{ user.name }}\"\n");
    let call = target.binding("call", None).expect("a binding");
    let path: &Template = &http(call).path;
    let [(name, false)] = &path.names()[..] else { panic!("one name") };
    assert_eq!(&target.source.text()[name.span.clone()], "user.name");
}
