use std::ops::Range;
use std::time::Duration;

use crate::target::{JsonTemplate, SpannedText, StatusRange};
use crate::template::Template;

/// What a step does with a mock: it tells the mock how to behave, and then asks what it saw and what is so there.
#[derive(Debug, Clone)]
pub struct MockAct {
    /// The step's `do`: `mock.graph`.
    pub action: String,
    /// The mock's name.
    pub name: SpannedText,
    /// What it is told; nothing, if the step only asks.
    pub program: Option<JsonTemplate>,
    /// What it is asked.
    pub asks: Vec<Ask>,
}

/// Something that a mock is asked.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Its bytes in the step's file.
    pub span: Range<usize>,
    /// What.
    pub what: Question,
}

/// The questions that a mock can be asked.
#[derive(Debug, Clone)]
pub enum Question {
    /// What it saw since the case began.
    Saw(Box<Saw>),
    /// A fact, and what it must be.
    Fact {
        /// Its name.
        name: Template,
        /// Its value; nothing, if there must be no such fact.
        is: Option<Template>,
    },
}

/// What a mock must have seen.
#[derive(Debug, Clone)]
pub struct Saw {
    /// What, with `*` for anything: `POST /$batch`.
    pub pattern: Template,
    /// How it must have answered.
    pub status: Option<StatusRange>,
    /// How often; at least once, if not stated.
    pub count: Option<Template>,
    /// Whether it may be more often.
    pub or_more: bool,
    /// How long there must be between one and the next at least.
    pub gap: Option<Template>,
}

/// How long what a mock must have seen may take to come, if the step does not say.
pub const PATIENCE_FOR_SIGHTS: Duration = Duration::from_secs(10);
/// How long the end of what was started may take to come, if the step does not say.
pub const PATIENCE_FOR_ENDS: Duration = Duration::from_secs(30);

impl MockAct {
    /// Every template of it.
    pub fn templates(&self) -> Vec<&Template> {
        let mut templates = Vec::new();
        self.program.iter().for_each(|program| program.leaves(&mut templates));
        for ask in &self.asks {
            match &ask.what {
                Question::Saw(saw) => templates.extend([&saw.pattern].into_iter().chain(&saw.count).chain(&saw.gap)),
                Question::Fact { name, is } => templates.extend([name].into_iter().chain(is)),
            }
        }
        templates
    }
}
