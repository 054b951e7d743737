use std::num::IntErrorKind;
use std::ops::Range;

use indexmap::IndexMap;
use toml::de::{DeTable, DeValue};

use crate::{Problem, Problems, Source};

/// A value of a file and the bytes where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Where it stands, in bytes; a text's quotes belong to it.
    pub span: Range<usize>,
}

/// A TOML value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A string of any of the four kinds.
    Text(String),
    /// An integer that fits into 64 bits.
    Integer(i64),
    /// A floating-point number.
    Float(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// A date, a time or both, as written.
    Time(String),
    /// `[…]` or `[[…]]`.
    List(Vec<Node>),
    /// `{…}` or `[…]`.
    Table(Table),
}

/// A key as it stands in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The key without quotes.
    pub name: String,
    /// Where it stands, in bytes.
    pub span: Range<usize>,
}

/// The keys and values of a table, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    entries: IndexMap<String, (Key, Node)>,
}

/// Reads a file into a tree. Syntax errors go to `problems`; the tree holds what could be read beside them.
pub fn read(source: &Source, problems: &mut Problems) -> Node {
    let (root, errors) = DeTable::parse_recoverable(source.text());
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        problems.push(Problem::new(source, span, format!("the file is not TOML: {}", error.message().trim())));
    }
    let mut reader = Reader { source, problems };
    Node { span: 0..0, value: Value::Table(reader.table(root.get_ref())) }
}

struct Reader<'a> {
    source: &'a Source,
    problems: &'a mut Problems,
}

impl Reader<'_> {
    fn table(&mut self, table: &DeTable<'_>) -> Table {
        let mut entries = IndexMap::new();
        for (key, value) in table {
            let key = Key { name: key.get_ref().to_string(), span: key.span() };
            let node = Node { span: value.span(), value: self.value(value.get_ref(), value.span()) };
            entries.insert(key.name.clone(), (key, node));
        }
        Table { entries }
    }

    fn value(&mut self, value: &DeValue<'_>, span: Range<usize>) -> Value {
        match value {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Integer(number) => Value::Integer(self.integer(number.as_str(), number.radix(), span)),
            DeValue::Float(number) => Value::Float(number.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Boolean(flag) => Value::Boolean(*flag),
            DeValue::Datetime(time) => Value::Time(time.to_string()),
            DeValue::Array(items) => Value::List(
                items
                    .iter()
                    .map(|item| Node { span: item.span(), value: self.value(item.get_ref(), item.span()) })
                    .collect(),
            ),
            DeValue::Table(table) => Value::Table(self.table(table)),
        }
    }

    fn integer(&mut self, digits: &str, radix: u32, span: Range<usize>) -> i64 {
        i64::from_str_radix(digits, radix).unwrap_or_else(|error| {
            // Digits that are none are a syntax error, which is told already.
            if matches!(error.kind(), IntErrorKind::PosOverflow | IntErrorKind::NegOverflow) {
                self.problems.push(
                    Problem::new(self.source, span, "the number does not fit")
                        .note("integers lie between −2^63 and 2^63 − 1"),
                );
            }
            0
        })
    }
}

impl Node {
    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The integer, if it is one.
    pub fn as_integer(&self) -> Option<i64> {
        match &self.value {
            Value::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// The flag, if it is one.
    pub fn as_boolean(&self) -> Option<bool> {
        match &self.value {
            Value::Boolean(flag) => Some(*flag),
            _ => None,
        }
    }

    /// The items, if it is a list.
    pub fn as_list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// The table, if it is one.
    pub fn as_table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// What kind of value it is, in TOML's words with an article.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Text(_) => "a text",
            Value::Integer(_) => "an integer",
            Value::Float(_) => "a fraction",
            Value::Boolean(_) => "a truth value",
            Value::Time(_) => "a date or time",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }

    /// Where bytes `within` of a text value stand in the file: exact when the text has no escapes, else the
    /// whole value.
    pub fn span_within(&self, source: &Source, within: Range<usize>) -> Range<usize> {
        let written = source.text().get(self.span.clone()).unwrap_or_default();
        match self.as_text().filter(|text| !text.is_empty()).and_then(|text| written.find(text)) {
            Some(quote) => self.span.start + quote + within.start..self.span.start + quote + within.end,
            None => self.span.clone(),
        }
    }
}

impl Table {
    /// The value of a key.
    pub fn node(&self, name: &str) -> Option<&Node> {
        self.entries.get(name).map(|(_, node)| node)
    }

    /// The key as it stands in the file.
    pub fn key(&self, name: &str) -> Option<&Key> {
        self.entries.get(name).map(|(key, _)| key)
    }

    /// A text under a key.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.node(name)?.as_text()
    }

    /// An integer under a key.
    pub fn integer(&self, name: &str) -> Option<i64> {
        self.node(name)?.as_integer()
    }

    /// A truth value under a key.
    pub fn boolean(&self, name: &str) -> Option<bool> {
        self.node(name)?.as_boolean()
    }

    /// The items of a list under a key; nothing when it is absent.
    pub fn list(&self, name: &str) -> &[Node] {
        self.node(name).and_then(Node::as_list).unwrap_or_default()
    }

    /// A table under a key.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.node(name)?.as_table()
    }

    /// Keys and values in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = (&Key, &Node)> {
        self.entries.values().map(|(key, node)| (key, node))
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}
