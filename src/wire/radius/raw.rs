use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;
use sekisho_protocol::radius::build::{BuildError, Builder, Placement};
use sekisho_protocol::radius::dictionary::Definition;
use sekisho_protocol::radius::{Code, Packet, Secret, kind};

use super::RadiusRequest;
use super::compose::{Piece, Stamp, conveyed, placement, signed};
use crate::scenario::{Length, Raw, Signature};
use crate::wire::WireError;

/// A packet that is broken as asked, and what replies to it are held against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Broken {
    /// What goes out.
    pub datagram: Vec<u8>,
    /// The same where it is well-formed, else what it would be without what breaks it: a server that answers all
    /// the same is known by its identifier and authenticator.
    pub reference: Vec<u8>,
}

/// Breaks a packet of these attributes.
pub(super) fn broken(
    request: &RadiusRequest,
    raw: &Raw,
    seed: u64,
    pieces: &[Piece],
    stamp: Stamp,
) -> Result<Broken, WireError> {
    let plain = signed(request, pieces, stamp).map_err(super::client::unbuilt)?;
    if let Some(octets) = &raw.octets {
        return Ok(Broken { reference: literal_reference(octets, plain), datagram: octets.clone() });
    }
    let forge = Forge { request, raw, stamp };
    let pieces = forge.edited(pieces)?;
    let edited = forge.built(&pieces, None, request.code)?;
    let natural = i64::try_from(edited.len()).unwrap_or(i64::MAX);
    let length = raw.length.map(|length| stated(length, natural));
    let mut datagram = forge.built(&pieces, length, raw.code.map_or(request.code, Code))?;
    datagram.extend(vec![0; raw.padding]);
    cut(&mut datagram, raw.size)?;
    if raw.mutate {
        mutate(&mut datagram, &mut ChaCha12Rng::seed_from_u64(seed));
    }
    let reference = if Packet::parse(&edited).is_ok() { edited } else { plain };
    Ok(Broken { datagram, reference })
}

/// The request under the secret that it is hidden and signed with: a password hidden under the right one would let
/// its user in, whatever signs it.
pub(super) fn spoken(request: &RadiusRequest, raw: &Raw) -> RadiusRequest {
    let wrong = || Secret::new("not what client and server share");
    let secret = if raw.wrong_secret { wrong() } else { request.secret.clone() };
    RadiusRequest { secret, ..request.clone() }
}

/// A datagram that is stated as a whole is its own request, if it is one.
fn literal_reference(octets: &[u8], mut plain: Vec<u8>) -> Vec<u8> {
    let is_request = |packet: Packet<'_>| !packet.code().replies().is_empty();
    if Packet::parse(octets).is_ok_and(is_request) {
        return octets.to_vec();
    }
    let known = IDENTIFIER..octets.len().min(HEADER);
    if let Some(identifier) = octets.get(IDENTIFIER) {
        plain[IDENTIFIER] = *identifier;
    }
    if known.end == HEADER {
        plain[AUTHENTICATOR..HEADER].copy_from_slice(&octets[AUTHENTICATOR..HEADER]);
    }
    plain
}

const IDENTIFIER: usize = 1;
const AUTHENTICATOR: usize = 4;
const HEADER: usize = 20;

fn stated(length: Length, natural: i64) -> u16 {
    match length {
        Length::Absolute(length) => length,
        Length::Relative(by) => u16::try_from((natural + i64::from(by)).max(0)).unwrap_or(u16::MAX),
    }
}

fn cut(datagram: &mut Vec<u8>, size: Option<usize>) -> Result<(), WireError> {
    match size {
        Some(size) if size > datagram.len() => {
            Err(impossible(&format!("the packet has {} octets, of which {size} cannot be left", datagram.len())))
        }
        Some(size) => {
            datagram.truncate(size);
            Ok(())
        }
        None => Ok(()),
    }
}

/// One octet changed, left out or put in before another one, or the end cut off: none of them leaves a signed packet
/// valid.
fn mutate(datagram: &mut Vec<u8>, rng: &mut ChaCha12Rng) {
    if datagram.is_empty() {
        return;
    }
    let at = rng.random_range(0..datagram.len());
    match rng.random_range(0..4) {
        0 => drop(datagram.remove(at)),
        1 => datagram.insert(at, datagram[at] ^ rng.random_range(1..=255u8)),
        2 => datagram.truncate(at),
        _ => datagram[at] ^= rng.random_range(1..=255u8),
    }
}

fn impossible(why: &str) -> WireError {
    WireError::Malformed(why.to_owned())
}

struct Forge<'a> {
    request: &'a RadiusRequest,
    raw: &'a Raw,
    stamp: Stamp,
}

