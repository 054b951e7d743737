use std::time::Duration;

use serde_json::{Map, Value};

/// What a mock is told for one scope. Each part of a mock takes the keys that
/// it knows; [`Self::finish`] then finds what nobody took. A mock takes all
/// before it does any of it, so that a program is carried out whole or not at all.
#[derive(Clone, Debug, Default)]
pub struct Program {
    told: Map<String, Value>,
    asked: Vec<&'static str>,
}

impl Program {
    /// The keys of an object.
    pub fn new(told: Map<String, Value>) -> Self {
        Self { told, asked: Vec::new() }
    }

    /// A text.
    ///
    /// # Errors
    ///
    /// When the value is something else.
    pub fn text(&mut self, key: &'static str) -> Result<Option<String>, String> {
        match self.take(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(wrong(key, "a text", &other)),
        }
    }

    /// A whole number from 0.
    ///
    /// # Errors
    ///
    /// When the value is something else.
    pub fn number(&mut self, key: &'static str) -> Result<Option<u64>, String> {
        let Some(value) = self.take(key) else { return Ok(None) };
        value.as_u64().map(Some).ok_or_else(|| wrong(key, "a whole number from 0", &value))
    }

    /// `true` or `false`.
    ///
    /// # Errors
    ///
    /// When the value is something else.
    pub fn truth(&mut self, key: &'static str) -> Result<Option<bool>, String> {
        let Some(value) = self.take(key) else { return Ok(None) };
        value.as_bool().map(Some).ok_or_else(|| wrong(key, "true or false", &value))
    }

    /// A duration such as `500ms`, `10s`, `2m` or `1h`.
    ///
    /// # Errors
    ///
    /// When the value is something else.
    pub fn duration(&mut self, key: &'static str) -> Result<Option<Duration>, String> {
        let Some(value) = self.take(key) else { return Ok(None) };
        let read = value.as_str().and_then(duration);
        read.map(Some).ok_or_else(|| wrong(key, "a duration such as \"10s\"", &value))
    }

    /// One of these words.
    ///
    /// # Errors
    ///
    /// When the value is something else.
    pub fn word(&mut self, key: &'static str, words: &[&'static str]) -> Result<Option<&'static str>, String> {
        let Some(value) = self.take(key) else { return Ok(None) };
        let known = words.iter().find(|word| value.as_str() == Some(word));
        known.map(|word| Some(*word)).ok_or_else(|| wrong(key, &format!("one of {}", words.join(", ")), &value))
    }

    /// A value of any kind.
    pub fn take(&mut self, key: &'static str) -> Option<Value> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        self.told.remove(key)
    }

    /// Call this when all keys that the mock knows have been taken.
    ///
    /// # Errors
    ///
    /// When there are others.
    pub fn finish(self) -> Result<(), String> {
        let Some(unknown) = self.told.keys().next() else { return Ok(()) };
        Err(format!("`{unknown}` is not a key of this mock; it knows {}", self.asked.join(", ")))
    }
}

fn wrong(key: &str, expected: &str, got: &Value) -> String {
    format!("`{key}` must be {expected}, got {got}")
}

/// `500ms`, `10s`, `2m`, `1h`; nothing else.
pub(crate) fn duration(text: &str) -> Option<Duration> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (count, unit) = text.split_at(digits);
    let count: u64 = count.parse().ok()?;
    let millis = match unit {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    count.checked_mul(millis).map(Duration::from_millis)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn program(told: &Value) -> Program {
        Program::new(told.as_object().cloned().unwrap_or_default())
    }

    #[test]
    fn keys_are_taken_by_their_type() {
        let mut told = program(&json!({ "a": "x", "b": 3, "c": true, "d": "2m", "e": "red" }));
        assert_eq!(told.text("a"), Ok(Some("x".into())));
        assert_eq!(told.number("b"), Ok(Some(3)));
        assert_eq!(told.truth("c"), Ok(Some(true)));
        assert_eq!(told.duration("d"), Ok(Some(Duration::from_secs(120))));
        assert_eq!(told.word("e", &["red", "blue"]), Ok(Some("red")));
        assert_eq!(told.text("a"), Ok(None), "taken already");
        assert_eq!(told.finish(), Ok(()));
    }

    #[test]
    fn errors_tell_what_was_expected_and_got() {
        let told = json!({ "a": 1, "b": -1, "c": "yes", "d": "10", "e": "green", "f": null });
        let mut told = program(&told);
        assert_eq!(told.text("a"), Err("`a` must be a text, got 1".into()));
        assert_eq!(told.number("b"), Err("`b` must be a whole number from 0, got -1".into()));
        assert_eq!(told.truth("c"), Err("`c` must be true or false, got \"yes\"".into()));
        assert_eq!(told.duration("d"), Err("`d` must be a duration such as \"10s\", got \"10\"".into()));
        assert_eq!(told.word("e", &["red", "blue"]), Err("`e` must be one of red, blue, got \"green\"".into()));
        assert_eq!(told.finish(), Err("`f` is not a key of this mock; it knows a, b, c, d, e".into()));
    }

    #[test]
    fn durations_have_a_unit() {
        for wrong in ["", "s", "10", "1.5s", "-1s", "10 s", "18446744073709551615h", "+1s"] {
            assert_eq!(duration(wrong), None, "{wrong}");
        }
        assert_eq!(duration("1h"), Some(Duration::from_secs(3600)));
        assert_eq!(duration("0ms"), Some(Duration::ZERO));
    }
}
