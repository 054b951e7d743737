use std::ops::Range;

use sekisho_files::{Node, Problem, Source, Table};

use crate::{ChannelPattern, DetailName, Entry, Key, Message, Status, Vocabulary};

/// An entry as its file has it: of the right shape perhaps, but with nothing known of its meaning yet.
pub(super) struct Draft<'a> {
    pub(super) source: &'a Source,
    pub(super) family: &'a str,
    pub(super) key: &'a str,
    pub(super) key_span: Range<usize>,
    /// Its own channel or its family's; nothing if that is wrong.
    pub(super) channel: Option<ChannelPattern>,
    pub(super) table: &'a Table,
}

impl Draft<'_> {
    /// The place of its key, for notes.
    pub(super) fn place(&self) -> String {
        place(self.source, &self.key_span)
    }

    /// A problem at its key.
    pub(super) fn problem(&self, title: impl Into<String>) -> Problem {
        Problem::new(self.source, self.key_span.clone(), title)
    }

    /// A problem at one of its values.
    pub(super) fn problem_at(&self, node: &Node, title: impl Into<String>) -> Problem {
        Problem::new(self.source, node.span.clone(), title)
    }

    /// The entry, if nothing is wrong with it.
    pub(super) fn entry(&self, vocabulary: &Vocabulary) -> Option<Entry> {
        let outcome = self.table.text("outcome")?;
        Some(Entry {
            key: Key::from(self.key),
            level: self.table.text("level").and_then(|word| word.parse().ok()),
            status: self.table.text("status").map_or(Some(Status::Active), |word| word.parse().ok())?,
            family: self.family.to_owned(),
            channel: self.channel.clone()?,
            outcome: outcome.to_owned(),
            class: vocabulary.class_of(outcome)?,
            message: Message::new(self.table.text("message").unwrap_or_default()),
            message_ja: self.text("message_ja"),
            cause: self.text("cause"),
            remedy: self.text("remedy"),
            note: self.text("note"),
            detail: self.table.text("detail").map(DetailName::from),
            then: self.table.list("then").iter().filter_map(Node::as_text).map(Key::from).collect(),
            shared: self.text("shared"),
        })
    }

    fn text(&self, name: &str) -> Option<String> {
        self.table.text(name).map(str::to_owned)
    }
}

/// A place as notes show it.
pub(super) fn place(source: &Source, span: &Range<usize>) -> String {
    let at = source.place(span.start);
    format!("{}:{}:{}", source.name(), at.line, at.column)
}
