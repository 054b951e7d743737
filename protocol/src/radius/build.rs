//! Packets onto a buffer: well-formed as they must be, or malformed as asked.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::authenticator::{AUTHENTICATOR, HEADER, message_authenticator, response_authenticator};
use super::packet::MAX_LENGTH;
use super::password::{MAX_PASSWORD, chap_response, hidden_len, hide_into};
use super::{Authenticator, Code, Packet, Secret, kind, mschap2};

/// Where the Message-Authenticator stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Placement {
    /// Before all other attributes, as draft-ietf-radext-deprecating-radius section 5.3 wants it.
    #[default]
    First,
    /// After all others, as most clients of before 2024 put it.
    Last,
    /// Nowhere.
    Absent,
}

/// Writes one packet onto a buffer, which it clears first and grows only if it must.
///
/// What cannot be written, as a value of more than 253 octets, is told by [`Builder::seal`]. An
/// empty value is written, though RFC 2865 section 5 has none: tests need it.
pub struct Builder<'a> {
    buffer: &'a mut Vec<u8>,
    /// The request's, also where this is its reply.
    request: Authenticator,
    hashed: bool,
    placement: Placement,
    length: Option<u16>,
    authenticator: Option<Authenticator>,
    trailing: &'a [u8],
    oversize: bool,
    error: Option<BuildError>,
}

impl<'a> Builder<'a> {
    /// An Access-Request, Status-Server, or anything else with a random Request Authenticator
    /// (RFC 2865 section 3), which must be unpredictable and never used again.
    #[must_use]
    pub fn request(buffer: &'a mut Vec<u8>, code: Code, identifier: u8, authenticator: Authenticator) -> Self {
        Self::new(buffer, code, identifier, authenticator, false)
    }

    /// A request whose authenticator is computed over it: Accounting-Request (RFC 2866 section 3),
    /// Disconnect-Request and CoA-Request (RFC 5176 section 2.3).
    #[must_use]
    pub fn hashed_request(buffer: &'a mut Vec<u8>, code: Code, identifier: u8) -> Self {
        Self::new(buffer, code, identifier, [0; 16], true)
    }

    /// A reply to a request: its identifier, and a Response Authenticator (RFC 2865 section 3).
    #[must_use]
    pub fn reply(buffer: &'a mut Vec<u8>, code: Code, request: &Packet<'_>) -> Self {
        Self::new(buffer, code, request.identifier(), *request.authenticator(), true)
    }

    fn new(buffer: &'a mut Vec<u8>, code: Code, identifier: u8, request: Authenticator, hashed: bool) -> Self {
        buffer.clear();
        buffer.extend([code.0, identifier, 0, 0]);
        buffer.extend(request);
        Self {
            buffer,
            request,
            hashed,
            placement: Placement::First,
            length: None,
            authenticator: None,
            trailing: &[],
            oversize: false,
            error: None,
        }
    }

    /// An attribute of any octets (RFC 2865 section 5, string).
    #[must_use]
    pub fn octets(self, kind: u8, value: &[u8]) -> Self {
        self.parts(kind, &[value])
    }

    /// An attribute of text (RFC 2865 section 5, text).
    #[must_use]
    pub fn text(self, kind: u8, value: &str) -> Self {
        self.octets(kind, value.as_bytes())
    }

    /// An attribute of 32 bits (RFC 2865 section 5, integer and time).
    #[must_use]
    pub fn integer(self, kind: u8, value: u32) -> Self {
        self.octets(kind, &value.to_be_bytes())
    }

    /// An attribute of an IPv4 address (RFC 2865 section 5, address).
    #[must_use]
    pub fn address(self, kind: u8, value: Ipv4Addr) -> Self {
        self.octets(kind, &value.octets())
    }

    /// An attribute of an IPv6 address (RFC 3162 section 2.1, RFC 8044 section 3.9).
    #[must_use]
    pub fn ipv6_address(self, kind: u8, value: Ipv6Addr) -> Self {
        self.octets(kind, &value.octets())
    }

