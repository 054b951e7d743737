//! What a syslog message says once read.

use super::{Deviation, Facility, Severity, Timestamp};

/// A syslog message, as far as it could be understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// By which rules it was read.
    pub format: Format,
    /// From the PRI; none where the PRI is missing or out of range.
    pub facility: Option<Facility>,
    /// From the PRI; none where the PRI is missing or out of range.
    pub severity: Option<Severity>,
    /// None where it is missing, the NILVALUE, or bad.
    pub timestamp: Option<Timestamp>,
    /// HOSTNAME; none for the NILVALUE.
    pub hostname: Option<String>,
    /// APP-NAME (RFC 5424), or the tag without its process id (RFC 3164).
    pub app_name: Option<String>,
    /// PROCID (RFC 5424), or what stands in brackets after the tag (RFC 3164).
    pub proc_id: Option<String>,
    /// MSGID; RFC 5424 only.
    pub msg_id: Option<String>,
    /// STRUCTURED-DATA; RFC 5424 only.
    pub structured_data: Vec<Element>,
    /// MSG, without byte order mark; bytes that are not UTF-8 are replaced by U+FFFD.
    pub text: String,
    /// Where it departs from its format, in the order found.
    pub deviations: Vec<Deviation>,
}

/// The rules by which a message was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// PRI, version, and seven fields.
    Rfc5424,
    /// PRI or timestamp, perhaps hostname and tag.
    Rfc3164,
    /// Neither PRI nor timestamp: nothing but text.
    #[default]
    Bare,
}

/// An SD-ELEMENT (RFC 5424 section 6.3.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// SD-ID.
    pub id: String,
    /// SD-PARAMs in order; a name may repeat (section 6.3.3). Values stand here without escapes.
    pub params: Vec<(String, String)>,
}
