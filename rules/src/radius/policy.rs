//! What a tenant wants of RADIUS.

use std::time::Duration;

use super::AttributeCheck;

/// What a tenant wants of RADIUS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RadiusPolicy {
    /// Whether the master tenant's settings permit this tenant to use RADIUS (80111).
    pub allowed: bool,
    /// What the attributes of every request must be (80110).
    pub attributes: Vec<AttributeCheck>,
    /// Whether a request without a password gets a challenge; it is malformed otherwise.
    pub challenge: bool,
    /// How long the State of a challenge lasts: good until just before its end.
    pub state_valid: Duration,
    /// Whether a right password that must be changed is let in; it is refused otherwise, as RADIUS changes none.
    pub admits_change: bool,
    /// The EAP method that is offered first.
    pub eap: EapMethod,
}

impl Default for RadiusPolicy {
    fn default() -> Self {
        Self {
            allowed: true,
            attributes: Vec::new(),
            challenge: false,
            state_valid: Duration::from_secs(180),
            admits_change: false,
            eap: EapMethod::Md5,
        }
    }
}

/// The EAP methods that the server speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EapMethod {
    /// MD5-Challenge (RFC 3748 section 5.4).
    Md5,
    /// Generic Token Card (RFC 3748 section 5.6).
    Gtc,
}

impl EapMethod {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Md5, Self::Gtc];

    /// The method's name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Md5 => "md5",
            Self::Gtc => "gtc",
        }
    }

    /// The number of its type (RFC 3748 section 5).
    pub(crate) fn number(self) -> u8 {
        match self {
            Self::Md5 => sekisho_protocol::radius::eap::kind::MD5_CHALLENGE,
            Self::Gtc => sekisho_protocol::radius::eap::kind::GTC,
        }
    }
}
