//! The frame (RFC 3748 section 4).

use std::fmt;

use super::Method;

/// What an EAP packet is (RFC 3748 section 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    /// 1: from the server.
    Request,
    /// 2: from the peer.
    Response,
    /// 3: the server lets the peer in.
    Success,
    /// 4: it does not.
    Failure,
}

impl Code {
    const ALL: [Self; 4] = [Self::Request, Self::Response, Self::Success, Self::Failure];

    const fn number(self) -> u8 {
        match self {
            Self::Request => 1,
            Self::Response => 2,
            Self::Success => 3,
            Self::Failure => 4,
        }
    }

    const fn has_method(self) -> bool {
        matches!(self, Self::Request | Self::Response)
    }
}

/// An EAP packet, borrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet<'a> {
    /// What it is.
    pub code: Code,
    /// Matches a Response to its Request.
    pub identifier: u8,
    /// Of Request and Response alone.
    pub method: Option<Method<'a>>,
}

impl<'a> Packet<'a> {
    /// Reads a packet. Octets after Length are padding and ignored (RFC 3748 section 4.1).
    ///
    /// # Errors
    ///
    /// What RFC 3748 section 4 has dropped silently, or data that its method cannot have.
    pub fn parse(octets: &'a [u8]) -> Result<Self, Malformed> {
        let &[code, identifier, high, low, ..] = octets else { return Err(Malformed::Short { got: octets.len() }) };
        let known = Code::ALL.into_iter().find(|known| known.number() == code);
        let known = known.ok_or(Malformed::Code { got: code })?;
        let length = usize::from(u16::from_be_bytes([high, low]));
        let data = octets.get(4..length).ok_or(Malformed::Length { length, got: octets.len() })?;
        let method = known.has_method().then(|| method(data)).transpose()?;
        Ok(Self { code: known, identifier, method })
    }

    /// Writes it out. What does not fit 65535 octets is cut off.
    #[must_use]
    pub fn to_octets(&self) -> Vec<u8> {
        let mut octets = vec![self.code.number(), self.identifier, 0, 0];
        if let Some(method) = self.method {
            octets.push(method.kind());
            method.write(&mut octets);
        }
        octets.truncate(u16::MAX.into());
        let length = u16::try_from(octets.len()).unwrap_or(u16::MAX);
        octets[2..4].copy_from_slice(&length.to_be_bytes());
        octets
    }
}

fn method(data: &[u8]) -> Result<Method<'_>, Malformed> {
    let (kind, data) = data.split_first().ok_or(Malformed::NoMethod)?;
    Method::parse(*kind, data).ok_or(Malformed::Method { kind: *kind })
}

/// A Request, written out.
#[must_use]
pub fn request(identifier: u8, method: Method<'_>) -> Vec<u8> {
    Packet { code: Code::Request, identifier, method: Some(method) }.to_octets()
}

/// A Response, written out. Its identifier is the Request's.
#[must_use]
pub fn response(identifier: u8, method: Method<'_>) -> Vec<u8> {
    Packet { code: Code::Response, identifier, method: Some(method) }.to_octets()
}

/// A Success, written out. Its identifier is the last Response's (RFC 3748 section 4.2).
#[must_use]
pub fn success(identifier: u8) -> Vec<u8> {
    Packet { code: Code::Success, identifier, method: None }.to_octets()
}

/// A Failure, written out. Its identifier is the last Response's (RFC 3748 section 4.2).
#[must_use]
pub fn failure(identifier: u8) -> Vec<u8> {
    Packet { code: Code::Failure, identifier, method: None }.to_octets()
}

/// Why octets are no EAP packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// Fewer than 4 octets.
    Short {
        /// How many.
        got: usize,
    },
    /// A code beyond 1 to 4.
    Code {
        /// The code.
        got: u8,
    },
    /// A Length below 4, or beyond the octets.
    Length {
        /// The Length field.
        length: usize,
        /// Octets there.
        got: usize,
    },
    /// A Request or Response without type.
    NoMethod,
    /// Data that does not fit its type.
    Method {
        /// The type.
        kind: u8,
    },
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Short { got } => write!(f, "expected at least 4 octets of EAP, got {got}"),
            Self::Code { got } => write!(f, "expected an EAP code from 1 to 4, got {got}"),
            Self::Length { length, got } => {
                write!(f, "expected an EAP Length from 4 to {got}, as many octets as there are, got {length}")
            }
            Self::NoMethod => f.write_str("expected an EAP type, got none"),
            Self::Method { kind } => write!(f, "expected whole data for EAP type {kind}"),
        }
    }
}

impl std::error::Error for Malformed {}
