use std::collections::BTreeMap;

use proptest::prelude::*;
use rand::SeedableRng;
use rand_chacha::ChaCha12Rng;
use sekisho_protocol::matrix::{Pattern, Phrase};

use super::{AnswerError, Challenge, Credentials, Moment, Particulars, Unanswerable, answer};
use crate::scenario::AnswerKind;
use crate::target::PolicyFacts;
use crate::template::Value;

/// The table of seed 004, row by row: 4159, 2637, 7016, 0382.
const TABLE: &str = "4159263770160382";
const OTHER: &str = "1111222233334444";

fn matrix(pattern: &str, phrase: Option<(&str, usize)>) -> Credentials {
    let phrase = phrase.map(|(text, position)| Phrase { text: text.to_owned(), position });
    Credentials::Matrix { pattern: pattern.parse().expect("a pattern"), phrase }
}

fn password() -> Credentials {
    Credentials::Password("correct7horse".to_owned())
}

const SEEN: Challenge<'_> = Challenge {
    table: Some(TABLE),
    previous: Some(OTHER),
    last: Some("sent before"),
    moment: Moment { unix_ms: 0, offset: 0 },
    last_step: None,
    seed: None,
    next: None,
};

fn given(credentials: &Credentials, kind: AnswerKind, pick: u64) -> Result<String, AnswerError> {
    answer(credentials, kind, SEEN, pick)
}

mod matrices {
    use super::*;

    #[track_caller]
    fn assert_answers(phrase: Option<(&str, usize)>, expected: &[(AnswerKind, u64, &str)]) {
        let credentials = matrix("0,5,10,15", phrase);
        for (kind, pick, answer) in expected {
            assert_eq!(given(&credentials, *kind, *pick).as_deref(), Ok(*answer), "{kind:?} {pick}");
        }
    }

    #[test]
    fn every_answer_by_hand() {
        assert_answers(
            None,
            &[
                (AnswerKind::Right, 9, "4612"),
                (AnswerKind::Wrong, 0, "5612"),
                (AnswerKind::Wrong, 3, "4613"),
                (AnswerKind::Long, 17, "46127"),
                (AnswerKind::Short, 0, "461"),
                (AnswerKind::Empty, 0, ""),
                (AnswerKind::Previous, 0, "1234"),
                (AnswerKind::Same, 0, "sent before"),
                (AnswerKind::OtherCells, 0, "1364"),
                (AnswerKind::OtherCells, 1, "5701"),
            ],
        );
    }

    #[test]
    fn every_answer_with_a_phrase_before() {
        assert_answers(
            Some(("ab", 0)),
            &[
                (AnswerKind::Right, 0, "ab4612"),
                (AnswerKind::Wrong, 0, "ab5612"),
                (AnswerKind::Long, 3, "ab46123"),
                (AnswerKind::Short, 0, "ab461"),
                (AnswerKind::Empty, 0, ""),
                (AnswerKind::Previous, 0, "ab1234"),
                (AnswerKind::OtherCells, 0, "ab1364"),
            ],
        );
    }

    #[test]
    fn every_answer_with_a_phrase_between() {
        assert_answers(
            Some(("ab", 2)),
            &[
                (AnswerKind::Right, 0, "46ab12"),
                (AnswerKind::Wrong, 1, "47ab12"),
                (AnswerKind::Long, 3, "46ab123"),
                (AnswerKind::Short, 0, "46ab1"),
                (AnswerKind::Previous, 0, "12ab34"),
                (AnswerKind::OtherCells, 0, "13ab64"),
            ],
        );
    }

    #[test]
    fn every_answer_with_a_phrase_after() {
        assert_answers(
            Some(("né", 4)),
            &[
                (AnswerKind::Right, 0, "4612né"),
                (AnswerKind::Wrong, 0, "5612né"),
                (AnswerKind::Long, 3, "4612né3"),
                (AnswerKind::Short, 0, "4612n"),
                (AnswerKind::Previous, 0, "1234né"),
                (AnswerKind::OtherCells, 0, "1364né"),
            ],
        );
    }

