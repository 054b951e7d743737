use std::fmt;
use std::time::Duration;

use jiff::Timestamp;

use super::{parse_duration, show_duration};

/// What an expression yields.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing: the key or parameter that it would fill is left out.
    Absent,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A text.
    Text(String),
    /// A length of time; shown as whole milliseconds in JSON, as `180s` in text.
    Duration(Duration),
    /// A moment; shown as RFC 3339 with milliseconds.
    Moment(Timestamp),
    /// Values in order.
    List(Vec<Value>),
}

impl Value {
    /// A value of a policy or argument as a file states it: a text such as `180s` is a duration.
    pub fn from_text(text: &str) -> Self {
        parse_duration(text).map_or_else(|| Value::Text(text.to_owned()), Value::Duration)
    }

    /// What kind of value it is, with an article.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Absent => "nothing",
            Value::Boolean(_) => "a truth value",
            Value::Integer(_) => "a number",
            Value::Text(_) => "a text",
            Value::Duration(_) => "a duration",
            Value::Moment(_) => "a moment",
            Value::List(_) => "a list",
        }
    }

    /// As JSON; nothing when absent.
    pub fn json(&self) -> Option<serde_json::Value> {
        Some(match self {
            Value::Absent => return None,
            Value::Boolean(flag) => (*flag).into(),
            Value::Integer(number) => (*number).into(),
            Value::Duration(duration) => u64::try_from(duration.as_millis()).unwrap_or(u64::MAX).into(),
            Value::List(items) => items.iter().filter_map(Value::json).collect(),
            Value::Text(_) | Value::Moment(_) => self.to_string().into(),
        })
    }

    /// The whole number, if it is one.
    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Value::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// The length of time, if it is one.
    pub fn as_duration(&self) -> Option<Duration> {
        match self {
            Value::Duration(duration) => Some(*duration),
            _ => None,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Absent => Ok(()),
            Value::Boolean(flag) => write!(f, "{flag}"),
            Value::Integer(number) => write!(f, "{number}"),
            Value::Text(text) => f.write_str(text),
            Value::Duration(duration) => f.write_str(&show_duration(*duration)),
            Value::Moment(moment) => write!(f, "{moment:.3}"),
            Value::List(items) => f.write_str(&items.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(text)
    }
}
