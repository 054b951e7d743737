//! What token and server share.

use std::fmt;

use subtle::ConstantTimeEq;

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The secret key of a token (RFC 4226 section 5.1, K): one octet or more, 20 by custom.
///
/// `Debug` and `Display` hide it; it compares in constant time. [`Seed::to_base32`] and
/// [`Seed::to_hex`] write it out for those who provision tokens.
#[derive(Clone)]
pub struct Seed(Vec<u8>);

impl Seed {
    /// A seed of these octets.
    ///
    /// # Errors
    ///
    /// No octets at all.
    pub fn new(octets: Vec<u8>) -> Result<Self, SeedError> {
        if octets.is_empty() { Err(SeedError::Empty) } else { Ok(Self(octets)) }
    }

    /// Reads base32 (RFC 4648 section 6) as people copy it: in either case, with or without
    /// padding, with blanks and hyphens anywhere. Bits that fill no octet are dropped.
    ///
    /// # Errors
    ///
    /// Another character, padding in the middle, or a length that no octets have.
    pub fn from_base32(text: &str) -> Result<Self, SeedError> {
        let digits = plain(text, |byte| position(byte.to_ascii_uppercase()), b"=")?;
        if matches!(digits.len() % 8, 1 | 3 | 6) {
            return Err(SeedError::Length { digits: digits.len() });
        }
        Self::new(packed::<5>(&digits))
    }

    /// Reads hexadecimal digits (RFC 4648 section 8) in either case, with blanks and hyphens
    /// anywhere: what makers of hardware tokens deliver.
    ///
    /// # Errors
    ///
    /// Another character, or half an octet.
    pub fn from_hex(text: &str) -> Result<Self, SeedError> {
        let digits = plain(text, |byte| char::from(byte).to_digit(16), b"")?;
        if !digits.len().is_multiple_of(2) {
            return Err(SeedError::Length { digits: digits.len() });
        }
        Self::new(packed::<4>(&digits))
    }

    /// Writes it out in base32 without padding, as in an `otpauth` URI.
    #[must_use]
    pub fn to_base32(&self) -> String {
        self.0.chunks(5).flat_map(base32_digits).collect()
    }

    /// Writes it out in lower-case hexadecimal digits.
    #[must_use]
    pub fn to_hex(&self) -> String {
        self.0.iter().map(|octet| format!("{octet:02x}")).collect()
    }

    /// The octets themselves.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

/// The values of the digits in `text`, without blanks, hyphens, and `padding` at the end.
fn plain(text: &str, value: impl Fn(u8) -> Option<u32>, padding: &[u8]) -> Result<Vec<u32>, SeedError> {
    let mut digits = Vec::new();
    let mut padded = false;
    for (at, byte) in text.bytes().enumerate() {
        match value(byte) {
            _ if byte.is_ascii_whitespace() || byte == b'-' => {}
            Some(digit) if !padded => digits.push(digit),
            None if padding.contains(&byte) => padded = true,
            _ => return Err(SeedError::NotDigit { at }),
        }
    }
    Ok(digits)
}

fn position(byte: u8) -> Option<u32> {
    (0..).zip(BASE32).find(|(_, digit)| **digit == byte).map(|(position, _)| position)
}

/// Whole octets from digits of so many bits each.
fn packed<const BITS: u32>(digits: &[u32]) -> Vec<u8> {
    let mut octets = Vec::with_capacity(digits.len());
    let (mut word, mut bits) = (0, 0);
    for digit in digits {
        (word, bits) = ((word << BITS | digit) & 0xfff, bits + BITS);
        if bits >= 8 {
            bits -= 8;
            octets.extend(u8::try_from(word >> bits & 0xff));
        }
    }
    octets
}

/// The digits of 1 to 5 octets.
fn base32_digits(octets: &[u8]) -> impl Iterator<Item = char> {
    let word = (0..5).fold(0u64, |word, at| word << 8 | u64::from(octets.get(at).copied().unwrap_or(0)));
    let digits = (octets.len() * 8).div_ceil(5);
    (0..digits).map(move |digit| char::from(BASE32[(word >> (35 - 5 * digit) & 31) as usize]))
}

impl PartialEq for Seed {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Seed {}

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(•••)")
    }
}

/// Why a text is no seed. It names places, never what stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeedError {
    /// No octets at all.
    Empty,
    /// Something that is no digit, or a digit after padding.
    NotDigit {
        /// The byte of the text, from 0.
        at: usize,
    },
    /// Digits that make no whole octets.
    Length {
        /// How many.
        digits: usize,
    },
}

impl fmt::Display for SeedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("expected a seed of at least one octet, got none"),
            Self::NotDigit { at } => write!(f, "expected a digit at byte {at}"),
            Self::Length { digits } => write!(f, "expected whole octets, got {digits} digits"),
        }
    }
}

impl std::error::Error for SeedError {}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4648 section 10.
    const VECTORS: [(&str, &str, &str); 6] = [
        ("f", "MY======", "66"),
        ("fo", "MZXQ====", "666F"),
        ("foo", "MZXW6===", "666F6F"),
        ("foob", "MZXW6YQ=", "666F6F62"),
        ("fooba", "MZXW6YTB", "666F6F6261"),
        ("foobar", "MZXW6YTBOI======", "666F6F626172"),
    ];

    #[test]
    fn rfc_4648_section_10() {
        for (plain, base32, hex) in VECTORS {
            let seed = Seed::new(plain.into()).expect("a seed");
            assert_eq!(Seed::from_base32(base32).as_ref(), Ok(&seed));
            assert_eq!(Seed::from_hex(hex).as_ref(), Ok(&seed));
            assert_eq!((seed.to_base32(), seed.to_hex()), (base32.replace('=', ""), hex.to_lowercase()));
        }
    }

    #[test]
    fn people_write_seeds_as_they_like() {
        let seed = Seed::from_base32("MZXW6YTBOI").expect("a seed");
        for text in ["mzxw 6ytb oi", "MzXw-6yTb-Oi", " MZXW6YTBOI===\n", "MZXW6YTBOI== ===="] {
            assert_eq!(Seed::from_base32(text).as_ref(), Ok(&seed), "{text:?}");
        }
        assert_eq!(Seed::from_hex("66 6f-6F\t626172\n").as_ref(), Ok(&seed));
        assert_eq!(Seed::from_base32("MZXW6YTBOJ").as_ref(), Ok(&seed), "bits that fill no octet");
    }

    #[test]
    fn what_is_no_seed() {
        for text in ["", " = ", "=="] {
            assert_eq!(Seed::from_base32(text), Err(SeedError::Empty), "{text:?}");
        }
        for (text, at) in [("MZ1", 2), ("MY=A", 3), ("é", 0), ("MY0", 2), ("MY!", 2)] {
            assert_eq!(Seed::from_base32(text), Err(SeedError::NotDigit { at }), "{text:?}");
        }
        for digits in [1, 3, 6, 9] {
            assert_eq!(Seed::from_base32(&"A".repeat(digits)), Err(SeedError::Length { digits }));
        }
        assert_eq!(Seed::from_hex("66g"), Err(SeedError::NotDigit { at: 2 }));
        assert_eq!(Seed::from_hex("66="), Err(SeedError::NotDigit { at: 2 }));
        assert_eq!(Seed::from_hex("666"), Err(SeedError::Length { digits: 3 }));
    }

    #[test]
    fn a_seed_does_not_show() {
        let seed = Seed::new(b"secret".to_vec()).expect("a seed");
        assert_eq!(format!("{seed} {seed:?}"), "••• Seed(•••)");
    }
}
