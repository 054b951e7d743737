use sekisho_files::{Node, Table, Value as Toml};

use super::mock::{Ask, MockAct, Question, Saw};
use super::model::Act;
use super::read::Reader;
use super::shape::with_of_action;
use crate::target::{JsonTemplate, SpannedText, StatusRange};
use crate::template::{Template, parse_duration};

/// What a step's `do` begins with if it is about a mock.
const MOCK: &str = "mock.";
const KEYS: [&str; 6] = ["do", "as", "with", "expect", "within", "times"];

impl Reader<'_> {
    /// The step of a mock, if it is one.
    pub(super) fn mock(&mut self, action: &Node, table: &Table) -> Option<Act> {
        let text = action.as_text()?;
        let name = text.strip_prefix(MOCK)?;
        self.only(table, &KEYS, "a step of a mock");
        let span = action.span_within(self.source, MOCK.len()..text.len());
        let program = table.node("with").and_then(|node| self.program(node));
        Some(Act::Mock(Box::new(MockAct {
            action: text.to_owned(),
            name: SpannedText { text: name.to_owned(), span },
            program,
            asks: table.list("expect").iter().filter_map(|node| self.ask(node)).collect(),
        })))
    }

    /// What only mocks take free values for: a step of any other kind has arguments.
    pub(super) fn check_arguments(&mut self, table: &Table) {
        let is_of_mock = table.text("do").is_some_and(|action| action.starts_with(MOCK));
        if let Some(node) = table.node("with").filter(|_| !is_of_mock) {
            with_of_action().check(self.source, node, self.problems);
        }
    }

    fn program(&mut self, node: &Node) -> Option<JsonTemplate> {
        match &node.value {
            Toml::Table(table) => {
                let fields = table.iter().filter_map(|(key, node)| Some((key.name.clone(), self.program(node)?)));
                Some(JsonTemplate::Object(fields.collect()))
            }
            Toml::List(items) => {
                Some(JsonTemplate::Array(items.iter().filter_map(|item| self.program(item)).collect()))
            }
            Toml::Float(_) | Toml::Time(_) => {
                self.wrong(node, format!("{} cannot be sent as it is", node.kind()), "write it as a text");
                None
            }
            _ => Template::read(self.source, node, self.problems).map(JsonTemplate::Leaf),
        }
    }

    fn ask(&mut self, node: &Node) -> Option<Ask> {
        let Some(table) = node.as_table() else {
            self.wrong(node, "a mock emits no events", "ask what it saw: `{ saw = \"POST /path\" }`, or `fact`");
            return None;
        };
        let what = match (table.node("saw"), table.node("fact")) {
            (Some(saw), None) => Question::Saw(Box::new(self.saw(saw, table)?)),
            (None, Some(fact)) => self.fact(node, fact, table)?,
            _ => {
                self.wrong(node, "a mock is asked one thing at a time", "state one of `saw` and `fact`");
                return None;
            }
        };
        Some(Ask { span: node.span.clone(), what })
    }

    fn saw(&mut self, pattern: &Node, table: &Table) -> Option<Saw> {
        self.only(table, &["saw", "status", "count", "gap"], "`saw`");
        let (or_more, count) = match table.node("count") {
            Some(node) => self.times(node),
            None => (true, None),
        };
        let gap = table.node("gap").and_then(|node| self.bound(node));
        if let (Some(node), Some("0" | "1"), false) =
            (table.node("gap"), count.as_ref().and_then(Template::as_fixed).as_deref(), or_more)
        {
            self.wrong(node, "a gap lies between two", "take it out, or expect more than one");
        }
        Some(Saw {
            pattern: Template::read(self.source, pattern, self.problems)?,
            status: table.node("status").and_then(|node| self.status(node)),
            count,
            or_more,
            gap,
        })
    }

    /// A number, or `>= 3`.
    fn times(&mut self, node: &Node) -> (bool, Option<Template>) {
        let least = node.as_text().and_then(|text| text.strip_prefix(">=")).map(str::trim);
        let Some(least) = least else {
            return (false, Template::read(self.source, node, self.problems));
        };
        let value = least.parse().map_or_else(|_| Toml::Text(least.to_owned()), Toml::Integer);
        (true, Template::read(self.source, &Node { value, span: node.span.clone() }, self.problems))
    }

    /// A lower bound of time: `>= 7s`.
    pub(super) fn bound(&mut self, node: &Node) -> Option<Template> {
        let text = node.as_text()?;
        let help = "write it like `>= 1s`";
        let Some(bound) = text.strip_prefix(">=").map(str::trim) else {
            self.wrong(node, "this is no lower bound", help);
            return None;
        };
        let bound = Node { value: Toml::Text(bound.to_owned()), span: node.span.clone() };
        let template = Template::read(self.source, &bound, self.problems)?;
        if template.as_fixed().is_some_and(|text| parse_duration(&text).is_none()) {
            self.wrong(node, "this is no duration", help);
        }
        Some(template)
    }

    fn status(&mut self, node: &Node) -> Option<StatusRange> {
        let status = match &node.value {
            Toml::Integer(status) => u16::try_from(*status).ok().map(|status| StatusRange(status, status)),
            Toml::Text(text) => StatusRange::of_hundred(text),
            _ => None,
        };
        if status.is_none() {
            self.wrong(node, "this is no status", "write 429 or \"4xx\"");
        }
        status
    }

    fn fact(&mut self, node: &Node, fact: &Node, table: &Table) -> Option<Question> {
        self.only(table, &["fact", "is", "absent"], "`fact`");
        let is = table.node("is").and_then(|is| Template::read(self.source, is, self.problems));
        let is_absent = table.boolean("absent") == Some(true);
        if is_absent == table.node("is").is_some() {
            self.wrong(node, "what the fact must be is not stated", "write `is = 12`, or `absent = true` for none");
            return None;
        }
        Some(Question::Fact { name: Template::read(self.source, fact, self.problems)?, is })
    }
}
