use std::collections::BTreeMap;

use rand::Rng;
use rand_chacha::ChaCha12Rng;

use crate::authenticator::{AnswerError, Challenge, Credentials, answer};
use crate::scenario::AnswerKind;
use crate::template::Value;

/// A user of a case, and what the server handed to the user.
#[derive(Debug, Clone)]
pub(super) struct User {
    /// What the scenario calls the user.
    pub label: String,
    /// What the server calls the user.
    pub name: String,
    /// Whether the server knows the user.
    pub exists: bool,
    /// What is particular about the user.
    pub attributes: BTreeMap<String, Value>,
    credentials: BTreeMap<String, Credentials>,
    captures: BTreeMap<String, Capture>,
    previous_table: Option<String>,
    last_answer: Option<String>,
    rng: ChaCha12Rng,
}

#[derive(Debug, Clone)]
struct Capture {
    value: Value,
    is_used: bool,
}

impl User {
    /// A user with credentials by method.
    pub(super) fn new(
        label: &str,
        name: String,
        exists: bool,
        credentials: BTreeMap<String, Credentials>,
        rng: ChaCha12Rng,
    ) -> Self {
        let attributes =
            credentials.values().flat_map(Credentials::attributes).map(|(key, value)| (key.to_owned(), value));
        Self {
            label: label.to_owned(),
            name,
            exists,
            attributes: attributes.collect(),
            credentials,
            captures: BTreeMap::new(),
            previous_table: None,
            last_answer: None,
            rng,
        }
    }

    /// Keeps what an answer held, in place of what was kept before under the same name.
    pub(super) fn capture(&mut self, name: &str, value: Value) {
        if name == "table" {
            self.previous_table = self.text("table");
        }
        self.captures.insert(name.to_owned(), Capture { value, is_used: false });
    }

    /// What was kept under a name.
    pub(super) fn captured(&self, name: &str) -> Option<&Value> {
        self.captures.get(name).map(|capture| &capture.value)
    }

    /// Whether all of these names are kept and none was used yet.
    pub(super) fn has_unused(&self, names: &[&str]) -> bool {
        !names.is_empty() && names.iter().all(|name| self.captures.get(*name).is_some_and(|capture| !capture.is_used))
    }

    /// A request used this name.
    pub(super) fn mark_used(&mut self, name: &str) {
        if let Some(capture) = self.captures.get_mut(name) {
            capture.is_used = true;
        }
    }

    /// An answer of a kind, by a method, to what was kept as `table`.
    pub(super) fn answer(&mut self, method: &str, kind: AnswerKind) -> Result<String, AnswerError> {
        let table = self.text("table");
        let challenge = Challenge {
            table: table.as_deref(),
            previous: self.previous_table.as_deref(),
            last: self.last_answer.as_deref(),
        };
        let credentials = self.credentials.get(method).ok_or(AnswerError::NotForMethod)?;
        answer(credentials, kind, challenge, self.rng.next_u64())
    }

    /// Remembers what was sent, for an answer that is to be the same.
    pub(super) fn sent(&mut self, answer: &str) {
        self.last_answer = Some(answer.to_owned());
    }

    /// What must stand in no log.
    pub(super) fn secrets(&self) -> Vec<String> {
        self.credentials.values().flat_map(Credentials::secrets).collect()
    }

    fn text(&self, name: &str) -> Option<String> {
        self.captured(name).map(ToString::to_string)
    }
}
