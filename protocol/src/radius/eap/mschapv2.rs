//! The packets of EAP-MSCHAPv2 (draft-kamath-pppext-eap-mschapv2 section 2).

use super::super::mschap2::{self, Challenge};

const CHALLENGE: u8 = 1;
const RESPONSE: u8 = 2;
const SUCCESS: u8 = 3;
const FAILURE: u8 = 4;

/// What stands in an EAP packet of type 26. `Debug` does not show it: see [`super::Method`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Message<'a> {
    /// OpCode 1, from the server.
    Challenge {
        /// MS-CHAPv2-ID.
        identifier: u8,
        /// What to answer.
        challenge: Challenge,
        /// The server's name.
        name: &'a [u8],
    },
    /// OpCode 2, from the peer.
    Response {
        /// The answer; its identifier is MS-CHAPv2-ID.
        response: mschap2::Response,
        /// The user's name.
        name: &'a [u8],
    },
    /// OpCode 3 from the server: [`mschap2::Response::authenticator_response`] and a text.
    Success {
        /// MS-CHAPv2-ID.
        identifier: u8,
        /// `S=… M=…`.
        message: &'a [u8],
    },
    /// OpCode 4 from the server.
    Failure {
        /// MS-CHAPv2-ID.
        identifier: u8,
        /// `E=691 R=0 C=… V=3 M=…`.
        message: &'a [u8],
    },
    /// OpCode 3 from the peer, and nothing more.
    SuccessResponse,
    /// OpCode 4 from the peer, and nothing more.
    FailureResponse,
}

impl<'a> Message<'a> {
    /// Reads the data of type 26. Octets after MS-Length are ignored, and so is a peer's Flags.
    pub(super) fn parse(data: &'a [u8]) -> Option<Self> {
        match *data {
            [SUCCESS] => Some(Self::SuccessResponse),
            [FAILURE] => Some(Self::FailureResponse),
            [code, identifier, high, low, ..] => {
                let length = usize::from(u16::from_be_bytes([high, low]));
                Self::framed(code, identifier, data.get(4..length)?)
            }
            _ => None,
        }
    }

    fn framed(code: u8, identifier: u8, rest: &'a [u8]) -> Option<Self> {
        match (code, rest) {
            (CHALLENGE, [16, rest @ ..]) => {
                let (challenge, name) = rest.split_first_chunk()?;
                Some(Self::Challenge { identifier, challenge: *challenge, name })
            }
            (RESPONSE, [49, rest @ ..]) => {
                let (value, name) = rest.split_first_chunk()?;
                Some(Self::Response { response: response(identifier, value), name })
            }
            (SUCCESS, message) => Some(Self::Success { identifier, message }),
            (FAILURE, message) => Some(Self::Failure { identifier, message }),
            _ => None,
        }
    }

    /// The data of type 26.
    pub(super) fn write(&self, octets: &mut Vec<u8>) {
        match self {
            Self::Challenge { identifier, challenge, name } => {
                frame(octets, CHALLENGE, *identifier, &[&[16], challenge, name]);
            }
            Self::Response { response, name } => {
                let value = value(response);
                frame(octets, RESPONSE, response.identifier, &[&[49], &value, name]);
            }
            Self::Success { identifier, message } => frame(octets, SUCCESS, *identifier, &[message]),
            Self::Failure { identifier, message } => frame(octets, FAILURE, *identifier, &[message]),
            Self::SuccessResponse => octets.push(SUCCESS),
            Self::FailureResponse => octets.push(FAILURE),
        }
    }

    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Challenge { .. } => "Challenge",
            Self::Response { .. } => "Response",
            Self::Success { .. } | Self::SuccessResponse => "Success",
            Self::Failure { .. } | Self::FailureResponse => "Failure",
        }
    }
}

impl std::fmt::Debug for Message<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

fn frame(octets: &mut Vec<u8>, code: u8, identifier: u8, parts: &[&[u8]]) {
    let length = 4 + parts.iter().map(|part| part.len()).sum::<usize>();
    let [high, low] = u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes();
    octets.extend([code, identifier, high, low]);
    parts.iter().for_each(|part| octets.extend_from_slice(part));
}

/// Peer challenge, 8 octets reserved, NT-Response, Flags: the order differs from RADIUS.
fn response(identifier: u8, value: &[u8; 49]) -> mschap2::Response {
    let peer_challenge = std::array::from_fn(|at| value[at]);
    let nt_response = std::array::from_fn(|at| value[24 + at]);
    mschap2::Response { identifier, flags: value[48], peer_challenge, nt_response }
}

fn value(response: &mschap2::Response) -> [u8; 49] {
    let mut value = [0; 49];
    value[..16].copy_from_slice(&response.peer_challenge);
    value[24..48].copy_from_slice(&response.nt_response);
    value[48] = response.flags;
    value
}
