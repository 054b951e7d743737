//! What the mock has against a request that it could open.

use percent_encoding::percent_decode_str;
use sekisho_protocol::face::{Claims, Profile};

use super::memory::Once;
use crate::control::Complaint;

/// The random bits that a `rno` must have, so that nobody guesses it.
const NONCE_BITS: f64 = 128.0;

/// What must never come twice, of all tenants together.
#[derive(Debug, Default)]
pub(super) struct Repetitions {
    pub(super) nonces: Once,
    pub(super) ids: Once,
    pub(super) content_keys: Once,
    pub(super) vectors: Once,
}

/// A request as it came.
pub(super) struct Came<'a> {
    pub(super) claims: &'a Claims,
    /// The digest of the content's key; none where it is shared and stays the same.
    pub(super) content_key: Option<[u8; 32]>,
    pub(super) iv: [u8; 12],
    /// The name of the suite: a vector belongs to its key.
    pub(super) suite: &'a str,
    /// The URL without the token, and the Referer.
    pub(super) in_clear: Vec<(&'static str, String)>,
}

/// All that is wrong with it.
pub(super) fn judge(profile: &Profile, came: &Came<'_>, known: &mut Repetitions) -> Vec<Complaint> {
    let mut complaints = presence(profile, came.claims);
    complaints.extend(times(profile, came.claims));
    complaints.extend(repetitions(came, known));
    complaints.extend(in_clear(came));
    complaints
}

pub(super) fn complaint(rule: &str, expected: impl Into<String>, got: impl Into<String>) -> Complaint {
    Complaint { rule: rule.into(), expected: expected.into(), got: got.into() }
}

fn presence(profile: &Profile, claims: &Claims) -> Vec<Complaint> {
    let names = &profile.claims;
    let texts = [
        (&names.id, &claims.id, "RFC 7519 4.1.7"),
        (&names.nonce, &claims.nonce, "OpenID Connect Core 15.5.2"),
        (&names.subject, &claims.subject, "RFC 7519 4.1.2"),
    ];
    let absent = texts.iter().filter(|(_, text, _)| text.as_deref().is_none_or(str::is_empty));
    let mut complaints: Vec<_> =
        absent.map(|(name, _, rule)| complaint(rule, format!("a claim {name}"), "none")).collect();
    match claims.audience.as_deref() {
        Some(audience) if audience == profile.service => {}
        other => {
            let got = if other.is_some() { "another's name" } else { "none" };
            complaints.push(complaint("RFC 7519 4.1.3", format!("{} {}", names.audience, profile.service), got));
        }
    }
    complaints
}

fn times(profile: &Profile, claims: &Claims) -> Option<Complaint> {
    let (rule, names) = ("RFC 7519 4.1.4", &profile.claims);
    let expected = format!("an {} at most {} s after {}", names.expires, profile.times.request_s, names.issued_at);
    let got = match (claims.issued_at_s, claims.expires_s) {
        (_, None) => format!("no {}", names.expires),
        (None, _) => format!("no {}", names.issued_at),
        (Some(from), Some(to)) if to <= from => "one that had passed when it was made".into(),
        (Some(from), Some(to)) if to - from > i64::from(profile.times.request_s) => format!("{} s after", to - from),
        _ => return None,
    };
    Some(complaint(rule, expected, got))
}

fn repetitions(came: &Came<'_>, known: &mut Repetitions) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    let mut once = |new: bool, rule, what: &str| {
        if !new {
            complaints.push(complaint(rule, format!("a new {what} in each request"), "one that came before"));
        }
    };
    let nonce = came.claims.nonce.as_deref().filter(|nonce| !nonce.is_empty());
    once(nonce.is_none_or(|nonce| known.nonces.is_new(nonce.as_bytes())), "OpenID Connect Core 15.5.2", "rno");
    let id = came.claims.id.as_deref();
    let issuer = came.claims.issuer.as_deref().unwrap_or_default();
    let id_is_new = id.is_none_or(|id| known.ids.is_new(format!("{}:{issuer}{id}", issuer.len()).as_bytes()));
    once(id_is_new, "RFC 7519 4.1.7", "id");
    let key_is_new = came.content_key.is_none_or(|key| known.content_keys.is_new(&key));
    once(key_is_new, "RFC 7516 5.1", "content key");
    // A vector may come again under another key.
    let vector = [came.suite.as_bytes(), &came.content_key.unwrap_or_default(), &came.iv].concat();
    once(known.vectors.is_new(&vector), "NIST SP 800-38D 8", "initialization vector");
    if let Some(bits) = nonce.map(bits).filter(|bits| *bits < NONCE_BITS) {
        let got = format!("at most {bits:.0}");
        complaints.push(complaint("OpenID Connect Core 15.5.2", "128 random bits in a rno", got));
    }
    complaints
}

/// The most bits of chance that a text of such characters can hold.
fn bits(text: &str) -> f64 {
    let kinds = [(b'0'..=b'9', 10), (b'a'..=b'f', 6), (b'A'..=b'F', 6), (b'g'..=b'z', 20), (b'G'..=b'Z', 20)];
    let used = kinds.iter().filter(|(kind, _)| text.bytes().any(|octet| kind.contains(&octet)));
    let others = if text.bytes().all(|octet| octet.is_ascii_alphanumeric()) { 0 } else { 2 };
    let alphabet: u32 = used.map(|(_, size)| size).sum::<u32>() + others;
    let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    f64::from(length) * f64::from(alphabet.max(1)).log2()
}

fn in_clear(came: &Came<'_>) -> Vec<Complaint> {
    let Some(user) = came.claims.subject.as_deref().filter(|user| !user.is_empty()) else { return Vec::new() };
    let back = came.claims.redirect.clone().map(|url| ("the URL of the way back", url));
    let places = came.in_clear.iter().cloned().chain(back);
    let told = places.filter(|(_, text)| names(&percent_decode_str(text).decode_utf8_lossy(), user));
    told.map(|(place, _)| complaint("RFC 9101 11.2.1", format!("no user id in {place}"), "the user's")).collect()
}

/// Whether the text names the user: as a word of its own, or `al` would be found in `total`.
fn names(text: &str, user: &str) -> bool {
    let is_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    text.match_indices(user)
        .any(|(at, _)| !is_word(text[..at].chars().next_back()) && !is_word(text[at + user.len()..].chars().next()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rno_has_bits_enough() {
        for enough in
            ["0123456789abcdef0123456789abcdef", "9f8c1e1e-0a5e-4bb5-9d5e-6a2f3b1c4d5e", "kD1u-zQ7LxkJf0q3wE5_rT"]
        {
            assert!(bits(enough) >= NONCE_BITS, "{enough}: {}", bits(enough));
        }
        for few in ["", "1", "123456789012345678901234567890", "0123456789abcdef0123456789abcde", "alice"] {
            assert!(bits(few) < NONCE_BITS, "{few}: {}", bits(few));
        }
    }

    #[test]
    fn a_user_is_named_by_a_whole_word() {
        assert!(names("http://h/login?uid=alice&x", "alice"));
        assert!(names("alice", "alice"));
        assert!(!names("http://h/palice/alices", "alice"));
        assert!(!names("", "alice"));
    }
}
