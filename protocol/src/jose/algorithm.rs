//! The algorithms of RFC 7518 that are in use between login servers and the services that they redirect to.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How claims are signed (RFC 7518 section 3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SignatureAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    #[serde(rename = "RS256")]
    Rs256,
    /// RSASSA-PSS with SHA-256.
    #[serde(rename = "PS256")]
    Ps256,
    /// ECDSA on P-256 with SHA-256.
    #[serde(rename = "ES256")]
    Es256,
    /// HMAC with SHA-256.
    #[serde(rename = "HS256")]
    Hs256,
}

/// How the key of the content reaches the partner (RFC 7518 section 4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum KeyManagement {
    /// RSAES-OAEP with SHA-256.
    #[serde(rename = "RSA-OAEP-256")]
    RsaOaep256,
    /// RSAES-OAEP with SHA-1.
    #[serde(rename = "RSA-OAEP")]
    RsaOaep,
    /// Agreed on by ECDH with an ephemeral key on P-256, without wrapping.
    #[serde(rename = "ECDH-ES")]
    EcdhEs,
    /// Shared beforehand.
    #[serde(rename = "dir")]
    Dir,
}

/// How the content is encrypted (RFC 7518 section 5.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ContentEncryption {
    /// AES-GCM with a key of 256 bits.
    #[serde(rename = "A256GCM")]
    A256Gcm,
    /// AES-GCM with a key of 128 bits.
    #[serde(rename = "A128GCM")]
    A128Gcm,
}

/// What two parties agreed on; a token of anything else is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suite {
    /// `alg` of the inner header.
    pub signature: SignatureAlgorithm,
    /// `alg` of the outer header.
    pub key: KeyManagement,
    /// `enc` of the outer header.
    pub content: ContentEncryption,
}

impl Suite {
    /// RS256 in RSA-OAEP-256 and A256GCM.
    pub const RS256: Self = Self::new(SignatureAlgorithm::Rs256, KeyManagement::RsaOaep256);
    /// ES256 in ECDH-ES and A256GCM.
    pub const ES256: Self = Self::new(SignatureAlgorithm::Es256, KeyManagement::EcdhEs);
    /// HS256 in `dir` and A256GCM.
    pub const HS256: Self = Self::new(SignatureAlgorithm::Hs256, KeyManagement::Dir);

    const fn new(signature: SignatureAlgorithm, key: KeyManagement) -> Self {
        Self { signature, key, content: ContentEncryption::A256Gcm }
    }
}

impl SignatureAlgorithm {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Rs256, Self::Ps256, Self::Es256, Self::Hs256];

    /// The name in headers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
            Self::Es256 => "ES256",
            Self::Hs256 => "HS256",
        }
    }
}

impl KeyManagement {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::RsaOaep256, Self::RsaOaep, Self::EcdhEs, Self::Dir];

    /// The name in headers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RsaOaep256 => "RSA-OAEP-256",
            Self::RsaOaep => "RSA-OAEP",
            Self::EcdhEs => "ECDH-ES",
            Self::Dir => "dir",
        }
    }
}

impl ContentEncryption {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::A256Gcm, Self::A128Gcm];

    /// The name in headers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::A256Gcm => "A256GCM",
            Self::A128Gcm => "A128GCM",
        }
    }

    /// The length of its key, in octets.
    #[must_use]
    pub const fn key_octets(self) -> usize {
        match self {
            Self::A256Gcm => 32,
            Self::A128Gcm => 16,
        }
    }
}

impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for KeyManagement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for ContentEncryption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// `RS256 in RSA-OAEP-256 and A256GCM`.
impl fmt::Display for Suite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {} and {}", self.signature, self.key, self.content)
    }
}
