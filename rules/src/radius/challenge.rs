//! Challenges that wait for their answer.

use std::net::IpAddr;

use super::{EapMethod, RadiusFactor};
use crate::register::Expires;
use crate::{Entropy, Ticket, Time};

/// The State of one challenge: unguessable (RFC 2865 section 5.24).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RadiusState([u8; 16]);

impl RadiusState {
    /// The octets of the attribute.
    #[must_use]
    pub fn octets(&self) -> &[u8; 16] {
        &self.0
    }

    pub(crate) fn draw(entropy: &mut dyn Entropy) -> Self {
        let mut octets = [0; 16];
        entropy.fill_bytes(&mut octets);
        Self(octets)
    }

    pub(crate) fn of(octets: &[u8]) -> Option<Self> {
        octets.try_into().ok().map(Self)
    }
}

/// A challenge that waits for its answer.
#[derive(Clone, Debug)]
pub(crate) struct Challenge {
    pub(crate) uid: String,
    pub(crate) client: IpAddr,
    /// When it is no longer good.
    pub(crate) expires: Time,
    pub(crate) stage: Stage,
}

/// What a challenge waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// A password; the answer to this table, if there is one.
    Password(Option<Ticket>),
    /// An EAP response.
    Eap {
        method: EapMethod,
        identifier: u8,
        /// What MD5 proves the password with.
        challenge: [u8; 16],
    },
}

impl Expires for Challenge {
    fn expires(&self) -> Time {
        self.expires
    }
}

impl Challenge {
    /// Whether it was opened for this user and client, and the request goes on where it stopped.
    pub(crate) fn is_of(&self, uid: &str, factor: &RadiusFactor) -> bool {
        let goes_on = match (&self.stage, factor.eap) {
            (Stage::Password(_), None) => true,
            (Stage::Eap { method, identifier, .. }, Some((given, answered))) => {
                answered == *identifier && given.is_none_or(|given| given == *method)
            }
            _ => false,
        };
        goes_on && self.uid == uid && self.client == factor.client
    }

    /// The ticket of the table that was shown.
    pub(crate) fn table(&self) -> Option<Ticket> {
        match self.stage {
            Stage::Password(table) => table,
            Stage::Eap { .. } => None,
        }
    }
}
