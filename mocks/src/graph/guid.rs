//! Identifiers that are drawn from a seed.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

/// A GUID: of a tenant, a user, a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guid(pub u128);

impl Guid {
    /// The version 4 look-alike (RFC 9562, 5.4) that belongs to this seed, name and number: always the same one.
    #[must_use]
    pub fn of(seed: u64, name: &str, number: u64) -> Self {
        let mut hash = Sha256::new();
        hash.update(seed.to_be_bytes());
        hash.update(number.to_be_bytes());
        hash.update(name.as_bytes());
        let digest = hash.finalize();
        let bits = digest.iter().take(16).fold(0_u128, |bits, octet| bits << 8 | u128::from(*octet));
        Self(bits & !(0xf << 76) & !(0x3 << 62) | 0x4 << 76 | 0x2 << 62)
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (bits, groups) = (self.0, [(96, 8), (80, 4), (64, 4), (48, 4), (0, 12)]);
        for (at, (shift, width)) in groups.into_iter().enumerate() {
            let dash = if at == 0 { "" } else { "-" };
            let group = bits >> shift & ((1 << (width * 4)) - 1);
            write!(f, "{dash}{group:0width$x}")?;
        }
        Ok(())
    }
}

/// What does not look like a GUID.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAGuid;

impl fmt::Display for NotAGuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a GUID: 8-4-4-4-12 hexadecimal digits")
    }
}

impl std::error::Error for NotAGuid {}

impl FromStr for Guid {
    type Err = NotAGuid;

    fn from_str(text: &str) -> Result<Self, NotAGuid> {
        let mut groups = text.split('-');
        let mut bits = 0;
        for width in [8, 4, 4, 4, 12] {
            let group = groups.next().ok_or(NotAGuid)?;
            let is_hexadecimal = group.len() == width && group.bytes().all(|digit| digit.is_ascii_hexdigit());
            let value = if is_hexadecimal { u128::from_str_radix(group, 16).ok() } else { None };
            bits = bits << (width * 4) | value.ok_or(NotAGuid)?;
        }
        if groups.next().is_some() { Err(NotAGuid) } else { Ok(Self(bits)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_what_it_writes() {
        let text = "11111111-2222-4333-8444-555555555555";
        assert_eq!(text.parse::<Guid>().map(|guid| guid.to_string()), Ok(text.to_owned()));
        let drawn = Guid::of(7, "contoso.example", 1);
        assert_eq!(drawn.to_string().parse(), Ok(drawn));
        assert_eq!((&drawn.to_string()[14..15], "89ab".contains(&drawn.to_string()[19..20])), ("4", true));
        assert_ne!(drawn, Guid::of(7, "contoso.example", 2));
    }

    #[test]
    fn nothing_else_is_a_guid() {
        for text in [
            "",
            "1",
            "11111111-2222-4333-8444-55555555555",
            "11111111-2222-4333-8444-5555555555555",
            "11111111-2222-4333-8444-55555555555g",
            "+1111111-2222-4333-8444-555555555555",
            "11111111-2222-4333-8444-555555555555-",
        ] {
            assert_eq!(text.parse::<Guid>(), Err(NotAGuid), "{text}");
        }
    }
}
