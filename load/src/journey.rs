//! A journey: what one login sends, as fixed octets and slots.

use crate::http::{cookie, header};
use crate::{Account, Check, Path};

/// What one login sends, request after request.
#[derive(Debug, Clone)]
pub struct Journey {
    /// Its name in reports.
    pub name: String,
    /// The requests; each waits for the answer to the one before.
    pub calls: Vec<Call>,
    /// How many values of answers a login keeps.
    pub kept: usize,
    /// Which of them is the table that answers are read from.
    pub table: Option<usize>,
}

/// One request.
#[derive(Debug, Clone)]
pub struct Call {
    /// The action that it carries out.
    pub name: String,
    /// The request line and the headers, each with its line end, without Content-Length and the empty line.
    pub head: Vec<Piece>,
    /// The body, if there is one.
    pub body: Option<Vec<Piece>>,
    /// What is kept of the answer.
    pub keeps: Vec<Keep>,
    /// What the answer must say.
    pub check: Check,
}

/// A piece of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// The same each time.
    Fixed(Box<[u8]>),
    /// A field of the account, encoded already.
    Account(usize),
    /// A value that an answer gave.
    Kept(usize, Way),
    /// What the user answers; wrong, if it is to be.
    Answer {
        /// How it is encoded.
        way: Way,
        /// Whether its last octet is another.
        wrong: bool,
    },
    /// A number that no other request of the run has.
    Number,
}

/// How a value is encoded for its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// As it is.
    Plain,
    /// In a URL or a form: percent-encoding of all but RFC 3986's unreserved characters.
    Percent,
    /// In a text of JSON. What an answer's JSON gave has its escapes already.
    Json,
}

/// A value of an answer that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keep {
    /// As which of the login's values.
    pub place: usize,
    /// Where it stands.
    pub from: Source,
}

/// Where a value stands in an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// In the JSON of the body.
    Json(Path),
    /// In a header.
    Header(String),
    /// In a cookie that is set.
    Cookie(String),
}

/// What the answers of one login gave.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    octets: Vec<u8>,
    /// From and to, by place.
    places: Vec<(u32, u32)>,
}

/// More of an answer is not kept.
const MOST_KEPT: usize = 1 << 20;

impl Kept {
    pub(crate) fn clear(&mut self, places: usize) {
        self.octets.clear();
        self.places.clear();
        self.places.resize(places, (0, 0));
    }

    pub(crate) fn of(&self, place: usize) -> &[u8] {
        let (from, to) = self.places.get(place).copied().unwrap_or_default();
        &self.octets[from as usize..to as usize]
    }

    fn keep(&mut self, place: usize, value: &[u8]) -> bool {
        let from = self.octets.len();
        if from + value.len() > MOST_KEPT || place >= self.places.len() {
            return false;
        }
        self.octets.extend_from_slice(value);
        self.places[place] = (from as u32, self.octets.len() as u32);
        true
    }
}

impl Call {
    /// Keeps what the answer holds; false if it lacks something.
    pub(crate) fn keep(&self, head: &[u8], body: &[u8], kept: &mut Kept) -> bool {
        self.keeps.iter().all(|keep| {
            let value = match &keep.from {
                Source::Json(path) => path.find(body).filter(|found| !found.is_null()).map(|found| found.raw),
                Source::Header(name) => header(head, name),
                Source::Cookie(name) => cookie(head, name),
            };
            value.is_some_and(|value| kept.keep(keep.place, value))
        })
    }

    /// Writes the request; false if the user has no answer to what was kept as the table.
    pub(crate) fn write(&self, with: &Filling<'_>, scratch: &mut Vec<u8>, into: &mut Vec<u8>) -> bool {
        into.clear();
        if !fill(&self.head, with, into) {
            return false;
        }
        if let Some(body) = &self.body {
            scratch.clear();
            if !fill(body, with, scratch) {
                return false;
            }
            into.extend_from_slice(b"content-length: ");
            decimal(scratch.len() as u64, into);
            into.extend_from_slice(b"\r\n\r\n");
            into.extend_from_slice(scratch);
        } else {
            into.extend_from_slice(b"\r\n");
        }
        true
    }
}

/// What fills the slots of a request.
pub(crate) struct Filling<'a> {
    pub(crate) account: &'a Account,
    pub(crate) kept: &'a Kept,
    pub(crate) table: Option<usize>,
    pub(crate) number: u64,
}

