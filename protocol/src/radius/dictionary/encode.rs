//! Text into values: the reverse of [`super::describe`], for those who write scenarios.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::values::value;
use super::{Definition, Kind};

impl Definition {
    /// The octets of a value written as people write it: text as it is, a number or its name, an
    /// address, a prefix `2001:db8::/32`; octets as text, or as `0x` and hexadecimal digits, as may
    /// be anything. Text that has tags is written without one.
    ///
    /// # Errors
    ///
    /// What is written is no such value.
    pub fn encode(&self, text: &str) -> Result<Vec<u8>, EncodeError> {
        let raw = text.strip_prefix("0x").and_then(unhex);
        let encoded = raw.or_else(|| self.typed(text));
        encoded.ok_or_else(|| EncodeError { name: self.name, kind: self.kind, got: self.shown(text) })
    }

    fn typed(&self, text: &str) -> Option<Vec<u8>> {
        match self.kind {
            Kind::Text | Kind::Octets | Kind::TaggedText => Some(text.into()),
            Kind::Integer => Some(self.integer(text)?.to_be_bytes().into()),
            Kind::Time => Some(text.parse::<u32>().ok()?.to_be_bytes().into()),
            Kind::Address => Some(text.parse::<Ipv4Addr>().ok()?.octets().into()),
            Kind::Ipv6Address => Some(text.parse::<Ipv6Addr>().ok()?.octets().into()),
            Kind::Ipv6Prefix => prefix(text),
            Kind::TaggedInteger => Some(text.parse::<u32>().ok().filter(|it| *it < 1 << 24)?.to_be_bytes().into()),
            Kind::InterfaceId | Kind::VendorSpecific => None,
        }
    }

    fn integer(&self, text: &str) -> Option<u32> {
        let named = || self.vendor.is_none().then(|| value(self.number, text)).flatten();
        text.parse().ok().or_else(named)
    }

    fn shown(&self, text: &str) -> String {
        if self.secret { "•••".into() } else { text.into() }
    }
}

/// RFC 3162 section 2.3.
fn prefix(text: &str) -> Option<Vec<u8>> {
    let (address, length) = text.split_once('/')?;
    let address: Ipv6Addr = address.parse().ok()?;
    let length: u8 = length.parse().ok().filter(|length| *length <= 128)?;
    let octets = address.octets();
    let used = &octets[..usize::from(length).div_ceil(8)];
    Some([&[0, length], used].concat())
}

fn unhex(digits: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = digits.chars().map(digit).collect::<Option<_>>()?;
    let (pairs, rest) = digits.as_chunks();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| high << 4 | low).collect())
}

fn digit(char: char) -> Option<u8> {
    char.to_digit(16).and_then(|digit| digit.try_into().ok())
}

/// A text that is no value of its attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodeError {
    /// The attribute.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// What stands there; blotted if it is a secret.
    pub got: String,
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let expected = match self.kind {
            Kind::Text | Kind::Octets | Kind::TaggedText => "text",
            Kind::Integer => "a number of 32 bits, or its name",
            Kind::Time => "seconds of Unix time",
            Kind::Address => "an IPv4 address",
            Kind::Ipv6Address => "an IPv6 address",
            Kind::Ipv6Prefix => "an IPv6 prefix",
            Kind::TaggedInteger => "a number of 24 bits",
            Kind::InterfaceId | Kind::VendorSpecific => "0x and hexadecimal digits",
        };
        write!(f, "expected {expected} for {}, got {:?}", self.name, self.got)
    }
}

impl std::error::Error for EncodeError {}

#[cfg(test)]
mod tests {
    use super::super::by_name;

    #[test]
    fn values_are_written_as_they_are_described() {
        let cases: [(&str, &str, &[u8]); 9] = [
            ("user-name", "alice", b"alice"),
            ("NAS-Port", "3", &[0, 0, 0, 3]),
            ("NAS-Port-Type", "virtual", &[0, 0, 0, 5]),
            ("NAS-IP-Address", "10.0.0.1", &[10, 0, 0, 1]),
            ("Framed-IPv6-Prefix", "2001:db8::/32", &[0, 32, 0x20, 1, 0xd, 0xb8]),
            ("State", "0x00ff", &[0, 0xff]),
            ("State", "0xfog", b"0xfog"),
            ("Tunnel-Type", "13", &[0, 0, 0, 13]),
            ("Event-Timestamp", "1", &[0, 0, 0, 1]),
        ];
        for (name, text, octets) in cases {
            assert_eq!(by_name(name).expect("a name").encode(text).as_deref(), Ok(octets), "{name} = {text}");
        }
    }

    #[test]
    fn what_is_no_value_is_told_with_what_was_expected() {
        let error = |name, text| by_name(name).expect("a name").encode(text).expect_err("no value").to_string();
        let expected = "expected a number of 32 bits, or its name for NAS-Port, got \"x\"";
        assert_eq!(error("NAS-Port", "x"), expected);
        assert_eq!(error("NAS-IP-Address", "::1"), "expected an IPv4 address for NAS-IP-Address, got \"::1\"");
        assert_eq!(error("Tunnel-Type", "16777216"), "expected a number of 24 bits for Tunnel-Type, got \"16777216\"");
        for text in ["2001:db8::", "2001:db8::/129", "10.0.0.0/8"] {
            assert!(error("Framed-IPv6-Prefix", text).starts_with("expected an IPv6 prefix"));
        }
    }
}
