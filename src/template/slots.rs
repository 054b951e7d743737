use std::fmt;
use std::ops::Range;

use sekisho_files::{Node, Problem, Problems, Source};

use super::{EvalError, Expression, Name, Value};

/// Where names get their values.
pub trait Scope {
    /// The value of a dotted name; nothing when it is not defined.
    fn value(&self, path: &str) -> Option<Value>;
}

/// A text with slots, or a value that stands for itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    parts: Vec<Part>,
    source: Source,
    span: Range<usize>,
}

#[derive(Debug, Clone, PartialEq)]
enum Part {
    Fixed(Value),
    Slot(Slot),
}

/// A `{{ expression }}` of a template. With a `?` at its end, an undefined name means that the key or
/// parameter is left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Slot {
    expression: Expression,
    optional: bool,
    /// Where the expression stands in the file.
    span: Range<usize>,
    /// Whether the span is the expression's own, and not the whole value's.
    is_exact: bool,
}

/// Why a template has no value: which one, and what is wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct RenderError {
    /// The file and line of the template.
    pub at: String,
    /// What is wrong.
    pub error: EvalError,
}

impl Template {
    /// Reads a template from a value of a file.
    pub fn read(source: &Source, node: &Node, problems: &mut Problems) -> Option<Self> {
        let parts = match (&node.value, node.as_text()) {
            (_, Some(text)) => Self::parts(source, node, text, problems)?,
            (sekisho_files::Value::Integer(number), _) => vec![Part::Fixed(Value::Integer(*number))],
            (sekisho_files::Value::Boolean(flag), _) => vec![Part::Fixed(Value::Boolean(*flag))],
            _ => return None,
        };
        Some(Self { parts, source: source.clone(), span: node.span.clone() })
    }

    /// A template of fixed text, for what our own code sends.
    pub fn fixed(text: &str) -> Self {
        Self { parts: vec![Part::Fixed(Value::Text(text.to_owned()))], source: Source::new("", ""), span: 0..0 }
    }

    fn parts(source: &Source, node: &Node, text: &str, problems: &mut Problems) -> Option<Vec<Part>> {
        let mut parts = Vec::new();
        let mut at = 0;
        while let Some(open) = text[at..].find("{{").map(|open| at + open) {
            push_fixed(&mut parts, &text[at..open]);
            let Some(close) = text[open..].find("}}").map(|close| open + close) else {
                let span = node.span_within(source, open..open + 2);
                problems.push(Problem::new(source, span, "this slot is not closed").help("close it with `}}`"));
                return None;
            };
            parts.push(Part::Slot(Slot::read(source, node, text, open + 2..close, problems)?));
            at = close + 2;
        }
        push_fixed(&mut parts, &text[at..]);
        Some(parts)
    }

    /// The value: with its type if the template is one slot, else a text. Absent if an optional slot has none.
    pub fn value(&self, scope: &dyn Scope) -> Result<Value, RenderError> {
        if let [part] = self.parts.as_slice() {
            return self.part(part, scope);
        }
        let mut text = String::new();
        for part in &self.parts {
            match self.part(part, scope)? {
                Value::Absent => return Ok(Value::Absent),
                value => text.push_str(&value.to_string()),
            }
        }
        Ok(Value::Text(text))
    }

    /// The value, where a text such as `180s` means a duration.
    pub fn measure(&self, scope: &dyn Scope) -> Result<Value, RenderError> {
        Ok(match self.value(scope)? {
            Value::Text(text) => Value::from_text(&text),
            value => value,
        })
    }

    /// The value as text, each slot passed through `escape` (a URL's percent-encoding, say).
    pub fn text(&self, scope: &dyn Scope, escape: fn(&str) -> String) -> Result<Option<String>, RenderError> {
        let mut text = String::new();
        for part in &self.parts {
            match (part, self.part(part, scope)?) {
                (_, Value::Absent) => return Ok(None),
                (Part::Fixed(_), value) => text.push_str(&value.to_string()),
                (Part::Slot(_), value) => text.push_str(&escape(&value.to_string())),
            }
        }
        Ok(Some(text))
    }

    fn part(&self, part: &Part, scope: &dyn Scope) -> Result<Value, RenderError> {
        match part {
            Part::Fixed(value) => Ok(value.clone()),
            Part::Slot(slot) => match slot.expression.eval(scope) {
                Err(EvalError::Undefined(_)) if slot.optional => Ok(Value::Absent),
                Err(error) => Err(RenderError { at: self.at(), error }),
                Ok(value) => Ok(value),
            },
        }
    }

    /// Every name in it with its place in the file, and whether it may be undefined.
    pub fn names(&self) -> Vec<(Name, bool)> {
        let mut all = Vec::new();
        for part in &self.parts {
            if let Part::Slot(slot) = part {
                let mut names = Vec::new();
                slot.expression.names(&mut names);
                all.extend(names.into_iter().map(|name| (slot.placed(name), slot.optional)));
            }
        }
        all
    }

    /// The file and line where it stands.
    pub fn at(&self) -> String {
        format!("{}:{}", self.source.name(), self.source.place(self.span.start).line)
    }

    /// The file it stands in.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The bytes where it stands.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The text, if it has no slots.
    pub fn as_fixed(&self) -> Option<String> {
        self.parts
            .iter()
            .map(|part| match part {
                Part::Fixed(value) => Some(value.to_string()),
                Part::Slot(_) => None,
            })
            .collect()
    }
}

impl Slot {
    fn read(source: &Source, node: &Node, text: &str, within: Range<usize>, problems: &mut Problems) -> Option<Self> {
        let written = &text[within.clone()];
        let optional = written.trim_end().ends_with('?');
        let body = if optional { &written[..written.rfind('?').unwrap_or(0)] } else { written };
        let span = node.span_within(source, within.clone());
        match Expression::parse(body) {
            Ok(expression) => {
                let is_exact = span.len() == within.len();
                Some(Self { expression, optional, span, is_exact })
            }
            Err((title, inner)) => {
                let inner = node.span_within(source, within.start + inner.start..within.start + inner.end);
                problems.push(
                    Problem::new(source, inner, title)
                        .note("a slot holds names, numbers, durations, texts and `+ - * /`"),
                );
                None
            }
        }
    }

    /// A name with its place in the file: where escapes hide it, the whole value.
    fn placed(&self, name: &Name) -> Name {
        let span = match self.is_exact {
            true => self.span.start + name.span.start..self.span.start + name.span.end,
            false => self.span.clone(),
        };
        Name { path: name.path.clone(), span }
    }
}

fn push_fixed(parts: &mut Vec<Part>, text: &str) {
    if !text.is_empty() {
        parts.push(Part::Fixed(Value::Text(text.to_owned())));
    }
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.error)
    }
}

impl std::error::Error for RenderError {}
