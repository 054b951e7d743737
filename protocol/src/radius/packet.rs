//! Datagrams into packets, borrowed.

use std::fmt;

use super::authenticator::{AUTHENTICATOR, HEADER};
use super::{Authenticator, Code, dictionary, kind};

/// The most octets that a packet may have (RFC 2865 section 3).
pub const MAX_LENGTH: usize = 4096;

/// A packet whose Length and attributes fit its datagram.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Packet<'a> {
    octets: &'a [u8],
    padding: &'a [u8],
    authenticator: &'a Authenticator,
}

impl<'a> Packet<'a> {
    /// Reads a datagram. Octets after Length are padding: ignored, but not forgotten.
    ///
    /// # Errors
    ///
    /// What RFC 2865 section 3 and RFC 6613 section 2.6.4 call malformed. Values of attributes are
    /// not looked into.
    pub fn parse(datagram: &'a [u8]) -> Result<Self, Malformed> {
        let short = Malformed::Short { got: datagram.len() };
        if datagram.len() < HEADER {
            return Err(short);
        }
        let (octets, padding) = datagram.split_at(length(datagram)?);
        let authenticator = octets[AUTHENTICATOR].try_into().map_err(|_| short)?;
        let packet = Self { octets, padding, authenticator };
        let fault = packet.walk().find_map(Result::err);
        fault.map_or(Ok(packet), Err)
    }

    /// What it is.
    #[must_use]
    pub fn code(&self) -> Code {
        Code(self.octets[0])
    }

    /// What a reply is matched to its request by.
    #[must_use]
    pub fn identifier(&self) -> u8 {
        self.octets[1]
    }

    /// The Request or Response Authenticator.
    #[must_use]
    pub fn authenticator(&self) -> &'a Authenticator {
        self.authenticator
    }

    /// All octets up to Length.
    #[must_use]
    pub fn octets(&self) -> &'a [u8] {
        self.octets
    }

    /// What followed in the datagram after Length.
    #[must_use]
    pub fn padding(&self) -> &'a [u8] {
        self.padding
    }

    /// The attributes in order.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'a>> + use<'a> {
        self.walk().filter_map(Result::ok)
    }

    /// The attributes of one kind in order.
    pub fn all(&self, kind: u8) -> impl Iterator<Item = Attribute<'a>> + use<'a> {
        self.attributes().filter(move |attribute| attribute.kind == kind)
    }

    /// The value of the first attribute of a kind.
    #[must_use]
    pub fn first(&self, kind: u8) -> Option<&'a [u8]> {
        self.all(kind).next().map(|attribute| attribute.value)
    }

    /// The values of a vendor's sub-attributes of a kind, in order.
    pub fn of_vendor(&self, vendor: u32, kind: u8) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let specific = self.attributes().filter_map(|attribute| attribute.vendor_specific());
        let of_vendor = specific.filter(move |specific| specific.vendor == vendor);
        of_vendor.flat_map(VendorSpecific::attributes).filter(move |sub| sub.kind == kind).map(|sub| sub.value)
    }

    fn walk(&self) -> Walk<'a> {
        Walk { octets: self.octets, at: HEADER }
    }
}

/// The Length field, if it fits.
fn length(datagram: &[u8]) -> Result<usize, Malformed> {
    let length = usize::from(u16::from_be_bytes([datagram[2], datagram[3]]));
    match length {
        ..HEADER => Err(Malformed::LengthBelowHeader { length }),
        _ if length > MAX_LENGTH => Err(Malformed::LengthBeyondMaximum { length }),
        _ if length > datagram.len() => Err(Malformed::LengthBeyondDatagram { length, got: datagram.len() }),
        _ => Ok(length),
    }
}

impl fmt::Debug for Packet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ", self.code(), self.identifier())?;
        f.debug_list().entries(self.attributes()).finish()
    }
}

/// Attribute after attribute, until the end or the first that is malformed.
struct Walk<'a> {
    octets: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Walk<'a> {
    type Item = Result<Attribute<'a>, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.octets.get(self.at..).filter(|rest| !rest.is_empty())?;
        let found = attribute(rest, self.at);
        self.at = found.as_ref().map_or(self.octets.len(), |attribute| self.at + 2 + attribute.value.len());
        Some(found)
    }
}

fn attribute(rest: &[u8], at: usize) -> Result<Attribute<'_>, Malformed> {
    let &[kind, length, ..] = rest else { return Err(Malformed::StrayOctet { at }) };
    if length < 2 {
        return Err(Malformed::AttributeLength { at, kind, length });
    }
    let overrun = Malformed::AttributeOverrun { at, kind, length, left: rest.len() };
    let value = rest.get(2..length.into()).ok_or(overrun)?;
    Ok(Attribute { kind, value, at })
}

