//! Keys that nobody was given: those of somebody who would like to be taken for a partner.

use std::sync::OnceLock;

use super::{Jwk, KeyError, KeyManagement, SignatureAlgorithm};

/// Made at first use and kept: it takes a good part of a second.
static RSA: OnceLock<Jwk> = OnceLock::new();

/// Signs under the algorithm.
pub(super) fn signing(algorithm: SignatureAlgorithm) -> Result<Jwk, KeyError> {
    match algorithm {
        SignatureAlgorithm::Rs256 | SignatureAlgorithm::Ps256 => rsa(),
        SignatureAlgorithm::Es256 => Jwk::ec(),
        SignatureAlgorithm::Hs256 => Jwk::oct(32),
    }
}

/// Encrypts under the algorithm, with a shared secret of so many octets.
pub(super) fn encrypting(algorithm: KeyManagement, octets: usize) -> Result<Jwk, KeyError> {
    match algorithm {
        KeyManagement::RsaOaep256 | KeyManagement::RsaOaep => rsa(),
        KeyManagement::EcdhEs => Jwk::ec(),
        KeyManagement::Dir => Jwk::oct(octets),
    }
}

fn rsa() -> Result<Jwk, KeyError> {
    match RSA.get() {
        Some(key) => Ok(key.clone()),
        None => {
            let key = Jwk::rsa()?;
            Ok(RSA.get_or_init(|| key).clone())
        }
    }
}
