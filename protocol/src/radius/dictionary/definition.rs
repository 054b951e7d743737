//! One attribute.

/// What an attribute is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition {
    /// `NAS-IP-Address`.
    pub name: &'static str,
    /// The private enterprise number of the vendor who defined it; none for those of the RFCs.
    pub vendor: Option<u32>,
    /// Its number among the RFCs' or the vendor's.
    pub number: u8,
    /// What it holds.
    pub kind: Kind,
    /// Whether its value is a password, or tells of one: it is not shown.
    pub secret: bool,
}

impl Definition {
    pub(super) const fn rfc(number: u8, name: &'static str, kind: Kind) -> Self {
        Self { name, vendor: None, number, kind, secret: false }
    }

    pub(super) const fn of(vendor: u32, number: u8, name: &'static str, kind: Kind) -> Self {
        Self { name, vendor: Some(vendor), number, kind, secret: false }
    }

    pub(super) const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }
}

/// What a value is (RFC 8044 section 3; the tags are of RFC 2868 section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// UTF-8 text.
    Text,
    /// Any octets.
    Octets,
    /// 32 bits, some with names.
    Integer,
    /// Unix time in seconds, 32 bits.
    Time,
    /// An IPv4 address.
    Address,
    /// An IPv6 address.
    Ipv6Address,
    /// An IPv6 prefix: reserved octet, prefix length, up to 16 octets.
    Ipv6Prefix,
    /// 64 bits of an IPv6 address.
    InterfaceId,
    /// Text after an optional tag up to 31.
    TaggedText,
    /// A tag, and 24 bits.
    TaggedInteger,
    /// A vendor, and its sub-attributes.
    VendorSpecific,
}
