//! Syslog messages: RFC 5424 and RFC 3164 read leniently, RFC 5424 written strictly, and the two
//! framings of RFC 6587 for byte streams.

pub mod build;
mod deviation;
pub mod framing;
mod message;
mod parse;
mod reader;
mod rfc3164;
mod rfc5424;
mod severity;
mod structured_data;
mod timestamp;

pub use deviation::{Deviation, Field};
pub use message::{Element, Format, Message};
pub use parse::parse;
pub use severity::{Facility, Severity, UnknownSeverity};
pub use timestamp::Timestamp;
