use serde::Serialize;

use crate::{ChannelPattern, Class, DetailName, Key, Level, Message, Status};

/// One thing that a product can emit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Tells it apart from all others of its catalog.
    pub key: Key,
    /// Its severity; only where the catalog says `levels = "optional"` it may have none.
    pub level: Option<Level>,
    /// Whether the product ever emits it.
    pub status: Status,
    /// The group it belongs to, one file of the catalog each.
    pub family: String,
    /// The channels it belongs to: its own, else its family's.
    pub channel: ChannelPattern,
    /// What happened, a word of the vocabulary.
    pub outcome: String,
    /// The class of that word.
    pub class: Class,
    /// Its text in English.
    pub message: Message,
    /// Its text in Japanese. It may lack the `{0}` that the English one has.
    pub message_ja: Option<String>,
    /// Why it comes, for people.
    pub cause: Option<String>,
    /// What to do about it, for people.
    pub remedy: Option<String>,
    /// What else is known of it.
    pub note: Option<String>,
    /// The forms of the detail in place of `{0}`.
    pub detail: Option<DetailName>,
    /// Its companions: entries that come with it, in this order.
    pub then: Vec<Key>,
    /// Why another entry of its family and channel has the same outcome.
    pub shared: Option<String>,
}

impl Entry {
    /// Whether a scenario can provoke it.
    pub fn is_active(&self) -> bool {
        self.status == Status::Active
    }
}
