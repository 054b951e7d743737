//! A line as an RFC 5424 message.

use sekisho_catalog::Level;
use sekisho_protocol::syslog::build::{Bom, Header, encode};
use sekisho_protocol::syslog::{Facility, Severity};

use super::Line;

const APP_NAME: &str = "passlogic";

/// Appends the message; facility 10, authpriv.
pub(crate) fn message(out: &mut Vec<u8>, line: &Line) {
    let header = Header {
        facility: Facility::AUTHPRIV,
        severity: severity(line.severity),
        unix_micros: line.time.millis().checked_mul(1000),
        hostname: None,
        app_name: Some(APP_NAME),
        proc_id: None,
        msg_id: None,
    };
    encode(out, &header, &[], &line.text, Bom::Omit);
}

fn severity(level: Level) -> Severity {
    Severity::from_code(level.code()).unwrap_or(Severity::Debug)
}
