use regex::Regex;
use sekisho_catalog::{Catalog, Class, Vocabulary};

/// An expectation that was resolved against a catalog.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// As the scenario says it, with the code that it resolves to: `incorrect-credentials (54106)`.
    pub label: String,
    /// What satisfies it: one of these.
    pub accepts: Vec<Accepts>,
    /// How often it must come.
    pub count: u64,
    /// The level, if it is not the catalog's.
    pub level: Option<String>,
    /// The message, if it is not the catalog's.
    pub message: Option<String>,
    /// A pattern for what stands in place of `{0}`.
    pub detail: Option<Regex>,
    /// The user it is about, as the server knows the user.
    pub about: Option<String>,
}

/// What satisfies an expectation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Accepts {
    /// This code.
    Code(String),
    /// Any code of this class.
    Class(Class),
    /// An answer of this outcome, where the product has no code for it: `no-answer`, `unmapped`, …
    Outcome(String),
}

impl Wanted {
    /// One event of this code, as the catalog says it.
    pub fn code(label: impl Into<String>, code: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            accepts: vec![Accepts::Code(code.into())],
            count: 1,
            level: None,
            message: None,
            detail: None,
            about: None,
        }
    }

    /// Whether an event of this code satisfies it.
    pub fn takes(&self, code: &str, catalog: &Catalog) -> bool {
        self.accepts.iter().any(|accepts| match accepts {
            Accepts::Code(wanted) => wanted == code,
            Accepts::Class(class) => catalog.entry(code).is_some_and(|entry| entry.class == *class),
            Accepts::Outcome(_) => false,
        })
    }

    /// Whether it names codes only, so that it is matched before wider expectations.
    pub fn is_exact(&self) -> bool {
        self.accepts.iter().all(|accepts| matches!(accepts, Accepts::Code(_)))
    }

    /// Whether it is about the answer alone: no event can satisfy it.
    pub fn is_of_the_wire(&self) -> bool {
        self.accepts.iter().all(|accepts| matches!(accepts, Accepts::Outcome(_)))
    }

    /// The outcomes that the wire may state for it.
    pub fn outcomes<'a>(&'a self, catalog: &'a Catalog) -> impl Iterator<Item = &'a str> {
        self.accepts.iter().filter_map(|accepts| match accepts {
            Accepts::Code(code) => catalog.entry(code).map(|entry| entry.outcome.as_str()),
            Accepts::Outcome(outcome) => Some(outcome.as_str()),
            Accepts::Class(_) => None,
        })
    }

    /// Whether it wants a refusal.
    pub fn is_refusal(&self, catalog: &Catalog, vocabulary: &Vocabulary) -> bool {
        self.outcomes(catalog).any(|outcome| vocabulary.class_of(outcome) == Some(Class::Reject))
    }

    /// Whether it names this class.
    pub fn takes_class(&self, class: Class) -> bool {
        self.accepts.contains(&Accepts::Class(class))
    }
}
