//! What headers must and must not say.

use serde_json::Value;

use super::members::{self, NoObject};
use super::{Members, Refusal};

/// The longest text of a header that a refusal repeats.
const SHOWN: usize = 40;

/// Reads a header or claims; `of` names them in refusals.
pub(super) fn read(of: &'static str, octets: &[u8]) -> Result<Members, Refusal> {
    members::read(octets).map_err(|wrong| match wrong {
        NoObject::NotJson => Refusal::NotJson { of },
        NoObject::Twice => Refusal::Twice { of },
    })
}

/// Whether a member is this text.
pub(super) fn says(header: &Members, member: &'static str, expected: &str) -> Result<(), Refusal> {
    match header.get(member) {
        Some(Value::String(text)) if text == expected => Ok(()),
        other => Err(differs(member, expected, other)),
    }
}

/// `cty` is `JWT`, in capitals or not (RFC 7519 section 5.2, RFC 7515 section 4.1.10).
pub(super) fn is_nested(header: &Members) -> Result<(), Refusal> {
    match header.get("cty") {
        Some(Value::String(text)) if text.eq_ignore_ascii_case("JWT") => Ok(()),
        other => Err(differs("cty", "JWT", other)),
    }
}

/// That nothing is asked of the reader which it would not do.
pub(super) fn lacks(header: &Members, extensions: &[&'static str]) -> Result<(), Refusal> {
    let asked = extensions.iter().find(|member| header.contains_key(**member));
    asked.map_or(Ok(()), |member| Err(Refusal::Extension { member }))
}

pub(super) fn differs(member: &'static str, expected: &str, got: Option<&Value>) -> Refusal {
    let shown: Option<String> = got.map(|value| match value {
        Value::String(text) => text.chars().take(SHOWN).collect(),
        _ => "no text".into(),
    });
    Refusal::Header { member, expected: expected.into(), got: shown.unwrap_or_else(|| "none".into()) }
}
