use std::sync::Arc;
use std::time::Duration;

use regex::Regex;
use sekisho_files::{Node, Problem, Problems, Source, Table, read};

use super::model::{Act, AnswerKind, Argument, Expect, Param, Scenario, Spoil, Step, UserSpec, What};
use super::shape::{flow_shape_but_arguments, shape_but_arguments};
use crate::target::SpannedText;
use crate::template::{Template, parse_duration};
use crate::vendor::{Profile, read_vendor};

const DEEPEST_FLOW: usize = 8;

/// Reads a scenario; `flow` finds the files that it uses, by name: flows, and vendor profiles as `vendors/NAME`.
pub fn read_scenario(
    name: &str,
    source: &Source,
    flow: &dyn Fn(&str) -> Option<Source>,
    problems: &mut Problems,
) -> Option<Scenario> {
    let root = read(source, problems);
    shape_but_arguments().check(source, &root, problems);
    let table = root.as_table()?;
    let (each, params) = super::each::read(source, table, problems);
    let mut reader = Reader { source, problems, flow, within: Vec::new(), params: params.clone(), number: None };
    Some(Scenario {
        name: name.to_owned(),
        title: table.text("title").unwrap_or_default().to_owned(),
        channels: spanned_list(table, "channels"),
        rules: texts(table, "rules"),
        tags: texts(table, "tags"),
        needs: spanned_list(table, "needs"),
        alone: table.boolean("alone").unwrap_or(false),
        vendor: reader.vendor(table),
        users: reader.users(table),
        steps: reader.steps(table),
        each,
        params,
        source: source.clone(),
    })
}

pub(super) struct Reader<'a> {
    pub(super) source: &'a Source,
    pub(super) problems: &'a mut Problems,
    flow: &'a dyn Fn(&str) -> Option<Source>,
    /// The flows that this one stands in, from the outermost on.
    within: Vec<String>,
    params: Arc<[Param]>,
    number: Option<usize>,
}

