use std::fmt;

use sekisho_protocol::radius::dictionary::{self, Definition, EncodeError};

/// The name of an attribute: one of the dictionary, or `attribute-200` and `vendor-9-200` (private enterprise
/// number and vendor's number) for those that have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttributeName {
    /// One that has a name.
    Known(&'static Definition),
    /// One that has none.
    Numbered {
        /// The private enterprise number; none for those of the RFCs.
        vendor: Option<u32>,
        /// Its number among the RFCs' or the vendor's.
        number: u8,
    },
}

impl AttributeName {
    /// The attribute that a name in a file means, in either case.
    pub fn parse(name: &str) -> Option<Self> {
        dictionary::by_name(name).map(Self::Known).or_else(|| Self::numbered(name))
    }

    /// The attribute of a number, by its name if it has one.
    pub fn of(vendor: Option<u32>, number: u8) -> Self {
        dictionary::by_number(vendor, number).map_or(Self::Numbered { vendor, number }, Self::Known)
    }

    fn numbered(name: &str) -> Option<Self> {
        let (vendor, number) = match name.split('-').collect::<Vec<_>>().as_slice() {
            ["attribute", number] => (None, number.parse().ok()?),
            ["vendor", vendor, number] => (Some(vendor.parse().ok()?), number.parse().ok()?),
            _ => return None,
        };
        Some(Self::of(vendor, number))
    }

    /// The private enterprise number; none for those of the RFCs.
    pub fn vendor(&self) -> Option<u32> {
        match self {
            Self::Known(definition) => definition.vendor,
            Self::Numbered { vendor, .. } => *vendor,
        }
    }

    /// Its number among the RFCs' or the vendor's.
    pub fn number(&self) -> u8 {
        match self {
            Self::Known(definition) => definition.number,
            Self::Numbered { number, .. } => *number,
        }
    }

    /// Whether its value is a password, or tells of one.
    pub fn is_secret(&self) -> bool {
        matches!(self, Self::Known(definition) if definition.secret)
    }

    /// Whether it tells of the access server itself: there a vendor's own value goes before a target's.
    pub fn is_of_the_nas(&self) -> bool {
        self.to_string().starts_with("nas-")
    }

    /// The octets of a value as files write it; of an attribute without a name only `0x…`, or text.
    ///
    /// # Errors
    ///
    /// What is written is no such value.
    pub fn encode(&self, text: &str) -> Result<Vec<u8>, EncodeError> {
        match self {
            Self::Known(definition) => definition.encode(text),
            Self::Numbered { .. } => ANY.encode(text),
        }
    }
}

/// What is known of the values of an attribute without a name: nothing.
static ANY: Definition = Definition {
    name: "an attribute without a name",
    vendor: None,
    number: 0,
    kind: dictionary::Kind::Octets,
    secret: false,
};

/// As files write it: `nas-port-type`, `vendor-9-200`.
impl fmt::Display for AttributeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(definition) => f.write_str(&definition.name.to_ascii_lowercase()),
            Self::Numbered { vendor: None, number } => write!(f, "attribute-{number}"),
            Self::Numbered { vendor: Some(vendor), number } => write!(f, "vendor-{vendor}-{number}"),
        }
    }
}
