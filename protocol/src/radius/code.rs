//! What a packet is.

use std::fmt;

/// The Code of a packet (RFC 2865 section 3). Any octet: servers must be silent at those that they
/// do not know.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub u8);

impl Code {
    /// 1 (RFC 2865 section 4.1).
    pub const ACCESS_REQUEST: Self = Self(1);
    /// 2 (RFC 2865 section 4.2).
    pub const ACCESS_ACCEPT: Self = Self(2);
    /// 3 (RFC 2865 section 4.3).
    pub const ACCESS_REJECT: Self = Self(3);
    /// 4 (RFC 2866 section 4.1).
    pub const ACCOUNTING_REQUEST: Self = Self(4);
    /// 5 (RFC 2866 section 4.2).
    pub const ACCOUNTING_RESPONSE: Self = Self(5);
    /// 11 (RFC 2865 section 4.4).
    pub const ACCESS_CHALLENGE: Self = Self(11);
    /// 12 (RFC 5997 section 2).
    pub const STATUS_SERVER: Self = Self(12);
    /// 40 (RFC 5176 section 2.1).
    pub const DISCONNECT_REQUEST: Self = Self(40);
    /// 41 (RFC 5176 section 2.1).
    pub const DISCONNECT_ACK: Self = Self(41);
    /// 42 (RFC 5176 section 2.1).
    pub const DISCONNECT_NAK: Self = Self(42);
    /// 43 (RFC 5176 section 2.2).
    pub const COA_REQUEST: Self = Self(43);
    /// 44 (RFC 5176 section 2.2).
    pub const COA_ACK: Self = Self(44);
    /// 45 (RFC 5176 section 2.2).
    pub const COA_NAK: Self = Self(45);
    /// 52 (RFC 7930 section 4).
    pub const PROTOCOL_ERROR: Self = Self(52);

    /// The codes with which a server may answer this one; none for a code that is no request.
    #[must_use]
    pub const fn replies(self) -> &'static [Self] {
        match self {
            Self::ACCESS_REQUEST => {
                &[Self::ACCESS_ACCEPT, Self::ACCESS_REJECT, Self::ACCESS_CHALLENGE, Self::PROTOCOL_ERROR]
            }
            Self::ACCOUNTING_REQUEST => &[Self::ACCOUNTING_RESPONSE, Self::PROTOCOL_ERROR],
            Self::STATUS_SERVER => &[Self::ACCESS_ACCEPT, Self::ACCOUNTING_RESPONSE, Self::PROTOCOL_ERROR],
            Self::DISCONNECT_REQUEST => &[Self::DISCONNECT_ACK, Self::DISCONNECT_NAK, Self::PROTOCOL_ERROR],
            Self::COA_REQUEST => &[Self::COA_ACK, Self::COA_NAK, Self::PROTOCOL_ERROR],
            _ => &[],
        }
    }

    /// Whether the authenticator of this request is computed (RFC 2866 section 3, RFC 5176
    /// section 2.3) rather than random.
    #[must_use]
    pub const fn is_hashed_request(self) -> bool {
        matches!(self, Self::ACCOUNTING_REQUEST | Self::DISCONNECT_REQUEST | Self::COA_REQUEST)
    }

    const fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::ACCESS_REQUEST => "Access-Request",
            Self::ACCESS_ACCEPT => "Access-Accept",
            Self::ACCESS_REJECT => "Access-Reject",
            Self::ACCOUNTING_REQUEST => "Accounting-Request",
            Self::ACCOUNTING_RESPONSE => "Accounting-Response",
            Self::ACCESS_CHALLENGE => "Access-Challenge",
            Self::STATUS_SERVER => "Status-Server",
            Self::DISCONNECT_REQUEST => "Disconnect-Request",
            Self::DISCONNECT_ACK => "Disconnect-ACK",
            Self::DISCONNECT_NAK => "Disconnect-NAK",
            Self::COA_REQUEST => "CoA-Request",
            Self::COA_ACK => "CoA-ACK",
            Self::COA_NAK => "CoA-NAK",
            Self::PROTOCOL_ERROR => "Protocol-Error",
            _ => return None,
        })
    }
}

impl fmt::Display for Code {
    /// Its name, or `Code 99`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.pad(name),
            None => write!(f, "Code {}", self.0),
        }
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_names_and_only_requests_have_replies() {
        assert_eq!(Code::ACCESS_CHALLENGE.to_string(), "Access-Challenge");
        assert_eq!(Code(99).to_string(), "Code 99");
        let requests = (0..=255).map(Code).filter(|code| !code.replies().is_empty());
        assert_eq!(requests.map(|code| code.0).collect::<Vec<_>>(), [1, 4, 12, 40, 43]);
    }
}
