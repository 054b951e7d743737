//! JSON objects of others, read so that no member stands twice.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// The members of a JSON object.
pub type Members = Map<String, Value>;

/// What reading an object found in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoObject {
    /// Not JSON, or no object, or deeper than 128 levels.
    NotJson,
    /// A member stands twice, at whatever depth: readers differ in which one counts.
    Twice,
}

/// Reads an object.
pub(super) fn read(octets: &[u8]) -> Result<Members, NoObject> {
    let mut reader = serde_json::Deserializer::from_slice(octets);
    let twice = Cell::new(false);
    let value = Strict(&twice).deserialize(&mut reader);
    let value = value.map_err(|_| if twice.get() { NoObject::Twice } else { NoObject::NotJson })?;
    reader.end().map_err(|_| NoObject::NotJson)?;
    match value {
        Value::Object(members) => Ok(members),
        _ => Err(NoObject::NotJson),
    }
}

/// A value in which no object has a member twice; the flag tells whether one has.
#[derive(Clone, Copy)]
struct Strict<'a>(&'a Cell<bool>);

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Value, E> {
        Ok(flag.into())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        Ok(Number::from_f64(number).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut members = Members::new();
        while let Some(name) = entries.next_key::<String>()? {
            if members.contains_key(&name) {
                self.0.set(true);
                return Err(Error::custom("a member stands twice"));
            }
            let value = entries.next_value_seed(self)?;
            members.insert(name, value);
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_member_stands_twice() {
        for twice in [r#"{"a":1,"a":1}"#, r#"{"a":[{"b":1,"b":2}]}"#, r#"{"a":1,"\u0061":2}"#] {
            assert_eq!(read(twice.as_bytes()), Err(NoObject::Twice), "{twice}");
        }
        assert!(read(br#"{"a":{"a":[1,-2,0.5,null,true,"x"]}}"#).is_ok());
    }

    #[test]
    fn what_is_no_object_is_told() {
        let deep = "[".repeat(100_000);
        for wrong in ["", "1", "[]", "null", "{", "{}{}", "{} x", "\"a\"", "{\"a\":\"\\ud800\"}", &deep] {
            assert_eq!(read(wrong.as_bytes()), Err(NoObject::NotJson), "{wrong:.20}");
        }
        assert_eq!(read(b"{\"a\":\"\xff\"}"), Err(NoObject::NotJson));
    }
}
