//! What a request shows, held against what would be right.

use std::fmt;
use std::net::IpAddr;

use sekisho_protocol::radius::mschap2;
use sekisho_protocol::radius::password::chap_response;
use subtle::ConstantTimeEq;

use super::{EapMethod, RadiusAttribute};
use crate::form::is_password;
use crate::{Password, Time};

/// What a RADIUS login is examined by.
#[derive(Clone, Debug)]
pub struct RadiusFactor {
    pub(crate) credential: Credential,
    pub(crate) client: IpAddr,
    /// When the request came.
    pub(crate) came: Time,
    pub(crate) state: Option<Vec<u8>>,
    /// The EAP method of an EAP response, if it is one of those spoken here, and its Identifier.
    pub(crate) eap: Option<(Option<EapMethod>, u8)>,
    pub(crate) attributes: Vec<RadiusAttribute>,
    /// What proves the server to an MS-CHAPv2 client, once the answer was right.
    pub(crate) proof: Option<String>,
}

/// What a login shows. Nothing is compared but in constant time.
#[derive(Clone, Debug)]
pub(crate) enum Credential {
    Malformed,
    Nothing,
    Garbled,
    Typed(Password),
    Proven(PasswordProof),
}

impl Credential {
    pub(crate) fn is_whole(&self) -> bool {
        match self {
            Self::Malformed | Self::Nothing => false,
            Self::Garbled | Self::Proven(_) => true,
            Self::Typed(password) => is_password(password.text()),
        }
    }

    /// Whether it holds a character that RADIUS logins cannot carry. What came hidden from us cannot be told.
    pub(crate) fn has_forbidden_character(&self) -> bool {
        matches!(self, Self::Typed(password) if password.text().contains('`'))
    }

    /// Whether this text is what it shows.
    pub(crate) fn shows(&self, expected: &str) -> bool {
        match self {
            Self::Malformed | Self::Nothing | Self::Garbled => false,
            Self::Typed(password) => password.text().as_bytes().ct_eq(expected.as_bytes()).into(),
            Self::Proven(proof) => proof.proves(expected),
        }
    }

    /// What proves to an MS-CHAPv2 client that the server knows the password as well.
    pub(crate) fn returned(&self, expected: &str) -> Option<String> {
        match self {
            Self::Proven(PasswordProof::MsChap2 { response, challenge, name }) => {
                Some(response.authenticator_response(challenge, name, expected))
            }
            _ => None,
        }
    }
}

/// PasswordProof that a password is known. `Debug` hides it: codes are short, and found out by trying.
#[derive(Clone)]
pub enum PasswordProof {
    /// CHAP (RFC 1994 section 4.1), also as an EAP peer's (RFC 3748 section 5.4).
    Chap {
        /// Of the response.
        identifier: u8,
        /// The response.
        response: [u8; 16],
        /// What it responds to.
        challenge: Vec<u8>,
    },
    /// MS-CHAPv2 (RFC 2759 section 4).
    MsChap2 {
        /// The response.
        response: mschap2::Response,
        /// What it responds to.
        challenge: mschap2::Challenge,
        /// User-Name, tenant and all.
        name: Vec<u8>,
    },
}

impl PasswordProof {
    fn proves(&self, expected: &str) -> bool {
        match self {
            Self::Chap { identifier, response, challenge } => {
                chap_response(*identifier, expected.as_bytes(), challenge).ct_eq(response).into()
            }
            Self::MsChap2 { response, challenge, name } => response.matches(challenge, name, expected),
        }
    }
}

impl fmt::Debug for PasswordProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}
