use std::fmt;

use sekisho_protocol::matrix::{Table, other_cells, read_out, slip};

use super::{Credentials, Moment};
use crate::scenario::AnswerKind;

/// What the user sees when an answer is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Challenge<'a> {
    /// The table on the screen.
    pub table: Option<&'a str>,
    /// The table before it.
    pub previous: Option<&'a str>,
    /// The answer that was sent last.
    pub last: Option<&'a str>,
    /// What time it is, for codes of time.
    pub moment: Moment,
    /// The time step of the code that was sent last.
    pub last_step: Option<u64>,
    /// The seed that the server handed out in place of the user's own, in base32.
    pub seed: Option<&'a str>,
    /// The secret that the user is about to change to.
    pub next: Option<&'a Credentials>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerError {
    /// No table is at hand.
    NoTable,
    /// There was no table before, or no answer was sent yet.
    NothingBefore,
    /// The table is none.
    BadTable(String),
    /// The table before reads the same, or all cells do: the answer would be right by chance.
    WouldBeRight,
    /// The seed that the server handed out is none.
    BadSeed(String),
    /// The clock stands before the first time step.
    BeforeEpoch,
    /// The method has no such answer.
    NotForMethod,
}

/// The answer of a kind; `pick` chooses among those that would do.
pub fn answer(
    credentials: &Credentials,
    kind: AnswerKind,
    seen: Challenge<'_>,
    pick: u64,
) -> Result<String, AnswerError> {
    let next = || seen.next.ok_or(AnswerError::NotForMethod);
    match kind {
        AnswerKind::Empty => Ok(String::new()),
        AnswerKind::Same => seen.last.map(str::to_owned).ok_or(AnswerError::NothingBefore),
        AnswerKind::New => answer(next()?, AnswerKind::Right, seen, pick),
        AnswerKind::NewShort => answer(next()?, AnswerKind::Short, seen, pick),
        kind => match credentials {
            Credentials::Token(token) => token.answer(kind, seen, pick),
            credentials => remembered(credentials, kind, seen, pick),
        },
    }
}

/// The answer that needs nothing but what the user keeps in mind.
fn remembered(
    credentials: &Credentials,
    kind: AnswerKind,
    seen: Challenge<'_>,
    pick: u64,
) -> Result<String, AnswerError> {
    match kind {
        AnswerKind::Right => right(credentials, seen.table),
        AnswerKind::Wrong => Ok(mistyped(credentials, &right(credentials, seen.table)?, pick)),
        AnswerKind::Long => Ok(format!("{}{}", right(credentials, seen.table)?, pick % 10)),
        AnswerKind::Short => {
            let mut short = right(credentials, seen.table)?;
            short.pop();
            Ok(short)
        }
        AnswerKind::Previous => {
            let previous = right(credentials, Some(seen.previous.ok_or(AnswerError::NothingBefore)?))?;
            if previous == right(credentials, seen.table)? { Err(AnswerError::WouldBeRight) } else { Ok(previous) }
        }
        AnswerKind::OtherCells => cells_beside(credentials, seen.table, pick),
        AnswerKind::Empty | AnswerKind::Same | AnswerKind::New | AnswerKind::NewShort => Err(AnswerError::NotForMethod),
    }
}

/// One digit of a read-out off, or the last letter of a password.
fn mistyped(credentials: &Credentials, right: &str, pick: u64) -> String {
    match credentials {
        Credentials::Matrix { .. } | Credentials::Token(_) => slip(right, pick),
        Credentials::Password(_) => {
            let mut letters: Vec<char> = right.chars().collect();
            let last = letters.pop();
            letters.push(if last == Some('x') { 'y' } else { 'x' });
            letters.into_iter().collect()
        }
    }
}

fn right(credentials: &Credentials, table: Option<&str>) -> Result<String, AnswerError> {
    match credentials {
        Credentials::Password(password) => Ok(password.clone()),
        Credentials::Token(_) => Err(AnswerError::NotForMethod),
        Credentials::Matrix { pattern, phrase } => {
            let bad = |error: &dyn fmt::Display| AnswerError::BadTable(error.to_string());
            let table: Table = table.ok_or(AnswerError::NoTable)?.parse().map_err(|error| bad(&error))?;
            read_out(&table, pattern, phrase.as_ref()).map_err(|error| bad(&error))
        }
    }
}

fn cells_beside(credentials: &Credentials, table: Option<&str>, pick: u64) -> Result<String, AnswerError> {
    let Credentials::Matrix { pattern, phrase } = credentials else { return Err(AnswerError::NotForMethod) };
    let table = table.ok_or(AnswerError::NoTable)?;
    let table: Table = table
        .parse()
        .map_err(|error: sekisho_protocol::matrix::TableError| AnswerError::BadTable(error.to_string()))?;
    other_cells(&table, pattern, phrase.as_ref(), pick).ok_or(AnswerError::WouldBeRight)
}

impl fmt::Display for AnswerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoTable => f.write_str("no table is at hand to read an answer from: no answer captured `table`"),
            Self::NothingBefore => f.write_str("there was nothing before that this answer could repeat"),
            Self::BadTable(why) => write!(f, "the captured `table` cannot be read: {why}"),
            Self::WouldBeRight => f.write_str("the wrong answer would have been right by chance"),
            Self::BadSeed(why) => write!(f, "the captured `seed` cannot be read: {why}"),
            Self::BeforeEpoch => f.write_str("the clock stands before the first time step"),
            Self::NotForMethod => f.write_str("this method has no such answer"),
        }
    }
}
