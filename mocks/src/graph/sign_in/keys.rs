//! The key that signs tokens: RS256 (RFC 7518, 3.3) in compact form (RFC 7515, 3.1), as Entra does it.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

/// A key of 2048 bits, made anew in each process.
pub(super) struct SigningKey {
    pair: RsaKeyPair,
    jwk: Jwk,
}

/// The key as it is served (RFC 7517, RFC 7518, 6.3.1).
#[derive(Debug, Clone, Serialize)]
pub(super) struct Jwk {
    kty: &'static str,
    #[serde(rename = "use")]
    purpose: &'static str,
    alg: &'static str,
    kid: String,
    n: String,
    e: String,
}

#[derive(Serialize)]
struct Header<'a> {
    typ: &'static str,
    alg: &'static str,
    kid: &'a str,
}

/// What is wrong with a token that cannot be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrong {
    Form,
    Signature,
}

impl SigningKey {
    /// `None` if the library cannot make one.
    pub(super) fn new() -> Option<Self> {
        let pair = KeyPair::generate(KeySize::Rsa2048).ok()?;
        let public = pair.public_key();
        let n = URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero());
        let e = URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero());
        let kid = URL_SAFE_NO_PAD.encode(&Sha256::digest(n.as_bytes())[..20]);
        let jwk = Jwk { kty: "RSA", purpose: "sig", alg: "RS256", kid, n, e };
        Some(Self { pair, jwk })
    }

    pub(super) fn jwk(&self) -> &Jwk {
        &self.jwk
    }

    /// The claims, signed; `None` if the library cannot.
    pub(super) fn sign(&self, claims: &impl Serialize) -> Option<String> {
        let header = Header { typ: "JWT", alg: "RS256", kid: &self.jwk.kid };
        let part = |json: &[u8]| URL_SAFE_NO_PAD.encode(json);
        let mut token = part(&serde_json::to_vec(&header).ok()?);
        token.push('.');
        token += &part(&serde_json::to_vec(claims).ok()?);
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), token.as_bytes(), &mut signature).ok()?;
        token.push('.');
        token += &part(&signature);
        Some(token)
    }

    /// The claims of a token that this key signed: the header decides nothing.
    pub(super) fn open<T: DeserializeOwned>(&self, token: &str) -> Result<T, Wrong> {
        let (signed, signature) = token.rsplit_once('.').ok_or(Wrong::Form)?;
        let (_, claims) = signed.split_once('.').ok_or(Wrong::Form)?;
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| Wrong::Form)?;
        let key = aws_lc_rs::signature::UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, self.pair.public_key());
        key.verify(signed.as_bytes(), &signature).map_err(|_| Wrong::Signature)?;
        let claims = URL_SAFE_NO_PAD.decode(claims).map_err(|_| Wrong::Form)?;
        serde_json::from_slice(&claims).map_err(|_| Wrong::Form)
    }
}
