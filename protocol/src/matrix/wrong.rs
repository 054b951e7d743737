//! Wrong answers, as a user would make them. `pick` chooses among those possible; the same pick
//! gives the same answer.

use super::{Pattern, Phrase, Table, read_out};

/// The answer with one digit mistyped: never equal to it. An answer without a digit gets one
/// appended.
#[must_use]
pub fn slip(answer: &str, pick: u64) -> String {
    let digits: Vec<usize> = answer.match_indices(|char: char| char.is_ascii_digit()).map(|(at, _)| at).collect();
    if digits.is_empty() {
        return format!("{answer}{}", pick % 10);
    }
    let at = digits[below(pick, digits.len())];
    let right = u64::from(answer.as_bytes()[at] - b'0');
    let wrong = (right + 1 + (pick / digits.len() as u64) % 9) % 10;
    format!("{}{wrong}{}", &answer[..at], &answer[at + 1..])
}

/// The read-out of the same pattern some cells further on (from the last cell on to the first), if
/// any such differs from the right one. None too where the pattern does not fit the table.
#[must_use]
pub fn other_cells(table: &Table, pattern: &Pattern, phrase: Option<&Phrase>, pick: u64) -> Option<String> {
    let right = read_out(table, pattern, phrase).ok()?;
    let shifts = table.cells() - 1;
    let first = below(pick, shifts);
    (0..shifts)
        .map(|more| 1 + (first + more) % shifts)
        .filter_map(|shift| read_out(table, &shifted(pattern, shift, table.cells())?, phrase).ok())
        .find(|answer| *answer != right)
}

fn shifted(pattern: &Pattern, shift: usize, cells: usize) -> Option<Pattern> {
    Pattern::new(pattern.cells().iter().map(|cell| (cell + shift) % cells).collect()).ok()
}

/// A pick among `count` things.
fn below(pick: u64, count: usize) -> usize {
    usize::try_from(pick % count as u64).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_changes_one_digit_by_hand() {
        assert_eq!(slip("480958", 0), "580958");
        assert_eq!(slip("480958", 1), "490958");
        assert_eq!(slip("480958", 6), "680958");
        assert_eq!(slip("ab9é", 0), "ab0é");
        assert_eq!(slip("", 13), "3");
        assert_eq!(slip("abc", 13), "abc3");
    }

    #[test]
    fn other_cells_are_those_further_on() {
        let table: Table = "4159263770160382".parse().expect("a table");
        let pattern: Pattern = "0,1,15".parse().expect("a pattern");
        assert_eq!(other_cells(&table, &pattern, None, 0).as_deref(), Some("154"));
        assert_eq!(other_cells(&table, &pattern, None, 14).as_deref(), Some("248"));
        let phrase = Phrase { text: "x".into(), position: 1 };
        assert_eq!(other_cells(&table, &pattern, Some(&phrase), 0).as_deref(), Some("1x54"));
    }

    #[test]
    fn a_table_of_one_digit_has_no_other_cells() {
        let table: Table = "7".repeat(32).parse().expect("a table");
        assert_eq!(other_cells(&table, &"0,1".parse().expect("a pattern"), None, 5), None);
    }
}
