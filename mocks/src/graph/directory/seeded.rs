//! People drawn from a seed: the same seed and name give the same person.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::body::Written;
use super::property::{ENABLED, UPN};
use crate::graph::Guid;

const GIVEN: [&str; 16] = [
    "Aiko", "Daichi", "Emi", "Haruto", "Hina", "Kenji", "Mei", "Naoki", "Ren", "Riku", "Sakura", "Sora", "Takumi",
    "Yui", "Yuki", "Yuto",
];
const FAMILY: [&str; 16] = [
    "Abe",
    "Fujita",
    "Hayashi",
    "Ito",
    "Kato",
    "Kimura",
    "Kobayashi",
    "Mori",
    "Nakamura",
    "Ogawa",
    "Saito",
    "Sato",
    "Suzuki",
    "Tanaka",
    "Watanabe",
    "Yamada",
];
const DEPARTMENTS: [&str; 4] = ["Engineering", "Finance", "Sales", "Support"];

/// A person of that name: everything that a user needs, and no immutable id.
pub(super) fn person(seed: u64, upn: &str) -> Written {
    let drawn = Guid::of(seed, upn, 1).0;
    let pick = |from: &[&'static str], shift: u32| {
        let count = u128::try_from(from.len()).unwrap_or(1);
        usize::try_from((drawn >> shift) % count).ok().and_then(|at| from.get(at).copied()).unwrap_or_default()
    };
    let (given, family) = (pick(&GIVEN, 0), pick(&FAMILY, 16));
    let nickname: String = upn.split('@').next().unwrap_or_default().chars().collect();
    let text = |text: &str| Value::String(text.to_owned());
    vec![
        (UPN, text(upn)),
        ("displayName", Value::String(format!("{given} {family}"))),
        ("givenName", text(given)),
        ("surname", text(family)),
        ("mail", text(upn)),
        ("mailNickname", Value::String(nickname)),
        ("department", text(pick(&DEPARTMENTS, 32))),
        (ENABLED, Value::Bool(true)),
    ]
}

/// What a directory on premises would have: base64 of 16 octets.
pub(super) fn immutable_id(seed: u64, upn: &str) -> String {
    STANDARD.encode(Guid::of(seed, upn, 2).0.to_be_bytes())
}
