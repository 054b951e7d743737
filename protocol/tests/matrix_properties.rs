//! What holds for every table and pattern.

use proptest::collection::vec;
use proptest::prelude::*;
use sekisho_protocol::matrix::{Pattern, Phrase, Table, other_cells, read_out, slip};

fn table() -> impl Strategy<Value = Table> {
    let digits = "[0-9]{16}|[0-9]{32}|[0-9]{48}|[0-9]{64}|[01]{16}|0{16}";
    digits.prop_map(|digits| digits.parse().expect("whole blocks"))
}

fn table_and_pattern() -> impl Strategy<Value = (Table, Pattern)> {
    table().prop_flat_map(|table| {
        let pattern = vec(0..table.cells(), 1..=32).prop_map(|cells| Pattern::new(cells).expect("cells"));
        (Just(table), pattern)
    })
}

proptest! {
    #[test]
    fn patterns_read_as_they_are_written((_, pattern) in table_and_pattern()) {
        prop_assert_eq!(pattern.to_string().parse(), Ok(pattern));
    }

    #[test]
    fn any_text_is_a_table_or_not(digits in any::<String>(), cells in any::<String>()) {
        let _ = (digits.parse::<Table>(), cells.parse::<Pattern>());
    }

    #[test]
    fn each_digit_stands_at_its_cell((table, pattern) in table_and_pattern()) {
        let answer = read_out(&table, &pattern, None).expect("cells of the table");
        prop_assert_eq!(answer.len(), pattern.cells().len());
        for (digit, cell) in answer.chars().zip(pattern.cells()) {
            prop_assert_eq!(Some(digit), table.to_string().chars().nth(*cell));
        }
    }

    #[test]
    fn a_phrase_leaves_the_digits_as_they_are((table, pattern) in table_and_pattern(), position in 0..40usize) {
        let digits = read_out(&table, &pattern, None).expect("cells of the table");
        let phrase = Phrase { text: "#é".into(), position };
        match read_out(&table, &pattern, Some(&phrase)) {
            Ok(answer) => {
                prop_assert_eq!(answer.find("#é"), Some(position));
                prop_assert_eq!(answer.replace("#é", ""), digits);
            }
            Err(_) => prop_assert!(position > digits.len()),
        }
    }

    #[test]
    fn a_slip_is_wrong_by_one_character(answer in "[0-9]{0,12}|\\PC{0,9}|é[0-9]ü", pick in any::<u64>()) {
        let wrong = slip(&answer, pick);
        let differing = answer.chars().zip(wrong.chars()).filter(|(a, b)| a != b).count();
        let appended = wrong.chars().count() - answer.chars().count();
        prop_assert_eq!(differing + appended, 1);
    }

    #[test]
    fn other_cells_are_wrong_but_look_right((table, pattern) in table_and_pattern(), pick in any::<u64>()) {
        let right = read_out(&table, &pattern, None).expect("cells of the table");
        match other_cells(&table, &pattern, None, pick) {
            Some(wrong) => prop_assert!(wrong != right && wrong.len() == right.len()),
            None => prop_assert!((0..table.cells()).all(|shift| shifted_reads(&table, &pattern, shift) == right)),
        }
    }
}

fn shifted_reads(table: &Table, pattern: &Pattern, shift: usize) -> String {
    let read = |cell: &usize| table.digit((cell + shift) % table.cells()).expect("a cell");
    pattern.cells().iter().map(read).collect()
}
