use std::fmt;

use sekisho_protocol::radius::dictionary::{self, Definition};
use serde_json::Value;

/// A place in a JSON answer, written `$.users[0].name` (the part of RFC 9535 that names one value), or a
/// header, written `header:Location`, or a cookie that is set, written `cookie:session`, or an attribute of a
/// RADIUS answer, written `radius:State`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pointer {
    /// A value of the JSON body.
    Json(Vec<Member>),
    /// A header of the answer, lower case.
    Header(String),
    /// An attribute of a RADIUS answer.
    Radius(&'static Definition),
    /// A cookie that the answer sets.
    Cookie(String),
}

/// One step on the way to a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Member {
    /// `.name`
    Name(String),
    /// `[0]`
    Index(usize),
}

impl Pointer {
    /// Reads the written form; on failure says what was expected.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        if let Some(header) = text.strip_prefix("header:") {
            return if header.is_empty() {
                Err("expected a header's name")
            } else {
                Ok(Pointer::Header(header.to_ascii_lowercase()))
            };
        }
        if let Some(name) = text.strip_prefix("radius:") {
            return dictionary::by_name(name).map(Pointer::Radius).ok_or("expected the name of a RADIUS attribute");
        }
        if let Some(cookie) = text.strip_prefix("cookie:") {
            return if cookie.is_empty() {
                Err("expected a cookie's name")
            } else {
                Ok(Pointer::Cookie(cookie.to_owned()))
            };
        }
        let mut rest = text.strip_prefix('$').ok_or("expected `$.name`, `header:Name` or `cookie:name`")?;
        let mut members = Vec::new();
        while !rest.is_empty() {
            let (member, length) = member(rest)?;
            members.push(member);
            rest = &rest[length..];
        }
        Ok(Pointer::Json(members))
    }

    /// The value there in an answer of HTTP; a header's or a cookie's as a text. `headers` are the answer's, names
    /// in lower case.
    pub fn find(&self, json: Option<&Value>, headers: &[(String, String)]) -> Option<Value> {
        match self {
            Pointer::Header(name) => named(headers, name).next().cloned().map(Value::String),
            Pointer::Cookie(name) => {
                named(headers, "set-cookie").find_map(|line| cookie(line, name)).map(Value::String)
            }
            Pointer::Radius(_) => None,
            Pointer::Json(members) => members
                .iter()
                .try_fold(json?, |value, member| match member {
                    Member::Name(name) => value.get(name),
                    Member::Index(index) => value.get(index),
                })
                .cloned(),
        }
    }
}

fn named<'a>(headers: &'a [(String, String)], wanted: &'a str) -> impl Iterator<Item = &'a String> {
    headers.iter().filter(move |(name, _)| name == wanted).map(|(_, value)| value)
}

/// The value of a cookie, if the line sets it (RFC 6265 section 4.1.1).
fn cookie(line: &str, name: &str) -> Option<String> {
    let (own, value) = line.split(';').next()?.split_once('=')?;
    let value = value.trim();
    let quoted = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    (own.trim() == name).then(|| quoted.unwrap_or(value).to_owned())
}

fn member(rest: &str) -> Result<(Member, usize), &'static str> {
    if let Some(name) = rest.strip_prefix('.') {
        let length = name.find(['.', '[']).unwrap_or(name.len());
        return if length == 0 {
            Err("expected a name after `.`")
        } else {
            Ok((Member::Name(name[..length].to_owned()), length + 1))
        };
    }
    let inner = rest.strip_prefix('[').ok_or("expected `.name` or `[index]`")?;
    let close = inner.find(']').ok_or("expected `]`")?;
    let index = inner[..close].parse().map_err(|_| "expected a number between `[` and `]`")?;
    Ok((Member::Index(index), close + 2))
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Pointer::Header(name) => write!(f, "header:{name}"),
            Pointer::Radius(definition) => write!(f, "radius:{}", definition.name),
            Pointer::Cookie(name) => write!(f, "cookie:{name}"),
            Pointer::Json(members) => {
                f.write_str("$")?;
                members.iter().try_for_each(|member| match member {
                    Member::Name(name) => write!(f, ".{name}"),
                    Member::Index(index) => write!(f, "[{index}]"),
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Pointer;
    use serde_json::json;

    #[test]
    fn a_pointer_finds_its_value_and_shows_itself() {
        let body = json!({ "users": [{ "name": "alice" }] });
        let pointer = Pointer::parse("$.users[0].name").expect("a pointer");
        assert_eq!(pointer.find(Some(&body), &[]), Some(json!("alice")));
        assert_eq!(pointer.to_string(), "$.users[0].name");
        let attribute = Pointer::parse("radius:reply-message").expect("a pointer");
        assert_eq!(attribute.to_string(), "radius:Reply-Message");
        for wrong in ["users", "$users", "$.", "$[x]", "$[1", "header:", "cookie:", "radius:Stat"] {
            assert!(Pointer::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_cookie_is_found_among_several_by_its_whole_name() {
        let lines = ["device=; Path=/", "session=abc=; HttpOnly; Path=/", "sid = \"x y\" ; Secure", "session=second"];
        let mut headers: Vec<_> = lines.map(|line| ("set-cookie".to_owned(), line.to_owned())).into();
        headers.push(("cookie".to_owned(), "sess=1".to_owned()));
        let found = |text: &str| Pointer::parse(text).expect("a pointer").find(None, &headers);
        assert_eq!(found("cookie:session"), Some(json!("abc=")));
        assert_eq!(found("cookie:sid"), Some(json!("x y")));
        assert_eq!(found("cookie:device"), Some(json!("")));
        assert_eq!((found("cookie:sess"), found("cookie:Path")), (None, None));
        assert_eq!(found("header:Set-Cookie"), Some(json!("device=; Path=/")));
        assert_eq!(Pointer::parse("cookie:sid").map(|pointer| pointer.to_string()), Ok("cookie:sid".to_owned()));
    }
}
