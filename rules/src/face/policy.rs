//! What a tenant wants of face recognition.

use std::time::Duration;

/// What a tenant wants of face recognition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacePolicy {
    /// Whether users' policy asks for it (82102).
    pub on: bool,
    /// Whether the tenant may use it (82103). It is asked for where both are on.
    pub tenant_on: bool,
    /// How tokens are signed and encrypted.
    pub suite: FaceSuite,
    /// The name of the keys that tokens are made with; the suite's own, if none is stated. With keys that nobody has,
    /// or that are of another suite, no token can be made (82104).
    pub key: Option<String>,
    /// How long after the first factor an answer counts: until just before the end.
    pub valid: Duration,
    /// So far ahead of the server's clock an answer may have been issued.
    pub skew: Duration,
}

impl Default for FacePolicy {
    fn default() -> Self {
        Self {
            on: false,
            tenant_on: true,
            suite: FaceSuite::Rs256,
            key: None,
            valid: Duration::from_secs(300),
            skew: Duration::from_secs(30),
        }
    }
}

/// How tokens are signed, and then encrypted with A256GCM (RFC 7518 sections 3, 4 and 5.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaceSuite {
    /// RS256 in RSA-OAEP-256.
    Rs256,
    /// ES256 in ECDH-ES.
    Es256,
    /// HS256 in dir.
    Hs256,
}

impl FaceSuite {
    /// Every suite.
    pub const ALL: [Self; 3] = [Self::Rs256, Self::Es256, Self::Hs256];

    /// The suite's name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "rs256",
            Self::Es256 => "es256",
            Self::Hs256 => "hs256",
        }
    }
}
