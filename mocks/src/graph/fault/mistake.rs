use std::fmt;
use std::ops::Range;

/// What is wrong with a line that someone wrote, and where. It shows the line with a caret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mistake {
    /// The line.
    line: Box<str>,
    /// Where in it, in characters from 0.
    at: usize,
    width: usize,
    /// What is wrong.
    what: String,
    help: Option<String>,
}

impl Mistake {
    /// Something about these octets of a text.
    pub(super) fn new(text: &str, octets: Range<usize>, what: impl Into<String>) -> Self {
        let start = text.get(..octets.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let rest = text.get(start..).unwrap_or_default();
        let line = rest.lines().next().unwrap_or_default();
        let count = |part: Option<&str>| part.map_or(0, |part| part.chars().count());
        let (at, width) = (count(text.get(start..octets.start)), count(text.get(octets)));
        Self { line: line.into(), at, width: width.max(1), what: what.into(), help: None }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, at, width, what, help } = self;
        write!(f, "column {}: {what}\n  {line}\n  {:at$}{}", at + 1, "", "^".repeat(*width))?;
        help.as_ref().map_or(Ok(()), |help| write!(f, "\n  help: {help}"))
    }
}

impl std::error::Error for Mistake {}
