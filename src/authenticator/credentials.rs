use std::collections::BTreeMap;

use rand::seq::SliceRandom;
use rand::{Rng, RngExt};
use sekisho_protocol::matrix::{CELLS_PER_BLOCK, Pattern, Phrase};

use super::Token;
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
    /// A hardware token, or an app that shows codes of time.
    Token(Token),
}

/// What is particular about a user's credentials.
#[derive(Debug, Clone, Copy, Default)]
pub struct Particulars<'a> {
    /// Where a phrase stands among the digits: `before`, `after` or `between`.
    pub phrase: Option<&'a str>,
    /// How many letters the phrase has; 4, if not stated.
    pub phrase_letters: Option<usize>,
    /// Whether a PIN goes before a token's code.
    pub pin: bool,
    /// Whether the app hides the code in a 5×5 grid.
    pub bingo: bool,
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
const PHRASE_LETTERS: usize = 4;

impl Credentials {
    /// Credentials for a method, drawn so that no two users share them. The pattern's length, the table's
    /// blocks and how codes of time are made are the target's facts.
    pub fn draw(
        method: &str,
        particulars: Particulars<'_>,
        facts: &PolicyFacts,
        rng: &mut impl Rng,
    ) -> Result<Self, Unanswerable> {
        match method {
            "matrix" => Ok(Self::matrix(particulars, facts, rng)),
            "password" => Ok(Self::Password(letters(14, rng))),
            "token" | "authenticator" => Ok(Self::Token(Token::draw(particulars, facts, rng))),
            _ => Err(Unanswerable { method: method.to_owned() }),
        }
    }

    /// Credentials by method as an accounts file states them: a `password`; a `pattern` with `phrase` and
    /// `phrase_position`; the `seed` of a token or app with `serial` and `pin`.
    pub fn known(columns: &BTreeMap<String, String>, facts: &PolicyFacts) -> BTreeMap<&'static str, Self> {
        let token = || Token::known(columns, facts).map(Self::Token);
        let password = columns.get("password").cloned().map(Self::Password);
        let all = [
            ("matrix", Self::known_matrix(columns)),
            ("password", password),
            ("token", token()),
            ("authenticator", token()),
        ];
        all.into_iter().filter_map(|(method, known)| Some((method, known?))).collect()
    }

    fn known_matrix(columns: &BTreeMap<String, String>) -> Option<Self> {
        let pattern = columns.get("pattern")?.parse().ok()?;
        let position = columns.get("phrase_position").and_then(|position| position.parse().ok()).unwrap_or(0);
        let phrase = columns.get("phrase").filter(|text| !text.is_empty());
        Some(Self::Matrix { pattern, phrase: phrase.map(|text| Phrase { text: text.clone(), position }) })
    }

    /// The same with another secret, as a file states it: another pattern around the same phrase, or another
    /// password. Nothing if it is no pattern, or if a token has it.
    pub fn changed_to(&self, secret: &str) -> Option<Self> {
        match self {
            Self::Password(_) => Some(Self::Password(secret.to_owned())),
            Self::Token(_) => None,
            Self::Matrix { phrase, .. } => {
                let pattern: Pattern = secret.parse().ok()?;
                let cells = pattern.cells().len();
                let fitted = |phrase: &Phrase| Phrase { position: phrase.position.min(cells), ..phrase.clone() };
                Some(Self::Matrix { phrase: phrase.as_ref().map(fitted), pattern })
            }
        }
    }

    /// What a user changes when the password is changed: the pattern, or the password itself.
    pub fn secret(&self) -> Option<String> {
        match self {
            Self::Password(password) => Some(password.clone()),
            Self::Matrix { pattern, .. } => Some(pattern.to_string()),
            Self::Token(_) => None,
        }
    }

    fn matrix(particulars: Particulars<'_>, facts: &PolicyFacts, rng: &mut impl Rng) -> Self {
        let fact = |name: &str| facts.get(name).and_then(Value::as_integer).and_then(|fact| usize::try_from(fact).ok());
        let length = fact("policy.matrix.length").unwrap_or(DEFAULT_LENGTH);
        let blocks = fact("policy.table.blocks").unwrap_or(1).clamp(1, 4);
        let mut cells: Vec<usize> = (0..CELLS_PER_BLOCK * blocks).collect();
        cells.shuffle(rng);
        cells.truncate(length.clamp(1, 16));
        let position = match particulars.phrase {
            Some("after") => cells.len(),
            Some("between") => cells.len() / 2,
            _ => 0,
        };
        let long = particulars.phrase_letters.unwrap_or(PHRASE_LETTERS);
        let phrase = particulars.phrase.map(|_| Phrase { text: letters(long, rng), position });
        let pattern = Pattern::new(cells).unwrap_or_else(|_| unreachable!("1 to 16 cells of a table are a pattern"));
        Self::Matrix { pattern, phrase }
    }

    /// The methods for which [`Self::draw`] has credentials.
    pub const METHODS: [&str; 4] = ["matrix", "password", "token", "authenticator"];

    /// What templates see of them below `user`: `pattern`, `phrase`, `phrase_position`, `password`, `serial`,
    /// `seed`, `pin`, `bingo`.
    pub fn attributes(&self) -> Vec<(&'static str, Value)> {
        match self {
            Self::Password(password) => vec![("password", password.as_str().into())],
            Self::Token(token) => token.attributes(),
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
            Self::Token(token) => token.secrets(),
            Self::Matrix { pattern, phrase } => {
                [pattern.to_string()].into_iter().chain(phrase.iter().map(|phrase| phrase.text.clone())).collect()
            }
        }
    }
}

/// So many decimal digits.
pub(super) fn digits(count: usize, rng: &mut impl Rng) -> String {
    (0..count).map(|_| char::from(b'0' + rng.random_range(0..10u8))).collect()
}

fn letters(count: usize, rng: &mut impl Rng) -> String {
    (0..count).map(|_| char::from(LETTERS[rng.random_range(0..LETTERS.len())])).collect()
}

impl std::fmt::Display for Unanswerable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "nothing here can stand in for the method {}", self.method)
    }
}
