//! One line of the log, whoever reads it.

use std::fmt::Write;

use sekisho_catalog::Level;
use sekisho_rules::Time;

use super::Face;

/// Characters of a marker or a request's name.
pub(crate) const LONGEST_MARK: usize = 128;

/// One line: what is told, when and how gravely.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) time: Time,
    pub(crate) severity: Level,
    pub(crate) text: String,
}

impl Line {
    /// `code=54106 level=warning user=alice tenant=t1 request=r1 Incorrect …`
    pub(crate) fn event(time: Time, face: &Face<'_>, user: Option<&str>, tenant: &str, request: Option<&str>) -> Self {
        let mut text = format!("code={} level={}", face.code, face.level.as_str());
        for (name, value) in [("user", user), ("tenant", Some(tenant)), ("request", request)] {
            field(&mut text, name, value);
        }
        text.push(' ');
        text.push_str(&face.message);
        Self { time, severity: face.severity, text }
    }

    pub(crate) fn marker(time: Time, mark: &str) -> Self {
        Self { time, severity: Level::Info, text: format!("marker={mark}") }
    }
}

/// Whether a marker or a request may be called so; nothing of this is ever encoded.
pub(crate) fn is_mark(text: &str, longest: usize) -> bool {
    (1..=longest).contains(&text.len())
        && text.bytes().all(|octet| octet.is_ascii_alphanumeric() || b"._:-".contains(&octet))
}

fn field(text: &mut String, name: &str, value: Option<&str>) {
    text.push(' ');
    text.push_str(name);
    text.push('=');
    match value {
        None | Some("") => text.push('-'),
        // So that nobody is taken for nobody.
        Some("-") => text.push_str("%2D"),
        Some(value) => encode(text, value),
    }
}

/// Percent-encodes all that could end the field or the line, or hide in it:
/// white space, controls, quotes, `%` itself, and what is not ASCII.
fn encode(text: &mut String, value: &str) {
    for octet in value.bytes() {
        if octet.is_ascii_graphic() && !b"\"'`%\\".contains(&octet) {
            text.push(char::from(octet));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(text, "%{octet:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(user: Option<&str>, tenant: &str, request: Option<&str>) -> String {
        let face = Face {
            code: "54106".into(),
            level: Level::Warning,
            severity: Level::Warning,
            message: "Incorrect user ID or password.".into(),
            copies: 1,
        };
        Line::event(Time::EPOCH, &face, user, tenant, request).text
    }

    #[test]
    fn a_line_has_its_fields_in_order() {
        let expected = "code=54106 level=warning user=alice tenant=t1 request=r1 Incorrect user ID or password.";
        assert_eq!(line(Some("alice"), "t1", Some("r1")), expected);
    }

    #[test]
    fn what_is_absent_is_a_dash_and_a_dash_is_not() {
        assert!(line(None, "t1", None).contains(" user=- tenant=t1 request=- "));
        assert!(line(Some("-"), "", None).contains(" user=%2D tenant=- "));
    }

    #[test]
    fn no_name_forges_a_line() {
        let forged = line(Some("a\r\ncode=54201 level=notice"), "t\u{0}", Some("\u{2028}\"'x"));
        assert!(forged.contains(" user=a%0D%0Acode=54201%20level=notice tenant=t%00 request=%E2%80%A8%22%27x "));
        assert!(forged.bytes().all(|octet| (b' '..=b'~').contains(&octet)));
    }

    #[test]
    fn marks_need_no_encoding() {
        assert!(is_mark("run-1.a:b_c", 64));
        for wrong in ["", "a b", "a\n", "é", &"a".repeat(65)] {
            assert!(!is_mark(wrong, 64), "{wrong:?}");
        }
    }
}