impl Forge<'_> {
    /// The attributes, changed in the order in which the documentation lists the changes.
    fn edited(&self, pieces: &[Piece]) -> Result<Vec<Piece>, WireError> {
        let raw = self.raw;
        let unbuilt = super::client::unbuilt;
        let mut pieces = pieces.to_vec();
        self.replace(&mut pieces).map_err(unbuilt)?;
        self.convey_also(&mut pieces).map_err(unbuilt)?;
        self.double(&mut pieces).map_err(unbuilt)?;
        let named = |piece: &Piece, names: &[&'static Definition]| {
            piece.definition.is_some_and(|definition| names.contains(&definition))
        };
        if let Some(only) = &raw.only {
            pieces.retain(|piece| named(piece, only));
        }
        pieces.retain(|piece| !named(piece, &raw.without));
        let before = repeated(&raw.prepend, raw.repeat.prepend);
        let mut pieces: Vec<Piece> =
            before.into_iter().chain(pieces).chain(repeated(&raw.append, raw.repeat.append)).collect();
        if let Some(fill) = raw.fill {
            let natural = self.built(&pieces, None, self.request.code)?.len();
            pieces.extend(filling(natural, fill)?);
        }
        Ok(pieces)
    }

    /// An attribute that is not there is put in.
    fn replace(&self, pieces: &mut Vec<Piece>) -> Result<(), BuildError> {
        for (definition, value) in &self.raw.replace {
            let piece = Piece::of(definition, value)?;
            match pieces.iter_mut().find(|piece| piece.definition == Some(definition)) {
                Some(found) => *found = piece,
                None => pieces.push(piece),
            }
        }
        Ok(())
    }

    fn convey_also(&self, pieces: &mut Vec<Piece>) -> Result<(), BuildError> {
        let password = self.request.password().unwrap_or_default();
        for method in &self.raw.also {
            pieces.extend(conveyed(self.request, *method, password, self.stamp)?.0);
        }
        Ok(())
    }

    /// A wrong one goes before the right one.
    fn double(&self, pieces: &mut Vec<Piece>) -> Result<(), BuildError> {
        for definition in &self.raw.twice {
            let found = pieces.iter().position(|piece| piece.definition == Some(definition));
            if let Some(at) = found {
                pieces.insert(at, self.wrong(definition, &pieces[at])?);
            }
        }
        Ok(())
    }

    fn wrong(&self, definition: &Definition, right: &Piece) -> Result<Piece, BuildError> {
        if (definition.vendor, definition.number) == (None, kind::USER_PASSWORD) {
            let wrong = format!("{}x", self.request.password().unwrap_or_default());
            let method = crate::target::RadiusMethod::Pap;
            let wrong = conveyed(self.request, method, &wrong, self.stamp)?.0;
            return Ok(wrong.into_iter().next().unwrap_or_else(|| right.clone()));
        }
        let mut wrong = right.clone();
        if let Some(last) = wrong.octets.get_mut(2..).and_then(<[u8]>::last_mut) {
            *last ^= 1;
        }
        Ok(wrong)
    }

    fn built(&self, pieces: &[Piece], length: Option<u16>, code: Code) -> Result<Vec<u8>, WireError> {
        let mut datagram = Vec::new();
        let mut builder = match self.request.code.is_hashed_request() {
            true => Builder::hashed_request(&mut datagram, code, self.stamp.identifier),
            false => Builder::request(&mut datagram, code, self.stamp.identifier, self.stamp.authenticator),
        };
        builder = builder.message_authenticator(self.placement());
        if self.raw.signature == Some(Signature::Short) {
            builder = builder.octets(kind::MESSAGE_AUTHENTICATOR, &[0; 15]);
        }
        builder = pieces.iter().fold(builder, |builder, piece| builder.raw(&piece.octets));
        if self.raw.signature == Some(Signature::Twice) {
            builder = builder.octets(kind::MESSAGE_AUTHENTICATOR, &[0; 16]);
        }
        if let Some(length) = length {
            builder = builder.length(length);
        }
        if self.raw.zeros {
            builder = builder.authenticator([0; 16]);
        }
        let builder = if self.raw.oversize { builder.oversize() } else { builder };
        builder.seal(&self.request.secret).map_err(super::client::unbuilt)?;
        if self.raw.signature == Some(Signature::Wrong) {
            datagram[HEADER + 2] ^= 1;
        }
        Ok(datagram)
    }

    fn placement(&self) -> Placement {
        match self.raw.signature {
            None => {
                let RadiusRequest { code, method, habits, .. } = self.request;
                habits.placement(*code, *method, placement(*code))
            }
            Some(Signature::First | Signature::Wrong | Signature::Twice) => Placement::First,
            Some(Signature::Last) => Placement::Last,
            Some(Signature::None | Signature::Short) => Placement::Absent,
        }
    }
}

fn repeated(octets: &[Vec<u8>], times: usize) -> Vec<Piece> {
    let once = octets.iter().map(|octets| Piece::raw(octets));
    std::iter::repeat_n(once, times).flatten().collect()
}

/// Proxy-States, each as long as can be, that make a packet just so long.
fn filling(natural: usize, fill: usize) -> Result<Vec<Piece>, WireError> {
    const LONGEST: usize = 255;
    const SHORTEST: usize = 3;
    let mut left = fill.checked_sub(natural).filter(|left| *left == 0 || *left >= SHORTEST).ok_or_else(|| {
        impossible(&format!("the packet has {natural} octets, which Proxy-States cannot fill up to {fill}"))
    })?;
    let mut pieces = Vec::new();
    while left > 0 {
        let rest = left.saturating_sub(LONGEST);
        let length = if (1..SHORTEST).contains(&rest) { LONGEST - SHORTEST } else { left.min(LONGEST) };
        let octet = u8::try_from(pieces.len()).unwrap_or_default();
        let mut octets = vec![octet; length];
        octets[..2].copy_from_slice(&[kind::PROXY_STATE, u8::try_from(length).unwrap_or(u8::MAX)]);
        pieces.push(Piece::raw(&octets));
        left -= length;
    }
    Ok(pieces)
}
