//! What holds for every text, TOML or not.

use proptest::prelude::*;
use sekisho_files::{
    Node, Problem, Problems, Shape, Source, Value, boolean, field, integer, list, map, read, table, template, text,
    word,
};

const RIGHT: &str = "#:schema a.json
format = 1
title  = \"日本語のタイトル\"   # ノート
\"quoted key\" = 'literal \\n'
multi = \"\"\"
a \\
  b {{ x }}\"\"\"

[user.alice]
expires = \"{{ now + 1h }}\"
numbers = [1, -2, 0xff, 1.5, inf, 1979-05-27T07:32:00Z]

[[step]]
do = \"login\"
with = { answer = \"wrong\", \"user.name\" = '' }
expect = [\"a\", { code = \"54106\", count = 2 }]
";

/// What breaks files: quotes, brackets, letters of several bytes, controls.
const SHARDS: [&str; 24] = [
    "\"",
    "'",
    "\"\"\"",
    "'''",
    "\\",
    "\n",
    "\r",
    "\r\n",
    "\u{feff}",
    "\0",
    "日",
    "é",
    "\u{200d}",
    "🔐",
    "[",
    "]]",
    "{",
    "}",
    "=",
    ".",
    "#",
    "99999999999999999999",
    "\t",
    "\u{85}",
];

fn shape() -> Shape {
    let step = table(vec![
        field("do", "The action.", text()).required(),
        field("with", "Arguments.", map(template())),
        field("expect", "What must come.", list(Shape::OneOf(vec![text(), map(template())]))),
    ]);
    table(vec![
        field("format", "The version.", integer(1..=1)).required(),
        field("title", "The title.", word(&["日本語のタイトル"])).required(),
        field("alone", "Whether alone.", boolean()),
        field("user", "The users.", map(map(Shape::Any))),
        field("step", "The steps.", list(step)).required(),
    ])
}

#[derive(Debug, Clone)]
enum Change {
    Remove(prop::sample::Index, usize),
    Insert(prop::sample::Index, &'static str),
    Repeat(prop::sample::Index, prop::sample::Index),
    Cut(prop::sample::Index),
}

fn change() -> impl Strategy<Value = Change> {
    let index = || any::<prop::sample::Index>();
    prop_oneof![
        (index(), 1..12usize).prop_map(|(at, length)| Change::Remove(at, length)),
        (index(), prop::sample::select(SHARDS.to_vec())).prop_map(|(at, shard)| Change::Insert(at, shard)),
        (index(), index()).prop_map(|(from, to)| Change::Repeat(from, to)),
        index().prop_map(Change::Cut),
    ]
}

fn changed(text: &str, changes: &[Change], crlf: bool) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for change in changes {
        let at = |index: &prop::sample::Index| index.index(letters.len() + 1);
        match change {
            Change::Remove(from, length) => drop(letters.drain(at(from)..(at(from) + length).min(letters.len()))),
            Change::Insert(place, shard) => drop(letters.splice(at(place)..at(place), shard.chars())),
            Change::Repeat(from, to) => {
                let (from, to) = (at(from).min(at(to)), at(from).max(at(to)));
                letters.extend_from_within(from..to);
            }
            Change::Cut(from) => letters.truncate(at(from)),
        }
    }
    let text: String = letters.into_iter().collect();
    if crlf { text.replace('\n', "\r\n") } else { text }
}

/// Reads, checks and renders; nothing of it may panic, and whatever is wrong has a place in the file.
fn examine(text: &str) -> (Source, Node, Problems) {
    let source = Source::new("a.toml", text);
    let mut problems = Problems::new();
    let root = read(&source, &mut problems);
    shape().check(&source, &root, &mut problems);
    let lines = text.matches('\n').count() + 1;
    for problem in problems.sorted() {
        let place = problem.place();
        assert!(place.line <= lines && place.column >= 1 && !problem.title().is_empty());
    }
    assert_eq!(problems.is_empty(), problems.render(false).is_empty());
    problems.render(true);
    (source, root, problems)
}

fn every_node(node: &Node, visit: &mut dyn FnMut(&Node)) {
    visit(node);
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| every_node(item, visit)),
        Value::Table(table) => table.iter().for_each(|(_, node)| every_node(node, visit)),
        _ => {}
    }
}

#[test]
fn no_depth_of_nesting_breaks_the_reader() {
    let deep = |opening: &str| opening.repeat(20_000);
    for text in [
        format!("a = {}", deep("[")),
        format!("a = {}", deep("{a=")),
        format!("{}a = 1", deep("a.")),
        format!("[{}a]", deep("a.")),
        format!("a = {{ {}a = 1 }}", deep("a.")),
        deep("["),
    ] {
        examine(&text);
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        examine(&text);
    }

    #[test]
    fn any_text_of_tomls_letters_is_read_or_refused(text in "[a-c =\\[\\]{}.,'\"#\\\\\n\r\t0-9日é🔐\u{feff}-]{0,60}") {
        examine(&text);
    }

    #[test]
    fn a_file_that_was_damaged_is_read_or_refused(
        changes in prop::collection::vec(change(), 0..6),
        crlf in any::<bool>(),
        mark in any::<bool>(),
    ) {
        let mark = if mark { "\u{feff}" } else { "" };
        let (source, root, _) = examine(&format!("{mark}{}", changed(RIGHT, &changes, crlf)));
        every_node(&root, &mut |node| {
            assert!(source.text().get(node.span.clone()).is_some(), "{:?} of {:?}", node.span, source.text());
            let Some(text) = node.as_text() else { return };
            for (from, letter) in text.char_indices() {
                let within = node.span_within(&source, from..from + letter.len_utf8());
                let underlined = source.text().get(within.clone()).expect("whole letters");
                assert!(within == node.span || underlined.chars().eq([letter]), "{underlined:?} for {letter:?}");
            }
        });
    }

    #[test]
    fn a_problem_anywhere_can_be_shown(text in any::<String>(), from in 0..400usize, length in 0..400usize) {
        let source = Source::new("a.toml", text);
        let mut problems = Problems::new();
        problems.push(Problem::new(&source, from..from + length, "wrong").label("here").note("a note").help("a help"));
        let rendered = problems.render(false);
        prop_assert!(rendered.starts_with("error: wrong"), "{}", rendered);
    }

    #[test]
    fn places_go_forward(text in any::<String>()) {
        let source = Source::new("a", text.as_str());
        let places: Vec<_> = text.char_indices().map(|(at, _)| source.place(at)).collect();
        prop_assert!(places.is_sorted_by(|one, next| one < next));
        prop_assert_eq!(source.place(text.len()).line, text.matches('\n').count() + 1);
    }
}
