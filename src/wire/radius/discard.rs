use std::fmt;

use sekisho_protocol::radius::verify::Fault;

/// Why a reply was discarded: it counts, and the request goes on waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Discard {
    /// It is no packet (RFC 2865 section 3, RFC 6613 section 2.6.4).
    Malformed,
    /// No request of ours has its identifier.
    Identifier,
    /// Its code is no answer to the request.
    Code,
    /// Its Response Authenticator is wrong.
    Authenticator,
    /// It has no Message-Authenticator, and must have one.
    NoMessageAuthenticator,
    /// It has several Message-Authenticators.
    Repeated,
    /// Its Message-Authenticator is not of 16 octets.
    Length,
    /// Its Message-Authenticator is wrong.
    MessageAuthenticator,
    /// It has a Message-Authenticator, and the client drops such.
    SignedUnasked,
    /// It has a Proxy-State that was not sent, and the client drops such.
    UnknownProxyState,
    /// It came from elsewhere than the request went to.
    ForeignSource,
    /// It came after the request was given up.
    Late,
    /// The request was answered already.
    Duplicate,
}

impl Discard {
    /// The word that reports use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Identifier => "wrong Identifier",
            Self::Code => "wrong Code",
            Self::Authenticator => "wrong Response Authenticator",
            Self::NoMessageAuthenticator => "no Message-Authenticator",
            Self::Repeated => "several Message-Authenticators",
            Self::Length => "Message-Authenticator of wrong length",
            Self::MessageAuthenticator => "wrong Message-Authenticator",
            Self::SignedUnasked => "Message-Authenticator, which the client refuses",
            Self::UnknownProxyState => "unknown Proxy-State, which the client refuses",
            Self::ForeignSource => "foreign source",
            Self::Late => "late",
            Self::Duplicate => "duplicate",
        }
    }
}

impl From<&Fault> for Discard {
    fn from(fault: &Fault) -> Self {
        match fault {
            Fault::Identifier { .. } => Self::Identifier,
            Fault::Code { .. } => Self::Code,
            Fault::Authenticator => Self::Authenticator,
            Fault::MessageAuthenticatorMissing { .. } => Self::NoMessageAuthenticator,
            Fault::MessageAuthenticatorRepeated { .. } => Self::Repeated,
            Fault::MessageAuthenticatorLength { .. } => Self::Length,
            Fault::MessageAuthenticatorWrong => Self::MessageAuthenticator,
            // No other fault discards a reply.
            _ => Self::Malformed,
        }
    }
}

impl fmt::Display for Discard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
