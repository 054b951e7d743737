//! Where a message departs from its format: noted, never swallowed.

use std::fmt;

/// One departure from RFC 5424 or RFC 3164. Offsets count bytes from the message's first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deviation {
    /// Does not begin with `<`, digits, `>`.
    MissingPri,
    /// The PRI is greater than 191 (RFC 5424 section 6.2.1).
    PriOutOfRange {
        /// The number between the brackets.
        got: u32,
    },
    /// The PRI has a leading zero, which only 0 itself may (RFC 5424 section 6.2.1).
    PriLeadingZero,
    /// A version other than 1 (RFC 5424 section 6.2.2).
    UnknownVersion {
        /// The version.
        got: u16,
    },
    /// No timestamp where one must stand.
    MissingTimestamp,
    /// A timestamp by its place or look, but not one that is permitted (RFC 5424 section 6.2.3).
    BadTimestamp {
        /// What stands there.
        got: String,
    },
    /// An RFC 3164 timestamp whose day is not padded with a blank (section 4.1.2).
    LooseTimestamp {
        /// What stands there.
        got: String,
    },
    /// A field that is empty, or that the message ended before.
    MissingField {
        /// Which.
        field: Field,
    },
    /// A field beyond the length that its format permits. It was kept whole.
    FieldTooLong {
        /// Which.
        field: Field,
        /// Bytes permitted.
        limit: usize,
        /// Bytes found.
        got: usize,
    },
    /// A field with bytes other than printable ASCII.
    FieldNotPrintable {
        /// Which.
        field: Field,
    },
    /// Structured data that section 6.3 of RFC 5424 does not permit.
    BadStructuredData {
        /// Where it first went wrong.
        at: usize,
    },
    /// Two elements with one SD-ID (RFC 5424 section 6.3.2).
    DuplicateElement {
        /// The SD-ID.
        id: String,
    },
    /// Bytes that are not UTF-8; replaced by U+FFFD in what was read.
    BadUtf8 {
        /// The first of them.
        at: usize,
    },
    /// A byte order mark elsewhere than at the head of an RFC 5424 MSG (section 6.4).
    UnexpectedBom,
    /// NULs at the end, dropped.
    TrailingNul,
    /// Line ends at the end, dropped.
    TrailingNewline,
}

impl fmt::Display for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingPri => write!(f, "missing PRI"),
            Self::PriOutOfRange { got } => write!(f, "PRI out of range: expected 0 to 191, got {got}"),
            Self::PriLeadingZero => write!(f, "PRI with a leading zero"),
            Self::UnknownVersion { got } => write!(f, "unknown version: expected 1, got {got}"),
            Self::MissingTimestamp => write!(f, "missing timestamp"),
            Self::BadTimestamp { got } => write!(f, "bad timestamp {got:?}"),
            Self::LooseTimestamp { got } => write!(f, "day not padded with a blank in timestamp {got:?}"),
            Self::MissingField { field } => write!(f, "missing {field}"),
            Self::FieldTooLong { field, limit, got } => {
                write!(f, "{field} too long: expected at most {limit} bytes, got {got}")
            }
            Self::FieldNotPrintable { field } => write!(f, "{field} with bytes that are not printable ASCII"),
            Self::BadStructuredData { at } => write!(f, "bad structured data at byte {at}"),
            Self::DuplicateElement { id } => write!(f, "more than one structured data element {id:?}"),
            Self::BadUtf8 { at } => write!(f, "not UTF-8 at byte {at}"),
            Self::UnexpectedBom => write!(f, "byte order mark out of place"),
            Self::TrailingNul => write!(f, "trailing NUL"),
            Self::TrailingNewline => write!(f, "trailing line end"),
        }
    }
}

/// A field of a message, by its name in RFC 5424.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// HOSTNAME.
    Hostname,
    /// APP-NAME; the tag in RFC 3164.
    AppName,
    /// PROCID.
    ProcId,
    /// MSGID.
    MsgId,
    /// STRUCTURED-DATA as a whole.
    StructuredData,
    /// An SD-ID.
    SdId,
    /// A PARAM-NAME.
    ParamName,
}

impl Field {
    /// Bytes that RFC 5424 section 6 permits.
    pub(super) const fn limit(self) -> usize {
        match self {
            Self::Hostname => 255,
            Self::AppName => 48,
            Self::ProcId => 128,
            Self::MsgId | Self::SdId | Self::ParamName => 32,
            Self::StructuredData => usize::MAX,
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Hostname => "HOSTNAME",
            Self::AppName => "APP-NAME",
            Self::ProcId => "PROCID",
            Self::MsgId => "MSGID",
            Self::StructuredData => "STRUCTURED-DATA",
            Self::SdId => "SD-ID",
            Self::ParamName => "PARAM-NAME",
        })
    }
}
