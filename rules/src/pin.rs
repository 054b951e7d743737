//! A PIN, typed before a code.

use std::fmt;

use sekisho_protocol::otp::Code;

/// 4–16 printable ASCII characters.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Pin(Box<str>);

impl Pin {
    pub(crate) fn read(text: &str) -> Option<Self> {
        let sound = (4..=16).contains(&text.len()) && text.bytes().all(|octet| octet.is_ascii_graphic());
        sound.then(|| Self(text.into()))
    }

    /// What is typed: the PIN, then the code.
    pub(crate) fn before(&self, code: Code) -> String {
        format!("{}{code}", self.0)
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_has_four_to_sixteen_characters() {
        for right in ["1234", "correct-horse-16"] {
            assert!(Pin::read(right).is_some(), "{right:?}");
        }
        for wrong in ["", "123", "12 34", "１２３４", "12345678901234567"] {
            assert!(Pin::read(wrong).is_none(), "{wrong:?}");
        }
    }

    #[test]
    fn a_pin_never_prints() {
        assert_eq!(format!("{:?}", Pin::read("1234")), "Some(•••)");
    }
}
