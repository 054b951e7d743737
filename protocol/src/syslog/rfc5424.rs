//! RFC 5424 section 6: what follows the PRI.

use super::reader::{BOM, Reader};
use super::structured_data;
use super::timestamp::rfc3339;
use super::{Deviation, Field, Format, Message, Timestamp};

/// The version, if this is RFC 5424: a number of up to three digits and a blank (section 6.2.2).
/// RFC 3164 texts may begin with a number too, so anything but a PRI and version 1 must be
/// followed by a timestamp.
pub(super) fn version(rest: &[u8], has_pri: bool) -> Option<u16> {
    let mut reader = Reader::new(rest);
    let digits = reader.take_while(|byte| byte.is_ascii_digit());
    let number = std::str::from_utf8(digits).ok()?.parse().ok()?;
    let shaped = digits.len() <= 3 && !digits.starts_with(b"0") && reader.eat(b" ");
    let stamp = reader.word();
    let certain = has_pri && (number == 1 || stamp == b"-") || rfc3339(stamp).is_some();
    (shaped && certain).then_some(number)
}

/// Reads all from the version on.
pub(super) fn read(reader: &mut Reader<'_>, version: u16) -> Message {
    reader.word();
    if version != 1 {
        reader.note(Deviation::UnknownVersion { got: version });
    }
    Message {
        format: Format::Rfc5424,
        timestamp: timestamp(reader),
        hostname: reader.field(Field::Hostname),
        app_name: reader.field(Field::AppName),
        proc_id: reader.field(Field::ProcId),
        msg_id: reader.field(Field::MsgId),
        structured_data: structured_data::read(reader),
        text: text(reader),
        ..Message::default()
    }
}

fn timestamp(reader: &mut Reader<'_>) -> Option<Timestamp> {
    let word = reader.word();
    let value = rfc3339(word).map(|unix_micros| Timestamp::Exact { unix_micros });
    match word {
        b"-" => {}
        b"" => reader.note(Deviation::MissingTimestamp),
        _ if value.is_none() => {
            let got = String::from_utf8_lossy(word).into_owned();
            reader.note(Deviation::BadTimestamp { got });
        }
        _ => {}
    }
    value
}

fn text(reader: &mut Reader<'_>) -> String {
    reader.eat(BOM);
    reader.remaining_text()
}