    #[test]
    fn without_a_table_only_what_needs_none_can_be_answered() {
        let nothing = Challenge::default();
        for (_, kind) in AnswerKind::ALL {
            let expected = match kind {
                AnswerKind::Empty => Ok(String::new()),
                AnswerKind::Same | AnswerKind::Previous => Err(AnswerError::NothingBefore),
                AnswerKind::New | AnswerKind::NewShort => Err(AnswerError::NotForMethod),
                _ => Err(AnswerError::NoTable),
            };
            assert_eq!(answer(&matrix("0,1", None), kind, nothing, 0), expected, "{kind:?}");
        }
    }

    #[test]
    fn what_is_no_table_or_too_small_for_the_pattern_is_told() {
        for (table, pattern, why) in [
            ("12ab", "0", "expected a digit at cell 2, got 'a'"),
            ("123", "0", "expected 16, 32, 48 or 64 digits, got 3"),
            (TABLE, "0,16", "expected cells below 16, as many as the table has, got 16"),
        ] {
            let seen = Challenge { table: Some(table), ..Challenge::default() };
            let error = answer(&matrix(pattern, None), AnswerKind::Right, seen, 0).expect_err(why);
            assert_eq!(error.to_string(), format!("the captured `table` cannot be read: {why}"));
        }
    }

    #[test]
    fn an_answer_that_would_be_right_by_chance_is_none() {
        let same = Challenge { previous: Some(TABLE), ..SEEN };
        assert_eq!(answer(&matrix("0,1", None), AnswerKind::Previous, same, 0), Err(AnswerError::WouldBeRight));
        let flat = Challenge { table: Some("7777777777777777"), ..SEEN };
        assert_eq!(answer(&matrix("0,1", None), AnswerKind::OtherCells, flat, 0), Err(AnswerError::WouldBeRight));
    }
}

mod passwords {
    use super::*;

    #[test]
    fn every_answer_by_hand() {
        let password = password();
        for (kind, expected) in [
            (AnswerKind::Right, Ok("correct7horse")),
            (AnswerKind::Wrong, Ok("correct7horsx")),
            (AnswerKind::Long, Ok("correct7horse0")),
            (AnswerKind::Short, Ok("correct7hors")),
            (AnswerKind::Empty, Ok("")),
            (AnswerKind::Same, Ok("sent before")),
            (AnswerKind::Previous, Err(AnswerError::WouldBeRight)),
            (AnswerKind::OtherCells, Err(AnswerError::NotForMethod)),
        ] {
            assert_eq!(given(&password, kind, 0), expected.map(str::to_owned), "{kind:?}");
        }
    }

    #[test]
    fn a_password_is_mistyped_at_its_end_whatever_letter_stands_there() {
        for (right, wrong) in [("horx", "hory"), ("hory", "horx"), ("日本", "日x"), ("x", "y"), ("", "x")] {
            let password = Credentials::Password(right.to_owned());
            assert_eq!(given(&password, AnswerKind::Wrong, 4).as_deref(), Ok(wrong));
        }
    }
}

mod changes {
    use super::*;

    #[test]
    fn a_new_answer_is_read_by_the_next_secret() {
        let (now, next) = (matrix("0,5,10,15", Some(("ab", 4))), matrix("0,1,2", None));
        let seen = Challenge { next: Some(&next), ..SEEN };
        let given = |kind| answer(&now, kind, seen, 0);
        assert_eq!(given(AnswerKind::New).as_deref(), Ok("415"));
        assert_eq!(given(AnswerKind::NewShort).as_deref(), Ok("41"));
        assert_eq!(given(AnswerKind::Right).as_deref(), Ok("4612ab"), "the current one still");
    }

    #[test]
    fn a_change_keeps_the_phrase_and_is_of_the_same_kind() {
        let phrase_at = |position| matrix("0,5,10,15", Some(("ab", position)));
        let changed = |from: &Credentials, to| from.changed_to(to).map(|changed| changed.attributes());
        assert_eq!(changed(&phrase_at(2), "7,8,9"), Some(matrix("7,8,9", Some(("ab", 2))).attributes()));
        assert_eq!(changed(&phrase_at(4), "7,8,9"), Some(matrix("7,8,9", Some(("ab", 3))).attributes()), "at the end");
        assert_eq!(changed(&phrase_at(4), "horse"), None);
        assert_eq!(changed(&password(), "horse"), Some(vec![("password", Value::from("horse"))]));
    }
}