impl Reader<'_> {
    pub(super) fn wrong(&mut self, node: &Node, title: impl Into<String>, help: &str) {
        self.problems.push(Problem::new(self.source, node.span.clone(), title).help(help));
    }

    /// Keys that would mean nothing here, and are therefore wrong.
    pub(super) fn only(&mut self, table: &Table, keys: &[&str], what: &str) {
        for (key, _) in table.iter().filter(|(key, _)| !keys.contains(&key.name.as_str())) {
            let problem = Problem::new(self.source, key.span.clone(), format!("{what} takes no `{}`", key.name));
            self.problems.push(problem.help(format!("what goes together here: `{}`", keys.join("`, `"))));
        }
    }

    fn template(&mut self, table: &Table, key: &str) -> Option<Template> {
        Template::read(self.source, table.node(key)?, self.problems)
    }

    fn vendor(&mut self, table: &Table) -> Option<Arc<Profile>> {
        let node = table.node("vendor")?;
        let name = node.as_text()?;
        let Some(source) = (self.flow)(&format!("vendors/{name}")) else {
            self.wrong(node, format!("there is no vendor profile `{name}`"), "`sekisho vendors` names all");
            return None;
        };
        read_vendor(&source, self.problems).map(Arc::new)
    }

    fn users(&mut self, root: &Table) -> Vec<UserSpec> {
        let Some(users) = root.table("user") else { return Vec::new() };
        let mut specs = Vec::new();
        for (key, node) in users.iter() {
            let Some(table) = node.as_table() else { continue };
            specs.push(UserSpec {
                name: key.name.clone(),
                exists: table.boolean("exists").unwrap_or(true),
                attributes: self.templates(table, &["exists"]),
            });
        }
        specs
    }

    fn templates(&mut self, table: &Table, but: &[&str]) -> Vec<(String, Template)> {
        table
            .iter()
            .filter(|(key, _)| !but.contains(&key.name.as_str()))
            .filter_map(|(key, node)| Some((key.name.clone(), Template::read(self.source, node, self.problems)?)))
            .collect()
    }

    fn steps(&mut self, root: &Table) -> Vec<Step> {
        let mut steps = Vec::new();
        for (index, node) in root.list("step").iter().enumerate() {
            let Some(table) = node.as_table() else { continue };
            let number = self.number.unwrap_or(index + 1);
            match table.node("use") {
                Some(name) => steps.extend(self.used(number, name, table)),
                None => steps.extend(self.step(number, node, table)),
            }
        }
        steps
    }

    fn used(&mut self, number: usize, name: &Node, table: &Table) -> Vec<Step> {
        let text = name.as_text().unwrap_or_default();
        let Some(source) = (self.flow)(text) else {
            self.wrong(name, format!("there is no flow `{text}`"), "flows stand in `scenarios/flows/`");
            return Vec::new();
        };
        if self.within.len() == DEEPEST_FLOW || self.within.iter().any(|flow| flow == source.name()) {
            self.wrong(name, "flows use each other without end", "a flow may use others up to eight deep");
            return Vec::new();
        }
        self.only(table, &["use", "with"], "a step that uses a flow");
        self.check_arguments(table);
        let given = table.table("with").map(|with| self.templates(with, &[])).unwrap_or_default();
        self.flow_steps(number, name, &source, given)
    }

    fn flow_steps(&mut self, number: usize, name: &Node, source: &Source, given: Vec<(String, Template)>) -> Vec<Step> {
        let root = read(source, self.problems);
        flow_shape_but_arguments().check(source, &root, self.problems);
        let Some(table) = root.as_table() else { return Vec::new() };
        let wanted = texts(table, "params");
        for param in wanted.iter().filter(|param| !given.iter().any(|(name, _)| name == *param)) {
            self.wrong(name, format!("the flow wants a parameter `{param}`"), "state it under `with`");
        }
        for (param, _) in given.iter().filter(|(param, _)| !wanted.contains(param)) {
            self.wrong(
                name,
                format!("the flow has no parameter `{param}`"),
                "take it out, or list it in the flow's `params`",
            );
        }
        let mut inner = Reader {
            source,
            problems: self.problems,
            flow: self.flow,
            within: self.within.iter().cloned().chain([source.name().to_owned()]).collect(),
            params: given.into_iter().map(|(name, value)| Param { name, value, outer: self.params.clone() }).collect(),
            number: Some(number),
        };
        inner.steps(table)
    }

    fn step(&mut self, number: usize, node: &Node, table: &Table) -> Option<Step> {
        self.race(table);
        self.lasting(table);
        self.check_arguments(table);
        let act = self.act(node, table)?;
        let is_of_mock = matches!(act, Act::Mock(_));
        Some(Step {
            number,
            at: format!("{}:{}", self.source.name(), self.source.place(node.span.start).line),
            source: self.source.clone(),
            span: node.span.clone(),
            act,
            acting: self.template(table, "as"),
            channel: table.node("channel").and_then(spanned),
            with: if is_of_mock { Vec::new() } else { self.arguments(table) },
            times: self.template(table, "times"),
            once: table.text("at") == Some("once"),
            fresh: table.boolean("fresh").unwrap_or(false),
            expect: match is_of_mock {
                true => Vec::new(),
                false => table.list("expect").iter().filter_map(|node| self.expect(node)).collect(),
            },
            unordered: table.boolean("unordered").unwrap_or(false),
            never: spanned_list(table, "never"),
            within: table.node("within").and_then(|node| self.duration(node)),
            start: table.node("start").filter(|node| node.as_boolean() == Some(true)).map(|node| node.span.clone()),
            until: match table.node("until") {
                Some(node) => node.as_list().unwrap_or(std::slice::from_ref(node)).iter().filter_map(spanned).collect(),
                None => Vec::new(),
            },
            spoil: table.text("spoil").and_then(|word| named(&Spoil::ALL, word)),
            like: table.text("like").map(str::to_owned),
            save: table.text("save").map(str::to_owned),
            shaped_as: table.node("shaped_as").and_then(spanned),
            same_as: table.node("same_as").and_then(spanned),
            takes: table.node("takes").and_then(|node| self.bound(node)),
            raw: table.node("raw").and_then(|node| self.raw(node)),
            reply: table.node("reply").and_then(|node| self.reply(node)),
            params: self.params.clone(),
        })
    }

    /// What is said of one answer cannot be said of several at once.
    fn race(&mut self, table: &Table) {
        let of_one = ["save", "shaped_as", "same_as", "takes"].into_iter().filter(|_| table.text("at") == Some("once"));
        for (key, stray) in of_one.filter_map(|key| Some((key, table.node(key)?))) {
            self.wrong(stray, format!("a race takes no `{key}`"), "state it in a step of one answer");
        }
    }

    /// A step starts something or waits for its end; and an end has a name.
    fn lasting(&mut self, table: &Table) {
        let Some(until) = table.node("until") else { return };
        if let Some(start) = table.node("start").filter(|node| node.as_boolean() == Some(true)) {
            self.wrong(start, "what lasts until its end does not run on", "take out `start` or `until`");
        }
        if until.as_list().is_some_and(<[Node]>::is_empty) {
            self.wrong(until, "what ends it is not stated", "name an outcome or a code that says so");
        }
    }

    fn act(&mut self, node: &Node, table: &Table) -> Option<Act> {
        let Some(action) = table.node("do") else {
            self.wrong(node, "the step does nothing", "state an action as `do`, or a flow as `use`");
            return None;
        };
        if action.as_text().is_some_and(|action| action.starts_with("mock.")) {
            return self.mock(action, table);
        }
        match (action.as_text(), table.node("for")) {
            (Some("wait"), Some(node)) if table.node("until").is_some() => {
                self.wrong(node, "a step waits for one thing", "state `for`, a time, or `until`, what must come");
                None
            }
            (Some("wait"), Some(node)) => {
                self.only(table, &["do", "for", "times"], "`wait`");
                self.wait(node)
            }
            (Some("wait"), None) if table.node("until").is_some() => {
                self.only(table, &["do", "until", "expect", "unordered", "never", "within"], "`wait`");
                Some(Act::Await)
            }
            (Some("wait"), None) => {
                self.wrong(node, "how long is not stated", "write `for = \"180s\"`, or `until` what has come");
                None
            }
            (_, Some(stray)) => {
                self.wrong(stray, "only `wait` takes `for`", "take it out");
                None
            }
            _ => spanned(action).map(Act::Do),
        }
    }

    fn duration(&mut self, node: &Node) -> Option<Duration> {
        let duration = parse_duration(node.as_text()?);
        if duration.is_none() {
            self.wrong(node, "this is no duration", "write it like `500ms`, `30s`, `2m` or `24h`");
        }
        duration
    }

    fn wait(&mut self, node: &Node) -> Option<Act> {
        let duration = Template::read(self.source, node, self.problems)?;
        if duration.as_fixed().is_some_and(|text| parse_duration(&text).is_none()) {
            self.wrong(node, "this is no duration", "write it like `500ms`, `30s`, `2m` or `24h`");
        }
        Some(Act::Wait(duration))
    }

    fn arguments(&mut self, table: &Table) -> Vec<(SpannedText, Argument)> {
        let Some(with) = table.table("with") else { return Vec::new() };
        if let (Some(_), Some(second)) = (with.node("answer"), with.node("password")) {
            self.wrong(second, "a step has one answer", "state `answer` or `password`");
        }
        let mut arguments = Vec::new();
        for (key, node) in with.iter() {
            let argument = match key.name.as_str() {
                "answer" => node.as_text().and_then(|word| named(&AnswerKind::ALL, word)).map(Argument::Answer),
                "password" => Template::read(self.source, node, self.problems).map(Argument::Password),
                "offset" => Template::read(self.source, node, self.problems).map(Argument::Offset),
                _ => Template::read(self.source, node, self.problems).map(Argument::Value),
            };
            let name = SpannedText { text: key.name.clone(), span: key.span.clone() };
            arguments.extend(argument.map(|argument| (name, argument)));
        }
        arguments
    }

    fn expect(&mut self, node: &Node) -> Option<Expect> {
        if let Some(word) = spanned(node) {
            return Some(Expect::word(word));
        }
        let table = node.as_table()?;
        if let Some(stray) = ["saw", "fact"].into_iter().find_map(|key| table.node(key)) {
            self.wrong(stray, "only a mock is asked this", "write it in a step of its own: `do = \"mock.NAME\"`");
            return None;
        }
        for stray in ["status", "gap", "is", "absent"].into_iter().filter_map(|key| table.key(key)) {
            let title = format!("only what a mock saw or holds has `{}`", stray.name);
            self.problems.push(Problem::new(self.source, stray.span.clone(), title).help("take it out"));
        }
        let named: Vec<_> = ["code", "outcome", "any_of"].into_iter().filter_map(|key| table.node(key)).collect();
        let [named] = named.as_slice() else {
            self.wrong(node, "an expectation names one thing", "state one of `code`, `outcome` and `any_of`");
            return None;
        };
        let what = match named.as_list() {
            Some(items) => What::AnyOf(items.iter().filter_map(|item| self.expect(item)).collect()),
            None => What::Word(spanned(named)?),
        };
        Some(Expect {
            span: node.span.clone(),
            what,
            level: table.text("level").map(str::to_owned),
            message: table.text("message").map(str::to_owned),
            detail: table.node("detail").and_then(|node| self.pattern(node)),
            about: table.text("as").map(str::to_owned),
            count: self.template(table, "count"),
        })
    }

    pub(super) fn pattern(&mut self, node: &Node) -> Option<Regex> {
        let text = node.as_text()?;
        // By itself first: `)(` would be well-formed within our own parentheses.
        let pattern = Regex::new(text).and_then(|_| Regex::new(&format!("^(?:{text})$")));
        if pattern.is_err() {
            self.wrong(node, "this is no regular expression", "a literal text in '…' keeps backslashes as they are");
        }
        pattern.ok()
    }
}

impl Expect {
    /// An expectation of one word, once, as the catalog says it.
    pub fn word(word: SpannedText) -> Self {
        Self {
            span: word.span.clone(),
            what: What::Word(word),
            level: None,
            message: None,
            detail: None,
            about: None,
            count: None,
        }
    }
}

pub(super) fn named<T: Copy>(all: &[(&str, T)], word: &str) -> Option<T> {
    all.iter().find(|(name, _)| *name == word).map(|(_, value)| *value)
}

pub(super) fn spanned(node: &Node) -> Option<SpannedText> {
    Some(SpannedText { text: node.as_text()?.to_owned(), span: node.span.clone() })
}

fn spanned_list(table: &Table, key: &str) -> Vec<SpannedText> {
    table.list(key).iter().filter_map(spanned).collect()
}

fn texts(table: &Table, key: &str) -> Vec<String> {
    table.list(key).iter().filter_map(Node::as_text).map(str::to_owned).collect()
}
