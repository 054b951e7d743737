//! The two halves of a PRI: severity and facility (RFC 5424 section 6.2.1).

use std::fmt;
use std::str::FromStr;

/// How grave an event is (RFC 5424 section 6.2.1, table 2). The graver compares as the smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// 0: the system is unusable.
    Emerg,
    /// 1: action must be taken immediately.
    Alert,
    /// 2: critical conditions.
    Crit,
    /// 3: error conditions.
    Err,
    /// 4: warning conditions.
    Warning,
    /// 5: normal but significant.
    Notice,
    /// 6: informational.
    Info,
    /// 7: for debugging.
    Debug,
}

impl Severity {
    /// All eight, in the order of their codes.
    pub const ALL: [Self; 8] =
        [Self::Emerg, Self::Alert, Self::Crit, Self::Err, Self::Warning, Self::Notice, Self::Info, Self::Debug];

    /// The severity with this numerical code; none beyond 7.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }

    /// The numerical code, 0 to 7.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The keyword that syslog.conf and the catalogs use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Emerg => "emerg",
            Self::Alert => "alert",
            Self::Crit => "crit",
            Self::Err => "err",
            Self::Warning => "warning",
            Self::Notice => "notice",
            Self::Info => "info",
            Self::Debug => "debug",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Severity {
    type Err = UnknownSeverity;

    fn from_str(word: &str) -> Result<Self, UnknownSeverity> {
        let found = Self::ALL.into_iter().find(|level| level.as_str() == word);
        found.ok_or_else(|| UnknownSeverity { got: word.into() })
    }
}

/// A word that is none of the eight keywords.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownSeverity {
    /// The word.
    pub got: String,
}

impl fmt::Display for UnknownSeverity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected one of")?;
        for level in Severity::ALL {
            write!(f, " {level}")?;
        }
        write!(f, ", got {:?}", self.got)
    }
}

impl std::error::Error for UnknownSeverity {}

/// Which part of a system speaks (RFC 5424 section 6.2.1, table 1): 0 to 23.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Facility(u8);

impl Facility {
    /// 1: user-level messages; what `logger` sends.
    pub const USER: Self = Self(1);
    /// 4: security and authorization messages.
    pub const AUTH: Self = Self(4);
    /// 10: the same, for private eyes.
    pub const AUTHPRIV: Self = Self(10);
    /// 16: the first of the eight for local use.
    pub const LOCAL0: Self = Self(16);

    /// The facility with this numerical code; none beyond 23.
    #[must_use]
    pub const fn from_code(code: u8) -> Option<Self> {
        if code <= 23 { Some(Self(code)) } else { None }
    }

    /// The numerical code, 0 to 23.
    #[must_use]
    pub const fn code(self) -> u8 {
        self.0
    }
}

/// The number between the angle brackets (RFC 5424 section 6.2.1).
pub(super) fn priority(facility: Facility, severity: Severity) -> u8 {
    facility.code() * 8 + severity.code()
}

/// The reverse of [`priority`]; none beyond 191.
pub(super) fn from_priority(value: u32) -> Option<(Facility, Severity)> {
    let value = u8::try_from(value).ok()?;
    Some((Facility::from_code(value / 8)?, Severity::from_code(value % 8)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_words_are_those_of_table_2() {
        let words = "emerg alert crit err warning notice info debug";
        for (code, word) in (0..).zip(words.split(' ')) {
            let level: Severity = word.parse().expect("a keyword");
            assert_eq!((level.code(), level.as_str()), (code, word));
            assert_eq!(Severity::from_code(code), Some(level));
        }
        assert_eq!(Severity::from_code(8), None);
    }

    #[test]
    fn an_unknown_word_is_named_with_what_was_expected() {
        let error = "warn".parse::<Severity>().expect_err("no keyword");
        assert_eq!(error.to_string(), "expected one of emerg alert crit err warning notice info debug, got \"warn\"");
    }

    #[test]
    fn priorities_split_and_join() {
        for value in 0..=191 {
            let (facility, severity) = from_priority(value).expect("in range");
            assert_eq!(u32::from(priority(facility, severity)), value);
        }
        assert_eq!(from_priority(192), None);
        assert_eq!(from_priority(u32::MAX), None);
    }
}
