//! Who logs in.

use std::fmt;

/// One account.
#[derive(Clone)]
pub struct Account {
    /// What the slots of requests show of it, each encoded for its place.
    pub fields: Vec<Box<[u8]>>,
    /// How it answers.
    pub hand: Hand,
}

/// How an account answers.
#[derive(Clone)]
pub enum Hand {
    /// By a fixed password.
    Password(Box<[u8]>),
    /// With the digits at cells of the table that it was given, and perhaps a phrase among them.
    Cells {
        /// The cells, in order.
        cells: Box<[u8]>,
        /// What is typed besides; empty if there is none.
        phrase: Box<[u8]>,
        /// How many digits go before it.
        position: usize,
    },
}

impl Hand {
    /// Appends the answer to a table; with a wrong last octet, if it is to be wrong. False if the table lacks a cell.
    pub(crate) fn answer(&self, table: &[u8], wrong: bool, into: &mut Vec<u8>) -> bool {
        let begun = into.len();
        let answered = match self {
            Self::Password(password) => {
                into.extend_from_slice(password);
                true
            }
            Self::Cells { cells, phrase, position } => {
                let (before, after) = cells.split_at((*position).min(cells.len()));
                let read = |cells: &[u8], into: &mut Vec<u8>| {
                    cells.iter().all(|&cell| table.get(usize::from(cell)).map(|&digit| into.push(digit)).is_some())
                };
                let read_before = read(before, into);
                into.extend_from_slice(phrase);
                read_before & read(after, into)
            }
        };
        if wrong && into.len() > begun {
            let last = into.len() - 1;
            into[last] = if into[last] == b'0' { b'1' } else { b'0' };
        }
        answered && into.len() > begun
    }
}

/// Secrets are not shown.
impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}

/// Secrets are not shown.
impl fmt::Debug for Hand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}

#[cfg(test)]
mod tests {
    use super::Hand;

    fn answer(cells: &[u8], phrase: &str, position: usize, wrong: bool) -> Option<String> {
        let hand = Hand::Cells { cells: cells.into(), phrase: phrase.as_bytes().into(), position };
        let mut typed = b"before ".to_vec();
        let answered = hand.answer(b"4019726358080621", wrong, &mut typed);
        answered.then(|| String::from_utf8_lossy(&typed[7..]).into_owned())
    }

    #[test]
    fn cells_are_read_in_order_with_the_phrase_in_its_place() {
        assert_eq!(answer(&[0, 11, 12, 3, 2, 3], "", 0, false).as_deref(), Some("480919"));
        assert_eq!(answer(&[0, 11, 12], "ab", 1, false).as_deref(), Some("4ab80"));
        assert_eq!(answer(&[0, 11, 12], "ab", 3, false).as_deref(), Some("480ab"));
        assert_eq!(answer(&[0, 16], "", 0, false), None);
    }

    #[test]
    fn a_wrong_answer_differs_in_its_last_octet() {
        assert_eq!(answer(&[0, 11, 12, 3, 2, 3], "", 0, true).as_deref(), Some("480910"));
        assert_eq!(answer(&[0, 11, 12], "", 0, true).as_deref(), Some("481"));
    }
}
