use sekisho_protocol::radius::build::{BuildError, Builder, Placement};
use sekisho_protocol::radius::dictionary::{self, Definition};
use sekisho_protocol::radius::{Authenticator, Code, Secret, kind, mschap2};

use super::eap::Round;
use super::{Deviation, Item, RadiusAnswer, RadiusRequest};
use crate::target::RadiusMethod as Method;

/// An attribute, or what stands for one, as it goes on the wire.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub definition: Option<&'static Definition>,
    pub octets: Vec<u8>,
}

/// What a request is made with: new for each, but for one that is to be the same.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stamp {
    pub identifier: u8,
    pub authenticator: Authenticator,
}

/// What a server must prove that lets in by MS-CHAPv2.
pub(super) struct Proof {
    response: mschap2::Response,
    challenge: mschap2::Challenge,
    user_name: Vec<u8>,
    password: String,
}

impl Stamp {
    /// With an authenticator that cannot be foretold (RFC 2865 section 3).
    pub(super) fn new(identifier: u8) -> Self {
        Self { identifier, authenticator: rand::random() }
    }
}

/// The attributes of a request, its password conveyed; and what the server must then prove.
pub(super) fn pieces(
    request: &RadiusRequest,
    round: &Round,
    stamp: Stamp,
) -> Result<(Vec<Piece>, Option<Proof>), BuildError> {
    let mut pieces = Vec::new();
    let mut proof = None;
    for item in &request.items {
        match item {
            Item::Attribute(definition, value) => pieces.push(Piece::of(definition, value)?),
            Item::Numbered(vendor, number, value) => pieces.push(Piece::numbered(*vendor, *number, value)?),
            Item::Password(password) => {
                let (conveying, its_proof) = conveyed(request, request.method, password, stamp)?;
                pieces.extend(conveying);
                proof = its_proof;
            }
        }
    }
    if let Some(eap) = &round.eap {
        let builder = |builder: Builder<'_>| {
            builder.message_authenticator(Placement::Absent).eap_message(eap).seal(&request.secret)
        };
        pieces.extend(built(request.code, stamp, builder)?);
    }
    if let (Some(state), Some(definition)) = (&round.state, dictionary::by_number(None, kind::STATE)) {
        pieces.retain(|piece| piece.definition != Some(definition));
        pieces.push(Piece::of(definition, state)?);
    }
    Ok((pieces, proof))
}

