use std::collections::BTreeMap;

use rand::seq::SliceRandom;
use rand::{Rng, RngExt};
use sekisho_protocol::matrix::{CELLS_PER_BLOCK, Pattern, Phrase};

use crate::target::PolicyFacts;
use crate::template::Value;

/// What a user knows.
#[derive(Debug, Clone)]
pub enum Credentials {
    /// The cells of a random-number table, and perhaps a phrase among the digits.
    Matrix {
        /// The cells in the order of reading.
        pattern: Pattern,
        /// The phrase.
        phrase: Option<Phrase>,
    },
    /// A password that stays the same.
    Password(String),
}

/// A method for which nothing here can stand in for the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unanswerable {
    /// The method: the part of the channel after the `/`.
    pub method: String,
}

/// Letters that are hard to take for one another.
const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz";
const DEFAULT_LENGTH: usize = 6;

impl Credentials {
    /// Credentials for a method, drawn so that no two users share them; `phrase` is `before`, `after` or
    /// `between`. The pattern's length and the table's blocks are the target's facts.
    pub fn draw(
        method: &str,
        phrase: Option<&str>,
        facts: &PolicyFacts,
        rng: &mut impl Rng,
    ) -> Result<Self, Unanswerable> {
        match method {
            "matrix" => Ok(Self::matrix(phrase, facts, rng)),
            "password" => Ok(Self::Password(letters(14, rng))),
            _ => Err(Unanswerable { method: method.to_owned() }),
        }
    }

    /// Credentials as an accounts file states them: `password`, or `pattern` with `phrase` and `phrase_position`.
    pub fn known(columns: &BTreeMap<String, String>) -> Option<Self> {
        if let Some(password) = columns.get("password") {
            return Some(Self::Password(password.clone()));
        }
        let pattern = columns.get("pattern")?.parse().ok()?;
        let position = columns.get("phrase_position").and_then(|position| position.parse().ok()).unwrap_or(0);
        let phrase = columns.get("phrase").filter(|text| !text.is_empty());
        Some(Self::Matrix { pattern, phrase: phrase.map(|text| Phrase { text: text.clone(), position }) })
    }

    fn matrix(phrase: Option<&str>, facts: &PolicyFacts, rng: &mut impl Rng) -> Self {
        let fact = |name: &str| facts.get(name).and_then(Value::as_integer).and_then(|fact| usize::try_from(fact).ok());
        let length = fact("policy.matrix.length").unwrap_or(DEFAULT_LENGTH);
        let blocks = fact("policy.table.blocks").unwrap_or(1).clamp(1, 4);
        let mut cells: Vec<usize> = (0..CELLS_PER_BLOCK * blocks).collect();
        cells.shuffle(rng);
        cells.truncate(length.clamp(1, 16));
        let position = match phrase {
            Some("after") => cells.len(),
            Some("between") => cells.len() / 2,
            _ => 0,
        };
        let phrase = phrase.map(|_| Phrase { text: letters(4, rng), position });
        let pattern = Pattern::new(cells).unwrap_or_else(|_| unreachable!("1 to 16 cells of a table are a pattern"));
        Self::Matrix { pattern, phrase }
    }

    /// The methods for which [`Self::draw`] has credentials.
    pub const METHODS: [&str; 2] = ["matrix", "password"];

    /// What templates see of them below `user`: `pattern`, `phrase`, `phrase_position`, `password`.
    pub fn attributes(&self) -> Vec<(&'static str, Value)> {
        match self {
            Self::Password(password) => vec![("password", password.as_str().into())],
            Self::Matrix { pattern, phrase } => {
                let position = |phrase: &Phrase| Value::Integer(phrase.position as i64);
                let mut attributes = vec![("pattern", Value::Text(pattern.to_string()))];
                attributes.extend(phrase.iter().map(|phrase| ("phrase", phrase.text.as_str().into())));
                attributes.extend(phrase.iter().map(|phrase| ("phrase_position", position(phrase))));
                attributes
            }
        }
    }

    /// What must stand in no log.
    pub fn secrets(&self) -> Vec<String> {
        match self {
            Self::Password(password) => vec![password.clone()],
            Self::Matrix { pattern, phrase } => {
                [pattern.to_string()].into_iter().chain(phrase.iter().map(|phrase| phrase.text.clone())).collect()
            }
        }
    }
}

fn letters(count: usize, rng: &mut impl Rng) -> String {
    (0..count).map(|_| char::from(LETTERS[rng.random_range(0..LETTERS.len())])).collect()
}

impl std::fmt::Display for Unanswerable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "nothing here can stand in for the method {}", self.method)
    }
}
