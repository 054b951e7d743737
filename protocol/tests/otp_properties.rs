//! What holds for every token, and for every grid.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use sekisho_protocol::bingo::{Grid, Pattern};
use sekisho_protocol::otp::{Algorithm, Code, Digits, Hotp, Seed, Totp, Window};

fn seed() -> impl Strategy<Value = Seed> {
    vec(any::<u8>(), 1..100).prop_map(|octets| Seed::new(octets).expect("octets"))
}

fn totp() -> impl Strategy<Value = Totp> {
    let algorithm = select(&Algorithm::ALL[..]);
    let digits = select(&Digits::ALL[..]);
    (algorithm, digits, 1u32.., any::<i64>()).prop_map(|(algorithm, digits, step, t0_s)| Totp {
        algorithm,
        digits,
        step_s: step.try_into().expect("not zero"),
        t0_s,
    })
}

proptest! {
    #[test]
    fn seeds_read_as_they_are_written(seed in seed()) {
        prop_assert_eq!(Seed::from_base32(&seed.to_base32()), Ok(seed.clone()));
        prop_assert_eq!(Seed::from_hex(&seed.to_hex()), Ok(seed));
    }

    #[test]
    fn any_text_is_a_seed_or_not(text in "\\PC{0,40}|[A-Za-z2-7= ]{0,40}") {
        let _ = (Seed::from_base32(&text), Seed::from_hex(&text), text.parse::<Code>());
    }

    #[test]
    fn codes_read_as_they_are_written(seed in seed(), counter in any::<u64>(), totp in totp()) {
        let code = totp.code_of_step(&seed, counter);
        prop_assert_eq!(code.to_string().len(), totp.digits.count());
        prop_assert_eq!(code.to_string().parse(), Ok(code));
    }

    #[test]
    fn a_code_is_verified_wherever_its_window_reaches(
        seed in seed(), totp in totp(), now in any::<i64>(), offset in -30..=30i32, from in -30..=0i32, to in 0..=30i32,
    ) {
        let Some(code) = totp.code(&seed, now, offset) else { return Ok(()) };
        let window = Window::new(from, to).expect("in order");
        match totp.verify(&seed, &code.to_string(), now, window) {
            Some(found) => prop_assert_eq!(totp.code(&seed, now, found), Some(code)),
            None => prop_assert!(!(from..=to).contains(&offset)),
        }
    }

    #[test]
    fn a_step_ends_when_its_remaining_time_is_over(totp in totp(), now in -1i64 << 60..1 << 60) {
        let remaining = i64::try_from(totp.remaining_ms(now)).expect("at most a step");
        let step = totp.step(now, 0);
        prop_assert_eq!(totp.step(now + remaining - 1, 0), step);
        prop_assert_eq!(totp.step(now + remaining, -1), step);
    }

    #[test]
    fn any_text_verifies_or_not(seed in seed(), given in "\\PC{0,9}|[0-9]{5,9}", counter in any::<u64>()) {
        let window = Window::new(-3, 3).expect("in order");
        let found = Hotp::default().verify(&seed, &given, counter, window);
        prop_assert!(found.is_none() || given.len() == 6);
    }

    #[test]
    fn a_hidden_code_is_read_and_the_rest_untouched(
        filler in "[0-9]{25}", code in "[0-9]{1,25}", cells in Just((0..25).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let pattern = Pattern::new(cells[..code.len()].to_vec()).expect("distinct");
        let filler: Grid = filler.parse().expect("a grid");
        let hidden = filler.embed(&code, &pattern).expect("as many digits");
        prop_assert_eq!(hidden.read_out(&pattern), code);
        for cell in (0..25).filter(|cell| !pattern.cells().contains(cell)) {
            prop_assert_eq!(hidden.digit(cell), filler.digit(cell));
        }
        prop_assert_eq!(hidden.to_string().parse(), Ok(hidden));
    }

    #[test]
    fn any_text_is_a_grid_or_not(text in "\\PC{0,30}|[0-9,]{0,30}") {
        let _ = (text.parse::<Grid>(), text.parse::<Pattern>());
    }
}
