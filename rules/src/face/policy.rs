//! What a tenant wants of face recognition.

use std::time::Duration;

/// What a tenant wants of face recognition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacePolicy {
    /// Whether users' policy asks for it (82102).
    pub on: bool,
    /// Whether the tenant may use it (82103). It is asked for where both are on.
    pub tenant_on: bool,
    /// Under which suite of the service tokens are signed and encrypted, by its name.
    pub suite: String,
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
            suite: "rs256".to_owned(),
            key: None,
            valid: Duration::from_secs(300),
            skew: Duration::from_secs(30),
        }
    }
}