/// What conveys a password; nothing for EAP, whose rounds do.
pub(super) fn conveyed(
    request: &RadiusRequest,
    method: Method,
    password: &str,
    stamp: Stamp,
) -> Result<(Vec<Piece>, Option<Proof>), BuildError> {
    let built = |add: &dyn Fn(Builder<'_>) -> Result<(), BuildError>| built(request.code, stamp, add);
    match method {
        Method::Pap => built(&|builder| {
            builder
                .message_authenticator(Placement::Absent)
                .user_password(&request.secret, password.as_bytes())
                .seal(&request.secret)
        })
        .map(|pieces| (pieces, None)),
        Method::Chap => {
            let identifier = rand::random();
            built(&|builder| {
                let builder = builder.message_authenticator(Placement::Absent);
                builder.chap_password(identifier, password.as_bytes(), None).seal(&request.secret)
            })
            .map(|pieces| (pieces, None))
        }
        Method::MsChap2 => {
            let proof = Proof::new(request.user_name(), password);
            let pieces = built(&|builder| {
                let builder = builder.message_authenticator(Placement::Absent);
                builder.ms_chap2(&proof.challenge, &proof.response).seal(&request.secret)
            })?;
            Ok((pieces, Some(proof)))
        }
        Method::EapMd5 | Method::EapGtc | Method::EapMsChapV2 => Ok((Vec::new(), None)),
    }
}

/// The attributes that a builder writes.
pub(super) fn built(
    code: Code,
    stamp: Stamp,
    add: impl FnOnce(Builder<'_>) -> Result<(), BuildError>,
) -> Result<Vec<Piece>, BuildError> {
    let mut buffer = Vec::new();
    add(Builder::request(&mut buffer, code, stamp.identifier, stamp.authenticator))?;
    Ok(split(&buffer[HEADER..]))
}

const HEADER: usize = 20;

/// Well-formed attributes, one by one.
fn split(mut octets: &[u8]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    while let &[kind, length, ..] = octets {
        let (one, rest) = octets.split_at(usize::from(length).clamp(2, octets.len()));
        pieces.push(Piece { definition: defined(kind, one), octets: one.to_vec() });
        octets = rest;
    }
    pieces
}

fn defined(kind: u8, octets: &[u8]) -> Option<&'static Definition> {
    match (kind, octets) {
        (kind::VENDOR_SPECIFIC, &[_, _, a, b, c, d, sub, ..]) => {
            dictionary::by_number(Some(u32::from_be_bytes([a, b, c, d])), sub)
        }
        _ => dictionary::by_number(None, kind),
    }
}

impl Piece {
    /// An attribute of this value.
    pub(super) fn of(definition: &'static Definition, value: &[u8]) -> Result<Self, BuildError> {
        let piece = Self::numbered(definition.vendor, definition.number, value)?;
        Ok(Self { definition: Some(definition), ..piece })
    }

    /// The same of one that has no name.
    fn numbered(vendor: Option<u32>, number: u8, value: &[u8]) -> Result<Self, BuildError> {
        let mut buffer = Vec::new();
        let builder = Builder::request(&mut buffer, Code::ACCESS_REQUEST, 0, [0; 16]);
        let builder = builder.message_authenticator(Placement::Absent);
        let builder = match vendor {
            Some(vendor) => builder.vendor(vendor, number, value),
            None => builder.octets(number, value),
        };
        builder.seal(&Secret::new(""))?;
        Ok(Self { definition: None, octets: buffer.split_off(HEADER) })
    }

    /// Octets that need not be an attribute.
    pub(super) fn raw(octets: &[u8]) -> Self {
        Self { definition: None, octets: octets.to_vec() }
    }
}

/// The packet of these attributes, well-formed and signed: with Message-Authenticator first, but for accounting.
pub(super) fn signed(request: &RadiusRequest, pieces: &[Piece], stamp: Stamp) -> Result<Vec<u8>, BuildError> {
    let mut datagram = Vec::new();
    let builder = begun(&mut datagram, request.code, stamp);
    let placement = request.habits.placement(request.code, request.method, placement(request.code));
    let builder = builder.message_authenticator(placement);
    pieces.iter().fold(builder, |builder, piece| builder.raw(&piece.octets)).seal(&request.secret)?;
    Ok(datagram)
}

/// A packet whose authenticator is random, or computed if its code wants that.
pub(super) fn begun(datagram: &mut Vec<u8>, code: Code, stamp: Stamp) -> Builder<'_> {
    match code.is_hashed_request() {
        true => Builder::hashed_request(datagram, code, stamp.identifier),
        false => Builder::request(datagram, code, stamp.identifier, stamp.authenticator),
    }
}

/// Clients put it first into packets of access (draft-ietf-radext-deprecating-radius section 5.3.2).
pub(super) fn placement(code: Code) -> Placement {
    if code.is_hashed_request() { Placement::Absent } else { Placement::First }
}

impl Proof {
    fn new(user_name: &[u8], password: &str) -> Self {
        let (challenge, peer) = (rand::random(), rand::random());
        let response = mschap2::Response::new(rand::random(), peer, &challenge, user_name, password);
        Self { response, challenge, user_name: user_name.to_vec(), password: password.to_owned() }
    }

    /// What is wrong if an Access-Accept does not prove that the server knows the password (RFC 2548 section 2.3.3).
    pub(super) fn missing_in(&self, answer: &RadiusAnswer) -> Option<Deviation> {
        let success = dictionary::by_number(Some(mschap2::MICROSOFT), mschap2::MS_CHAP2_SUCCESS)?;
        let proves = |value: &Vec<u8>| {
            let message = value.split_first().filter(|(identifier, _)| **identifier == self.response.identifier);
            message.is_some_and(|(_, message)| {
                self.response.proves_authenticator(message, &self.challenge, &self.user_name, &self.password)
            })
        };
        let proven = answer.values(success).iter().any(proves);
        let what = "MS-CHAP2-Success does not prove that the server knows the password".to_owned();
        (answer.code() == Code::ACCESS_ACCEPT && !proven).then_some(Deviation { rule: "RFC 2548 section 2.3.3", what })
    }
}
