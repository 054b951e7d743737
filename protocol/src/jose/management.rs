//! How the key of the content reaches the partner (RFC 7518 sections 4.3, 4.5 and 4.6).

use std::fmt;

use aws_lc_rs::agreement::PrivateKey;
use aws_lc_rs::rand;
use aws_lc_rs::rsa::{
    OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OaepAlgorithm, OaepPrivateDecryptingKey, OaepPublicEncryptingKey,
};

use super::derivation::{OtherInfo, derive};
use super::{ContentEncryption, Jwk, KeyError, KeyManagement, Members, Refusal, base64url, curve, header, rsa_key};

/// A partner's key made ready for encrypting under one algorithm.
pub(super) struct EncryptionKey {
    pub(super) algorithm: KeyManagement,
    key: Public,
}

enum Public {
    Rsa(OaepPublicEncryptingKey),
    Ec(curve::Point),
    Shared(Vec<u8>),
}

/// One's own key made ready for decrypting under one algorithm.
pub(super) struct DecryptionKey {
    pub(super) algorithm: KeyManagement,
    key: Private,
}

enum Private {
    Rsa(OaepPrivateDecryptingKey),
    Ec(Box<PrivateKey>),
    Shared(Vec<u8>),
}

/// The key of one content, and how the partner gets it.
pub(super) struct ContentKey {
    pub(super) key: Vec<u8>,
    /// The second part of the token.
    pub(super) encrypted: Vec<u8>,
    /// `epk` of the header.
    pub(super) ephemeral: Option<Jwk>,
}

impl EncryptionKey {
    pub(super) fn new(algorithm: KeyManagement, content: ContentEncryption, jwk: &Jwk) -> Result<Self, KeyError> {
        let key = match algorithm {
            KeyManagement::RsaOaep256 | KeyManagement::RsaOaep => {
                let key = OaepPublicEncryptingKey::new(rsa_key::encrypting(jwk)?);
                Public::Rsa(key.map_err(|_| KeyError::Numbers)?)
            }
            KeyManagement::EcdhEs => Public::Ec(jwk.ec_public()?),
            KeyManagement::Dir => Public::Shared(shared(jwk, content)?),
        };
        Ok(Self { algorithm, key })
    }

    /// A key for one content: new, but for `dir`.
    pub(super) fn content_key(&self, content: ContentEncryption) -> Result<ContentKey, KeyError> {
        match &self.key {
            Public::Rsa(partner) => {
                let mut key = vec![0; content.key_octets()];
                rand::fill(&mut key).map_err(|_| KeyError::Entropy)?;
                let mut encrypted = vec![0; partner.ciphertext_size()];
                let done = partner.encrypt(oaep(self.algorithm), &key, &mut encrypted, None);
                done.map_err(|_| KeyError::Numbers)?;
                Ok(ContentKey { key, encrypted, ephemeral: None })
            }
            Public::Ec(partner) => {
                let (number, point) = curve::generate()?;
                let secret = curve::agreed(&curve::private(&number)?, partner).ok_or(KeyError::Numbers)?;
                let info = OtherInfo { algorithm: content.name(), party_u: b"", party_v: b"" };
                let key = derive(&secret, &info, content.key_octets());
                Ok(ContentKey { key, encrypted: Vec::new(), ephemeral: Some(Jwk::point(&point)) })
            }
            Public::Shared(key) => Ok(ContentKey { key: key.clone(), encrypted: Vec::new(), ephemeral: None }),
        }
    }
}

impl DecryptionKey {
    pub(super) fn new(algorithm: KeyManagement, content: ContentEncryption, jwk: &Jwk) -> Result<Self, KeyError> {
        let key = match algorithm {
            KeyManagement::RsaOaep256 | KeyManagement::RsaOaep => {
                let key = OaepPrivateDecryptingKey::new(rsa_key::decrypting(jwk)?);
                Private::Rsa(key.map_err(|_| KeyError::Numbers)?)
            }
            KeyManagement::EcdhEs => {
                let key = curve::private(&jwk.ec_private()?)?;
                if curve::point(&key)? != jwk.ec_public()? {
                    return Err(KeyError::Numbers);
                }
                Private::Ec(Box::new(key))
            }
            KeyManagement::Dir => Private::Shared(shared(jwk, content)?),
        };
        Ok(Self { algorithm, key })
    }

    /// The content's key, from the second part of a token and its header.
    pub(super) fn content_key(
        &self,
        content: ContentEncryption,
        header: &Members,
        encrypted: &[u8],
    ) -> Result<Vec<u8>, Refusal> {
        match &self.key {
            Private::Rsa(own) => {
                exactly("encrypted key", own.min_output_size(), encrypted)?;
                let mut key = vec![0; own.min_output_size()];
                let key = own.decrypt(oaep(self.algorithm), encrypted, &mut key, None);
                key.map(|key| key.to_vec()).map_err(|_| Refusal::Decryption)
            }
            Private::Ec(own) => {
                exactly("encrypted key", 0, encrypted)?;
                let secret = ephemeral(header).and_then(|point| curve::agreed(own, &point));
                let secret = secret.ok_or(Refusal::EphemeralKey)?;
                let (party_u, party_v) = (party(header, "apu")?, party(header, "apv")?);
                let info = OtherInfo { algorithm: content.name(), party_u: &party_u, party_v: &party_v };
                Ok(derive(&secret, &info, content.key_octets()))
            }
            Private::Shared(key) => {
                exactly("encrypted key", 0, encrypted)?;
                Ok(key.clone())
            }
        }
    }
}

fn oaep(algorithm: KeyManagement) -> &'static OaepAlgorithm {
    match algorithm {
        KeyManagement::RsaOaep => &OAEP_SHA1_MGF1SHA1,
        _ => &OAEP_SHA256_MGF1SHA256,
    }
}

/// Just as long as the content's key.
fn shared(jwk: &Jwk, content: ContentEncryption) -> Result<Vec<u8>, KeyError> {
    let (secret, expected) = (jwk.secret()?, content.key_octets());
    if secret.len() == expected { Ok(secret) } else { Err(KeyError::Length { expected, got: secret.len() }) }
}

/// Whether a part has the length that its algorithm gives it (RFC 7516 section 5.2 steps 10 and 11).
pub(super) fn exactly(part: &'static str, expected: usize, octets: &[u8]) -> Result<(), Refusal> {
    let got = octets.len();
    if got == expected { Ok(()) } else { Err(Refusal::Length { part, expected, got }) }
}

/// The point of `epk`, which is a public key on P-256 (RFC 7518 section 4.6.1.1).
fn ephemeral(header: &Members) -> Option<curve::Point> {
    let members = header.get("epk")?.as_object()?;
    let text = |name: &str| members.get(name)?.as_str();
    if (text("kty"), text("crv")) != (Some("EC"), Some("P-256")) || members.contains_key("d") {
        return None;
    }
    curve::Point::new(&base64url::decode(text("x")?)?, &base64url::decode(text("y")?)?)
}

/// What `apu` or `apv` says of a party: nothing, if it is absent.
fn party(header: &Members, name: &'static str) -> Result<Vec<u8>, Refusal> {
    let Some(value) = header.get(name) else { return Ok(Vec::new()) };
    let octets = value.as_str().and_then(base64url::decode);
    octets.ok_or_else(|| header::differs(name, "in base64url", Some(value)))
}

impl fmt::Debug for EncryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EncryptionKey({})", self.algorithm)
    }
}

impl fmt::Debug for DecryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecryptionKey({}, •••)", self.algorithm)
    }
}
