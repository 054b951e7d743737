//! The claims of requests and answers.

use std::fmt;

use serde_json::Value;

use super::ClaimNames;
use crate::jose::Members;

/// What a request or an answer claims; what is absent was not claimed. Which claims must be there, the reader
/// decides. `Debug` hides who it is about.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Claims {
    /// Whose token it is: the tenant's name in a request, the service's in an answer.
    pub issuer: Option<String>,
    /// For whom it is.
    pub audience: Option<String>,
    /// When it was made, in seconds since 1970.
    pub issued_at_s: Option<i64>,
    /// From when on it counts no more, in seconds since 1970.
    pub expires_s: Option<i64>,
    /// A name of the request alone.
    pub id: Option<String>,
    /// What the answer must repeat.
    pub nonce: Option<String>,
    /// The user.
    pub subject: Option<String>,
    /// Where the browser goes with the answer.
    pub redirect: Option<String>,
    /// What the answer repeats for the login server's own use.
    pub state: Option<String>,
    /// How it ended, as the profile's table has it.
    pub result: Option<String>,
}

/// A claim is of another kind than it must be: a text where a number belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misshapen {
    /// What the claim is called.
    pub claim: String,
    /// `a text` or `a number`.
    pub expected: &'static str,
}

impl Claims {
    /// Reads what the profile names; further claims are ignored (RFC 7519 section 4). An audience may be a list of
    /// one, and a time have a fraction, which is dropped.
    ///
    /// # Errors
    ///
    /// When a claim is of another kind than it must be.
    pub fn read(names: &ClaimNames, members: &Members) -> Result<Self, Misshapen> {
        let text = |name: &String| text(name, members.get(name));
        let time = |name: &String| time(name, members.get(name));
        let audience = match members.get(&names.audience) {
            Some(Value::Array(list)) if list.len() == 1 => list.first(),
            other => other,
        };
        Ok(Self {
            issuer: text(&names.issuer)?,
            audience: self::text(&names.audience, audience)?,
            issued_at_s: time(&names.issued_at)?,
            expires_s: time(&names.expires)?,
            id: text(&names.id)?,
            nonce: text(&names.nonce)?,
            subject: text(&names.subject)?,
            redirect: text(&names.redirect)?,
            state: text(&names.state)?,
            result: text(&names.result)?,
        })
    }

    /// What is to be sealed.
    #[must_use]
    pub fn members(&self, names: &ClaimNames) -> Members {
        let texts = [
            (&names.issuer, &self.issuer),
            (&names.audience, &self.audience),
            (&names.id, &self.id),
            (&names.nonce, &self.nonce),
            (&names.subject, &self.subject),
            (&names.redirect, &self.redirect),
            (&names.state, &self.state),
            (&names.result, &self.result),
        ];
        let times = [(&names.issued_at, self.issued_at_s), (&names.expires, self.expires_s)];
        let texts = texts.into_iter().filter_map(|(name, text)| Some((name.clone(), text.as_deref()?.into())));
        texts.chain(times.into_iter().filter_map(|(name, time)| Some((name.clone(), time?.into())))).collect()
    }
}

fn text(name: &str, value: Option<&Value>) -> Result<Option<String>, Misshapen> {
    match value {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(Misshapen { claim: name.into(), expected: "a text" }),
    }
}

/// Seconds of a NumericDate (RFC 7519 section 2); what lies beyond all dates is the last or first of them.
fn time(name: &str, value: Option<&Value>) -> Result<Option<i64>, Misshapen> {
    let misshapen = || Misshapen { claim: name.into(), expected: "a number" };
    let Some(value) = value else { return Ok(None) };
    let Value::Number(number) = value else { return Err(misshapen()) };
    let whole = number.as_i64().or_else(|| number.as_f64().map(seconds));
    whole.map(|whole| Some(whole.clamp(-LAST_S, LAST_S))).ok_or_else(misshapen)
}

/// Further than any clock goes, and far from where sums of seconds overflow.
const LAST_S: i64 = 1 << 52;

#[expect(clippy::cast_possible_truncation, reason = "`as` saturates, which is what is wanted of 1e300")]
fn seconds(number: f64) -> i64 {
    number.floor() as i64
}

impl fmt::Debug for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { issuer, audience, issued_at_s, expires_s, result, .. } = self;
        let mut shown = f.debug_struct("Claims");
        shown.field("issuer", issuer).field("audience", audience).field("result", result);
        shown.field("issued_at_s", issued_at_s).field("expires_s", expires_s).finish_non_exhaustive()
    }
}

impl fmt::Display for Misshapen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the claim {} is not {}", self.claim, self.expected)
    }
}

impl std::error::Error for Misshapen {}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Claims, Misshapen> {
        Claims::read(&ClaimNames::default(), &serde_json::from_str(json).unwrap())
    }

    #[test]
    fn times_may_have_fractions_and_are_bounded() {
        assert_eq!(read(r#"{"exp":1700000000.9}"#).unwrap().expires_s, Some(1_700_000_000));
        assert_eq!(read(r#"{"exp":1e300}"#).unwrap().expires_s, Some(LAST_S));
        assert_eq!(read(r#"{"exp":-9223372036854775808}"#).unwrap().expires_s, Some(-LAST_S));
        assert_eq!(read(r#"{"exp":18446744073709551615}"#).unwrap().expires_s, Some(LAST_S));
        for wrong in [r#"{"exp":"1700000000"}"#, r#"{"exp":null}"#, r#"{"exp":true}"#] {
            assert_eq!(read(wrong), Err(Misshapen { claim: "exp".into(), expected: "a number" }), "{wrong}");
        }
    }

    #[test]
    fn an_audience_may_be_a_list_of_one() {
        assert_eq!(read(r#"{"aud":["a"]}"#).unwrap().audience.as_deref(), Some("a"));
        for wrong in [r#"{"aud":["a","b"]}"#, r#"{"aud":[]}"#, r#"{"aud":[1]}"#, r#"{"rno":["a"]}"#] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_was_written_is_read() {
        let some = |text: &str| Some(text.to_owned());
        let claims = Claims {
            issuer: some("t"),
            audience: some("face"),
            issued_at_s: Some(1),
            expires_s: Some(2),
            id: some("i"),
            nonce: some("n"),
            subject: some("alice"),
            redirect: some("http://127.0.0.1/"),
            state: some("s"),
            result: some("success"),
        };
        let names = ClaimNames { nonce: "nonce".into(), ..ClaimNames::default() };
        assert_eq!(Claims::read(&names, &claims.members(&names)), Ok(claims.clone()));
        assert!(!format!("{claims:?}").contains("alice"));
        assert!(Claims::default().members(&names).is_empty());
    }
}