    /// A Vendor-Specific attribute of one sub-attribute, in the form that RFC 2865 section 5.26
    /// recommends.
    #[must_use]
    pub fn vendor(self, vendor: u32, kind: u8, value: &[u8]) -> Self {
        let length = u8::try_from(value.len() + 2).unwrap_or(u8::MAX);
        self.parts(kind::VENDOR_SPECIFIC, &[&vendor.to_be_bytes(), &[kind, length], value])
    }

    /// User-Password, hidden (RFC 2865 section 5.2).
    #[must_use]
    pub fn user_password(self, secret: &Secret, password: &[u8]) -> Self {
        if password.len() > MAX_PASSWORD {
            return self.failing(BuildError::PasswordTooLong { got: password.len() });
        }
        let length = u8::try_from(2 + hidden_len(password)).unwrap_or(u8::MAX);
        self.buffer.extend([kind::USER_PASSWORD, length]);
        hide_into(self.buffer, password, secret, &self.request);
        self
    }

    /// CHAP-Password, and CHAP-Challenge if a challenge is given (RFC 2865 sections 5.3 and 5.40);
    /// else the Request Authenticator is the challenge.
    #[must_use]
    pub fn chap_password(self, identifier: u8, password: &[u8], challenge: Option<&[u8]>) -> Self {
        let response = chap_response(identifier, password, challenge.unwrap_or(&self.request));
        let with_password = self.parts(kind::CHAP_PASSWORD, &[&[identifier], &response]);
        match challenge {
            Some(challenge) => with_password.octets(kind::CHAP_CHALLENGE, challenge),
            None => with_password,
        }
    }

    /// MS-CHAP-Challenge and MS-CHAP2-Response (RFC 2548 sections 2.1.2 and 2.3.2).
    #[must_use]
    pub fn ms_chap2(self, challenge: &mschap2::Challenge, response: &mschap2::Response) -> Self {
        let with_challenge = self.vendor(mschap2::MICROSOFT, mschap2::MS_CHAP_CHALLENGE, challenge);
        with_challenge.vendor(mschap2::MICROSOFT, mschap2::MS_CHAP2_RESPONSE, &response.to_octets())
    }

    /// EAP-Message attributes, as many as the EAP packet needs (RFC 3579 section 3.1). An empty one
    /// is EAP-Start (RFC 3579 section 2.1).
    #[must_use]
    pub fn eap_message(self, packet: &[u8]) -> Self {
        let (first, more) = packet.split_at(packet.len().min(MAX_VALUE));
        let chunks = std::iter::once(first).chain(more.chunks(MAX_VALUE));
        chunks.fold(self, |builder, chunk| builder.octets(kind::EAP_MESSAGE, chunk))
    }

    /// The Proxy-State attributes of a request, as its reply must have them (RFC 2865 section 5.33).
    #[must_use]
    pub fn proxy_states(self, request: &Packet<'_>) -> Self {
        request.all(kind::PROXY_STATE).fold(self, |builder, state| builder.octets(state.kind, state.value))
    }

    /// An attribute with any length field, true or not.
    #[must_use]
    pub fn raw_attribute(self, kind: u8, length: u8, value: &[u8]) -> Self {
        self.raw(&[kind, length]).raw(value)
    }

    /// Any octets in the place of attributes.
    #[must_use]
    pub fn raw(self, octets: &[u8]) -> Self {
        self.buffer.extend_from_slice(octets);
        self
    }

    /// Puts the Message-Authenticator elsewhere than first, or leaves it out.
    #[must_use]
    pub fn message_authenticator(mut self, placement: Placement) -> Self {
        self.placement = placement;
        self
    }

    /// Writes this into Length, true or not. It is signed as written.
    #[must_use]
    pub fn length(mut self, length: u16) -> Self {
        self.length = Some(length);
        self
    }

    /// Writes this into Identifier: a reply's is its request's otherwise. It is signed as written.
    #[must_use]
    pub fn identifier(self, identifier: u8) -> Self {
        self.buffer[1] = identifier;
        self
    }

