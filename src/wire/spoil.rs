use serde_json::Value;

use super::HttpRequest;
use crate::scenario::Spoil;

const MEBIBYTE: usize = 1 << 20;
/// Longer than any field, yet short enough that servers read the line at all.
const LONG_PARAMETER: usize = 4096;

impl HttpRequest {
    /// Breaks the request in one way: its body if it has one, else its query. False if there is nothing in it
    /// that could be broken so.
    pub fn spoil(&mut self, how: Spoil) -> bool {
        let whole = self.clone();
        match &whole.body {
            Some(body) => self.body = spoiled_body(body, how),
            None => self.spoil_query(how),
        }
        *self != whole
    }

    fn spoil_query(&mut self, how: Spoil) {
        let first = self.query.first_mut().map(|(_, value)| value);
        match (how, first) {
            (Spoil::NoBody, _) => self.query.clear(),
            (Spoil::Huge, Some(value)) => *value = "7".repeat(LONG_PARAMETER),
            (Spoil::BadUtf8, Some(value)) => *value = "%FF%FE%80".to_owned(),
            (Spoil::UnknownField, _) => self.query.push(("sekisho_unknown".into(), "1".into())),
            (Spoil::NotJson | Spoil::WrongTypes, Some(value)) => *value = "%00%5B%7B%22".to_owned(),
            (_, None) => {}
        }
    }
}

fn spoiled_body(body: &[u8], how: Spoil) -> Option<Vec<u8>> {
    let json = || serde_json::from_slice::<Value>(body).unwrap_or_default();
    match how {
        Spoil::NoBody => None,
        Spoil::NotJson => Some(b"{\"uid\": \"alice\", ".to_vec()),
        Spoil::WrongTypes => Some(retyped(json()).to_string().into_bytes()),
        Spoil::Huge => Some(with_first_text(json(), &"7".repeat(MEBIBYTE))),
        Spoil::BadUtf8 => {
            let marked = with_first_text(json(), "UTF8");
            let Some(at) = marked.windows(4).position(|window| window == b"UTF8") else { return Some(body.to_vec()) };
            Some([&marked[..at], b"\xff\xfe\x80\xc0", &marked[at + 4..]].concat())
        }
        Spoil::UnknownField => {
            let mut json = json();
            if let Some(fields) = json.as_object_mut() {
                fields.insert("sekisho_unknown".into(), Value::Bool(true));
            }
            Some(json.to_string().into_bytes())
        }
    }
}

/// Texts become numbers and lists, all else texts.
fn retyped(json: Value) -> Value {
    match json {
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, swapped(value))).collect(),
        other => swapped(other),
    }
}

fn swapped(value: Value) -> Value {
    match value {
        Value::String(text) if text.len() % 2 == 0 => Value::from(text.len()),
        Value::String(text) => Value::Array(vec![Value::String(text)]),
        _ => Value::String("a text where none belongs".into()),
    }
}

fn with_first_text(mut json: Value, text: &str) -> Vec<u8> {
    let first = json.as_object_mut().and_then(|fields| fields.values_mut().find(|value| value.is_string()));
    if let Some(first) = first {
        *first = Value::String(text.to_owned());
    }
    json.to_string().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(body: Option<&str>) -> HttpRequest {
        HttpRequest {
            method: "POST".into(),
            base: "http://127.0.0.1:1".into(),
            path: "/".into(),
            query: vec![("uid".into(), "alice".into())],
            headers: vec![],
            body: body.map(|body| body.as_bytes().to_vec()),
            identity: None,
            browser: None,
        }
    }

    fn spoiled(how: Spoil) -> Option<Vec<u8>> {
        let mut request = request(Some(r#"{"uid":"alice","times":3}"#));
        request.spoil(how);
        request.body
    }

    #[test]
    fn each_way_breaks_what_it_says() {
        assert_eq!(spoiled(Spoil::NoBody), None);
        assert!(serde_json::from_slice::<Value>(&spoiled(Spoil::NotJson).expect("a body")).is_err());
        let retyped: Value = serde_json::from_slice(&spoiled(Spoil::WrongTypes).expect("a body")).expect("JSON");
        assert!(!retyped["uid"].is_string() && retyped["times"].is_string());
        assert!(spoiled(Spoil::Huge).expect("a body").len() > MEBIBYTE);
        assert!(String::from_utf8(spoiled(Spoil::BadUtf8).expect("a body")).is_err());
        assert!(
            String::from_utf8(spoiled(Spoil::UnknownField).expect("a body"))
                .expect("UTF-8")
                .contains("sekisho_unknown")
        );
    }

    #[test]
    fn without_a_body_the_query_is_broken() {
        let mut without = request(None);
        without.spoil(Spoil::NoBody);
        assert!(without.query.is_empty());
        let mut long = request(None);
        long.spoil(Spoil::Huge);
        assert_eq!(long.query[0].1.len(), LONG_PARAMETER);
    }
}
