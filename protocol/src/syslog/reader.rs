//! A place in a message's bytes, and what was noted on the way there.

use super::{Deviation, Field};

pub(super) const BOM: &[u8] = b"\xef\xbb\xbf";

pub(super) struct Reader<'a> {
    len: usize,
    rest: &'a [u8],
    deviations: Vec<Deviation>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { len: bytes.len(), rest: bytes, deviations: Vec::new() }
    }

    /// What is still to be read.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Bytes read so far.
    pub(super) fn at(&self) -> usize {
        self.len - self.rest.len()
    }

    pub(super) fn note(&mut self, deviation: Deviation) {
        self.deviations.push(deviation);
    }

    pub(super) fn into_deviations(self) -> Vec<Deviation> {
        self.deviations
    }

    /// Goes past `prefix` if it stands here.
    pub(super) fn eat(&mut self, prefix: &[u8]) -> bool {
        let rest = self.rest.strip_prefix(prefix);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Takes `count` bytes, or what is left.
    pub(super) fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at(count.min(self.rest.len()));
        self.rest = rest;
        taken
    }

    pub(super) fn take_while(&mut self, belongs: impl Fn(u8) -> bool) -> &'a [u8] {
        let end = self.rest.iter().position(|&byte| !belongs(byte));
        self.take(end.unwrap_or(self.rest.len()))
    }

    /// Takes what stands before the next blank or the end, and goes past the blank.
    pub(super) fn word(&mut self) -> &'a [u8] {
        let word = self.take_while(|byte| byte != b' ');
        self.eat(b" ");
        word
    }

    /// Goes back to where [`Self::rest`] was `rest`.
    pub(super) fn back_to(&mut self, rest: &'a [u8]) {
        self.rest = rest;
    }

    /// Takes a header field; none for the NILVALUE, and, noted, for an empty one.
    pub(super) fn field(&mut self, field: Field) -> Option<String> {
        match self.word() {
            b"" => {
                self.note(Deviation::MissingField { field });
                None
            }
            b"-" => None,
            word => Some(self.checked(word, field, field.limit())),
        }
    }

    /// A field's text; notes what its format does not permit.
    pub(super) fn checked(&mut self, word: &[u8], field: Field, limit: usize) -> String {
        if word.len() > limit {
            self.note(Deviation::FieldTooLong { field, limit, got: word.len() });
        }
        if !word.iter().all(u8::is_ascii_graphic) {
            self.note(Deviation::FieldNotPrintable { field });
        }
        String::from_utf8_lossy(word).into_owned()
    }

    /// Takes `count` bytes as text; notes what is not UTF-8.
    pub(super) fn text(&mut self, count: usize) -> String {
        let at = self.at();
        let bytes = self.take(count);
        if let Err(error) = std::str::from_utf8(bytes) {
            self.note(Deviation::BadUtf8 { at: at + error.valid_up_to() });
        }
        String::from_utf8_lossy(bytes).into_owned()
    }

    /// Takes all that is left as text.
    pub(super) fn remaining_text(&mut self) -> String {
        self.text(self.rest.len())
    }
}
