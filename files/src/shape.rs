use std::ops::RangeInclusive;

use crate::{Key, Node, Problem, Problems, Source, Table, Value};

/// What a value of a file must look like. One description serves the reader and the JSON Schema.
#[derive(Debug, Clone)]
pub enum Shape {
    /// Any text.
    Text,
    /// A text with `{{ expression }}` slots, or a number or truth value that stands for itself.
    Template,
    /// One of these texts.
    Word(Vec<&'static str>),
    /// An integer within bounds.
    Integer(RangeInclusive<i64>),
    /// `true` or `false`.
    Boolean,
    /// A list of such values.
    List(Box<Shape>),
    /// A table with known keys.
    Table(TableShape),
    /// A table with free keys, all of one shape.
    Map(Box<Shape>),
    /// One of several shapes, told apart by the kind of value.
    OneOf(Vec<Shape>),
    /// Anything.
    Any,
}

/// A table with known keys.
#[derive(Debug, Clone)]
pub struct TableShape {
    /// What the keys are, in the order of the documentation.
    pub fields: Vec<Field>,
    /// The shape of all other keys; without it an unknown key is a problem.
    pub rest: Option<Box<Shape>>,
}

/// A key of a table.
#[derive(Debug, Clone)]
pub struct Field {
    /// The key.
    pub name: &'static str,
    /// What it means, in a sentence; the JSON Schema shows it.
    pub about: &'static str,
    /// What its value looks like.
    pub shape: Shape,
    /// Whether the table is wrong without it.
    pub required: bool,
}

/// An optional key.
pub fn field(name: &'static str, about: &'static str, shape: Shape) -> Field {
    Field { name, about, shape, required: false }
}

/// A table with these keys and no others.
pub fn table(fields: Vec<Field>) -> Shape {
    Shape::Table(TableShape { fields, rest: None })
}

/// A list of such values.
pub fn list(of: Shape) -> Shape {
    Shape::List(Box::new(of))
}

/// A table with free keys.
pub fn map(of: Shape) -> Shape {
    Shape::Map(Box::new(of))
}

/// Any text.
pub fn text() -> Shape {
    Shape::Text
}

/// A text with slots, a number or a truth value.
pub fn template() -> Shape {
    Shape::Template
}

/// `true` or `false`.
pub fn boolean() -> Shape {
    Shape::Boolean
}

/// An integer within bounds.
pub fn integer(range: RangeInclusive<i64>) -> Shape {
    Shape::Integer(range)
}

/// One of these texts.
pub fn word(words: &[&'static str]) -> Shape {
    Shape::Word(words.to_vec())
}

impl Field {
    /// The same key, required.
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }
}

impl Shape {
    /// Puts whatever does not fit into `problems`.
    pub fn check(&self, source: &Source, node: &Node, problems: &mut Problems) {
        match (self, &node.value) {
            (Shape::Any, _) | (Shape::Text, Value::Text(_)) | (Shape::Boolean, Value::Boolean(_)) => {}
            (Shape::Template, Value::Text(_) | Value::Integer(_) | Value::Boolean(_)) => {}
            (Shape::Word(words), Value::Text(word)) => check_word(words, word, source, node, problems),
            (Shape::Integer(range), Value::Integer(number)) => check_range(range, *number, source, node, problems),
            (Shape::List(of), Value::List(items)) => items.iter().for_each(|item| of.check(source, item, problems)),
            (Shape::Map(of), Value::Table(table)) => {
                table.iter().for_each(|(_, node)| of.check(source, node, problems));
            }
            (Shape::Table(shape), Value::Table(table)) => shape.check(source, node, table, problems),
            (Shape::OneOf(shapes), _) => match shapes.iter().find(|shape| shape.takes(node)) {
                Some(shape) => shape.check(source, node, problems),
                None => problems.push(self.mismatch(source, node)),
            },
            _ => problems.push(self.mismatch(source, node)),
        }
    }

    fn takes(&self, node: &Node) -> bool {
        match (self, &node.value) {
            (Shape::Word(words), Value::Text(word)) => words.contains(&word.as_str()),
            (Shape::Any, _)
            | (Shape::Text, Value::Text(_))
            | (Shape::Template, Value::Text(_) | Value::Integer(_) | Value::Boolean(_))
            | (Shape::Integer(_), Value::Integer(_))
            | (Shape::Boolean, Value::Boolean(_))
            | (Shape::List(_), Value::List(_))
            | (Shape::Map(_) | Shape::Table(_), Value::Table(_)) => true,
            (Shape::OneOf(shapes), _) => shapes.iter().any(|shape| shape.takes(node)),
            _ => false,
        }
    }

    fn mismatch(&self, source: &Source, node: &Node) -> Problem {
        let expected = self.expected();
        Problem::new(source, node.span.clone(), format!("expected {expected}, got {}", node.kind()))
            .label(format!("expected {expected}"))
    }

    /// What is expected, in words with an article.
    pub fn expected(&self) -> String {
        match self {
            Shape::Text => "a text".into(),
            Shape::Template => "a text, a number or a truth value".into(),
            Shape::Word(words) => format!("one of {}", quoted(words)),
            Shape::Integer(_) => "an integer".into(),
            Shape::Boolean => "`true` or `false`".into(),
            Shape::List(_) => "a list".into(),
            Shape::Table(_) | Shape::Map(_) => "a table".into(),
            Shape::OneOf(shapes) => shapes.iter().map(Shape::expected).collect::<Vec<_>>().join(" or "),
            Shape::Any => "a value".into(),
        }
    }
}

impl TableShape {
    fn check(&self, source: &Source, node: &Node, table: &Table, problems: &mut Problems) {
        for (key, value) in table.iter() {
            match (self.fields.iter().find(|field| field.name == key.name), &self.rest) {
                (Some(field), _) => field.shape.check(source, value, problems),
                (None, Some(rest)) => rest.check(source, value, problems),
                (None, None) => problems.push(self.unknown(source, key)),
            }
        }
        for field in self.fields.iter().filter(|field| field.required && table.node(field.name).is_none()) {
            problems.push(
                Problem::new(source, node.span.clone(), format!("the key `{}` is missing", field.name))
                    .label(format!("`{}` belongs here", field.name))
                    .note(field.about),
            );
        }
    }

    fn unknown(&self, source: &Source, key: &Key) -> Problem {
        Problem::new(source, key.span.clone(), format!("unknown key `{}`", key.name))
            .label("no such key here")
            .help_nearest(&key.name, self.fields.iter().map(|field| field.name))
    }
}

fn check_word(words: &[&'static str], word: &str, source: &Source, node: &Node, problems: &mut Problems) {
    if !words.contains(&word) {
        problems.push(
            Problem::new(source, node.span.clone(), format!("expected one of {}, got `{word}`", quoted(words)))
                .label("unknown word")
                .help_nearest(word, words.iter().copied()),
        );
    }
}

fn check_range(range: &RangeInclusive<i64>, number: i64, source: &Source, node: &Node, problems: &mut Problems) {
    // A number that could not be read stands for 0 and is a problem by itself.
    if !range.contains(&number) && !problems.hold(source, &node.span) {
        let bounds = format!("{} to {}", range.start(), range.end());
        problems.push(
            Problem::new(source, node.span.clone(), format!("expected a number from {bounds}, got {number}"))
                .label(bounds),
        );
    }
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
