//! Keys that sign and verify (RFC 7518 sections 3.2 to 3.5).

use std::fmt;

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, PublicKeyComponents};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_SHA256, RSA_PSS_2048_8192_SHA256, RSA_PSS_SHA256, UnparsedPublicKey,
};

use super::{Jwk, KeyError, SignatureAlgorithm, curve, rsa_key};

/// A key made ready for signing under one algorithm.
pub(super) struct SigningKey {
    pub(super) algorithm: SignatureAlgorithm,
    key: Private,
}

enum Private {
    Rsa(KeyPair),
    Ec(EcdsaKeyPair),
    Shared(Box<hmac::Key>),
}

/// A key made ready for verifying under one algorithm.
pub(super) struct VerifyingKey {
    pub(super) algorithm: SignatureAlgorithm,
    key: Public,
}

enum Public {
    Rsa(PublicKeyComponents<Vec<u8>>),
    Ec(curve::Point),
    Shared(Box<hmac::Key>),
}

impl SigningKey {
    pub(super) fn new(algorithm: SignatureAlgorithm, jwk: &Jwk) -> Result<Self, KeyError> {
        let key = match algorithm {
            SignatureAlgorithm::Rs256 | SignatureAlgorithm::Ps256 => Private::Rsa(rsa_key::signing(jwk)?),
            SignatureAlgorithm::Es256 => Private::Ec(ec(jwk)?),
            SignatureAlgorithm::Hs256 => Private::Shared(shared(jwk)?),
        };
        Ok(Self { algorithm, key })
    }

    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let random = SystemRandom::new();
        match &self.key {
            Private::Rsa(pair) => {
                let pss = self.algorithm == SignatureAlgorithm::Ps256;
                let padding = if pss { &RSA_PSS_SHA256 } else { &RSA_PKCS1_SHA256 };
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(padding, &random, message, &mut signature).map_err(|_| KeyError::Numbers)?;
                Ok(signature)
            }
            Private::Ec(pair) => {
                let signature = pair.sign(&random, message).map_err(|_| KeyError::Numbers)?;
                Ok(signature.as_ref().to_vec())
            }
            Private::Shared(key) => Ok(hmac::sign(key, message).as_ref().to_vec()),
        }
    }
}

impl VerifyingKey {
    pub(super) fn new(algorithm: SignatureAlgorithm, jwk: &Jwk) -> Result<Self, KeyError> {
        let key = match algorithm {
            SignatureAlgorithm::Rs256 | SignatureAlgorithm::Ps256 => {
                rsa_key::encrypting(jwk)?;
                let [n, e] = jwk.rsa_public()?;
                Public::Rsa(PublicKeyComponents { n, e })
            }
            SignatureAlgorithm::Es256 => Public::Ec(jwk.ec_public()?),
            SignatureAlgorithm::Hs256 => Public::Shared(shared(jwk)?),
        };
        Ok(Self { algorithm, key })
    }

    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.key {
            Public::Rsa(key) => {
                let pss = self.algorithm == SignatureAlgorithm::Ps256;
                let parameters = if pss { &RSA_PSS_2048_8192_SHA256 } else { &RSA_PKCS1_2048_8192_SHA256 };
                key.verify(parameters, message, signature).is_ok()
            }
            Public::Ec(point) => {
                let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point.octets());
                key.verify(message, signature).is_ok()
            }
            Public::Shared(key) => hmac::verify(key, message, signature).is_ok(),
        }
    }
}

fn ec(jwk: &Jwk) -> Result<EcdsaKeyPair, KeyError> {
    let (private, point) = (jwk.ec_private()?, jwk.ec_public()?);
    let pair =
        EcdsaKeyPair::from_private_key_and_public_key(&ECDSA_P256_SHA256_FIXED_SIGNING, &private, point.octets());
    pair.map_err(|_| KeyError::Numbers)
}

/// No shorter than the hash (RFC 7518 section 3.2).
fn shared(jwk: &Jwk) -> Result<Box<hmac::Key>, KeyError> {
    let secret = jwk.secret()?;
    if secret.len() < 32 {
        return Err(KeyError::Length { expected: 32, got: secret.len() });
    }
    Ok(Box::new(hmac::Key::new(hmac::HMAC_SHA256, &secret)))
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({}, •••)", self.algorithm)
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({})", self.algorithm)
    }
}
