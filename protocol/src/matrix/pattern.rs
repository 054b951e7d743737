//! What the user keeps secret: the pattern, and a fixed phrase that may go with it.

use std::fmt;
use std::str::FromStr;

use super::{CELLS_PER_BLOCK, MAX_BLOCKS};

const MAX_LEN: usize = 32;
const MAX_CELLS: usize = CELLS_PER_BLOCK * MAX_BLOCKS;

/// Cells in the order of reading, 1 to 32 of them; a cell may be read more than once.
///
/// A secret: `Debug` hides it, `Display` writes it out as it is read.
#[derive(Clone, PartialEq, Eq)]
pub struct Pattern {
    cells: Vec<usize>,
}

impl Pattern {
    /// A pattern of these cells.
    ///
    /// # Errors
    ///
    /// None or too many cells, or one beyond the largest table.
    pub fn new(cells: Vec<usize>) -> Result<Self, PatternError> {
        if !(1..=MAX_LEN).contains(&cells.len()) {
            return Err(PatternError::Length { got: cells.len() });
        }
        match cells.iter().find(|cell| **cell >= MAX_CELLS) {
            Some(cell) => Err(PatternError::NotCell { got: cell.to_string() }),
            None => Ok(Self { cells }),
        }
    }

    /// The cells in the order of reading.
    #[must_use]
    pub fn cells(&self) -> &[usize] {
        &self.cells
    }
}

impl FromStr for Pattern {
    type Err = PatternError;

    /// Reads `1,12,8`: decimal numbers and commas, no blanks.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text.split(',').map(cell).collect::<Result<_, _>>()?)
    }
}

fn cell(text: &str) -> Result<usize, PatternError> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|_| digits);
    number.ok_or_else(|| PatternError::NotCell { got: text.into() })
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cells: Vec<String> = self.cells.iter().map(ToString::to_string).collect();
        f.write_str(&cells.join(","))
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pattern(•••)")
    }
}

/// Why a text is no pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PatternError {
    /// Not 1 to 32 cells.
    Length {
        /// How many.
        got: usize,
    },
    /// Not the number of a cell, 0 to 63.
    NotCell {
        /// What stands there.
        got: String,
    },
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { got } => write!(f, "expected 1 to {MAX_LEN} cells, got {got}"),
            Self::NotCell { got } => write!(f, "expected a cell from 0 to {}, got {got:?}", MAX_CELLS - 1),
        }
    }
}

impl std::error::Error for PatternError {}

/// A fixed text that the user types before, between or after the digits. A secret: `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The text.
    pub text: String,
    /// Before which digit of the read-out it stands: 0 is before all, their number after all.
    pub position: usize,
}

impl fmt::Debug for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phrase(•••)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_reads_as_it_is_written() {
        let pattern: Pattern = "1,12,8,12".parse().expect("a pattern");
        assert_eq!(pattern.cells(), [1, 12, 8, 12]);
        assert_eq!(pattern.to_string(), "1,12,8,12");
    }

    #[test]
    fn what_is_no_pattern() {
        let not_cell = |got: &str| Err(PatternError::NotCell { got: got.into() });
        for (text, got) in [("", ""), ("1,", ""), ("1, 2", " 2"), ("+1", "+1"), ("64", "64"), ("1;2", "1;2")] {
            assert_eq!(text.parse::<Pattern>(), not_cell(got), "{text:?}");
        }
        assert_eq!(Pattern::new(vec![]), Err(PatternError::Length { got: 0 }));
        assert_eq!(vec!["1"; 33].join(",").parse::<Pattern>(), Err(PatternError::Length { got: 33 }));
        assert!(vec!["1"; 32].join(",").parse::<Pattern>().is_ok());
    }

    #[test]
    fn secrets_do_not_show() {
        let pattern: Pattern = "1,12".parse().expect("a pattern");
        let phrase = Phrase { text: "hidden".into(), position: 3 };
        assert_eq!(format!("{pattern:?} {phrase:?}"), "Pattern(•••) Phrase(•••)");
    }
}
