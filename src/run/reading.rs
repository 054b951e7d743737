use sekisho_protocol::radius::Code;
use serde_json::Value as Json;

use super::context::Context;
use crate::check::WireSeen;
use crate::target::{AnswerRule, Binding, Extract, ObserveFrom, Pointer, StatusRange};
use crate::template::Value;
use crate::wire::{Answer, WireError};

/// What came of a request.
pub(super) type Exchange = Result<Answer, WireError>;

/// Reads an answer as far as the target file explains it.
pub(super) fn read(context: &Context, binding: &Binding, exchange: &Exchange) -> WireSeen {
    let answer = match exchange {
        Ok(answer) => answer,
        Err(_) => return silent(),
    };
    let json = answer.json();
    let mut seen = WireSeen {
        status: answer.status(),
        outcome: None,
        code: None,
        level: None,
        message: None,
        is_bare_refusal: answer.radius().is_some_and(|answer| answer.code() == Code::ACCESS_REJECT),
    };
    for observer in context.target.observers.iter().filter(|observer| matches!(observer.from, ObserveFrom::Response)) {
        let field = |name: &str| field(&observer.extract, name, answer, json.as_ref());
        if let Some(code) = field("code") {
            (seen.code, seen.level, seen.message) = (Some(code), field("level"), field("message"));
            break;
        }
    }
    if seen.code.is_none() {
        let rules = binding.answers.iter().chain(&context.target.answers);
        let rule = rules.into_iter().find(|rule| fits(rule, answer, json.as_ref()));
        let explains = !binding.families.is_empty() || !binding.answers.is_empty();
        seen.outcome = rule.map(|rule| rule.outcome.text.clone()).or_else(|| explains.then(|| "unmapped".to_owned()));
    }
    seen
}

fn silent() -> WireSeen {
    WireSeen {
        status: "no answer".into(),
        outcome: Some("no-answer".into()),
        code: None,
        level: None,
        message: None,
        is_bare_refusal: false,
    }
}

fn field(extract: &Extract, name: &str, answer: &Answer, json: Option<&Json>) -> Option<String> {
    match extract {
        Extract::Json(places) => {
            places.get(name).and_then(|pointer| find(pointer, answer, json)).map(|value| shown(&value))
        }
        Extract::Pattern(pattern) => {
            pattern.captures(&answer.text())?.name(name).map(|found| found.as_str().to_owned())
        }
    }
}

/// A value of an answer.
pub(super) fn find(pointer: &Pointer, answer: &Answer, json: Option<&Json>) -> Option<Json> {
    match answer {
        Answer::Radius(answer) => match pointer {
            Pointer::Radius(definition) => answer.text(definition).map(Json::String),
            _ => None,
        },
        Answer::Http(answer) => pointer.find(json, &answer.headers),
    }
}

fn fits(rule: &AnswerRule, answer: &Answer, json: Option<&Json>) -> bool {
    verdict_fits(rule, answer)
        && rule.has.iter().all(|pointer| find(pointer, answer, json).is_some_and(|value| !value.is_null()))
        && rule
            .equals
            .iter()
            .all(|(pointer, text)| find(pointer, answer, json).is_some_and(|value| shown(&value) == *text))
        && rule.text.as_ref().is_none_or(|pattern| pattern.is_match(&answer.text()))
}

/// A rule that names a status is of HTTP, one that names a packet of RADIUS.
fn verdict_fits(rule: &AnswerRule, answer: &Answer) -> bool {
    match answer {
        Answer::Http(answer) => {
            let fits = |range: &StatusRange| (range.0..=range.1).contains(&answer.status);
            rule.radius.is_none() && (rule.status.is_empty() || rule.status.iter().any(fits))
        }
        Answer::Radius(answer) => rule.status.is_empty() && rule.radius.is_none_or(|code| code == answer.code()),
    }
}

fn shown(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// What an answer's captures hold; the names of those that it lacks.
pub(super) fn captures(binding: &Binding, answer: &Answer) -> Vec<(String, Option<Value>)> {
    let json = answer.json();
    let found = |pointer: &Pointer| find(pointer, answer, json.as_ref()).map(|value| value_of(&value));
    binding.capture.iter().map(|(name, pointer)| (name.clone(), found(pointer))).collect()
}

fn value_of(json: &Json) -> Value {
    match json {
        Json::Null => Value::Absent,
        Json::Bool(flag) => Value::Boolean(*flag),
        Json::Number(number) => number.as_i64().map_or_else(|| Value::Text(number.to_string()), Value::Integer),
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(items) => Value::List(items.iter().map(value_of).collect()),
        Json::Object(_) => Value::Text(json.to_string()),
    }
}
