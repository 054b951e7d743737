//! The forms that values must have. The seeds state none; these are what such
//! products accept, and they keep a name printable in a log as it is.

use std::fmt;
use std::sync::Arc;

const LONGEST_NAME: usize = 64;
const LONGEST_PASSWORD: usize = 128;
const LONGEST_CLIENT: usize = 32;
const LONGEST_MAIL: usize = 254;

/// A tenant's name (PassLogic: the domain) as a caller claims it. Its form is
/// checked when a request that names it is examined.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TenantName(Arc<str>);

impl TenantName {
    /// The tenant that always exists.
    pub const MASTER: &str = "master";

    /// The name that was claimed.
    #[must_use]
    pub fn new(claimed: &str) -> Self {
        Self(claimed.into())
    }

    /// The tenant that is meant when a request names none.
    #[must_use]
    pub fn master() -> Self {
        Self::new(Self::MASTER)
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a tenant may bear this name: 1–64 ASCII letters, digits, `.`, `_`, `-`.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        is_name(&self.0, b"._-")
    }
}

impl fmt::Display for TenantName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// 1–64 ASCII letters, digits, `.`, `_`, `-`, `@`, `+`.
pub(crate) fn is_user_name(text: &str) -> bool {
    is_name(text, b"._-@+")
}

/// A search's prefix: the beginning of a user name, perhaps empty.
pub(crate) fn is_user_prefix(text: &str) -> bool {
    text.is_empty() || is_user_name(text)
}

/// A token's serial number: 1–64 ASCII letters, digits, `.`, `_`, `-`.
pub(crate) fn is_serial(text: &str) -> bool {
    is_name(text, b"._-")
}

/// 1–128 octets: what a hand can type, and no more.
pub(crate) fn is_password(text: &str) -> bool {
    (1..=LONGEST_PASSWORD).contains(&text.len())
}

/// 1–32 printable ASCII characters.
pub(crate) fn is_client(text: &str) -> bool {
    (1..=LONGEST_CLIENT).contains(&text.len()) && text.bytes().all(|octet| octet.is_ascii_graphic())
}

/// One `@` with something on both sides, printable, at most 254 octets (RFC 5321, 4.5.3.1.3).
pub(crate) fn is_mail(text: &str) -> bool {
    let sides = text.split_once('@');
    let whole = sides.is_some_and(|(who, host)| !who.is_empty() && !host.is_empty() && !host.contains('@'));
    whole && text.len() <= LONGEST_MAIL && text.bytes().all(|octet| octet.is_ascii_graphic())
}

fn is_name(text: &str, marks: &[u8]) -> bool {
    (1..=LONGEST_NAME).contains(&text.len())
        && text.bytes().all(|octet| octet.is_ascii_alphanumeric() || marks.contains(&octet))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_one_to_sixty_four_permitted_characters() {
        assert!(is_user_name("alice"));
        assert!(is_user_name(&"a".repeat(64)));
        for wrong in ["", &"a".repeat(65), "a b", "a\n", "ali\"ce", "ユーザー", "a/b"] {
            assert!(!is_user_name(wrong), "{wrong:?}");
        }
    }

    #[test]
    fn tenants_have_no_at_sign() {
        assert!(TenantName::new("t-1.example").is_sound());
        assert!(!TenantName::new("a@b").is_sound());
        assert!(!TenantName::new("").is_sound());
    }

    #[test]
    fn mail_addresses_have_two_sides() {
        assert!(is_mail("a@example.org"));
        for wrong in ["", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\r\nBcc: c@d"] {
            assert!(!is_mail(wrong), "{wrong:?}");
        }
    }
}
