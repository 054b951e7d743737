//! RFC 5424 messages, written; and RFC 6587 frames around them.

use super::reader::BOM;
use super::severity::priority;
use super::structured_data::is_name_byte;
use super::timestamp::to_rfc3339;
use super::{Element, Facility, Field, Severity};

/// The HEADER of a message (RFC 5424 section 6.2). None, and an empty text, become the NILVALUE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header<'a> {
    /// Which part of the system speaks.
    pub facility: Facility,
    /// How grave it is.
    pub severity: Severity,
    /// Microseconds since 1970-01-01T00:00:00Z. Outside the years 0 to 9999 it becomes the NILVALUE.
    pub unix_micros: Option<i64>,
    /// HOSTNAME, at most 255 bytes.
    pub hostname: Option<&'a str>,
    /// APP-NAME, at most 48 bytes.
    pub app_name: Option<&'a str>,
    /// PROCID, at most 128 bytes.
    pub proc_id: Option<&'a str>,
    /// MSGID, at most 32 bytes.
    pub msg_id: Option<&'a str>,
}

/// Whether a byte order mark stands before the text. RFC 5424 section 6.4 asks for it where a
/// text is declared UTF-8; most receivers want none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Bom {
    /// None.
    #[default]
    Omit,
    /// The three bytes EF BB BF.
    Write,
}

/// Appends one message to `out`, without a frame.
///
/// The message is valid whatever is given: in header fields, SD-IDs and parameter names a
/// character that is not permitted becomes `?`, and what is too long is cut. Only that no SD-ID
/// stands in `data` twice (section 6.3.2) is left to the caller.
pub fn encode(out: &mut Vec<u8>, header: &Header<'_>, data: &[Element], text: &str, bom: Bom) {
    let pri = priority(header.facility, header.severity);
    let stamp = header.unix_micros.and_then(to_rfc3339);
    out.extend_from_slice(format!("<{pri}>1 {} ", stamp.as_deref().unwrap_or("-")).as_bytes());
    field(out, header.hostname, Field::Hostname);
    field(out, header.app_name, Field::AppName);
    field(out, header.proc_id, Field::ProcId);
    field(out, header.msg_id, Field::MsgId);
    structured_data(out, data);
    message(out, text, bom);
}

/// A header field and the blank after it.
fn field(out: &mut Vec<u8>, value: Option<&str>, field: Field) {
    let value = value.filter(|value| !value.is_empty()).unwrap_or("-");
    permitted(out, value, field.limit(), |byte| byte.is_ascii_graphic());
    out.push(b' ');
}

/// At most `limit` characters, with `?` for those that are not `allowed`.
fn permitted(out: &mut Vec<u8>, value: &str, limit: usize, allowed: impl Fn(u8) -> bool) {
    let byte = |char| u8::try_from(char).ok().filter(|byte| allowed(*byte)).unwrap_or(b'?');
    out.extend(value.chars().take(limit).map(byte));
}

fn structured_data(out: &mut Vec<u8>, data: &[Element]) {
    if data.is_empty() {
        out.push(b'-');
    }
    for element in data {
        out.push(b'[');
        name(out, &element.id, Field::SdId);
        for (param, value) in &element.params {
            out.push(b' ');
            name(out, param, Field::ParamName);
            quoted(out, value);
        }
        out.push(b']');
    }
}

fn name(out: &mut Vec<u8>, name: &str, field: Field) {
    let name = if name.is_empty() { "?" } else { name };
    permitted(out, name, field.limit(), is_name_byte);
}

/// `="value"` with the three escapes of section 6.3.3.
fn quoted(out: &mut Vec<u8>, value: &str) {
    out.extend_from_slice(b"=\"");
    for byte in value.bytes() {
        if matches!(byte, b'"' | b'\\' | b']') {
            out.push(b'\\');
        }
        out.push(byte);
    }
    out.push(b'"');
}

fn message(out: &mut Vec<u8>, text: &str, bom: Bom) {
    if text.is_empty() && bom == Bom::Omit {
        return;
    }
    out.push(b' ');
    if bom == Bom::Write {
        out.extend_from_slice(BOM);
    }
    out.extend_from_slice(text.as_bytes());
}

/// Appends an octet-counted frame (RFC 6587 section 3.4.1). There is no frame for an empty
/// message, as a count cannot be 0.
pub fn frame_octet_counted(out: &mut Vec<u8>, message: &[u8]) {
    if !message.is_empty() {
        out.extend_from_slice(format!("{} ", message.len()).as_bytes());
        out.extend_from_slice(message);
    }
}

/// Appends a frame that ends with a line feed (RFC 6587 section 3.4.2). Bytes that a receiver
/// could take for its end (LF, CR, NUL) are written the way rsyslog does, as `#012`, `#015`,
/// `#000`.
pub fn frame_lf(out: &mut Vec<u8>, message: &[u8]) {
    for byte in message {
        match byte {
            b'\n' => out.extend_from_slice(b"#012"),
            b'\r' => out.extend_from_slice(b"#015"),
            b'\0' => out.extend_from_slice(b"#000"),
            _ => out.push(*byte),
        }
    }
    out.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: Header<'static> = Header {
        facility: Facility::AUTHPRIV,
        severity: Severity::Warning,
        unix_micros: Some(1_065_910_455_003_000),
        hostname: Some("mymachine.example.com"),
        app_name: Some("sekisho"),
        proc_id: None,
        msg_id: Some("54106"),
    };

    fn encoded(header: &Header<'_>, data: &[Element], text: &str, bom: Bom) -> String {
        let mut out = Vec::new();
        encode(&mut out, header, data, text, bom);
        String::from_utf8(out).expect("UTF-8")
    }

    fn element(id: &str, name: &str, value: &str) -> Element {
        Element { id: id.into(), params: vec![(name.into(), value.into())] }
    }

    #[test]
    fn a_message_with_all_its_parts() {
        let data = [element("login@32473", "user", r#"a"b\c]d"#), element("e", "n", "é")];
        assert_eq!(
            encoded(&HEADER, &data, "Incorrect.", Bom::Write),
            concat!(
                r"<84>1 2003-10-11T22:14:15.003000Z mymachine.example.com sekisho - 54106 ",
                r#"[login@32473 user="a\"b\\c\]d"][e n="é"] "#,
                "\u{feff}Incorrect."
            )
        );
    }

    #[test]
    fn nothing_is_nil_and_no_text_is_no_blank() {
        let header = Header { unix_micros: None, hostname: None, app_name: Some(""), msg_id: None, ..HEADER };
        assert_eq!(encoded(&header, &[], "", Bom::Omit), "<84>1 - - - - - -");
    }

    #[test]
    fn what_is_not_permitted_is_replaced_and_what_is_long_is_cut() {
        let long = "x".repeat(300);
        let header = Header { hostname: Some("a b\u{1}é\u{7f}"), app_name: Some(&long), ..HEADER };
        let got = encoded(&header, &[element("a=b]\" c", "", "")], "t", Bom::Omit);
        let want = format!("a?b??? {} - 54106 [a?b???c ?=\"\"] t", "x".repeat(48));
        assert!(got.ends_with(&want), "{got}");
    }

    #[test]
    fn frames() {
        let mut out = Vec::new();
        frame_octet_counted(&mut out, b"<13>hello");
        frame_octet_counted(&mut out, b"");
        frame_lf(&mut out, b"<13>a\r\nb\0");
        assert_eq!(out, b"9 <13>hello<13>a#015#012b#000\n");
    }
}