mod credentials {
    use super::*;

    fn drawn(method: &str, phrase: Option<&str>, facts: &[(&str, i64)]) -> Credentials {
        let facts: PolicyFacts = facts.iter().map(|(name, fact)| ((*name).to_owned(), Value::Integer(*fact))).collect();
        let particulars = Particulars { phrase, ..Particulars::default() };
        Credentials::draw(method, particulars, &facts, &mut ChaCha12Rng::seed_from_u64(7)).expect("credentials")
    }

    fn drawn_matrix(phrase: Option<&str>, facts: &[(&str, i64)]) -> (Pattern, Option<Phrase>) {
        match drawn("matrix", phrase, facts) {
            Credentials::Matrix { pattern, phrase } => (pattern, phrase),
            Credentials::Password(_) | Credentials::Token(_) => panic!("a pattern was asked for"),
        }
    }

    #[test]
    fn a_method_that_nothing_stands_in_for_is_named() {
        let mut rng = ChaCha12Rng::seed_from_u64(7);
        let error = Credentials::draw("face", Particulars::default(), &PolicyFacts::new(), &mut rng);
        let error = error.expect_err("no face");
        assert_eq!(error, Unanswerable { method: "face".to_owned() });
        assert_eq!(error.to_string(), "nothing here can stand in for the method face");
        for method in Credentials::METHODS {
            assert!(
                Credentials::draw(method, Particulars::default(), &PolicyFacts::new(), &mut rng).is_ok(),
                "{method}"
            );
        }
    }

    #[test]
    fn a_pattern_has_the_length_and_the_cells_of_the_policy() {
        assert_eq!(drawn_matrix(None, &[]).0.cells().len(), 6);
        let (pattern, phrase) = drawn_matrix(None, &[("policy.matrix.length", 16), ("policy.table.blocks", 1)]);
        let mut cells = pattern.cells().to_vec();
        cells.sort_unstable();
        assert_eq!(cells, (0..16).collect::<Vec<_>>(), "no cell twice");
        assert_eq!(phrase, None);
        let (pattern, _) = drawn_matrix(None, &[("policy.matrix.length", 16), ("policy.table.blocks", 4)]);
        assert!(pattern.cells().iter().any(|cell| *cell >= 16), "{pattern}");
        for strange in [-1, 0, 99, i64::MAX] {
            let (pattern, _) =
                drawn_matrix(None, &[("policy.matrix.length", strange), ("policy.table.blocks", strange)]);
            assert!((1..=16).contains(&pattern.cells().len()));
        }
    }

    #[test]
    fn a_phrase_stands_where_the_scenario_says() {
        for (word, position) in [("before", 0), ("between", 3), ("after", 6)] {
            let (_, phrase) = drawn_matrix(Some(word), &[]);
            let phrase = phrase.expect("a phrase");
            assert_eq!((phrase.position, phrase.text.len()), (position, 4), "{word}");
        }
    }

    #[test]
    fn templates_see_all_of_them_and_secrets_are_all_that_must_stand_in_no_log() {
        let credentials = matrix("1,2,3", Some(("abcd", 3)));
        let expected = [
            ("pattern", Value::from("1,2,3")),
            ("phrase", Value::from("abcd")),
            ("phrase_position", Value::Integer(3)),
        ];
        assert_eq!(credentials.attributes(), expected);
        assert_eq!(credentials.secrets(), ["1,2,3", "abcd"]);
        assert_eq!(matrix("1,2,3", None).attributes(), [("pattern", Value::from("1,2,3"))]);
        assert_eq!(password().attributes(), [("password", Value::from("correct7horse"))]);
        assert_eq!(password().secrets(), ["correct7horse"]);
    }

