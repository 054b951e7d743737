//! STRUCTURED-DATA (RFC 5424 section 6.3).

use std::collections::HashSet;

use super::reader::Reader;
use super::{Deviation, Element, Field};

/// Reads the elements and the blank after them. From the first bad element on, all is left to be
/// text, so that nothing is lost.
pub(super) fn read(reader: &mut Reader<'_>) -> Vec<Element> {
    if reader.rest().is_empty() {
        reader.note(Deviation::MissingField { field: Field::StructuredData });
        return Vec::new();
    }
    if matches!(reader.rest(), b"-" | [b'-', b' ', ..]) {
        reader.word();
        return Vec::new();
    }
    let (elements, bad) = elements(reader);
    let closed = !elements.is_empty() && (reader.rest().is_empty() || reader.eat(b" "));
    if !closed {
        let at = bad.unwrap_or(reader.at());
        reader.note(Deviation::BadStructuredData { at });
    }
    note_duplicate(reader, &elements);
    elements
}

/// The good elements, and where a bad one after them went wrong.
fn elements(reader: &mut Reader<'_>) -> (Vec<Element>, Option<usize>) {
    let mut elements = Vec::new();
    loop {
        let start = reader.rest();
        if !reader.eat(b"[") {
            return (elements, None);
        }
        let Some(element) = element(reader) else {
            let at = reader.at();
            reader.back_to(start);
            return (elements, Some(at));
        };
        elements.push(element);
    }
}

fn element(reader: &mut Reader<'_>) -> Option<Element> {
    let id = name(reader, Field::SdId)?;
    let mut params = Vec::new();
    while reader.eat(b" ") {
        let name = name(reader, Field::ParamName)?;
        params.push((name, value(reader)?));
    }
    reader.eat(b"]").then_some(Element { id, params })
}

/// Whether SD-NAME permits the byte: printable ASCII but for four.
pub(super) fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'=' | b']' | b'"')
}

fn name(reader: &mut Reader<'_>, field: Field) -> Option<String> {
    let name = reader.take_while(is_name_byte);
    (!name.is_empty()).then(|| reader.checked(name, field, field.limit()))
}

/// `="value"`.
fn value(reader: &mut Reader<'_>) -> Option<String> {
    if !reader.eat(b"=\"") {
        return None;
    }
    let end = unescaped(reader.rest()).find(|(_, byte)| *byte == b'"')?.0;
    let bracket = unescaped(&reader.rest()[..end]).find(|(_, byte)| *byte == b']');
    if let Some((offset, _)) = bracket {
        let at = reader.at() + offset;
        reader.note(Deviation::BadStructuredData { at });
    }
    let raw = reader.text(end);
    reader.eat(b"\"");
    Some(unescape(&raw))
}

/// The bytes that no backslash precedes, with their offsets.
fn unescaped(bytes: &[u8]) -> impl Iterator<Item = (usize, u8)> {
    let mut escaped = false;
    let plain = move |&(_, byte): &(usize, u8)| {
        let plain = !escaped;
        escaped = byte == b'\\' && plain;
        plain
    };
    bytes.iter().copied().enumerate().filter(plain)
}

/// Drops the backslash before `"`, `\` and `]`; before any other character it is text (section
/// 6.3.3).
fn unescape(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut chars = raw.chars();
    while let Some(char) = chars.next() {
        let escaped = chars.as_str().chars().next().filter(|next| matches!(next, '"' | '\\' | ']'));
        match escaped {
            Some(next) if char == '\\' => {
                text.push(next);
                chars.next();
            }
            _ => text.push(char),
        }
    }
    text
}

fn note_duplicate(reader: &mut Reader<'_>, elements: &[Element]) {
    let mut seen = HashSet::new();
    if let Some(again) = elements.iter().find(|element| !seen.insert(&element.id)) {
        let id = again.id.clone();
        reader.note(Deviation::DuplicateElement { id });
    }
}