    /// Writes this into the Authenticator at last, whatever would be right.
    #[must_use]
    pub fn authenticator(mut self, authenticator: Authenticator) -> Self {
        self.authenticator = Some(authenticator);
        self
    }

    /// Octets after the packet, neither counted nor signed: padding (RFC 2865 section 3).
    #[must_use]
    pub fn trailing(mut self, octets: &'a [u8]) -> Self {
        self.trailing = octets;
        self
    }

    /// Lets the packet have more than 4096 octets. Length then is what fits its two octets.
    #[must_use]
    pub fn oversize(mut self) -> Self {
        self.oversize = true;
        self
    }

    /// Completes the packet in the buffer: Message-Authenticator, Length, authenticators.
    ///
    /// # Errors
    ///
    /// A value, the password or the packet was too long. The buffer then holds no packet.
    pub fn seal(mut self, secret: &Secret) -> Result<(), BuildError> {
        let value = self.place_message_authenticator();
        self.write_length()?;
        if let Some(value) = value {
            let octets = message_authenticator(self.buffer, value, &self.request, secret);
            self.buffer[value..value + 16].copy_from_slice(&octets);
        }
        let authenticator = self.authenticator.unwrap_or_else(|| self.right_authenticator(secret));
        self.buffer[AUTHENTICATOR].copy_from_slice(&authenticator);
        self.buffer.extend_from_slice(self.trailing);
        Ok(())
    }

    /// Makes room, and says where the 16 octets stand.
    fn place_message_authenticator(&mut self) -> Option<usize> {
        const EMPTY: [u8; 18] = [kind::MESSAGE_AUTHENTICATOR, 18, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        let at = match self.placement {
            Placement::First => HEADER,
            Placement::Last => self.buffer.len(),
            Placement::Absent => return None,
        };
        self.buffer.splice(at..at, EMPTY);
        Some(at + 2)
    }

    fn write_length(&mut self) -> Result<(), BuildError> {
        let got = self.buffer.len();
        let too_long = BuildError::PacketTooLong { got };
        let error = self.error.or((got > MAX_LENGTH && !self.oversize).then_some(too_long));
        let length = self.length.unwrap_or(u16::try_from(got).unwrap_or(u16::MAX));
        self.buffer[2..4].copy_from_slice(&length.to_be_bytes());
        error.map_or(Ok(()), Err)
    }

    fn right_authenticator(&self, secret: &Secret) -> Authenticator {
        if self.hashed { response_authenticator(self.buffer, &self.request, secret) } else { self.request }
    }

    fn parts(self, kind: u8, parts: &[&[u8]]) -> Self {
        let got = parts.iter().map(|part| part.len()).sum();
        match u8::try_from(got + 2) {
            Ok(length) => parts.iter().fold(self.raw(&[kind, length]), |builder, part| builder.raw(part)),
            Err(_) => self.failing(BuildError::ValueTooLong { kind, got }),
        }
    }

    /// The first error stays.
    fn failing(mut self, error: BuildError) -> Self {
        self.error.get_or_insert(error);
        self
    }
}

const MAX_VALUE: usize = 253;

impl fmt::Debug for Builder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Builder({}, {} octets)", Code(self.buffer[0]), self.buffer.len())
    }
}

/// Why a packet cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuildError {
    /// More than an attribute holds.
    ValueTooLong {
        /// Its number.
        kind: u8,
        /// Octets of its value, with the header of a sub-attribute if it has one.
        got: usize,
    },
    /// More than User-Password holds.
    PasswordTooLong {
        /// Octets.
        got: usize,
    },
    /// More than a packet holds, without [`Builder::oversize`].
    PacketTooLong {
        /// Octets.
        got: usize,
    },
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ValueTooLong { kind, got } => {
                write!(f, "expected at most {MAX_VALUE} octets for attribute {kind}, got {got}")
            }
            Self::PasswordTooLong { got } => {
                write!(f, "expected at most {MAX_PASSWORD} octets for User-Password, got {got}")
            }
            Self::PacketTooLong { got } => write!(f, "expected at most {MAX_LENGTH} octets for a packet, got {got}"),
        }
    }
}

impl std::error::Error for BuildError {}
