//! The attribute check: what a request's attributes must be.

use std::fmt;

use sekisho_protocol::radius::dictionary::{self, Kind};

use super::RadiusAttribute;

/// An attribute that every request must have, and what it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeCheck {
    vendor: Option<u32>,
    number: u8,
    /// What stands before, between and after the places where anything may stand.
    parts: Vec<Vec<u8>>,
}

impl AttributeCheck {
    /// The attribute of this name must have this value; in text, a `*` stands for anything.
    ///
    /// # Errors
    ///
    /// There is no such attribute, or it has no such value.
    pub fn new(name: &str, value: &str) -> Result<Self, BadAttributeCheck> {
        let bad = |why: String| BadAttributeCheck { why };
        let definition = dictionary::by_name(name).ok_or_else(|| bad(format!("no attribute is called {name:?}")))?;
        let parts = match definition.kind {
            Kind::Text => value.split('*').map(Into::into).collect(),
            _ => vec![definition.encode(value).map_err(|error| bad(error.to_string()))?],
        };
        Ok(Self { vendor: definition.vendor, number: definition.number, parts })
    }

    pub(crate) fn is_met(&self, attributes: &[RadiusAttribute]) -> bool {
        let same = |it: &&RadiusAttribute| (it.vendor, it.number) == (self.vendor, self.number);
        attributes.iter().filter(same).any(|attribute| matches(&self.parts, &attribute.value))
    }
}

/// A value that no attribute check can be made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadAttributeCheck {
    why: String,
}

impl fmt::Display for BadAttributeCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl std::error::Error for BadAttributeCheck {}

/// The first part begins the value, the last ends it, the others come in order between them.
fn matches(parts: &[Vec<u8>], value: &[u8]) -> bool {
    match parts {
        [] => false,
        [whole] => whole == value,
        [first, between @ .., last] => value
            .strip_prefix(first.as_slice())
            .and_then(|rest| rest.strip_suffix(last.as_slice()))
            .is_some_and(|rest| between.iter().try_fold(rest, |rest, part| after(rest, part)).is_some()),
    }
}

fn after<'a>(rest: &'a [u8], part: &[u8]) -> Option<&'a [u8]> {
    let at = (0..=rest.len()).find(|&at| rest[at..].starts_with(part))?;
    Some(&rest[at + part.len()..])
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]
mod tests {
    use super::*;

    fn met(name: &str, pattern: &str, value: &[u8]) -> bool {
        let check = AttributeCheck::new(name, pattern).unwrap();
        let attribute = RadiusAttribute { vendor: check.vendor, number: check.number, value: value.into() };
        check.is_met(&[attribute])
    }

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, value, expected) in [
            ("vpn", "vpn", true),
            ("vpn", "vpn1", false),
            ("vpn*", "vpn1", true),
            ("*vpn", "my-vpn", true),
            ("v*p*n", "v--p--n", true),
            ("v*p*n", "v--n--p", false),
            ("aa*aa", "aaa", false),
            ("*", "", true),
        ] {
            assert_eq!(met("NAS-Identifier", pattern, value.as_bytes()), expected, "{pattern} {value}");
        }
    }

    #[test]
    fn what_is_no_text_is_met_whole() {
        assert!(met("NAS-Port-Type", "virtual", &[0, 0, 0, 5]));
        assert!(!met("NAS-Port-Type", "virtual", &[0, 0, 0, 15]));
        assert!(met("nas-ip-address", "10.0.0.1", &[10, 0, 0, 1]));
        assert!(!AttributeCheck::new("NAS-Identifier", "*").unwrap().is_met(&[]));
    }

    #[test]
    fn what_no_attribute_has_is_no_check() {
        assert_eq!(AttributeCheck::new("nosuch", "").unwrap_err().to_string(), "no attribute is called \"nosuch\"");
        assert!(AttributeCheck::new("NAS-Port", "x").is_err());
    }
}
