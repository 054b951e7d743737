use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::{Place, Source};

/// One thing that is wrong in a file: what, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    source: Source,
    span: Range<usize>,
    title: String,
    label: String,
    notes: Vec<String>,
    help: Option<String>,
}

impl Problem {
    /// A problem at a byte span of a file; the title is a whole sentence without its full stop.
    pub fn new(source: &Source, span: Range<usize>, title: impl Into<String>) -> Self {
        let span = source.clamp(&span);
        Self { source: source.clone(), span, title: title.into(), label: String::new(), notes: Vec::new(), help: None }
    }

    /// A few words under the caret.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// A fact that explains the problem.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// What to do.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The help of a misspelling: names the nearest known name if there is one, else lists them all.
    pub fn help_nearest<'a>(self, wrong: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> Self {
        match crate::nearest(wrong, known.clone()) {
            Some(name) => self.help(format!("did you mean `{name}`?")),
            None => {
                let names: Vec<_> = known.into_iter().take(24).map(|name| format!("`{name}`")).collect();
                if names.is_empty() { self } else { self.help(format!("known here: {}", names.join(", "))) }
            }
        }
    }

    /// What is wrong, in a sentence.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The file's name.
    pub fn file(&self) -> &str {
        self.source.name()
    }

    /// Where the problem begins.
    pub fn place(&self) -> Place {
        self.source.place(self.span.start)
    }

    /// The problem as people see it: title, place, line with caret, notes, help.
    pub fn render(&self, renderer: &Renderer) -> String {
        let mark = AnnotationKind::Primary.span(self.span.clone()).label(self.label.as_str());
        let snippet = Snippet::source(self.source.text()).path(self.source.name()).annotation(mark);
        let mut group = Level::ERROR.primary_title(self.title.as_str()).element(snippet);
        for note in &self.notes {
            group = group.element(Level::NOTE.message(note.as_str()));
        }
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        renderer.render(&[group])
    }
}

/// All problems that were found in some files, in the order of their places.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems {
    found: Vec<Problem>,
}

impl Problems {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, problem: Problem) {
        if !self.found.contains(&problem) {
            self.found.push(problem);
        }
    }

    /// Adds those of another file or step.
    pub fn extend(&mut self, other: Problems) {
        other.found.into_iter().for_each(|problem| self.push(problem));
    }

    /// Whether something is wrong within a span of a file.
    pub(crate) fn hold(&self, source: &Source, span: &Range<usize>) -> bool {
        let within = |problem: &Problem| span.start <= problem.span.start && problem.span.end <= span.end;
        self.found.iter().any(|problem| problem.source == *source && within(problem))
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// The problems by file and place.
    pub fn sorted(&self) -> Vec<&Problem> {
        let mut sorted: Vec<_> = self.found.iter().collect();
        sorted.sort_by_key(|problem| (problem.file().to_owned(), problem.span.start));
        sorted
    }

    /// All of them as people see them, with or without colour.
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let shown: Vec<_> = self.sorted().iter().map(|problem| problem.render(&renderer)).collect();
        shown.join("\n\n")
    }

    /// `value` if nothing is wrong, else the problems.
    pub fn into_result<T>(self, value: Option<T>) -> Result<T, Problems> {
        match value {
            Some(value) if self.is_empty() => Ok(value),
            _ => Err(self),
        }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Problems {}
