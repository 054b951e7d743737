use std::fmt;

use crate::{Catalog, Entry, Key};

/// Why an outcome names no single entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unresolved {
    /// Several entries have the outcome: the expectation must name one by its key.
    Ambiguous(Vec<Key>),
    /// No active entry for the channel has the outcome.
    Nowhere,
}

impl Catalog {
    /// The entry that an outcome means for an action with these families, on this channel.
    ///
    /// Only active entries whose channel covers the step's count. Of the families, the first that has the
    /// outcome decides; within it an entry of just this channel is preferred to one of its door (`radius/*`),
    /// and that to one of any channel. If no family has it, the whole catalog may have a single entry with it.
    ///
    /// `word` is an outcome; classes and keys are the caller's to recognise.
    ///
    /// # Errors
    ///
    /// [`Unresolved::Ambiguous`] if the deciding family, or the whole catalog, has several such entries;
    /// [`Unresolved::Nowhere`] if it has none.
    pub fn resolve(&self, families: &[String], channel: Option<&str>, word: &str) -> Result<&Entry, Unresolved> {
        let candidates: Vec<_> =
            self.active().filter(|entry| entry.outcome == word && entry.channel.covers(channel)).collect();
        for family in families {
            let of_family: Vec<_> = candidates.iter().copied().filter(|entry| entry.family == *family).collect();
            if !of_family.is_empty() {
                return only(&narrowest(&of_family));
            }
        }
        only(&candidates)
    }
}

fn narrowest<'a>(entries: &[&'a Entry]) -> Vec<&'a Entry> {
    let narrowness = |entry: &Entry| entry.channel.narrowness();
    let most = entries.iter().map(|entry| narrowness(entry)).max();
    entries.iter().copied().filter(|entry| Some(narrowness(entry)) == most).collect()
}

fn only<'a>(entries: &[&'a Entry]) -> Result<&'a Entry, Unresolved> {
    match entries {
        [entry] => Ok(entry),
        [] => Err(Unresolved::Nowhere),
        several => Err(Unresolved::Ambiguous(several.iter().map(|entry| entry.key.clone()).collect())),
    }
}

impl fmt::Display for Unresolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ambiguous(keys) => {
                let keys: Vec<_> = keys.iter().map(Key::as_str).collect();
                write!(f, "more than one entry has this outcome: {}", keys.join(", "))
            }
            Self::Nowhere => f.write_str("no entry has this outcome"),
        }
    }
}

impl std::error::Error for Unresolved {}
