//! The hash function under the HMAC.

use std::fmt;
use std::str::FromStr;

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Sha256, Sha512};

/// The hash function under the HMAC: SHA-1 for HOTP (RFC 4226 section 5), any for TOTP
/// (RFC 6238 section 1.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// HMAC-SHA-1, which every token speaks.
    #[default]
    Sha1,
    /// HMAC-SHA-256.
    Sha256,
    /// HMAC-SHA-512.
    Sha512,
}

impl Algorithm {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Sha1, Self::Sha256, Self::Sha512];

    /// Its name, as in an `otpauth` URI.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
            Self::Sha512 => "SHA512",
        }
    }

    /// Dynamic truncation of the HMAC over `counter`: 31 bits (RFC 4226 section 5.3).
    pub(super) fn truncated(self, seed: &[u8], counter: u64) -> u32 {
        match self {
            Self::Sha1 => truncate(&mac::<Hmac<Sha1>>(seed, counter)),
            Self::Sha256 => truncate(&mac::<Hmac<Sha256>>(seed, counter)),
            Self::Sha512 => truncate(&mac::<Hmac<Sha512>>(seed, counter)),
        }
    }
}

/// A key of an HMAC may have any length, so there always is one.
fn mac<M: Mac + KeyInit>(seed: &[u8], counter: u64) -> impl AsRef<[u8]> {
    let mac = M::new_from_slice(seed).ok();
    mac.map(|mac| mac.chain_update(counter.to_be_bytes()).finalize().into_bytes()).unwrap_or_default()
}

fn truncate(mac: &impl AsRef<[u8]>) -> u32 {
    let mac = mac.as_ref();
    let offset = usize::from(mac.last().copied().unwrap_or(0) & 0xf);
    let word = mac.get(offset..).and_then(|tail| tail.first_chunk()).copied().unwrap_or_default();
    u32::from_be_bytes(word) & 0x7fff_ffff
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Algorithm {
    type Err = UnknownAlgorithm;

    /// Reads `SHA1` as well as `sha-1`.
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let plain = name.replace('-', "");
        let found = Self::ALL.into_iter().find(|algorithm| plain.eq_ignore_ascii_case(algorithm.as_str()));
        found.ok_or_else(|| UnknownAlgorithm { got: name.into() })
    }
}

/// A name that is none of the three.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownAlgorithm {
    /// The name.
    pub got: String,
}

impl fmt::Display for UnknownAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected SHA1, SHA256 or SHA512, got {:?}", self.got)
    }
}

impl std::error::Error for UnknownAlgorithm {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_with_or_without_a_hyphen() {
        for algorithm in Algorithm::ALL {
            assert_eq!(algorithm.to_string().parse(), Ok(algorithm));
        }
        assert_eq!("sha-512".parse(), Ok(Algorithm::Sha512));
        let error = "md5".parse::<Algorithm>().expect_err("no algorithm");
        assert_eq!(error.to_string(), "expected SHA1, SHA256 or SHA512, got \"md5\"");
    }
}
