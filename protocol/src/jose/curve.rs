//! P-256: points, new keys, and the secret that two keys agree on.

use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::encoding::{AsBigEndian, EcPrivateKeyBin};

use super::KeyError;

const HALF: usize = 32;

/// A point of the curve, or what claims to be one: 4, x, y (SEC 1 section 2.3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Point([u8; 1 + 2 * HALF]);

impl Point {
    /// None unless both have 32 octets (RFC 7518 section 6.2.1.2).
    pub(super) fn new(x: &[u8], y: &[u8]) -> Option<Self> {
        let mut octets = [4; 1 + 2 * HALF];
        octets[1..=HALF].copy_from_slice(x.get(..HALF).filter(|_| x.len() == HALF)?);
        octets[1 + HALF..].copy_from_slice(y.get(..HALF).filter(|_| y.len() == HALF)?);
        Some(Self(octets))
    }

    pub(super) fn x(&self) -> &[u8] {
        &self.0[1..=HALF]
    }

    pub(super) fn y(&self) -> &[u8] {
        &self.0[1 + HALF..]
    }

    pub(super) fn octets(&self) -> &[u8] {
        &self.0
    }
}

/// A new key: its private number and its point.
pub(super) fn generate() -> Result<(Vec<u8>, Point), KeyError> {
    let key = PrivateKey::generate(&ECDH_P256).map_err(|_| KeyError::Entropy)?;
    let private: EcPrivateKeyBin<'_> = key.as_be_bytes().map_err(|_| KeyError::Entropy)?;
    Ok((private.as_ref().to_vec(), point(&key)?))
}

/// The key of a private number.
pub(super) fn private(number: &[u8]) -> Result<PrivateKey, KeyError> {
    PrivateKey::from_private_key(&ECDH_P256, number).map_err(|_| KeyError::Numbers)
}

/// The point of a private key.
pub(super) fn point(key: &PrivateKey) -> Result<Point, KeyError> {
    let public = key.compute_public_key().map_err(|_| KeyError::Numbers)?;
    let octets = public.as_ref().try_into().map_err(|_| KeyError::Numbers)?;
    Ok(Point(octets))
}

/// The secret that a private key and another's point agree on; none if that is no point of the curve.
pub(super) fn agreed(private: &PrivateKey, other: &Point) -> Option<Vec<u8>> {
    let other = UnparsedPublicKey::new(&ECDH_P256, other.octets());
    agree(private, other, (), |secret| Ok(secret.to_vec())).ok()
}
