//! RSA keys: made, and taken out of the numbers of a JWK.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{
    KeyPair, KeyPairComponents, KeySize, PrivateDecryptingKey, PublicEncryptingKey, PublicKeyComponents,
};

use super::{Jwk, KeyError};

/// A new key of 2048 bits: n, e, d, p, q, dp, dq, qi.
pub(super) fn generate() -> Result<[Vec<u8>; 8], KeyError> {
    let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| KeyError::Entropy)?;
    let der: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| KeyError::Numbers)?;
    numbers(der.as_ref()).ok_or(KeyError::Numbers)
}

pub(super) fn signing(jwk: &Jwk) -> Result<KeyPair, KeyError> {
    let [n, e, d, p, q, dp, dq, qi] = jwk.rsa_private()?;
    let public_key = PublicKeyComponents { n, e };
    let components = KeyPairComponents { public_key, d, p, q, dP: dp, dQ: dq, qInv: qi };
    KeyPair::from_components(&components).map_err(|_| KeyError::Numbers)
}

pub(super) fn decrypting(jwk: &Jwk) -> Result<PrivateDecryptingKey, KeyError> {
    let pair = signing(jwk)?;
    let der = pair.as_der().map_err(|_| KeyError::Numbers)?;
    PrivateDecryptingKey::from_pkcs8(der.as_ref()).map_err(|_| KeyError::Numbers)
}

pub(super) fn encrypting(jwk: &Jwk) -> Result<PublicEncryptingKey, KeyError> {
    let [n, e] = jwk.rsa_public()?;
    PublicKeyComponents { n, e }.try_into().map_err(|_| KeyError::Numbers)
}

/// The eight numbers of a PKCS #8 document: what RFC 8017 appendix A.1.2 puts after its version.
fn numbers(pkcs8: &[u8]) -> Option<[Vec<u8>; 8]> {
    let mut document = Der(Der(pkcs8).value(SEQUENCE)?);
    document.value(INTEGER)?;
    document.value(SEQUENCE)?;
    let mut key = Der(Der(document.value(OCTET_STRING)?).value(SEQUENCE)?);
    key.value(INTEGER)?;
    let mut numbers = [const { Vec::new() }; 8];
    for number in &mut numbers {
        let octets = key.value(INTEGER)?;
        *number = octets.strip_prefix(&[0]).unwrap_or(octets).to_vec();
    }
    Some(numbers)
}

const INTEGER: u8 = 2;
const OCTET_STRING: u8 = 4;
const SEQUENCE: u8 = 0x30;

/// DER (X.690), as much as keys need.
struct Der<'a>(&'a [u8]);

impl<'a> Der<'a> {
    fn value(&mut self, tag: u8) -> Option<&'a [u8]> {
        let (&[found, short], rest) = self.0.split_first_chunk()?;
        let long = usize::from(short & 0x7f).min(4);
        let (length, rest) = match short {
            0..0x80 => (usize::from(short), rest),
            _ => (rest.get(..long)?.iter().fold(0, |sum, octet| sum << 8 | usize::from(*octet)), &rest[long..]),
        };
        let value = rest.get(..length).filter(|_| found == tag)?;
        self.0 = &rest[length..];
        Some(value)
    }
}
