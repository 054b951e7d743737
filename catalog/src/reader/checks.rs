//! What the entries must be beyond their shape, each check by itself, so that all problems show at once.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use sekisho_files::{Node, Problem, Problems, Table};

use super::draft::Draft;
use super::index::Index;
use crate::{ChannelPattern, Message, Vocabulary};

/// Checks all entries, each for itself and all together.
pub(super) fn check(drafts: &[Draft<'_>], index: &Index<'_>, vocabulary: &Vocabulary, problems: &mut Problems) {
    for draft in drafts {
        key_form(draft, index, problems);
        level_and_message(draft, index, problems);
        outcome(draft, vocabulary, problems);
        detail(draft, index, problems);
    }
    duplicates(drafts, problems);
    twins(drafts, problems);
    companions(drafts, problems);
}

fn key_form(draft: &Draft<'_>, index: &Index<'_>, problems: &mut Problems) {
    let wanted = index.key_form.as_ref().filter(|key| !key.form.is_match(draft.key));
    if let Some(wanted) = wanted {
        let problem = draft.problem(format!("the key `{}` has not the form of this catalog's keys", draft.key));
        problems
            .push(problem.label("another form").note(format!("every key must match `{}` as a whole", wanted.written)));
    } else if draft.key.is_empty() {
        problems.push(draft.problem("the key is empty").label("empty"));
    }
}

fn level_and_message(draft: &Draft<'_>, index: &Index<'_>, problems: &mut Problems) {
    let required = ["level", "message"].into_iter().filter(|_| index.levels_required);
    for name in required.filter(|name| draft.table.node(name).is_none_or(|node| node.as_text() == Some(""))) {
        problems.push(
            draft
                .problem(format!("the entry `{}` has no {name}", draft.key))
                .label(format!("`{name}` belongs here"))
                .note(format!("{} says levels = \"required\"", index.source.name())),
        );
    }
}

fn outcome(draft: &Draft<'_>, vocabulary: &Vocabulary, problems: &mut Problems) {
    let wrong = text(draft.table, "outcome").filter(|(_, word)| vocabulary.class_of(word).is_none());
    let Some((node, word)) = wrong else { return };
    let problem = draft.problem_at(node, format!("unknown outcome `{word}`")).label("no word of the vocabulary");
    problems.push(match vocabulary.is_class(word) {
        true => problem.help(format!("`{word}` is a class: name an outcome of that class")),
        false => problem.help_nearest(word, vocabulary.words()),
    });
}

fn detail(draft: &Draft<'_>, index: &Index<'_>, problems: &mut Problems) {
    let slots = ["message", "message_ja"].map(|name| slot(draft, name, problems));
    let known = index.details.keys().map(String::as_str);
    match (text(draft.table, "detail"), slots.into_iter().flatten().next()) {
        (None, Some(slot)) => {
            let title = "the message has a `{0}`, but no `detail` says what that may be";
            problems.push(Problem::new(draft.source, slot, title).label("which detail?").help_nearest("", known));
        }
        (Some((node, name)), _) if !index.details.contains_key(name) => {
            let problem = draft.problem_at(node, format!("unknown detail `{name}`")).label("not in catalog.toml");
            problems.push(problem.help_nearest(name, known));
        }
        (Some((node, _)), None) => {
            let problem = draft.problem_at(node, "there is a `detail`, but no message has a `{0}` for it");
            let help = "write `{0}` where the detail stands, or drop `detail`";
            problems.push(problem.label("no place for it").help(help));
        }
        _ => {}
    }
}

/// Where the message's `{0}` stands in the file. A second one is a problem.
fn slot(draft: &Draft<'_>, name: &str, problems: &mut Problems) -> Option<Range<usize>> {
    let (node, message) = text(draft.table, name)?;
    let mut slots = message.match_indices(Message::SLOT).map(|(at, slot)| at..at + slot.len());
    let first = slots.next()?;
    if let Some(second) = slots.next() {
        let span = node.span_within(draft.source, second);
        let problem = Problem::new(draft.source, span, "a message can have one `{0}` only");
        problems.push(problem.label("the second"));
    }
    Some(node.span_within(draft.source, first))
}

fn duplicates(drafts: &[Draft<'_>], problems: &mut Problems) {
    let mut first: HashMap<&str, &Draft<'_>> = HashMap::new();
    for draft in drafts {
        if let Some(before) = first.get(draft.key) {
            let problem = draft.problem(format!("the key `{}` is given twice", draft.key)).label("given before");
            problems.push(problem.note(format!("the first stands at {}", before.place())));
        } else {
            first.insert(draft.key, draft);
        }
    }
}

/// Entries that no expectation could tell apart must say so themselves.
fn twins(drafts: &[Draft<'_>], problems: &mut Problems) {
    let mut groups: HashMap<(&str, &ChannelPattern, &str), Vec<&Draft<'_>>> = HashMap::new();
    for draft in drafts {
        if let (Some(channel), Some(outcome)) = (&draft.channel, draft.table.text("outcome")) {
            groups.entry((draft.family, channel, outcome)).or_default().push(draft);
        }
    }
    for ((_, _, outcome), group) in &groups {
        group.iter().filter(|draft| draft.table.node("shared").is_none()).for_each(|draft| {
            twin(draft, group, outcome, problems);
        });
    }
}

fn twin(draft: &Draft<'_>, group: &[&Draft<'_>], outcome: &str, problems: &mut Problems) {
    let other = group.iter().find(|other| other.key != draft.key);
    if let (Some(other), Some(node)) = (other, draft.table.node("outcome")) {
        problems.push(
            draft
                .problem_at(
                    node,
                    format!("the entries `{}` and `{}` have one outcome, `{outcome}`", draft.key, other.key),
                )
                .label("not told apart by outcome")
                .note(format!("the other stands at {}, in the same family and channel", other.place()))
                .help("give each an outcome of its own, or say in both why they share it: shared = \"…\""),
        );
    }
}

fn companions(drafts: &[Draft<'_>], problems: &mut Problems) {
    let known = || drafts.iter().map(|draft| draft.key);
    let keys: HashSet<_> = known().collect();
    for draft in drafts {
        let then = draft.table.list("then").iter().filter_map(|node| Some((node, node.as_text()?)));
        for (node, key) in then.filter(|(_, key)| !keys.contains(key)) {
            let problem =
                draft.problem_at(node, format!("the entry `{key}` is not in this catalog")).label("no such entry");
            problems.push(problem.help_nearest(key, known()));
        }
    }
}

fn text<'a>(table: &'a Table, name: &str) -> Option<(&'a Node, &'a str)> {
    let node = table.node(name)?;
    Some((node, node.as_text()?))
}
