use std::ops::Range;

/// Blots secrets out of texts, and shows users by the names that the scenario gives them.
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    secrets: Vec<String>,
    /// Each secret as Base64 holds it, by where it begins in a group of three bytes.
    encoded: Vec<Encoded>,
    /// Secrets of too few letters to be looked for everywhere.
    short: Vec<String>,
    /// What proves something for a while: shown in no output, but no leak where it is told.
    tokens: Vec<String>,
    users: Vec<(String, String)>,
}

const BLOT: &str = "•••";
const SHORTEST: usize = 4;

impl Redactor {
    /// Blots out this text from now on, also where JSON, a URL, HTML or Base64 writes it in another way; texts
    /// of fewer than four letters stand in too many innocent places, and go only from traces.
    pub fn hide(&mut self, secret: &str) {
        let into = if secret.chars().count() >= SHORTEST { &mut self.secrets } else { &mut self.short };
        if secret.is_empty() || into.iter().any(|own| own == secret) {
            return;
        }
        into.push(secret.to_owned());
        into.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        if secret.chars().count() >= SHORTEST {
            self.encoded.extend(encoded(secret.as_bytes()));
        }
    }

    /// Blots out this text from now on, wherever it stands as it is.
    pub fn blot(&mut self, token: &str) {
        if token.chars().count() >= SHORTEST && !self.tokens.iter().any(|own| own == token) {
            self.tokens.push(token.to_owned());
        }
    }

    /// Shows a user's name on the server as the scenario's name.
    pub fn name(&mut self, full: &str, label: &str) {
        if !full.is_empty() {
            self.users.push((full.to_owned(), label.to_owned()));
            self.users.sort_by_key(|(full, _)| std::cmp::Reverse(full.len()));
        }
    }

    /// What must stand in no event.
    pub fn secrets(&self) -> &[String] {
        &self.secrets
    }

    /// The text as reports may show it. Secrets go first, as a user's name may be part of one; and no name
    /// that was put in a name's place is looked at again, as a pool's accounts may be called like users.
    pub fn shown(&self, text: &str) -> String {
        self.blotted(text, self.places(text))
    }

    /// The text of a whole exchange, as a trace may show it: short secrets, too, where they are a whole value.
    pub fn traced(&self, text: &str) -> String {
        let short = self.short.iter().flat_map(|secret| places(text, secret));
        let short = short.filter(|place| is_whole_value(&text[..place.start], &text[place.end..]));
        self.blotted(text, self.places(text).chain(short))
    }

    fn blotted(&self, text: &str, places: impl Iterator<Item = Range<usize>>) -> String {
        let mut shown = String::new();
        let mut at = 0;
        for hidden in merged(places) {
            self.name_users(&text[at..hidden.start], &mut shown);
            shown.push_str(BLOT);
            at = hidden.end;
        }
        self.name_users(&text[at..], &mut shown);
        shown
    }

    /// Where secrets stand, however they are written.
    fn places<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        let plain = self.secrets.iter().flat_map(move |secret| places(text, secret));
        let is_escaped = text.contains(['%', '\\', '&', '+']);
        let escaped = self.secrets.iter().filter(move |_| is_escaped);
        let escaped = escaped.flat_map(move |secret| escaped_places(text, secret));
        let encoded = self.encoded.iter().flat_map(move |encoded| encoded.places(text));
        let tokens = self.tokens.iter().flat_map(move |token| places(text, token));
        plain.chain(escaped).chain(encoded).chain(tokens)
    }

    fn name_users(&self, mut rest: &str, into: &mut String) {
        let first = |rest: &str| {
            let found = self.users.iter().filter_map(|(full, label)| Some((rest.find(full)?, full.len(), label)));
            found.min_by_key(|(at, ..)| *at)
        };
        while let Some((at, length, label)) = first(rest) {
            into.push_str(&rest[..at]);
            into.push_str(label);
            rest = &rest[at + length..];
        }
        into.push_str(rest);
    }
}

/// Places in order; those that overlap, as one.
fn merged(places: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = places.collect();
    all.sort_by_key(|place| place.start);
    let mut merged: Vec<Range<usize>> = Vec::new();
    for place in all {
        match merged.last_mut() {
            Some(last) if place.start < last.end => last.end = last.end.max(place.end),
            _ => merged.push(place),
        }
    }
    merged
}

/// Whether what stands between the two is the whole value of a field: in JSON, a form, a URL, XML or a header.
fn is_whole_value(before: &str, after: &str) -> bool {
    let ends = |begin: &str, ends: &[char]| before.ends_with(begin) && (after.is_empty() || after.starts_with(ends));
    ends("\":\"", &['"'])
        || ends("\": \"", &['"'])
        || ends(">", &['<'])
        || ends("=", &['&', ' ', '\n', ';'])
        || ends(": ", &['\n'])
}