fn fill(pieces: &[Piece], with: &Filling<'_>, into: &mut Vec<u8>) -> bool {
    for piece in pieces {
        match piece {
            Piece::Fixed(octets) => into.extend_from_slice(octets),
            Piece::Account(field) => into.extend_from_slice(with.account.fields.get(*field).map_or(&[], |field| field)),
            Piece::Kept(place, way) => encode_kept(with.kept.of(*place), *way, into),
            Piece::Number => decimal(with.number, into),
            Piece::Answer { way, wrong } => {
                let begun = into.len();
                let table = with.table.map_or(&[][..], |place| with.kept.of(place));
                if !with.account.hand.answer(table, *wrong, into) {
                    return false;
                }
                if !into[begun..].iter().all(|octet| is_unreserved(*octet)) {
                    let answer = into.split_off(begun);
                    encode(&answer, *way, into);
                }
            }
        }
    }
    true
}

/// What JSON gave can stand in JSON as it is; elsewhere an escape would have to be read first, and tickets have none.
fn encode_kept(value: &[u8], way: Way, into: &mut Vec<u8>) {
    match way {
        Way::Percent => encode(value, way, into),
        Way::Plain | Way::Json => into.extend_from_slice(value),
    }
}

/// Encodes a value for its place.
pub(crate) fn encode(value: &[u8], way: Way, into: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    match way {
        Way::Plain => into.extend_from_slice(value),
        Way::Percent => value.iter().for_each(|&octet| match is_unreserved(octet) {
            true => into.push(octet),
            false => into.extend_from_slice(&[b'%', HEX[usize::from(octet >> 4)], HEX[usize::from(octet & 15)]]),
        }),
        Way::Json => value.iter().for_each(|&octet| match octet {
            b'"' | b'\\' => into.extend_from_slice(&[b'\\', octet]),
            0..0x20 => into.extend_from_slice(&[
                b'\\',
                b'u',
                b'0',
                b'0',
                HEX[usize::from(octet >> 4)],
                HEX[usize::from(octet & 15)],
            ]),
            _ => into.push(octet),
        }),
    }
}

impl Way {
    /// A value, encoded for its place.
    #[must_use]
    pub fn encoded(self, value: &str) -> Box<[u8]> {
        let mut into = Vec::with_capacity(value.len());
        encode(value.as_bytes(), self, &mut into);
        into.into()
    }
}

fn is_unreserved(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'.' | b'_' | b'~')
}

fn decimal(mut number: u64, into: &mut Vec<u8>) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            return into.extend_from_slice(&digits[at..]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Call, Filling, Keep, Kept, Piece, Source, Way};
    use crate::{Account, Check, Hand, Path};

    fn fixed(text: &str) -> Piece {
        Piece::Fixed(text.as_bytes().into())
    }

    #[test]
    fn a_request_is_its_octets_with_the_slots_filled() {
        let call = Call {
            name: "login".into(),
            head: vec![
                fixed("POST /l?t="),
                Piece::Kept(0, Way::Percent),
                fixed("&n="),
                Piece::Number,
                fixed(" HTTP/1.1\r\n"),
            ],
            body: Some(vec![
                fixed("{\"u\":\""),
                Piece::Account(0),
                fixed("\",\"t\":\""),
                Piece::Kept(0, Way::Json),
                fixed("\",\"a\":\""),
                Piece::Answer { way: Way::Json, wrong: false },
                fixed("\"}"),
            ]),
            keeps: vec![
                Keep { place: 0, from: Source::Json(Path::name("ticket")) },
                Keep { place: 1, from: Source::Json(Path::name("table")) },
            ],
            check: Check::default(),
        };
        let mut kept = Kept::default();
        kept.clear(2);
        assert!(!call.keep(b"", br#"{"ticket":"a/b"}"#, &mut kept), "the table is lacking");
        kept.clear(2);
        assert!(call.keep(b"", br#"{"ticket":"a/b","table":"4019726358080621"}"#, &mut kept));
        let hand = Hand::Cells { cells: [0, 11].into(), phrase: b"x\"".as_slice().into(), position: 1 };
        let account = Account { fields: vec![Way::Json.encoded("al\"ice")], hand };
        let with = Filling { account: &account, kept: &kept, table: Some(1), number: 1234 };
        let (mut scratch, mut request) = (Vec::new(), Vec::new());
        assert!(call.write(&with, &mut scratch, &mut request));
        let body = r#"{"u":"al\"ice","t":"a/b","a":"4x\"8"}"#;
        let head = "POST /l?t=a%2Fb&n=1234 HTTP/1.1\r\n";
        let whole = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
        assert_eq!(String::from_utf8(request).as_deref(), Ok(whole.as_str()));
    }
}
