//! The right answer.

use std::fmt;

use super::{Pattern, Phrase, Table};

/// Reads the digits of `table` at the cells of `pattern` in order, and inserts the phrase.
///
/// The answer is a secret as long as the table is valid: it must not be logged.
///
/// # Errors
///
/// The pattern or the phrase does not fit the table.
pub fn read_out(table: &Table, pattern: &Pattern, phrase: Option<&Phrase>) -> Result<String, ReadOutError> {
    let mut answer = String::new();
    for &cell in pattern.cells() {
        let outside = ReadOutError::CellOutsideTable { cell, cells: table.cells() };
        answer.push(table.digit(cell).ok_or(outside)?);
    }
    let Some(Phrase { text, position }) = phrase else { return Ok(answer) };
    let outside = ReadOutError::PhraseOutsideAnswer { position: *position, digits: answer.len() };
    let (before, after) = answer.split_at_checked(*position).ok_or(outside)?;
    Ok(format!("{before}{text}{after}"))
}

/// Why a user cannot answer a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadOutError {
    /// The pattern has a cell that the table has not.
    CellOutsideTable {
        /// The cell, from 0.
        cell: usize,
        /// How many the table has.
        cells: usize,
    },
    /// The phrase is to stand behind the end.
    PhraseOutsideAnswer {
        /// Before which digit.
        position: usize,
        /// How many digits the pattern reads.
        digits: usize,
    },
}

impl fmt::Display for ReadOutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CellOutsideTable { cell, cells } => {
                write!(f, "expected cells below {cells}, as many as the table has, got {cell}")
            }
            Self::PhraseOutsideAnswer { position, digits } => {
                write!(f, "expected a phrase at 0 to {digits}, as many digits as the pattern reads, got {position}")
            }
        }
    }
}

impl std::error::Error for ReadOutError {}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seed 004's picture, as far as it shows cells:
    ///
    /// ```text
    /// 4 1 5 9
    /// 2 6 3 7
    /// 7 0 1 6
    /// 0 3 8 2
    /// ```
    const PICTURE: &str = "4159263770160382";

    fn read(table: &str, pattern: &str, phrase: Option<(&str, usize)>) -> Result<String, ReadOutError> {
        let phrase = phrase.map(|(text, position)| Phrase { text: text.into(), position });
        let table = table.parse().expect("a table");
        read_out(&table, &pattern.parse().expect("a pattern"), phrase.as_ref())
    }

    /// The seed's words for the picture place the sixth digit, 8, at row 1 column 4, where by the
    /// same words the fourth, 9, stands. One cell has one digit; 8 is read where the second digit
    /// is, at row 4 column 3.
    #[test]
    fn the_picture_of_seed_004_reads_480958() {
        assert_eq!(read(PICTURE, "0,14,12,3,2,14", None).as_deref(), Ok("480958"));
    }

    #[test]
    fn cells_go_row_by_row_and_block_after_block() {
        let table = "0123456789012345".to_owned() + "9876543210987654";
        assert_eq!(read(&table, "0,3,4,7,15", None).as_deref(), Ok("03475"));
        assert_eq!(read(&table, "16,17,31,16", None).as_deref(), Ok("9849"));
    }

    #[test]
    fn a_phrase_stands_before_between_or_after() {
        assert_eq!(read(PICTURE, "0,14,12", Some(("aé", 0))).as_deref(), Ok("aé480"));
        assert_eq!(read(PICTURE, "0,14,12", Some(("aé", 1))).as_deref(), Ok("4aé80"));
        assert_eq!(read(PICTURE, "0,14,12", Some(("aé", 3))).as_deref(), Ok("480aé"));
    }

    #[test]
    fn what_does_not_fit_is_told_with_expected_and_got() {
        let outside = ReadOutError::CellOutsideTable { cell: 16, cells: 16 };
        assert_eq!(read(PICTURE, "15,16", None), Err(outside));
        let behind = ReadOutError::PhraseOutsideAnswer { position: 3, digits: 2 };
        assert_eq!(read(PICTURE, "15,0", Some(("x", 3))), Err(behind));
    }
}
