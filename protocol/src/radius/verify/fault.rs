//! What can be wrong with a packet that comes in.

use std::fmt;

use super::super::{Code, Malformed, Packet, dictionary};

/// A packet that came in, and all that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict<'a> {
    /// The packet; none if the datagram is none.
    pub packet: Option<Packet<'a>>,
    /// Every fault, in the order in which they are examined. Empty costs no memory.
    pub faults: Vec<Fault>,
}

impl<'a> Verdict<'a> {
    /// The packet, if no fault discards it under this policy.
    ///
    /// # Errors
    ///
    /// The first fault that discards it: the packet must be treated as if it never came.
    pub fn accepted(&self, policy: Policy) -> Result<Packet<'a>, Fault> {
        let discarding = self.faults.iter().find(|fault| fault.discards(policy));
        match (discarding, self.packet) {
            (None, Some(packet)) => Ok(packet),
            (fault, _) => Err(*fault.unwrap_or(&Fault::Malformed(Malformed::Short { got: 0 }))),
        }
    }
}

/// What a client or server insists on, beyond what it must.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Policy {
    /// Packets of access without Message-Authenticator are dropped
    /// (draft-ietf-radext-deprecating-radius sections 5.3.3 and 5.3.7).
    pub require_message_authenticator: bool,
    /// Requests with Proxy-State and without Message-Authenticator are dropped
    /// (draft-ietf-radext-deprecating-radius section 5.3.4).
    pub limit_proxy_state: bool,
}

impl Policy {
    /// What RFC 2865 and RFC 3579 demand, no more: a client or server of before 2024.
    pub const LENIENT: Self = Self { require_message_authenticator: false, limit_proxy_state: false };
    /// What CVE-2024-3596 taught.
    pub const STRICT: Self = Self { require_message_authenticator: true, limit_proxy_state: true };
}

/// Why a packet should have had a Message-Authenticator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Need {
    /// It is a packet of access (draft-ietf-radext-deprecating-radius sections 5.3.2 and 5.3.6).
    Access,
    /// It is a Status-Server (RFC 5997 section 3).
    StatusServer,
    /// It has an EAP-Message (RFC 3579 section 3.1).
    EapMessage,
}

/// One thing wrong with a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The datagram is no packet.
    Malformed(Malformed),
    /// The reply's identifier is not its request's (RFC 2865 section 3).
    Identifier {
        /// The request's.
        expected: u8,
        /// The reply's.
        got: u8,
    },
    /// The code is no answer to such a request (RFC 2865 section 4), or no request.
    Code {
        /// The request's code, if this is a reply.
        request: Option<Code>,
        /// The packet's.
        got: Code,
    },
    /// The Response Authenticator is wrong (RFC 2865 section 3); or the Request Authenticator of a
    /// request in which it is computed (RFC 2866 section 3, RFC 5176 section 2.3).
    Authenticator,
    /// There is no Message-Authenticator.
    MessageAuthenticatorMissing {
        /// Why there should be.
        need: Need,
    },
    /// There are several (RFC 2869 section 5.19).
    MessageAuthenticatorRepeated {
        /// How many.
        count: usize,
    },
    /// It is not of 16 octets (RFC 3579 section 3.2).
    MessageAuthenticatorLength {
        /// Octets.
        got: usize,
    },
    /// It is wrong (RFC 3579 section 3.2).
    MessageAuthenticatorWrong,
    /// It is valid, but not the first attribute (draft-ietf-radext-deprecating-radius section
    /// 5.3.6). Discards nothing (section 5.3.3).
    MessageAuthenticatorNotFirst,
    /// A request has Proxy-State and no Message-Authenticator: what BlastRADIUS looks like.
    ProxyStateUnsigned,
    /// The reply's Proxy-State attributes are not its request's, all and in order (RFC 2865
    /// sections 2 and 5.33). Discards nothing.
    ProxyState {
        /// How many the request has.
        expected: usize,
        /// How many the reply has.
        got: usize,
    },
    /// The datagram goes on after Length. Discards nothing (RFC 2865 section 3).
    Padding {
        /// Octets.
        octets: usize,
    },
    /// An attribute without value (RFC 2865 section 5). Discards nothing (RFC 6929 section 2.8).
    Empty {
        /// Its number.
        kind: u8,
    },
    /// An attribute that no Access-Reject has (RFC 2865 section 5.44). Discards nothing.
    NotInReject {
        /// Its number.
        kind: u8,
    },
}

