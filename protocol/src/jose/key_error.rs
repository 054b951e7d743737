//! Why a key is of no use.

use std::fmt;

/// Why a key is of no use; nothing of the key is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyError {
    /// The key is for another algorithm.
    Type {
        /// What the algorithm needs.
        expected: &'static str,
    },
    /// By its own `use` or `alg`, the key is for another purpose (RFC 7517 sections 4.2 and 4.4, RFC 8725 section 3.1).
    Purpose {
        /// What it is wanted for: an algorithm.
        expected: &'static str,
    },
    /// A member is absent, or not base64url.
    Member {
        /// Its name in the JWK.
        name: &'static str,
    },
    /// The members fit no such key: not on the curve, primes and modulus of different keys, RSA below 2048 bits.
    Numbers,
    /// A shared secret is shorter or longer than the algorithm demands (RFC 7518 sections 3.2 and 4.5).
    Length {
        /// What the algorithm demands, in octets.
        expected: usize,
        /// How long it is.
        got: usize,
    },
    /// The key cannot encrypt the content.
    Content,
    /// The system gave no random octets.
    Entropy,
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type { expected } => write!(f, "the algorithm needs {expected}"),
            Self::Purpose { expected } => write!(f, "the key's `use` or `alg` says that it is not for {expected}"),
            Self::Member { name } => write!(f, "the key has no `{name}` in base64url"),
            Self::Numbers => f.write_str("the numbers of the key do not belong together, or it is too short"),
            Self::Length { expected, got } => write!(f, "the algorithm needs {expected} octets, got {got}"),
            Self::Content => f.write_str("the key cannot encrypt the content"),
            Self::Entropy => f.write_str("the system gave no random octets"),
        }
    }
}

impl std::error::Error for KeyError {}