    #[test]
    fn an_accounts_columns_are_read() {
        let known = |columns: &[(&str, &str)]| {
            let columns: BTreeMap<String, String> =
                columns.iter().map(|(name, cell)| ((*name).to_owned(), (*cell).to_owned())).collect();
            let known = Credentials::known(&columns, &PolicyFacts::new());
            known.iter().map(|(method, known)| format!("{method}: {}", known.secrets().join(" "))).collect::<Vec<_>>()
        };
        assert_eq!(known(&[("name", "a"), ("password", "pw")]), ["password: pw"]);
        assert_eq!(known(&[("pattern", "1,2"), ("phrase", "")]), ["matrix: 1,2"]);
        let with_phrase = known(&[("pattern", "1,2"), ("phrase", "abcd"), ("phrase_position", "2")]);
        assert_eq!(with_phrase, ["matrix: 1,2 abcd"]);
        let all = [("pattern", "1,2"), ("password", "pw"), ("seed", "mzxw 6ytb"), ("serial", "7"), ("pin", "0042")];
        let seed = "MZXW6YTB 666f6f6261 0042";
        let seeded =
            [format!("authenticator: {seed}"), "matrix: 1,2".into(), "password: pw".into(), format!("token: {seed}")];
        assert_eq!(known(&all), seeded, "one account serves several methods");
        for wrong in [&[("name", "a")][..], &[("pattern", "1;2")], &[("pattern", "64")], &[("seed", "0")], &[]] {
            assert!(known(wrong).is_empty(), "{wrong:?}");
        }
    }

    #[test]
    fn the_same_randomness_draws_the_same_and_other_randomness_another() {
        let draw = |seed| {
            let mut rng = ChaCha12Rng::seed_from_u64(seed);
            Credentials::draw("password", Particulars::default(), &PolicyFacts::new(), &mut rng)
                .expect("credentials")
                .secrets()
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
    }
}

fn table() -> impl Strategy<Value = String> {
    prop_oneof!["[0-9]{16}", "[0-9]{32}", "[0-9]{64}", "[01]{16}", "0{16}"]
}

fn credentials() -> impl Strategy<Value = Credentials> {
    let phrase = prop::option::of(("[a-z0-9é日]{1,6}", any::<prop::sample::Index>()));
    prop_oneof![
        4 => (prop::collection::vec(0..16usize, 1..=16), phrase).prop_map(|(cells, phrase)| {
            let phrase = phrase.map(|(text, at)| Phrase { text, position: at.index(cells.len() + 1) });
            Credentials::Matrix { pattern: Pattern::new(cells).expect("a pattern"), phrase }
        }),
        1 => "[a-z0-9é]{1,14}".prop_map(Credentials::Password),
    ]
}

/// Answers that there are not always.
const MAY_FAIL: [AnswerKind; 5] =
    [AnswerKind::Same, AnswerKind::Previous, AnswerKind::OtherCells, AnswerKind::New, AnswerKind::NewShort];

proptest! {
    #[test]
    fn no_other_answer_is_the_right_one(
        credentials in credentials(),
        table in table(),
        previous in table(),
        pick in any::<u64>(),
    ) {
        let seen = Challenge { table: Some(&table), previous: Some(&previous), ..Challenge::default() };
        let right = answer(&credentials, AnswerKind::Right, seen, pick).expect("a right answer");
        for (word, kind) in AnswerKind::ALL {
            match answer(&credentials, kind, seen, pick) {
                Ok(answer) => prop_assert_eq!(answer == right, kind == AnswerKind::Right, "{}: {}", word, answer),
                Err(error) => {
                    let may_fail = MAY_FAIL.contains(&kind);
                    prop_assert!(may_fail, "{}: {}", word, error);
                }
            }
        }
    }

    #[test]
    fn wrong_answers_are_a_slip_of_the_hand(credentials in credentials(), table in table(), pick in any::<u64>()) {
        let seen = Challenge { table: Some(&table), ..Challenge::default() };
        let given = |kind| answer(&credentials, kind, seen, pick).expect("an answer");
        let (right, wrong) = (given(AnswerKind::Right), given(AnswerKind::Wrong));
        let differing = right.chars().zip(wrong.chars()).filter(|(right, wrong)| right != wrong).count();
        prop_assert_eq!((right.chars().count(), differing), (wrong.chars().count(), 1));
        prop_assert_eq!(given(AnswerKind::Short).chars().count() + 1, right.chars().count());
        prop_assert!(right.starts_with(&given(AnswerKind::Short)) && given(AnswerKind::Long).starts_with(&right));
    }
}
