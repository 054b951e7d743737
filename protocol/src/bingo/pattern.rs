//! The cells that the user keeps in mind.

use std::fmt;
use std::str::FromStr;

use super::CELLS;

/// Cells in the order of reading, 1 to 25 of them, each once: a cell holds one digit of the code.
///
/// A secret: `Debug` hides it, `Display` writes it out as it is read.
#[derive(Clone, PartialEq, Eq)]
pub struct Pattern(Vec<usize>);

impl Pattern {
    /// A pattern of these cells.
    ///
    /// # Errors
    ///
    /// None at all, one beyond the grid, or one twice; so there never are too many.
    pub fn new(cells: Vec<usize>) -> Result<Self, PatternError> {
        if cells.is_empty() {
            return Err(PatternError::Empty);
        }
        let mut seen = [false; CELLS];
        for &cell in &cells {
            let seen = seen.get_mut(cell).ok_or_else(|| PatternError::NotCell { got: cell.to_string() })?;
            if std::mem::replace(seen, true) {
                return Err(PatternError::Twice { cell });
            }
        }
        Ok(Self(cells))
    }

    /// The cells in the order of reading.
    #[must_use]
    pub fn cells(&self) -> &[usize] {
        &self.0
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
        let cells: Vec<String> = self.0.iter().map(ToString::to_string).collect();
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
    /// No cells.
    Empty,
    /// Not the number of a cell, 0 to 24.
    NotCell {
        /// What stands there.
        got: String,
    },
    /// A cell read more than once.
    Twice {
        /// The cell, from 0.
        cell: usize,
    },
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "expected 1 to {CELLS} cells, got none"),
            Self::NotCell { got } => write!(f, "expected a cell from 0 to {}, got {got:?}", CELLS - 1),
            Self::Twice { cell } => write!(f, "expected each cell once, got {cell} again"),
        }
    }
}

impl std::error::Error for PatternError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_reads_as_it_is_written() {
        let pattern: Pattern = "1,12,8".parse().expect("a pattern");
        assert_eq!(pattern.cells(), [1, 12, 8]);
        assert_eq!(pattern.to_string(), "1,12,8");
        assert_eq!(format!("{pattern:?}"), "Pattern(•••)");
    }

    #[test]
    fn what_is_no_pattern() {
        let not_cell = |got: &str| Err(PatternError::NotCell { got: got.into() });
        for (text, got) in [("", ""), ("1,", ""), ("1, 2", " 2"), ("+1", "+1"), ("25", "25"), ("1;2", "1;2")] {
            assert_eq!(text.parse::<Pattern>(), not_cell(got), "{text:?}");
        }
        assert_eq!(Pattern::new(vec![]), Err(PatternError::Empty));
        assert_eq!("1,2,1".parse::<Pattern>(), Err(PatternError::Twice { cell: 1 }));
        assert!(Pattern::new((0..25).collect()).is_ok());
    }
}