/// Every place of a secret, also where it overlaps with itself.
fn places(text: &str, secret: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(secret).map(|at| from + at) {
        found.push(at..at + secret.len());
        from = at + text[at..].chars().next().map_or(1, char::len_utf8);
    }
    found
}

/// Every place where a secret is written with escapes, of whatever kind.
fn escaped_places(text: &str, secret: &str) -> Vec<Range<usize>> {
    let starts = text.char_indices().map(|(at, _)| at);
    starts.filter_map(|at| Some(at..at + escaped_length(&text[at..], secret)?)).collect()
}

/// How many bytes of the text's beginning spell the secret.
fn escaped_length(text: &str, secret: &str) -> Option<usize> {
    secret.chars().try_fold(0, |at, letter| {
        let rest = &text[at..];
        let as_it_is = || rest.starts_with(letter).then(|| letter.len_utf8());
        let length = in_url(rest, letter).or_else(|| in_json(rest, letter)).or_else(|| in_html(rest, letter));
        Some(at + length.or_else(as_it_is)?)
    })
}

/// Percent-encoding (RFC 3986 section 2.1), and the form's `+` for a space.
fn in_url(text: &str, letter: char) -> Option<usize> {
    if letter == ' ' && text.starts_with('+') {
        return Some(1);
    }
    letter.encode_utf8(&mut [0; 4]).bytes().try_fold(0, |at, byte| {
        let digits = text[at..].strip_prefix('%')?.get(..2)?;
        (u8::from_str_radix(digits, 16) == Ok(byte)).then_some(at + 3)
    })
}

/// The escapes of JSON strings (RFC 8259 section 7).
fn in_json(text: &str, letter: char) -> Option<usize> {
    let escape = text.strip_prefix('\\')?.chars().next()?;
    let meant = match escape {
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        other => other,
    };
    match escape {
        'u' => letter.encode_utf16(&mut [0; 2]).iter().try_fold(0, |at, unit| {
            let digits = text[at..].strip_prefix("\\u")?.get(..4)?;
            (u16::from_str_radix(digits, 16) == Ok(*unit)).then_some(at + 6)
        }),
        _ => (meant == letter).then(|| 1 + escape.len_utf8()),
    }
}

/// The entities that HTML and XML cannot do without.
fn in_html(text: &str, letter: char) -> Option<usize> {
    let entities: &[&str] = match letter {
        '&' => &["&amp;", "&#38;"],
        '<' => &["&lt;", "&#60;"],
        '>' => &["&gt;", "&#62;"],
        '"' => &["&quot;", "&#34;"],
        '\'' => &["&apos;", "&#39;", "&#039;"],
        _ => return None,
    };
    entities.iter().find(|entity| text.starts_with(**entity)).map(|entity| entity.len())
}

/// What Base64 makes of a secret within a longer text, as `Authorization: Basic` holds a password.
#[derive(Debug, Clone)]
struct Encoded {
    /// The letters that hold bits of the secret alone.
    whole: String,
    /// Whether the letter before holds bits of it, too.
    begins_before: bool,
    /// Whether the letter after does.
    ends_after: bool,
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BASE64_URL: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// In both alphabets (RFC 4648 sections 4 and 5), where it begins with the first, second or third byte of a group.
fn encoded(secret: &[u8]) -> Vec<Encoded> {
    let mut all: Vec<Encoded> = Vec::new();
    for alphabet in [BASE64, BASE64_URL] {
        for offset in 0..3 {
            let encoded = Encoded::new(secret, offset, alphabet);
            if all.iter().all(|other| other.whole != encoded.whole) {
                all.push(encoded);
            }
        }
    }
    all
}

impl Encoded {
    fn new(secret: &[u8], offset: usize, alphabet: &[u8; 64]) -> Self {
        let (from, to) = (offset * 8, (offset + secret.len()) * 8);
        let bit = |at: usize| usize::from(secret[(at - from) / 8] >> (7 - at % 8) & 1);
        let letter = |sextet: usize| alphabet[(0..6).fold(0, |value, at| value << 1 | bit(sextet * 6 + at))];
        let whole = (from.div_ceil(6)..to / 6).map(|sextet| char::from(letter(sextet))).collect();
        Self { whole, begins_before: from % 6 > 0, ends_after: to % 6 > 0 }
    }

    fn places(&self, text: &str) -> Vec<Range<usize>> {
        let is_one = |letter: Option<char>| letter.is_some_and(|c| c.is_ascii_alphanumeric() || "+/-_".contains(c));
        let wider = |place: Range<usize>| {
            let before = self.begins_before && is_one(text[..place.start].chars().next_back());
            let after = self.ends_after && is_one(text[place.end..].chars().next());
            place.start - usize::from(before)..place.end + usize::from(after)
        };
        places(text, &self.whole).into_iter().map(wider).collect()
    }
}
