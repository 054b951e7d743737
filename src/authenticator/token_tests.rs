use std::collections::BTreeMap;

use proptest::prelude::*;
use rand::SeedableRng;
use rand_chacha::ChaCha12Rng;

use super::{Moment, Token};
use crate::authenticator::{AnswerError, Challenge, Credentials, Particulars, answer};
use crate::scenario::AnswerKind;
use crate::target::PolicyFacts;
use crate::template::Value;

/// The seed of RFC 6238 appendix B, "12345678901234567890", in base32.
const RFC: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

fn facts(facts: &[(&str, Value)]) -> PolicyFacts {
    facts.iter().map(|(name, fact)| (format!("policy.totp.{name}"), fact.clone())).collect()
}

fn eight_digits() -> PolicyFacts {
    facts(&[("digits", Value::Integer(8))])
}

fn known(columns: &[(&str, &str)], facts: &PolicyFacts) -> Token {
    let columns: BTreeMap<String, String> =
        columns.iter().map(|(name, cell)| ((*name).to_owned(), (*cell).to_owned())).collect();
    Token::known(&columns, facts).expect("a token")
}

fn at(unix_s: i64, offset: i32) -> Challenge<'static> {
    Challenge { moment: Moment { unix_ms: unix_s * 1000, offset }, ..Challenge::default() }
}

/// The answer of a token with 8 digits and the seed of the RFC.
fn given(kind: AnswerKind, seen: Challenge<'_>, pick: u64) -> Result<String, AnswerError> {
    answer(&Credentials::Token(known(&[("seed", RFC)], &eight_digits())), kind, seen, pick)
}

