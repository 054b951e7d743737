use sekisho_protocol::radius::Attribute;
use sekisho_protocol::radius::dictionary::{self, Kind};
use serde_json::Value;

use crate::wire::{Answer, HttpAnswer, RadiusAnswer};

/// What an answer looks like apart from its values: of HTTP status, header names, and the fields of its JSON with
/// their types, lengths and kinds of letters. Two answers that must not be told apart have the same.
pub(super) fn shape_of(answer: &Answer) -> Vec<String> {
    match answer {
        Answer::Http(answer) => shape_of_http(answer),
        Answer::Radius(answer) => shape_of_radius(answer),
    }
}

/// The packet, and its attributes in order with their lengths and kinds of letters.
fn shape_of_radius(answer: &RadiusAnswer) -> Vec<String> {
    let attribute = |attribute: Attribute<'_>| {
        let name = dictionary::name(attribute.kind);
        match std::str::from_utf8(attribute.value) {
            Ok(text) if is_text(attribute.kind) => format!("{name} is {} {}", text.chars().count(), letters(text)),
            _ => format!("{name} is {} octets", attribute.value.len()),
        }
    };
    [answer.code().to_string()].into_iter().chain(answer.attributes().map(attribute)).collect()
}

fn is_text(kind: u8) -> bool {
    dictionary::by_number(None, kind).is_some_and(|definition| definition.kind == Kind::Text)
}

fn shape_of_http(answer: &HttpAnswer) -> Vec<String> {
    let mut shape = vec![format!("status {}", answer.status)];
    let mut headers: Vec<_> = answer.headers.iter().map(|(name, _)| name.clone()).collect();
    headers.sort();
    shape.push(format!("headers {}", headers.join(" ")));
    match answer.json() {
        Some(json) => describe("$", &json, &mut shape),
        None => shape.push(format!("a body of {} octets", answer.body.len())),
    }
    shape
}

fn describe(path: &str, value: &Value, into: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            let names: Vec<_> = fields.keys().cloned().collect();
            into.push(format!("{path} has {}", names.join(" ")));
            fields.iter().for_each(|(name, value)| describe(&format!("{path}.{name}"), value, into));
        }
        Value::Array(items) => {
            into.push(format!("{path} is a list of {}", items.len()));
            items.iter().enumerate().for_each(|(index, item)| describe(&format!("{path}[{index}]"), item, into));
        }
        Value::String(text) => into.push(format!("{path} is {} {}", text.chars().count(), letters(text))),
        Value::Number(number) => into.push(format!("{path} is {number}")),
        Value::Bool(flag) => into.push(format!("{path} is {flag}")),
        Value::Null => into.push(format!("{path} is null")),
    }
}

fn letters(text: &str) -> &'static str {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        "digits"
    } else if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        "letters and digits"
    } else {
        "characters"
    }
}

/// The first thing in which two shapes differ: what was expected, and what was got.
pub(super) fn difference(expected: &[String], got: &[String]) -> Option<(String, String)> {
    let longest = expected.len().max(got.len());
    let at = |shape: &[String], index: usize| shape.get(index).cloned().unwrap_or_else(|| "nothing more".into());
    (0..longest).map(|index| (at(expected, index), at(got, index))).find(|(expected, got)| expected != got)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(body: &str) -> Vec<String> {
        shape_of(&Answer::Http(HttpAnswer { status: 200, headers: vec![], body: body.as_bytes().to_vec() }))
    }

    #[test]
    fn values_may_differ_but_not_their_form() {
        let real = shape(r#"{"ticket":"a1b2","table":"4019"}"#);
        assert_eq!(difference(&real, &shape(r#"{"ticket":"77aa","table":"0000"}"#)), None);
        for other in
            [r#"{"ticket":"a1b2","table":"401"}"#, r#"{"ticket":"a1b2"}"#, r#"{"ticket":"a1b2","table":"40x9"}"#]
        {
            assert!(difference(&real, &shape(other)).is_some(), "{other}");
        }
    }
}
