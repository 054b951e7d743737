//! What the shell tells of an Access-Request.

use std::net::IpAddr;

use super::PasswordProof;
use crate::Password;

/// An Access-Request, parsed and verified.
#[derive(Clone, Debug)]
pub struct RadiusRequest {
    /// User-Name without the tenant.
    pub uid: String,
    /// The address of the client that sent it.
    pub client: IpAddr,
    /// The value of State, if there is one.
    pub state: Option<Vec<u8>>,
    /// What it shows to be known or had.
    pub shown: Shown,
    /// Its attributes but for those that hold credentials, for the policy's checks.
    pub attributes: Vec<RadiusAttribute>,
}

/// What an Access-Request shows to be known or had.
#[derive(Clone, Debug)]
pub enum Shown {
    /// It has two credentials, or half of one, or something else that RFC 2865 section 5.44 forbids.
    Malformed,
    /// No credential, or an empty password: a challenge is asked for.
    Nothing,
    /// A password that came hidden, but whole.
    Typed(Password),
    /// A password that is no text, as it becomes under a wrong shared secret.
    Garbled,
    /// PasswordProof that the password is known, without the password.
    Proven(PasswordProof),
    /// A peer's EAP packet (RFC 3748 section 4.1).
    Eap {
        /// The packet's Identifier.
        identifier: u8,
        /// What it responds.
        response: EapResponse,
    },
}

/// What an EAP peer responds.
#[derive(Clone, Debug)]
pub enum EapResponse {
    /// Who it is, which User-Name repeats.
    Identity,
    /// The methods that it would rather have (RFC 3748 section 5.3.1).
    Nak(Vec<u8>),
    /// The response to an MD5-Challenge.
    Md5([u8; 16]),
    /// What was typed on a token card's prompt; none if it is no text.
    Gtc(Option<Password>),
    /// Any other method.
    Other,
}

/// An attribute of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RadiusAttribute {
    /// The vendor that defined it; none for those of the RFCs.
    pub vendor: Option<u32>,
    /// Its number among them.
    pub number: u8,
    /// Its value.
    pub value: Vec<u8>,
}