#[test]
fn rfc_6238_appendix_b_and_steps_from_there() {
    for (time, code) in [(59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471")] {
        assert_eq!(given(AnswerKind::Right, at(time, 0), 7).as_deref(), Ok(code), "{time}");
    }
    assert_eq!(given(AnswerKind::Right, at(0, 1), 0).as_deref(), Ok("94287082"), "a step further");
    assert_eq!(given(AnswerKind::Right, at(1_111_111_140, -1), 0).as_deref(), Ok("14050471"), "a step back");
    assert_eq!(given(AnswerKind::Right, at(0, -1), 0), Err(AnswerError::BeforeEpoch));
}

#[test]
fn every_other_answer_by_hand() {
    let seen = Challenge { last: Some("sent before"), last_step: Some(0x0235_23ed), ..at(59, 0) };
    for (kind, pick, expected) in [
        (AnswerKind::Wrong, 0, "04287082"),
        (AnswerKind::Wrong, 9, "96287082"),
        (AnswerKind::Long, 17, "942870827"),
        (AnswerKind::Short, 0, "9428708"),
        (AnswerKind::Empty, 0, ""),
        (AnswerKind::Same, 0, "sent before"),
        (AnswerKind::Previous, 0, "07081804"),
    ] {
        assert_eq!(given(kind, seen, pick).as_deref(), Ok(expected), "{kind:?} {pick}");
    }
    assert_eq!(given(AnswerKind::Previous, at(59, 0), 0), Err(AnswerError::NothingBefore));
    for kind in [AnswerKind::OtherCells, AnswerKind::New, AnswerKind::NewShort] {
        assert_eq!(given(kind, seen, 0), Err(AnswerError::NotForMethod), "{kind:?}");
    }
}

#[test]
fn a_pin_goes_before_the_code_whatever_the_code() {
    let token = known(&[("seed", RFC), ("pin", "0042")], &eight_digits());
    let given = |kind| answer(&Credentials::Token(token.clone()), kind, at(59, 0), 0);
    assert_eq!(given(AnswerKind::Right).as_deref(), Ok("004294287082"));
    assert_eq!(given(AnswerKind::Wrong).as_deref(), Ok("004204287082"));
    assert_eq!(given(AnswerKind::Short).as_deref(), Ok("00429428708"));
    assert_eq!(given(AnswerKind::Empty).as_deref(), Ok(""));
}

#[test]
fn a_seed_that_the_server_handed_out_counts() {
    let token = Credentials::Token(known(&[("seed", "MZXW6YTB"), ("pin", "0042")], &eight_digits()));
    let with = |seed| answer(&token, AnswerKind::Right, Challenge { seed, ..at(59, 0) }, 0);
    assert_eq!(with(Some("gezd gnbv gy3t qojq gezd gnbv gy3t qojq")).as_deref(), Ok("004294287082"));
    assert_ne!(with(None).as_deref(), Ok("004294287082"));
    let error = with(Some("1")).expect_err("no seed");
    assert_eq!(error.to_string(), "the captured `seed` cannot be read: expected a digit at byte 0");
}

#[test]
fn codes_are_made_as_the_target_states() {
    let stated = [
        ("step", Value::from_text("60s")),
        ("digits", Value::Integer(8)),
        ("algorithm", Value::from("SHA256")),
        ("resync_from", Value::Integer(-20)),
        ("resync_to", Value::Integer(200)),
    ];
    // RFC 6238 appendix B: SHA-256's seed has 32 octets. Twice the step at twice the time is the same step.
    let seed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA";
    let token = known(&[("seed", seed)], &facts(&stated));
    assert_eq!(token.answer(AnswerKind::Right, at(119, 0), 0).as_deref(), Ok("46119246"));
    assert_eq!(token.reach, 200);
    let strange = [("step", Value::from("soon")), ("digits", Value::Integer(99)), ("algorithm", Value::from("md5"))];
    let usual = known(&[("seed", RFC)], &facts(&strange));
    assert_eq!(usual.answer(AnswerKind::Right, at(59, 0), 0).as_deref(), Ok("287082"));
    assert_eq!(usual.reach, 30);
}

fn drawn(seed: u64, particulars: Particulars<'_>, facts: &PolicyFacts) -> Token {
    Token::draw(particulars, facts, &mut ChaCha12Rng::seed_from_u64(seed))
}

const BINGO: Particulars<'_> = Particulars { phrase: None, phrase_letters: None, pin: false, bingo: true };
const ALL: Particulars<'_> = Particulars { phrase: None, phrase_letters: None, pin: true, bingo: true };

#[test]
fn templates_see_all_of_a_token_and_its_secrets_are_known() {
    let names = |token: &Token| token.attributes().into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    let plain = drawn(1, Particulars::default(), &PolicyFacts::new());
    assert_eq!(names(&plain), ["seed", "serial"]);
    let token = drawn(1, ALL, &PolicyFacts::new());
    assert_eq!(names(&token), ["seed", "serial", "pin", "bingo"]);
    let told: Vec<String> = token.attributes().into_iter().map(|(_, value)| value.to_string()).collect();
    let secrets = token.secrets();
    assert!([&told[0], &told[2], &told[3]].into_iter().all(|secret| secrets.contains(secret)), "but the serial number");
    assert!(!secrets.contains(&told[1]));
    assert_eq!((told[0].len(), told[1].len(), told[2].len()), (32, 10, 6));
    assert_eq!(plain.seed, token.seed, "what is particular changes nothing else");
    assert_ne!(plain.seed, drawn(2, Particulars::default(), &PolicyFacts::new()).seed);
    assert!(!format!("{:?}", plain.seed).contains(&told[0]));
}

#[test]
fn a_pin_is_as_long_as_the_target_states() {
    let facts: PolicyFacts = [("policy.pin.length".to_owned(), Value::Integer(4))].into();
    assert_eq!(drawn(1, ALL, &facts).pin.map(|pin| pin.len()), Some(4));
}

proptest! {
    #[test]
    fn what_is_read_from_a_grid_is_the_plain_code(
        seed in any::<u64>(), unix_s in 0..4_000_000_000i64, offset in 0..50, digits in 6..9i64, pick in any::<u64>(),
    ) {
        let facts = facts(&[("digits", Value::Integer(digits))]);
        let (grid, plain) = (drawn(seed, BINGO, &facts), drawn(seed, Particulars::default(), &facts));
        let right = |token: &Token| token.answer(AnswerKind::Right, at(unix_s, offset), pick);
        prop_assert_eq!(right(&grid), right(&plain));
        let other = grid.answer(AnswerKind::OtherCells, at(unix_s, offset), pick);
        prop_assert_eq!(other.map(|other| other.len()), Ok(usize::try_from(digits).unwrap_or(0)));
    }

    #[test]
    fn a_wrong_code_is_right_at_no_step_near_by(
        seed in any::<u64>(), unix_s in 4000..4_000_000_000i64, offset in -40..40, pick in any::<u64>(),
    ) {
        let token = drawn(seed, BINGO, &PolicyFacts::new());
        for kind in [AnswerKind::Wrong, AnswerKind::OtherCells] {
            let wrong = token.answer(kind, at(unix_s, offset), pick).expect("a wrong code");
            for step in (-30..=30).flat_map(|near| [near, offset + near]) {
                let right = token.answer(AnswerKind::Right, at(unix_s, step), 0).expect("a code");
                prop_assert_ne!(&wrong, &right, "{:?} at {}", kind, step);
            }
        }
    }

    #[test]
    fn a_wrong_code_is_one_digit_off(seed in any::<u64>(), pick in any::<u64>()) {
        let token = drawn(seed, ALL, &PolicyFacts::new());
        let answer = |kind| token.answer(kind, at(1_700_000_000, 0), pick).expect("an answer");
        let (right, wrong) = (answer(AnswerKind::Right), answer(AnswerKind::Wrong));
        prop_assert_eq!(right.len(), wrong.len());
        prop_assert_eq!(right.bytes().zip(wrong.bytes()).filter(|(right, wrong)| right != wrong).count(), 1);
        prop_assert_eq!(&right[..6], &wrong[..6], "the PIN is right");
    }
}

/// A seed whose every wrong slip is right somewhere near by does not occur; a reach over all codes would be one.
#[test]
fn where_all_is_right_nothing_is_wrong() {
    let token = known(&[("seed", RFC)], &eight_digits());
    let right = given(AnswerKind::Right, at(59, 0), 0).expect("a code");
    let found = token.first_wrong([right.clone(), right].into_iter(), at(59, 0).moment);
    assert_eq!(found, Err(AnswerError::WouldBeRight));
}
