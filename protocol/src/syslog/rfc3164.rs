//! RFC 3164, which describes rather than prescribes: what follows the PRI, in the forms that are
//! met in the wild.

use super::reader::{BOM, Reader};
use super::timestamp::{looks_like_rfc3339, rfc3339, year_less};
use super::{Deviation, Field, Format, Message, Timestamp};

/// TAG is at most 32 characters (section 4.1.3).
const TAG_LIMIT: usize = 32;

/// Reads all from the timestamp on. Without a timestamp there is no hostname either (section
/// 4.3.2), but `<13>tag: text` still has its tag; without a PRI too it is bare text.
pub(super) fn read(reader: &mut Reader<'_>, has_pri: bool) -> Message {
    let stamp = stamp(reader);
    let mut message = Message { format: Format::Rfc3164, ..Message::default() };
    match stamp {
        Stamp::Absent if !has_pri => message.format = Format::Bare,
        Stamp::Absent => reader.note(Deviation::MissingTimestamp),
        Stamp::Present(value) => {
            message.timestamp = value;
            message.hostname = hostname(reader);
        }
    }
    if message.format == Format::Rfc3164 {
        (message.app_name, message.proc_id) = take_tag(reader);
    }
    message.text = text(reader);
    message
}

enum Stamp {
    Absent,
    /// Something that is meant for a timestamp; no value where it is a bad one.
    Present(Option<Timestamp>),
}

/// Takes a timestamp and the blank after it: year-less, or RFC 3339 as rsyslog writes it.
fn stamp(reader: &mut Reader<'_>) -> Stamp {
    let start = reader.rest();
    if let Some(found) = year_less(start) {
        let got = reader.take(found.len);
        reader.eat(b" ");
        return noted(reader, got, found.value, found.padded);
    }
    let word = reader.word();
    if looks_like_rfc3339(word) {
        let value = rfc3339(word).map(|unix_micros| Timestamp::Exact { unix_micros });
        return noted(reader, word, value, true);
    }
    reader.back_to(start);
    Stamp::Absent
}

fn noted(reader: &mut Reader<'_>, got: &[u8], value: Option<Timestamp>, padded: bool) -> Stamp {
    let got = String::from_utf8_lossy(got).into_owned();
    if value.is_none() {
        reader.note(Deviation::BadTimestamp { got });
    } else if !padded {
        reader.note(Deviation::LooseTimestamp { got });
    }
    Stamp::Present(value)
}

/// Takes the hostname. A tag in its place, as `logger` sends it to a local socket, and a message
/// of one word have none.
fn hostname(reader: &mut Reader<'_>) -> Option<String> {
    let rest = reader.rest();
    if tag(rest).is_some() || !rest.contains(&b' ') {
        reader.note(Deviation::MissingField { field: Field::Hostname });
        return None;
    }
    reader.field(Field::Hostname)
}

/// `name:` or `name[pid]:` at the head of some bytes.
struct Tag<'a> {
    name: &'a [u8],
    pid: &'a [u8],
    len: usize,
}

fn take_tag(reader: &mut Reader<'_>) -> (Option<String>, Option<String>) {
    let Some(Tag { name, pid, len }) = tag(reader.rest()) else { return (None, None) };
    reader.take(len);
    reader.eat(b" ");
    let name = reader.checked(name, Field::AppName, TAG_LIMIT);
    let pid = (!pid.is_empty()).then(|| reader.checked(pid, Field::ProcId, Field::ProcId.limit()));
    (Some(name), pid)
}

/// A colon without a blank after it makes no tag, or an IPv6 address or a URL were one.
fn tag(bytes: &[u8]) -> Option<Tag<'_>> {
    let end = bytes.iter().position(|byte| matches!(byte, b'[' | b':' | b' '))?;
    let (name, rest) = bytes.split_at(end);
    let (pid, colon) = match rest {
        [b':'] | [b':', b' ', ..] => (&[][..], 1),
        [b'[', inner @ ..] => bracketed(inner)?,
        _ => return None,
    };
    (!name.is_empty()).then_some(Tag { name, pid, len: end + colon })
}

/// `123]:` after an opening bracket: the inside, and the length with both brackets and the colon.
fn bracketed(inner: &[u8]) -> Option<(&[u8], usize)> {
    let end = inner.iter().position(|byte| matches!(byte, b']' | b' '))?;
    match &inner[end..] {
        [b']', b':', ..] => Some((&inner[..end], end + 3)),
        [b']'] | [b']', b' ', ..] => Some((&inner[..end], end + 2)),
        _ => None,
    }
}

fn text(reader: &mut Reader<'_>) -> String {
    if reader.eat(BOM) {
        reader.note(Deviation::UnexpectedBom);
    }
    reader.remaining_text()
}
