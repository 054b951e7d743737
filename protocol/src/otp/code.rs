//! A one-time password and its length.

use std::fmt;
use std::str::FromStr;

use subtle::{Choice, ConstantTimeEq};

/// How many digits a code has (RFC 4226 section 5.3: at least 6, possibly 7 or 8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Digits {
    /// 6.
    #[default]
    Six,
    /// 7.
    Seven,
    /// 8.
    Eight,
}

impl Digits {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Six, Self::Seven, Self::Eight];

    /// How many.
    #[must_use]
    pub const fn count(self) -> usize {
        match self {
            Self::Six => 6,
            Self::Seven => 7,
            Self::Eight => 8,
        }
    }

    const fn modulus(self) -> u32 {
        match self {
            Self::Six => 1_000_000,
            Self::Seven => 10_000_000,
            Self::Eight => 100_000_000,
        }
    }
}

impl TryFrom<usize> for Digits {
    type Error = NotDigits;

    fn try_from(count: usize) -> Result<Self, NotDigits> {
        Self::ALL.into_iter().find(|digits| digits.count() == count).ok_or(NotDigits { got: count })
    }
}

/// A number of digits that no code has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotDigits {
    /// The number.
    pub got: usize,
}

impl fmt::Display for NotDigits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected 6 to 8 digits, got {}", self.got)
    }
}

impl std::error::Error for NotDigits {}

/// A one-time password of 6 to 8 digits, leading zeros included.
///
/// A secret as long as it is valid: `Debug` hides it, `Display` writes it out as it is typed.
/// Compares in constant time.
#[derive(Clone, Copy)]
pub struct Code {
    value: u32,
    digits: Digits,
}

impl Code {
    /// The last digits of a truncated HMAC.
    pub(super) const fn last_digits(truncated: u32, digits: Digits) -> Self {
        Self { value: truncated % digits.modulus(), digits }
    }

    /// How many digits it has.
    #[must_use]
    pub const fn digits(self) -> Digits {
        self.digits
    }
}

impl ConstantTimeEq for Code {
    fn ct_eq(&self, other: &Self) -> Choice {
        self.value.ct_eq(&other.value) & self.digits.count().ct_eq(&other.digits.count())
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.ct_eq(other).into()
    }
}

impl Eq for Code {}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0width$}", self.value, width = self.digits.count())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(•••)")
    }
}

impl FromStr for Code {
    type Err = NotCode;

    /// Reads 6 to 8 ASCII digits and nothing else: no blanks, no sign.
    fn from_str(text: &str) -> Result<Self, NotCode> {
        let digits = Digits::try_from(text.len()).map_err(|_| NotCode)?;
        let plain = text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| plain).map(|value| Self { value, digits }).ok_or(NotCode)
    }
}

/// A text that is no code. It may be a password typed into the wrong field: it is not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotCode;

impl fmt::Display for NotCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected 6 to 8 digits")
    }
}

impl std::error::Error for NotCode {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leading_zeros_stay() {
        let code: Code = "001234".parse().expect("a code");
        assert_eq!(code.to_string(), "001234");
        assert_eq!(Code::last_digits(2_147_001_234, Digits::Six), code);
        assert_ne!(code, "0001234".parse().expect("a code"), "one digit more");
    }

    #[test]
    fn what_is_no_code() {
        for text in ["", "12345", "123456789", "+12345", " 12345", "12345 ", "12345a", "１２", "-123456"] {
            assert_eq!(text.parse::<Code>(), Err(NotCode), "{text:?}");
        }
        assert_eq!(Digits::try_from(9), Err(NotDigits { got: 9 }));
    }

    #[test]
    fn a_code_does_not_show() {
        assert_eq!(format!("{:?}", "123456".parse::<Code>()), "Ok(Code(•••))");
    }
}
