//! The table that is shown to everybody.

use std::fmt;
use std::str::FromStr;

/// Digits in a block: 4 rows of 4.
pub const CELLS_PER_BLOCK: usize = 16;

/// A table has 1 to so many blocks.
pub const MAX_BLOCKS: usize = 4;

/// A table of random digits. It is no secret: anyone may ask for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    digits: String,
}

impl Table {
    /// How many blocks it has, 1 to 4.
    #[must_use]
    pub fn blocks(&self) -> usize {
        self.digits.len() / CELLS_PER_BLOCK
    }

    /// How many cells it has, 16 to 64.
    #[must_use]
    pub fn cells(&self) -> usize {
        self.digits.len()
    }

    /// The digit at a cell; none outside the table.
    #[must_use]
    pub fn digit(&self, cell: usize) -> Option<char> {
        self.digits.as_bytes().get(cell).copied().map(char::from)
    }

    /// All digits in the order of the cells.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.digits
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.digits)
    }
}

impl FromStr for Table {
    type Err = TableError;

    /// Reads the digits in the order of the cells, with nothing between them.
    fn from_str(digits: &str) -> Result<Self, Self::Err> {
        let wrong = digits.chars().enumerate().find(|(_, char)| !char.is_ascii_digit());
        if let Some((at, got)) = wrong {
            return Err(TableError::NotDigit { at, got });
        }
        let whole = digits.len().is_multiple_of(CELLS_PER_BLOCK);
        if !whole || !(1..=MAX_BLOCKS).contains(&(digits.len() / CELLS_PER_BLOCK)) {
            return Err(TableError::Length { got: digits.len() });
        }
        Ok(Self { digits: digits.into() })
    }
}

/// Why a text is no table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableError {
    /// Not 16, 32, 48 or 64 digits.
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

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { got } => write!(f, "expected 16, 32, 48 or 64 digits, got {got}"),
            Self::NotDigit { at, got } => write!(f, "expected a digit at cell {at}, got {got:?}"),
        }
    }
}

impl std::error::Error for TableError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_one_to_four_blocks_of_sixteen_digits() {
        for len in 0..100 {
            let table = "7".repeat(len).parse::<Table>();
            match len {
                16 | 32 | 48 | 64 => assert_eq!(table.expect("whole blocks").blocks(), len / 16),
                _ => assert_eq!(table, Err(TableError::Length { got: len })),
            }
        }
    }

    #[test]
    fn only_ascii_digits() {
        let table = "401９555555555555".parse::<Table>();
        assert_eq!(table, Err(TableError::NotDigit { at: 3, got: '９' }));
    }
}
