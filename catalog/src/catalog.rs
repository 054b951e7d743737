use std::fmt;

use indexmap::IndexMap;
use sekisho_files::{Problems, Source};

use crate::{DetailForms, DetailName, Entry, Key, Message, MessageMatch, Vocabulary, reader};

/// What one product can emit.
#[derive(Debug, Clone)]
pub struct Catalog {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) families: Vec<String>,
    pub(crate) details: IndexMap<String, DetailForms>,
    pub(crate) entries: IndexMap<Key, Entry>,
}

/// What is wrong with an emitted text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MessageFault {
    /// It is none of the entry's texts.
    Text {
        /// The entry's texts: English, then Japanese if there is one.
        expected: Vec<String>,
    },
    /// The text is right, but what it has in place of `{0}` is not.
    Detail {
        /// The detail.
        got: String,
        /// The forms that it might have had, as regular expressions.
        forms: Vec<String>,
    },
}

impl Catalog {
    /// Reads a catalog from its files, `catalog.toml` first and then the families' in any order.
    ///
    /// # Errors
    ///
    /// All that is wrong in any of the files.
    pub fn read(files: &[Source], vocabulary: &Vocabulary) -> Result<Self, Problems> {
        reader::read(files, vocabulary)
    }

    /// Its name, by which targets refer to it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The product and version that it describes.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// All entries: the families in the order of `catalog.toml`, each in the order of its file.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    /// The entries that scenarios can provoke, in the same order.
    pub fn active(&self) -> impl Iterator<Item = &Entry> {
        self.entries().filter(|entry| entry.is_active())
    }

    /// The entry with this key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.get(key)
    }

    /// The families in the order of `catalog.toml`.
    pub fn families(&self) -> impl Iterator<Item = &str> {
        self.families.iter().map(String::as_str)
    }

    /// What may stand in place of `{0}` in the entry's messages.
    pub fn detail(&self, entry: &Entry) -> Option<&DetailForms> {
        self.details.get(entry.detail.as_ref().map(DetailName::as_str)?)
    }

    /// The entry with the next key, and after the last the first: what a fault that emits a wrong code emits.
    /// The only entry of a catalog is its own neighbour.
    pub fn neighbour<'a>(&'a self, entry: &'a Entry) -> &'a Entry {
        let next = self.entries().filter(|other| other.key > entry.key).min_by(|a, b| a.key.cmp(&b.key));
        next.or_else(|| self.entries().min_by(|a, b| a.key.cmp(&b.key))).unwrap_or(entry)
    }

    /// Whether an emitted text is the entry's message, English or Japanese, with an allowed detail.
    ///
    /// # Errors
    ///
    /// What is wrong with the text.
    pub fn check_message(&self, entry: &Entry, emitted: &str) -> Result<(), MessageFault> {
        let english = self.check_text(entry, &entry.message, emitted);
        let (Err(fault), Some(ja)) = (&english, &entry.message_ja) else { return english };
        match (self.check_text(entry, &Message::new(ja.as_str()), emitted), fault) {
            (Err(MessageFault::Text { .. }), _) => english,
            (checked, _) => checked,
        }
    }

    fn check_text(&self, entry: &Entry, message: &Message, emitted: &str) -> Result<(), MessageFault> {
        match (message.matches(emitted), self.detail(entry)) {
            (MessageMatch::Different, _) => Err(MessageFault::Text { expected: texts(entry) }),
            (MessageMatch::WithDetail(got), Some(detail)) if !detail.allows(&got) => {
                Err(MessageFault::Detail { got, forms: detail.written.clone() })
            }
            _ => Ok(()),
        }
    }
}

fn texts(entry: &Entry) -> Vec<String> {
    [Some(&entry.message.text), entry.message_ja.as_ref()].into_iter().flatten().cloned().collect()
}

impl fmt::Display for MessageFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text { expected } => write!(f, "expected the message {}", quoted(expected)),
            Self::Detail { got, forms } => write!(f, "expected a detail of the form {}, got `{got}`", quoted(forms)),
        }
    }
}

impl std::error::Error for MessageFault {}

fn quoted(texts: &[String]) -> String {
    texts.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(" or ")
}
