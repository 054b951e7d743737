//! One user.

use std::io::Write;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::property::{CREATED, DELETED, ID, Kind, Property, UPN, property, usual_ones};
use crate::graph::Guid;

/// One user: what is set of it, and when that changed.
#[derive(Debug, Clone)]
pub(super) struct User {
    pub(super) id: Guid,
    /// The place in the order of creation.
    pub(super) number: u64,
    /// The newest change's number.
    pub(super) changed: u64,
    pub(super) created: Timestamp,
    pub(super) deleted: Option<Timestamp>,
    /// Lists do not have it before.
    pub(super) hidden_until: Option<Timestamp>,
    properties: Vec<Kept>,
}

#[derive(Debug, Clone)]
struct Kept {
    name: &'static str,
    /// Null where it was set once.
    value: Value,
    /// The number of the change that set it.
    changed: u64,
}

impl User {
    pub(super) fn new(id: Guid, created: Timestamp) -> Self {
        Self { id, number: 0, changed: 0, created, deleted: None, hidden_until: None, properties: Vec::new() }
    }

    /// A property that is set, of those that are kept as such.
    pub(super) fn kept(&self, name: &str) -> Option<&Value> {
        let kept = self.properties.iter().find(|kept| kept.name == name)?;
        Some(&kept.value).filter(|value| !value.is_null())
    }

    /// A text that is set.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.kept(name)?.as_str()
    }

    pub(super) fn upn(&self) -> &str {
        self.text(UPN).unwrap_or_default()
    }

    pub(super) fn is(&self, flag: &str) -> bool {
        self.kept(flag) == Some(&Value::Bool(true))
    }

    /// Whether all of the service's stores have it.
    pub(super) fn is_visible(&self, now: Timestamp) -> bool {
        self.hidden_until.is_none_or(|until| until <= now)
    }

    /// Sets a property, as part of the change of that number.
    pub(super) fn set(&mut self, name: &'static str, value: Value, changed: u64) {
        let kept = self.properties.iter_mut().find(|kept| kept.name == name);
        let Some(kept) = kept else {
            if !value.is_null() {
                self.properties.push(Kept { name, value, changed });
            }
            return;
        };
        kept.changed = changed;
        kept.value = match (kept.value.take(), value) {
            (Value::Object(old), Value::Object(new)) => Value::Object(merged(old, new)),
            (_, new) => new,
        };
    }

    /// Any property that is kept or follows from what is.
    pub(super) fn value(&self, name: &str) -> Option<Value> {
        match name {
            ID => Some(Value::String(self.id.to_string())),
            CREATED => Some(time(self.created)),
            DELETED => self.deleted.map(time),
            _ => self.kept(name).cloned(),
        }
    }

    /// Appends the properties that were asked for, as JSON members: `"id":"…","mail":null`. Those of names that nobody
    /// knows have no value at all.
    pub(super) fn write(&self, wanted: &Wanted, out: &mut Vec<u8>) {
        let mut is_first = true;
        for property in wanted.properties() {
            if !is_first {
                out.push(b',');
            }
            is_first = false;
            self.write_one(property, out);
        }
    }

    /// Appends what changed after the change of that number, and who it is.
    pub(super) fn write_changed(&self, wanted: &Wanted, after: u64, out: &mut Vec<u8>) {
        let _ = write!(out, "\"id\":\"{}\"", self.id);
        for property in wanted.properties().filter(|property| property.name != ID) {
            let kept = self.properties.iter().find(|kept| kept.name == property.name);
            if kept.is_some_and(|kept| kept.changed > after) {
                out.push(b',');
                self.write_one(property, out);
            }
        }
    }

    /// The same as [`Self::write`], and who it is.
    pub(super) fn write_with_id(&self, wanted: &Wanted, out: &mut Vec<u8>) {
        if wanted.properties().all(|property| property.name != ID) {
            let _ = write!(out, "\"id\":\"{}\"", self.id);
            out.extend_from_slice(if wanted.known.is_empty() { b"" } else { b"," });
        }
        self.write(wanted, out);
    }

    fn write_one(&self, property: &Property, out: &mut Vec<u8>) {
        let _ = write!(out, "\"{}\":", property.name);
        if property.name == ID {
            let _ = write!(out, "\"{}\"", self.id);
            return;
        }
        let empty: &[u8] = if property.kind == Kind::Texts { b"[]" } else { b"null" };
        let written = match property.name {
            CREATED => Some(serde_json::to_writer(&mut *out, &second(self.created))),
            DELETED => self.deleted.map(|at| serde_json::to_writer(&mut *out, &second(at))),
            name => self.kept(name).map(|value| serde_json::to_writer(&mut *out, value)),
        };
        if written.is_none() {
            out.extend_from_slice(empty);
        }
    }
}

fn time(at: Timestamp) -> Value {
    Value::String(second(at))
}

/// Graph tells whole seconds.
fn second(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A group keeps what a change does not name.
fn merged(mut old: Map<String, Value>, new: Map<String, Value>) -> Map<String, Value> {
    old.extend(new);
    old
}

/// The properties that a request asks for (`$select`).
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    /// As they were asked for, unknown ones too; `None` for the usual ones.
    names: Option<Vec<String>>,
    known: Vec<&'static Property>,
}

impl Wanted {
    /// By a `$select`: names with commas between them.
    pub(super) fn of(select: Option<&str>) -> Self {
        let names = select.map(|select| select.split(',').map(|name| name.trim().to_owned()));
        let names: Option<Vec<String>> = names.map(|names| names.filter(|name| !name.is_empty()).collect());
        let names = names.filter(|names| !names.is_empty() && !names.iter().any(|name| name == "*"));
        let mut known: Vec<&'static Property> = Vec::new();
        for found in names.iter().flatten().filter_map(|name| property(name)) {
            if !known.iter().any(|other| other.name == found.name) {
                known.push(found);
            }
        }
        let known = if names.is_some() { known } else { usual_ones().collect() };
        Self { names, known }
    }

    /// The usual ones.
    pub(super) fn default_ones() -> Self {
        Self::of(None)
    }

    /// Whether nothing that was asked for is known.
    pub(super) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    fn properties(&self) -> impl Iterator<Item = &'static Property> {
        self.known.iter().copied()
    }

    /// All that were asked for by name.
    pub(super) fn names(&self) -> &[String] {
        self.names.as_deref().unwrap_or_default()
    }

    /// What the context says of it: `(displayName,id)`.
    pub(super) fn context(&self) -> String {
        self.names.as_ref().map(|names| format!("({})", names.join(","))).unwrap_or_default()
    }
}
