//! Codes from a counter.

use super::{Algorithm, Code, Digits, Seed, Window};

/// A counter-based token (RFC 4226): what it shares with the server besides [`Seed`] and counter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Hotp {
    /// The hash function; RFC 4226 knows SHA-1 alone.
    pub algorithm: Algorithm,
    /// The length of a code.
    pub digits: Digits,
}

impl Hotp {
    /// The code at a counter (RFC 4226 section 5.3).
    #[must_use]
    pub fn code(self, seed: &Seed, counter: u64) -> Code {
        Code::last_digits(self.algorithm.truncated(seed.expose(), counter), self.digits)
    }

    /// How far from `counter` the given text is the right code, within a look-ahead window
    /// (RFC 4226 section 7.4). Of several, which is a matter of chance, the first in the window.
    ///
    /// Examines the whole window whatever it finds, in constant time; so time is in proportion to
    /// the width of the window.
    #[must_use]
    pub fn verify(self, seed: &Seed, given: &str, counter: u64, window: Window) -> Option<i32> {
        let given: Code = given.parse().ok()?;
        window.find(|offset| Some(self.code(seed, counter.checked_add_signed(offset.into())?) == given))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4226 appendix D.
    const CODES: [&str; 10] =
        ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
    const TRUNCATED: [u32; 10] = [
        0x4c93_cf18,
        0x4139_7eea,
        0x082f_ef30,
        0x66ef_7655,
        0x61c5_938a,
        0x33c0_83d4,
        0x7256_c032,
        0x04e5_b397,
        0x2823_443f,
        0x2679_dc69,
    ];

    fn seed() -> Seed {
        Seed::new(b"12345678901234567890".to_vec()).expect("a seed")
    }

    #[test]
    fn rfc_4226_appendix_d() {
        for ((counter, code), truncated) in (0..).zip(CODES).zip(TRUNCATED) {
            assert_eq!(Algorithm::Sha1.truncated(seed().expose(), counter), truncated);
            assert_eq!(Hotp::default().code(&seed(), counter).to_string(), code);
        }
    }

    #[test]
    fn a_code_is_found_where_it_stands_in_the_window() {
        let ahead = Window::new(0, 3).expect("a window");
        let verify = |given, counter| Hotp::default().verify(&seed(), given, counter, ahead);
        assert_eq!(verify(CODES[5], 5), Some(0));
        assert_eq!(verify(CODES[5], 2), Some(3));
        assert_eq!(verify(CODES[5], 1), None, "beyond the window");
        assert_eq!(verify(CODES[5], 6), None, "behind it");
        assert_eq!(verify("0755224", 0), None, "another length");
    }

    #[test]
    fn there_is_no_counter_below_zero_or_above_the_last() {
        let around = Window::new(-1, 1).expect("a window");
        assert_eq!(Hotp::default().verify(&seed(), CODES[0], 0, around), Some(0));
        let last = Hotp::default().code(&seed(), u64::MAX).to_string();
        assert_eq!(Hotp::default().verify(&seed(), &last, u64::MAX, around), Some(0));
    }
}
