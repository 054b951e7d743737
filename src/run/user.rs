use std::collections::BTreeMap;

use rand::Rng;
use rand_chacha::ChaCha12Rng;

use crate::authenticator::{AnswerError, Challenge, Credentials, Moment, Particulars, answer};
use crate::scenario::AnswerKind;
use crate::target::PolicyFacts;
use crate::template::Value;
use crate::wire::Jar;

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
    /// What the user changes to, by method.
    next: BTreeMap<String, Credentials>,
    /// The method whose next secret is the user's `next`.
    changing: &'static str,
    captures: BTreeMap<String, Capture>,
    /// The cookies of the user's browser.
    pub jar: Jar,
    previous_table: Option<String>,
    last_answer: Option<String>,
    /// The time step of the code that was sent last.
    last_step: Option<u64>,
    /// The time step of the code that was computed and not sent yet.
    step: Option<u64>,
    rng: ChaCha12Rng,
}

#[derive(Debug, Clone)]
struct Capture {
    value: Value,
    is_used: bool,
    /// Whether a later answer held no such value any more.
    is_over: bool,
}

impl User {
    /// A user with credentials by method.
    pub(super) fn new(
        label: &str,
        name: String,
        exists: bool,
        credentials: BTreeMap<String, Credentials>,
        changing: &'static str,
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
            next: BTreeMap::new(),
            changing,
            captures: BTreeMap::new(),
            jar: Jar::default(),
            previous_table: None,
            last_answer: None,
            last_step: None,
            step: None,
            rng,
        }
    }

    /// What the user answers with by a method.
    pub(super) fn credentials(&self, method: &str) -> Option<&Credentials> {
        self.credentials.get(method)
    }

    /// Keeps what an answer held, in place of what was kept before under the same name.
    pub(super) fn capture(&mut self, name: &str, value: Value) {
        if name == "table" {
            self.previous_table = self.text("table");
        }
        self.captures.insert(name.to_owned(), Capture { value, is_used: false, is_over: false });
    }

    /// What was kept under a name.
    pub(super) fn captured(&self, name: &str) -> Option<&Value> {
        self.captures.get(name).map(|capture| &capture.value)
    }

    /// What was kept under a name, unless a later answer held no such value.
    pub(super) fn current(&self, name: &str) -> Option<&Value> {
        self.captures.get(name).filter(|capture| !capture.is_over).map(|capture| &capture.value)
    }

    /// What was kept under a name is for nothing but tests any more.
    pub(super) fn end(&mut self, name: &str) {
        if let Some(capture) = self.captures.get_mut(name) {
            capture.is_over = true;
        }
    }

    /// Whether all of these names are kept and none was used yet.
    pub(super) fn has_unused(&self, names: &[&str]) -> bool {
        !names.is_empty()
            && names
                .iter()
                .all(|name| self.captures.get(*name).is_some_and(|capture| !capture.is_used && !capture.is_over))
    }

    /// A request used this name.
    pub(super) fn mark_used(&mut self, name: &str) {
        if let Some(capture) = self.captures.get_mut(name) {
            capture.is_used = true;
        }
    }

    /// An answer of a kind, by a method: to what was kept as `table`, or at a moment on the server's clock, from
    /// which the user's own clock may differ.
    pub(super) fn answer(&mut self, method: &str, kind: AnswerKind, moment: Moment) -> Result<String, AnswerError> {
        let (table, seed) = (self.text("table"), self.text("seed").filter(|_| method == "authenticator"));
        let clock = self.attributes.get("clock").and_then(Value::as_integer).unwrap_or(0);
        let clock = i32::try_from(clock).map_err(|_| AnswerError::BeforeEpoch)?;
        let moment = Moment { offset: moment.offset.saturating_add(clock), ..moment };
        let challenge = Challenge {
            table: table.as_deref(),
            previous: self.previous_table.as_deref(),
            last: self.last_answer.as_deref(),
            moment,
            last_step: self.last_step,
            seed: seed.as_deref(),
            next: self.next.get(method),
        };
        let credentials = self.credentials.get(method).ok_or(AnswerError::NotForMethod)?;
        self.step = match credentials {
            Credentials::Token(token) if kind == AnswerKind::Right => token.step(moment),
            _ => None,
        };
        answer(credentials, kind, challenge, self.rng.next_u64())
    }

    /// The code in an answer that begins with the user's PIN.
    pub(super) fn code_in(&self, answer: &str) -> Option<String> {
        let pin = self.attributes.get("pin")?.to_string();
        answer.strip_prefix(&pin).filter(|code| !code.is_empty()).map(str::to_owned)
    }

    /// Remembers what was sent, for an answer that is to be the same or the one before.
    pub(super) fn sent(&mut self, answer: &str) {
        self.last_answer = Some(answer.to_owned());
        self.last_step = self.step.take().or(self.last_step);
    }

    /// States what the user changes to: a pattern or a password. False if it is none.
    pub(super) fn will_change_to(&mut self, secret: &str) -> bool {
        let next = self.credentials.get(self.changing).and_then(|current| current.changed_to(secret));
        let is_one = next.is_some();
        self.next.extend(next.map(|next| (self.changing.to_owned(), next)));
        self.show_next();
        is_one
    }

    /// Draws what the user changes to next, by each method that has a secret to change.
    pub(super) fn draw_next(&mut self, facts: &PolicyFacts, rng: &mut impl Rng) {
        for (method, current) in &self.credentials {
            if !self.next.contains_key(method) {
                let drawn = Credentials::draw(method, Particulars::default(), facts, rng).ok();
                let next = drawn.and_then(|drawn| current.changed_to(&drawn.secret()?));
                self.next.extend(next.map(|next| (method.clone(), next)));
            }
        }
        self.show_next();
    }

    /// The next secret of a method becomes the current one, and another is drawn as the next.
    pub(super) fn change(&mut self, method: &str, facts: &PolicyFacts) {
        let Some(next) = self.next.remove(method) else { return };
        self.attributes.extend(next.attributes().into_iter().map(|(key, value)| (key.to_owned(), value)));
        self.credentials.insert(method.to_owned(), next);
        let mut rng = self.rng.clone();
        self.draw_next(facts, &mut rng);
        self.rng = rng;
    }

    fn show_next(&mut self) {
        let next = self.next.get(self.changing).and_then(Credentials::secret);
        self.attributes.extend(next.map(|next| ("next".to_owned(), Value::Text(next))));
    }

    /// What must stand in no log.
    pub(super) fn secrets(&self) -> Vec<String> {
        self.credentials.values().chain(self.next.values()).flat_map(Credentials::secrets).collect()
    }

    fn text(&self, name: &str) -> Option<String> {
        self.captured(name).map(ToString::to_string)
    }
}
