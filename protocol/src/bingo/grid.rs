//! The grid on the screen.

use std::fmt;
use std::str::FromStr;

use super::Pattern;

/// Digits in a grid: 5 rows of 5.
pub const CELLS: usize = 25;

/// A grid of 25 digits. It may be seen by all; only the pattern tells the code in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid([u8; CELLS]);

impl Grid {
    /// Hides a code among these digits, which are random by the caller's care: a filler that
    /// repeats would tell the cells of the pattern.
    ///
    /// # Errors
    ///
    /// The code is not as many digits as the pattern has cells.
    pub fn embed(mut self, code: &str, pattern: &Pattern) -> Result<Self, EmbedError> {
        let cells = pattern.cells();
        if code.len() != cells.len() {
            return Err(EmbedError::Length { cells: cells.len(), digits: code.len() });
        }
        if let Some(at) = code.bytes().position(|byte| !byte.is_ascii_digit()) {
            return Err(EmbedError::NotDigit { at });
        }
        for (&cell, digit) in cells.iter().zip(code.bytes()) {
            self.0[cell] = digit;
        }
        Ok(self)
    }

    /// The digits at the cells of the pattern, in order: the code, a secret.
    #[must_use]
    pub fn read_out(&self, pattern: &Pattern) -> String {
        pattern.cells().iter().map(|&cell| char::from(self.0[cell])).collect()
    }

    /// The digit at a cell; none outside the grid.
    #[must_use]
    pub fn digit(&self, cell: usize) -> Option<char> {
        self.0.get(cell).copied().map(char::from)
    }
}

impl fmt::Display for Grid {
    /// The digits in the order of the cells, with nothing between them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&String::from_utf8_lossy(&self.0))
    }
}

impl FromStr for Grid {
    type Err = GridError;

    /// Reads the digits in the order of the cells, with nothing between them.
    fn from_str(digits: &str) -> Result<Self, GridError> {
        let wrong = digits.chars().enumerate().find(|(_, char)| !char.is_ascii_digit());
        if let Some((at, got)) = wrong {
            return Err(GridError::NotDigit { at, got });
        }
        digits.as_bytes().try_into().map(Self).map_err(|_| GridError::Length { got: digits.len() })
    }
}

/// Why a text is no grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GridError {
    /// Not 25 digits.
    Length {
        /// How many.
        got: usize,
    },
    /// Something other than 0 to 9.
    NotDigit {
        /// The cell, from 0.
        at: usize,
        /// What stands there.
        got: char,
    },
}

impl fmt::Display for GridError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { got } => write!(f, "expected {CELLS} digits, got {got}"),
            Self::NotDigit { at, got } => write!(f, "expected a digit at cell {at}, got {got:?}"),
        }
    }
}

impl std::error::Error for GridError {}

/// Why a code cannot be hidden. The code is not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmbedError {
    /// Not as many digits as cells.
    Length {
        /// Cells of the pattern.
        cells: usize,
        /// Bytes of the code.
        digits: usize,
    },
    /// Something other than 0 to 9.
    NotDigit {
        /// The byte of the code, from 0.
        at: usize,
    },
}

impl fmt::Display for EmbedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { cells, digits } => {
                write!(f, "expected a code of {cells} digits, as many as the pattern has cells, got {digits}")
            }
            Self::NotDigit { at } => write!(f, "expected a digit at byte {at} of the code"),
        }
    }
}

impl std::error::Error for EmbedError {}

#[cfg(test)]
mod tests {
    use super::*;

    /// ```text
    /// 3 1 4 1 5        3 1 4 1 7
    /// 9 2 6 5 3        9 2 6 5 3
    /// 5 8 9 7 9   →    5 8 5 7 9
    /// 3 2 3 8 4        3 5 3 2 4
    /// 6 2 6 4 3        2 2 6 4 4
    /// ```
    const FILLER: &str = "3141592653589793238462643";
    const HIDDEN: &str = "3141792653585793532422644";

    fn pattern(text: &str) -> Pattern {
        text.parse().expect("a pattern")
    }

    #[test]
    fn a_code_is_hidden_and_read_by_its_pattern() {
        let diagonal = pattern("4,24,20,16,12,18");
        let filler: Grid = FILLER.parse().expect("a grid");
        let hidden = filler.embed("742552", &diagonal).expect("a digit a cell");
        assert_eq!(hidden.to_string(), HIDDEN);
        assert_eq!(hidden.read_out(&diagonal), "742552");
        assert_eq!(filler.read_out(&diagonal), "536298", "what stood there before");
    }

    #[test]
    fn cells_go_row_by_row() {
        let grid: Grid = FILLER.parse().expect("a grid");
        assert_eq!(grid.read_out(&pattern("0,4,5,9,24")), "35933");
        assert_eq!((grid.digit(7), grid.digit(25)), (Some('6'), None));
    }

    #[test]
    fn what_cannot_be_hidden() {
        let grid: Grid = FILLER.parse().expect("a grid");
        let embed = |code| grid.embed(code, &pattern("0,1,2"));
        assert_eq!(embed("12"), Err(EmbedError::Length { cells: 3, digits: 2 }));
        assert_eq!(embed("1234"), Err(EmbedError::Length { cells: 3, digits: 4 }));
        assert_eq!(embed("1x3"), Err(EmbedError::NotDigit { at: 1 }));
    }

    #[test]
    fn a_grid_has_25_ascii_digits() {
        assert_eq!("1".repeat(24).parse::<Grid>(), Err(GridError::Length { got: 24 }));
        assert_eq!("1".repeat(26).parse::<Grid>(), Err(GridError::Length { got: 26 }));
        assert_eq!("12３".parse::<Grid>(), Err(GridError::NotDigit { at: 2, got: '３' }));
    }
}
