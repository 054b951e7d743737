//! Claims that are signed and then encrypted (RFC 7519 sections 5.2 and 11.2).

use sha2::{Digest, Sha256};

use super::jwe::Encrypted;
use super::jws::{self, Signed};
use super::management::{ContentKey, DecryptionKey, EncryptionKey};
use super::signature::{SigningKey, VerifyingKey};
use super::{Jwk, KeyError, KeyManagement, Members, Refusal, Suite, header};

/// The longest token that is read, in octets: none of a partner comes near.
pub const LONGEST_TOKEN: usize = 32 * 1024;

/// Seals claims for one partner: its own key signs, the partner's encrypts.
#[derive(Debug)]
pub struct Sealer {
    pub(super) suite: Suite,
    pub(super) sign: SigningKey,
    pub(super) encrypt: EncryptionKey,
    /// The key that signs and the partner's, as they came.
    pub(super) jwks: [Jwk; 2],
}

/// Opens what one partner sealed: its own key decrypts, the partner's verifies.
#[derive(Debug)]
pub struct Opener {
    suite: Suite,
    decrypt: DecryptionKey,
    verify: VerifyingKey,
}

/// A token's claims, and what must never come again.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// What was claimed and signed.
    pub claims: Members,
    /// The digest of the content's key: each token has a new one, but under `dir`.
    pub content_key: [u8; 32],
    /// The initialization vector: a repeated one under the same key gives the content away (NIST SP 800-38D
    /// section 8).
    pub iv: [u8; 12],
}

impl Suite {
    /// Whether these keys are for it, by their own account. A shared secret of `dir` may name the `enc` whose key it
    /// is (RFC 7520 section 5.6.1).
    fn is_served(self, signs: &Jwk, encrypts: &Jwk) -> Result<(), KeyError> {
        signs.serves("sig", [self.signature.name(); 2])?;
        let content = if self.key == KeyManagement::Dir { self.content.name() } else { self.key.name() };
        encrypts.serves("enc", [self.key.name(), content])
    }
}

impl Sealer {
    /// # Errors
    ///
    /// When a key is of no use under the suite.
    pub fn new(suite: Suite, sign: &Jwk, encrypt: &Jwk) -> Result<Self, KeyError> {
        suite.is_served(sign, encrypt)?;
        let jwks = [sign.clone(), encrypt.clone()];
        let sign = SigningKey::new(suite.signature, sign)?;
        let encrypt = EncryptionKey::new(suite.key, suite.content, encrypt)?;
        Ok(Self { suite, sign, encrypt, jwks })
    }

    /// Signs the claims and encrypts what comes of it: a token of five parts, which is safe in URLs.
    ///
    /// # Errors
    ///
    /// When a key turns out to be none (a point off its curve), or there are no random octets.
    pub fn seal(&self, claims: &Members) -> Result<String, KeyError> {
        let claims = serde_json::to_vec(claims).unwrap_or_default();
        let signed = Signed::sign(self.inner_header(), &claims, &self.sign)?;
        Ok(self.encrypt(signed.compact().as_bytes())?.compact())
    }

    /// Encrypts whatever this is.
    pub(super) fn encrypt(&self, plain: &[u8]) -> Result<Encrypted, KeyError> {
        let key = self.encrypt.content_key(self.suite.content)?;
        Encrypted::seal(text(&self.outer_header(&key)), self.suite.content, &key, plain)
    }

    pub(super) fn inner_header(&self) -> String {
        let mut header = Members::new();
        header.insert("alg".into(), self.suite.signature.name().into());
        self.jwks[0].kid.iter().for_each(|kid| drop(header.insert("kid".into(), kid.as_str().into())));
        header.insert("typ".into(), "JWT".into());
        text(&header)
    }

    pub(super) fn outer_header(&self, key: &ContentKey) -> Members {
        let mut header = Members::new();
        header.insert("alg".into(), self.suite.key.name().into());
        header.insert("cty".into(), "JWT".into());
        header.insert("enc".into(), self.suite.content.name().into());
        let ephemeral = key.ephemeral.as_ref().and_then(|epk| serde_json::to_value(epk).ok());
        ephemeral.into_iter().for_each(|epk| drop(header.insert("epk".into(), epk)));
        self.jwks[1].kid.iter().for_each(|kid| drop(header.insert("kid".into(), kid.as_str().into())));
        header
    }
}

pub(super) fn text(header: &Members) -> String {
    serde_json::to_string(header).unwrap_or_default()
}

impl Opener {
    /// # Errors
    ///
    /// When a key is of no use under the suite.
    pub fn new(suite: Suite, decrypt: &Jwk, verify: &Jwk) -> Result<Self, KeyError> {
        suite.is_served(verify, decrypt)?;
        let decrypt = DecryptionKey::new(suite.key, suite.content, decrypt)?;
        Ok(Self { suite, decrypt, verify: VerifyingKey::new(suite.signature, verify)? })
    }

    /// Decrypts and verifies a token.
    ///
    /// # Errors
    ///
    /// The first rule that it breaks.
    pub fn open(&self, token: &str) -> Result<Opened, Refusal> {
        if token.len() > LONGEST_TOKEN {
            return Err(Refusal::TooLong);
        }
        let decrypted = Encrypted::parse(token)?.open(&self.decrypt, self.suite.content)?;
        header::is_nested(&decrypted.header)?;
        let inner = str::from_utf8(&decrypted.plain).map_err(|_| Refusal::Parts { expected: 3, got: 1 })?;
        let payload = jws::verify(inner, &self.verify)?;
        let claims = header::read("claims", &payload)?;
        Ok(Opened { claims, content_key: Sha256::digest(&decrypted.key).into(), iv: decrypted.iv })
    }
}
