//! Codes from the time.

use std::num::NonZeroU32;

use super::{Algorithm, Code, Digits, Hotp, Seed, Window};

/// A time-based token (RFC 6238): what it shares with the server besides [`Seed`] and clock.
///
/// Times are Unix times in milliseconds, as in `rules`; an offset counts steps, and stands for the
/// drift of the token's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Totp {
    /// The hash function.
    pub algorithm: Algorithm,
    /// The length of a code.
    pub digits: Digits,
    /// Length of a time step in seconds (RFC 6238 section 4.1, X).
    pub step_s: NonZeroU32,
    /// Unix time in seconds from which steps are counted (RFC 6238 section 4.1, T0).
    pub t0_s: i64,
}

impl Default for Totp {
    /// SHA-1, 6 digits, 30 s, from the epoch: the defaults of RFC 6238 section 4.1, and what
    /// authenticator apps expect.
    fn default() -> Self {
        const STEP: NonZeroU32 = NonZeroU32::MIN.saturating_add(29);
        Self { algorithm: Algorithm::Sha1, digits: Digits::Six, step_s: STEP, t0_s: 0 }
    }
}

impl Totp {
    /// The number of the time step at a Unix time, `offset` steps further; none before T0.
    #[must_use]
    pub fn step(&self, unix_ms: i64, offset: i32) -> Option<u64> {
        let step = self.since_t0_ms(unix_ms).div_euclid(self.step_ms());
        u64::try_from(step + i128::from(offset)).ok()
    }

    /// The code at a Unix time, `offset` steps further (RFC 6238 section 4.2); none before T0.
    #[must_use]
    pub fn code(&self, seed: &Seed, unix_ms: i64, offset: i32) -> Option<Code> {
        Some(self.code_of_step(seed, self.step(unix_ms, offset)?))
    }

    /// The code of a time step by its number.
    #[must_use]
    pub fn code_of_step(&self, seed: &Seed, step: u64) -> Code {
        Hotp { algorithm: self.algorithm, digits: self.digits }.code(seed, step)
    }

    /// How many steps from the one at `unix_ms` the given text is the right code, within the window
    /// (RFC 6238 section 5.2). Of several, which is a matter of chance, the first in the window.
    ///
    /// Examines the whole window whatever it finds, in constant time; so time is in proportion to
    /// the width of the window. That a code works once is the caller's to see to.
    #[must_use]
    pub fn verify(&self, seed: &Seed, given: &str, unix_ms: i64, window: Window) -> Option<i32> {
        let given: Code = given.parse().ok()?;
        window.find(|offset| Some(self.code(seed, unix_ms, offset)? == given))
    }

    /// Milliseconds until the next step begins: 1 to a whole step.
    #[must_use]
    pub fn remaining_ms(&self, unix_ms: i64) -> u64 {
        let gone = self.since_t0_ms(unix_ms).rem_euclid(self.step_ms());
        u64::try_from(self.step_ms() - gone).unwrap_or(0)
    }

    fn since_t0_ms(&self, unix_ms: i64) -> i128 {
        i128::from(unix_ms) - i128::from(self.t0_s) * 1000
    }

    fn step_ms(&self) -> i128 {
        i128::from(self.step_s.get()) * 1000
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238 appendix B: the seed of each algorithm is as long as its hash (as in the code of appendix A).
    const VECTORS: [(i64, u64, [&str; 3]); 6] = [
        (59, 0x1, ["94287082", "46119246", "90693936"]),
        (1_111_111_109, 0x0235_23ec, ["07081804", "68084774", "25091201"]),
        (1_111_111_111, 0x0235_23ed, ["14050471", "67062674", "99943326"]),
        (1_234_567_890, 0x0273_ef07, ["89005924", "91819424", "93441116"]),
        (2_000_000_000, 0x03f9_40aa, ["69279037", "90698825", "38618901"]),
        (20_000_000_000, 0x27bc_86aa, ["65353130", "77737706", "47863826"]),
    ];

    fn seed(len: usize) -> Seed {
        Seed::new(b"1234567890".iter().copied().cycle().take(len).collect()).expect("a seed")
    }

    #[test]
    fn rfc_6238_appendix_b() {
        for (time, step, codes) in VECTORS {
            for ((algorithm, len), code) in Algorithm::ALL.into_iter().zip([20, 32, 64]).zip(codes) {
                let totp = Totp { algorithm, digits: Digits::Eight, ..Totp::default() };
                assert_eq!(totp.step(time * 1000, 0), Some(step));
                let got = totp.code(&seed(len), time * 1000, 0).map(|code| code.to_string());
                assert_eq!(got.as_deref(), Some(code), "{algorithm} at {time}");
            }
        }
    }

    #[test]
    fn a_step_lasts_from_its_first_millisecond_to_its_last() {
        let totp = Totp::default();
        assert_eq!([0, 29_999, 30_000, 59_999].map(|at| totp.step(at, 0)), [Some(0), Some(0), Some(1), Some(1)]);
        assert_eq!([0, 1, 29_999, 30_000].map(|at| totp.remaining_ms(at)), [30_000, 29_999, 1, 30_000]);
    }

    #[test]
    fn steps_count_from_t0_and_there_are_none_before() {
        let totp = Totp { t0_s: 100, ..Totp::default() };
        assert_eq!(totp.step(99_999, 0), None);
        assert_eq!(totp.step(99_999, 1), Some(0));
        assert_eq!(totp.step(100_000, -1), None);
        assert_eq!(totp.remaining_ms(99_999), 1);
        assert_eq!(Totp { t0_s: -100, ..Totp::default() }.step(-70_000, 0), Some(1));
    }

    #[test]
    fn the_offset_of_a_drifting_token_is_found() {
        let (totp, now) = (Totp::default(), 1_700_000_000_000);
        let window = Window::new(-2, 2).expect("a window");
        for offset in -4..=4 {
            let given = totp.code(&seed(20), now, offset).expect("after T0").to_string();
            let expected = (-2..=2).contains(&offset).then_some(offset);
            assert_eq!(totp.verify(&seed(20), &given, now, window), expected);
        }
    }
}