impl Fault {
    /// Whether the packet must be dropped silently for it, or should under this policy.
    #[must_use]
    pub const fn discards(&self, policy: Policy) -> bool {
        match self {
            Self::MessageAuthenticatorMissing { need: Need::Access } => policy.require_message_authenticator,
            Self::ProxyStateUnsigned => policy.limit_proxy_state,
            Self::MessageAuthenticatorNotFirst
            | Self::ProxyState { .. }
            | Self::Padding { .. }
            | Self::Empty { .. }
            | Self::NotInReject { .. } => false,
            _ => true,
        }
    }

    /// Where the rule stands: a section of an RFC or of a draft.
    #[must_use]
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "RFC 6613 section 2.6.4",
            Self::Identifier { .. } | Self::Authenticator | Self::Padding { .. } => "RFC 2865 section 3",
            Self::Code { .. } => "RFC 2865 section 4",
            Self::MessageAuthenticatorMissing { need: Need::StatusServer } => "RFC 5997 section 3",
            Self::MessageAuthenticatorMissing { need: Need::EapMessage } => "RFC 3579 section 3.1",
            Self::MessageAuthenticatorMissing { need: Need::Access } | Self::MessageAuthenticatorNotFirst => {
                "draft-ietf-radext-deprecating-radius section 5.3"
            }
            Self::MessageAuthenticatorRepeated { .. } => "RFC 2869 section 5.19",
            Self::MessageAuthenticatorLength { .. } | Self::MessageAuthenticatorWrong => "RFC 3579 section 3.2",
            Self::ProxyStateUnsigned => "draft-ietf-radext-deprecating-radius section 5.3.4",
            Self::ProxyState { .. } => "RFC 2865 section 5.33",
            Self::Empty { .. } => "RFC 2865 section 5",
            Self::NotInReject { .. } => "RFC 2865 section 5.44",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(malformed) => write!(f, "malformed: {malformed}"),
            Self::Identifier { expected, got } => write!(f, "expected Identifier {expected}, got {got}"),
            Self::Code { request: None, got } => write!(f, "expected a request, got {got}"),
            Self::Code { request: Some(request), got } => write!(f, "expected an answer to {request}, got {got}"),
            Self::Authenticator => f.write_str("wrong Authenticator"),
            Self::MessageAuthenticatorMissing { .. } => f.write_str("no Message-Authenticator"),
            Self::MessageAuthenticatorRepeated { count } => {
                write!(f, "expected one Message-Authenticator, got {count}")
            }
            Self::MessageAuthenticatorLength { got } => {
                write!(f, "expected a Message-Authenticator of 16 octets, got {got}")
            }
            Self::MessageAuthenticatorWrong => f.write_str("wrong Message-Authenticator"),
            Self::MessageAuthenticatorNotFirst => f.write_str("Message-Authenticator is not the first attribute"),
            Self::ProxyStateUnsigned => f.write_str("Proxy-State without Message-Authenticator"),
            Self::ProxyState { expected, got } => {
                write!(f, "expected the {expected} Proxy-State of the request in order, got {got} or others")
            }
            Self::Padding { octets } => write!(f, "{octets} octets after Length"),
            Self::Empty { kind } => write!(f, "{} without value", dictionary::name(*kind)),
            Self::NotInReject { kind } => write!(f, "{} in an Access-Reject", dictionary::name(*kind)),
        }
    }
}

impl std::error::Error for Fault {}