/// One attribute (RFC 2865 section 5). `Debug` shows it as [`dictionary::describe`] does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Attribute<'a> {
    /// Its number, as in [`kind`].
    pub kind: u8,
    /// 0 to 253 octets.
    pub value: &'a [u8],
    /// The octet of the packet at which it begins.
    pub at: usize,
}

impl<'a> Attribute<'a> {
    /// The parts of a Vendor-Specific attribute; none if it is another, or shorter than a vendor.
    #[must_use]
    pub fn vendor_specific(&self) -> Option<VendorSpecific<'a>> {
        let (vendor, data) = self.value.split_first_chunk()?;
        let vendor = u32::from_be_bytes(*vendor);
        (self.kind == kind::VENDOR_SPECIFIC).then_some(VendorSpecific { vendor, data })
    }
}

impl fmt::Debug for Attribute<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&dictionary::describe(self))
    }
}

/// A Vendor-Specific attribute (RFC 2865 section 5.26).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VendorSpecific<'a> {
    /// The vendor's private enterprise number.
    pub vendor: u32,
    /// What the vendor defined.
    pub data: &'a [u8],
}

impl<'a> VendorSpecific<'a> {
    /// The sub-attributes, if the data has the form that RFC 2865 section 5.26 recommends; as far
    /// as it has.
    pub fn attributes(self) -> impl Iterator<Item = SubAttribute<'a>> {
        let walk = Walk { octets: self.data, at: 0 };
        let sub =
            move |found: Attribute<'a>| SubAttribute { vendor: self.vendor, kind: found.kind, value: found.value };
        walk.filter_map(Result::ok).map(sub)
    }

    /// Whether the data is one sub-attribute or more, and nothing else.
    #[must_use]
    pub fn is_well_formed(self) -> bool {
        !self.data.is_empty() && Walk { octets: self.data, at: 0 }.all(|found| found.is_ok())
    }
}

/// What a vendor put into a Vendor-Specific attribute.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SubAttribute<'a> {
    /// The vendor's private enterprise number.
    pub vendor: u32,
    /// The number that the vendor gave it.
    pub kind: u8,
    /// 0 to 247 octets.
    pub value: &'a [u8],
}

/// Why a datagram is no packet: servers and clients drop it silently. Offsets count octets from the
/// datagram's first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// Fewer octets than a header (RFC 2865 section 3, Length).
    Short {
        /// Octets in the datagram.
        got: usize,
    },
    /// A Length below 20 (RFC 6613 section 2.6.4).
    LengthBelowHeader {
        /// The Length field.
        length: usize,
    },
    /// A Length above 4096 (RFC 2865 section 3, RFC 6613 section 2.6.4).
    LengthBeyondMaximum {
        /// The Length field.
        length: usize,
    },
    /// A datagram shorter than Length (RFC 2865 section 3).
    LengthBeyondDatagram {
        /// The Length field.
        length: usize,
        /// Octets in the datagram.
        got: usize,
    },
    /// An attribute of length 0 or 1 (RFC 6613 section 2.6.4).
    AttributeLength {
        /// Where it begins.
        at: usize,
        /// Its number.
        kind: u8,
        /// Its length field.
        length: u8,
    },
    /// An attribute that runs past Length (RFC 6613 section 2.6.4).
    AttributeOverrun {
        /// Where it begins.
        at: usize,
        /// Its number.
        kind: u8,
        /// Its length field.
        length: u8,
        /// Octets left for it.
        left: usize,
    },
    /// A last octet that is no attribute (RFC 6613 section 2.6.4).
    StrayOctet {
        /// Where.
        at: usize,
    },
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Short { got } => write!(f, "expected at least {HEADER} octets, got {got}"),
            Self::LengthBelowHeader { length } => write!(f, "expected a Length of {HEADER} or more, got {length}"),
            Self::LengthBeyondMaximum { length } => {
                write!(f, "expected a Length of at most {MAX_LENGTH}, got {length}")
            }
            Self::LengthBeyondDatagram { length, got } => {
                write!(f, "expected {length} octets, as Length says, got {got}")
            }
            Self::AttributeLength { at, kind, length } => {
                write!(f, "expected a length of 2 or more for attribute {kind} at octet {at}, got {length}")
            }
            Self::AttributeOverrun { at, kind, length, left } => {
                write!(f, "expected at most {left} octets for attribute {kind} at octet {at}, got {length}")
            }
            Self::StrayOctet { at } => write!(f, "expected an attribute at octet {at}, got one octet"),
        }
    }
}

impl std::error::Error for Malformed {}
