//! Why a token is refused.

use std::fmt;

/// The rule that a token breaks. What is told of it holds nothing of the token's content.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// Longer than [`super::LONGEST_TOKEN`].
    TooLong,
    /// An encrypted token has five parts, a signed one three (RFC 7516 section 3.1, RFC 7515 section 3.1).
    Parts {
        /// How many it should have.
        expected: usize,
        /// How many it has.
        got: usize,
    },
    /// A part is not base64url in its one spelling (RFC 7515 section 2).
    Spelling {
        /// Which part.
        part: &'static str,
    },
    /// A header or the claims are no JSON object (RFC 7515 section 4, RFC 7519 section 7.2).
    NotJson {
        /// `outer header`, `inner header` or `claims`.
        of: &'static str,
    },
    /// A member of a header or of the claims stands twice (RFC 7515 section 4, RFC 7519 section 4).
    Twice {
        /// `outer header`, `inner header` or `claims`.
        of: &'static str,
    },
    /// A header says another thing than the parties agreed on.
    Header {
        /// The member.
        member: &'static str,
        /// What it should be.
        expected: String,
        /// What it is; `none` if it is absent.
        got: String,
    },
    /// A header has a member that we would have to understand, and do not (RFC 7515 section 4.1.11), or one
    /// that no partner of ours may use.
    Extension {
        /// The member.
        member: &'static str,
    },
    /// A part is longer or shorter than its algorithm makes it, as the initialization vector and the tag, or
    /// the encrypted key of an algorithm that has none (RFC 7516 section 5.2).
    Length {
        /// Which part.
        part: &'static str,
        /// Its octets as they should be.
        expected: usize,
        /// Its octets.
        got: usize,
    },
    /// The ephemeral public key is none, or not on its curve (RFC 7518 section 6.2.2).
    EphemeralKey,
    /// Key, tag or associated data are not those that it was encrypted with. One reason for all of them: who
    /// could tell them apart could guess keys (RFC 7516 section 11.5).
    Decryption,
    /// The signature is not the partner's (RFC 7515 section 5.2).
    Signature,
}

impl Refusal {
    /// Where the rule stands.
    #[must_use]
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::TooLong => "RFC 7515 10.12",
            Self::Parts { expected: 5, .. } => "RFC 7516 3.1",
            Self::Parts { .. } => "RFC 7515 3.1",
            Self::Spelling { .. } => "RFC 7515 2",
            Self::NotJson { .. } | Self::Twice { .. } => "RFC 7515 4",
            Self::Header { member, .. } => match member.as_bytes() {
                b"cty" => "RFC 7519 5.2",
                _ => "RFC 8725 3.1",
            },
            Self::Extension { .. } => "RFC 7515 4.1.11",
            Self::Length { .. } => "RFC 7516 5.2",
            Self::EphemeralKey => "RFC 7518 6.2.2",
            Self::Decryption => "RFC 7516 11.5",
            Self::Signature => "RFC 7515 5.2",
        }
    }

    /// What should have come.
    #[must_use]
    pub fn expected(&self) -> String {
        match self {
            Self::TooLong => format!("at most {} octets", super::LONGEST_TOKEN),
            Self::Parts { expected, .. } => format!("{expected} parts between dots"),
            Self::Spelling { part } => format!("base64url without padding in the {part}"),
            Self::NotJson { of } => format!("a JSON object as {of}"),
            Self::Twice { of } => format!("each member of the {of} once"),
            Self::Header { member, expected, .. } => format!("{member} {expected}"),
            Self::Extension { member } => format!("no {member}"),
            Self::Length { part, expected, .. } => format!("{expected} octets of {part}"),
            Self::EphemeralKey => "an ephemeral public key on P-256".into(),
            Self::Decryption => "encrypted for us and unchanged since".into(),
            Self::Signature => "signed by the partner and unchanged since".into(),
        }
    }

    /// What came in its place.
    #[must_use]
    pub fn got(&self) -> String {
        match self {
            Self::TooLong => "more".into(),
            Self::Parts { got, .. } => got.to_string(),
            Self::Spelling { .. } => "another spelling".into(),
            Self::NotJson { .. } => "none".into(),
            Self::Twice { .. } => "one twice".into(),
            Self::Header { got, .. } => got.clone(),
            Self::Extension { member } => (*member).into(),
            Self::Length { got, .. } => got.to_string(),
            Self::EphemeralKey => "none".into(),
            Self::Decryption => "it does not decrypt".into(),
            Self::Signature => "the signature is another's".into(),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}, got {} ({})", self.expected(), self.got(), self.rule())
    }
}

impl std::error::Error for Refusal {}
