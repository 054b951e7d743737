use serde::{Deserialize, Serialize};

/// The text of an entry, in which one `{0}` may stand for a detail.
///
/// Where a product gives an entry no text, the message is empty, and any emitted text matches it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Message {
    /// The text as the catalog has it.
    pub text: String,
}

/// How an emitted text compares to a [`Message`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MessageMatch {
    /// It is the message, which has no place for a detail.
    Same,
    /// It is the message, with this text in place of `{0}`.
    WithDetail(String),
    /// It is another text.
    Different,
}

impl Message {
    /// The place of the detail, as it is written in a catalog.
    pub const SLOT: &'static str = "{0}";

    /// A message of this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into() }
    }

    /// What stands before and after the detail, if the message has one.
    pub fn parts(&self) -> Option<(&str, &str)> {
        self.text.split_once(Self::SLOT)
    }

    /// The text to emit: the message with the detail in its place, if it has a place for one.
    pub fn with_detail(&self, detail: &str) -> String {
        self.text.replacen(Self::SLOT, detail, 1)
    }

    /// Compares an emitted text. A detail is never empty; which forms it may have, the catalog says.
    pub fn matches(&self, emitted: &str) -> MessageMatch {
        match self.parts() {
            Some((before, after)) => detail_between(before, after, emitted),
            None if self.text == emitted || self.text.is_empty() => MessageMatch::Same,
            None => MessageMatch::Different,
        }
    }
}

fn detail_between(before: &str, after: &str, emitted: &str) -> MessageMatch {
    match emitted.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)) {
        Some(detail) if !detail.is_empty() => MessageMatch::WithDetail(detail.to_owned()),
        _ => MessageMatch::Different,
    }
}

#[cfg(test)]
mod tests {
    use super::{Message, MessageMatch};

    #[test]
    fn a_literal_message_matches_itself_only() {
        let message = Message::new("User ID locked.");
        assert_eq!(message.matches("User ID locked."), MessageMatch::Same);
        assert_eq!(message.matches("User ID locked"), MessageMatch::Different);
        assert_eq!(message.matches(""), MessageMatch::Different);
    }

    #[test]
    fn a_slot_takes_any_detail_but_an_empty_one() {
        let message = Message::new("Invalid mode. ({0})");
        assert_eq!(message.matches("Invalid mode. (x) y)"), MessageMatch::WithDetail("x) y".into()));
        assert_eq!(message.matches("Invalid mode. ()"), MessageMatch::Different);
        assert_eq!(message.matches("Invalid mode. (x"), MessageMatch::Different);
        assert_eq!(message.matches("Invalid mode. "), MessageMatch::Different);
    }

    #[test]
    fn what_is_emitted_with_a_detail_gives_the_detail_back() {
        let message = Message::new("Invalid mode. ({0})");
        assert_eq!(message.matches(&message.with_detail("{0}")), MessageMatch::WithDetail("{0}".into()));
    }

    #[test]
    fn an_absent_message_lets_any_text_pass() {
        assert_eq!(Message::new("").matches("whatever"), MessageMatch::Same);
    }
}
