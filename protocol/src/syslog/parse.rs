//! Bytes into a [`Message`], whatever they are.

use super::reader::{BOM, Reader};
use super::severity::from_priority;
use super::{Deviation, Facility, Message, Severity, rfc3164, rfc5424};

/// Reads one message: RFC 5424, or RFC 3164 in the forms that `logger` and rsyslog send, or bare
/// text. There is no error: what deviates stands in [`Message::deviations`].
///
/// NULs and line ends at the end are framing (RFC 6587 section 3.4.2), not text; they are noted
/// and dropped. A byte order mark at the head of an RFC 5424 MSG is as it must be (section 6.4),
/// and is dropped without a note.
#[must_use]
pub fn parse(bytes: &[u8]) -> Message {
    let (bytes, trailers) = without_trailer(bytes);
    let mut reader = Reader::new(bytes);
    if reader.eat(BOM) {
        reader.note(Deviation::UnexpectedBom);
    }
    let pri = pri(&mut reader);
    let mut message = match rfc5424::version(reader.rest(), pri.present) {
        Some(version) => rfc5424::read(&mut reader, version),
        None => rfc3164::read(&mut reader, pri.present),
    };
    (message.facility, message.severity) = pri.value.unzip();
    message.deviations = reader.into_deviations();
    message.deviations.extend(trailers);
    message
}

/// The bytes before any NULs and line ends at the end, and a note for each kind.
fn without_trailer(bytes: &[u8]) -> (&[u8], impl Iterator<Item = Deviation>) {
    let trailing = bytes.iter().rev().take_while(|byte| matches!(byte, b'\0' | b'\r' | b'\n'));
    let (rest, trailer) = bytes.split_at(bytes.len() - trailing.count());
    let nul = trailer.contains(&b'\0').then_some(Deviation::TrailingNul);
    let newline = trailer.iter().any(|&byte| byte != b'\0').then_some(Deviation::TrailingNewline);
    (rest, nul.into_iter().chain(newline))
}

struct Pri {
    /// Whether there is one, in range or not.
    present: bool,
    value: Option<(Facility, Severity)>,
}

fn pri(reader: &mut Reader<'_>) -> Pri {
    let start = reader.rest();
    let Some(digits) = bracketed_digits(reader) else {
        reader.back_to(start);
        reader.note(Deviation::MissingPri);
        return Pri { present: false, value: None };
    };
    if digits.len() > 1 && digits.starts_with(b"0") {
        reader.note(Deviation::PriLeadingZero);
    }
    let got = digits.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    let value = from_priority(got);
    if value.is_none() {
        reader.note(Deviation::PriOutOfRange { got });
    }
    Pri { present: true, value }
}

/// `<13>`. More than nine digits are no number but something else in angle brackets.
fn bracketed_digits<'a>(reader: &mut Reader<'a>) -> Option<&'a [u8]> {
    if !reader.eat(b"<") {
        return None;
    }
    let digits = reader.take_while(|byte| byte.is_ascii_digit());
    ((1..=9).contains(&digits.len()) && reader.eat(b">")).then_some(digits)
}
