//! What becomes of a Message-Authenticator.

use subtle::ConstantTimeEq;

use super::super::authenticator::{self, HEADER};
use super::super::{Attribute, Authenticator, Packet, Secret, kind};
use super::{Fault, Need};

/// What a packet's Message-Authenticator is worth (RFC 3579 section 3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageAuthenticator {
    /// There is none.
    Absent,
    /// There are several; none counts (RFC 2869 section 5.19: zero or one).
    Repeated {
        /// How many.
        count: usize,
    },
    /// It is not of 16 octets.
    Length {
        /// Octets.
        got: usize,
    },
    /// Made with another secret, or over another packet.
    Wrong,
    /// As it must be.
    Valid {
        /// Whether it is the first attribute.
        first: bool,
    },
}

impl MessageAuthenticator {
    /// What is wrong with it, in a packet that needs one for this reason.
    pub(super) fn faults(self, need: Option<Need>) -> Option<Fault> {
        match self {
            Self::Absent => need.map(|need| Fault::MessageAuthenticatorMissing { need }),
            Self::Repeated { count } => Some(Fault::MessageAuthenticatorRepeated { count }),
            Self::Length { got } => Some(Fault::MessageAuthenticatorLength { got }),
            Self::Wrong => Some(Fault::MessageAuthenticatorWrong),
            Self::Valid { first } => (!first).then_some(Fault::MessageAuthenticatorNotFirst),
        }
    }
}

/// Verifies the Message-Authenticator, with the authenticator that belongs into the header: for an
/// Access-Request its own, for any reply that of its request, for other requests zeros. In constant
/// time.
#[must_use]
pub fn message_authenticator(packet: &Packet<'_>, header: &Authenticator, secret: &Secret) -> MessageAuthenticator {
    let mut found = packet.all(kind::MESSAGE_AUTHENTICATOR);
    match (found.next(), found.count()) {
        (None, _) => MessageAuthenticator::Absent,
        (Some(attribute), 0) => one(packet, &attribute, header, secret),
        (Some(_), more) => MessageAuthenticator::Repeated { count: more + 1 },
    }
}

fn one(packet: &Packet<'_>, found: &Attribute<'_>, header: &Authenticator, secret: &Secret) -> MessageAuthenticator {
    let (value, got) = (found.at + 2, found.value.len());
    if got != 16 {
        return MessageAuthenticator::Length { got };
    }
    let right = authenticator::message_authenticator(packet.octets(), value, header, secret);
    match right.ct_eq(found.value).into() {
        true => MessageAuthenticator::Valid { first: found.at == HEADER },
        false => MessageAuthenticator::Wrong,
    }
}
