use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use sekisho_catalog::{Catalog, Class, Vocabulary};
use sekisho_files::{Problem, Problems, Source};

use super::MockAct;
use super::model::{Act, Argument, Each, EachOf, Expect, Param, Scenario, Step, What};
use crate::record::CaseName;
use crate::target::{Binding, SpannedText, Target, slip_of_fact};
use crate::template::{Name, Template};

/// The actions that the known targets bind, and the arguments that they take: what a scenario can say.
#[derive(Debug, Clone, Default)]
pub struct Known {
    actions: BTreeMap<String, BTreeSet<String>>,
    codes: BTreeSet<String>,
    facts: BTreeSet<String>,
    mocks: BTreeSet<String>,
}

impl Known {
    /// What these targets bind.
    pub fn of<'a>(targets: impl IntoIterator<Item = &'a Target>) -> Self {
        let mut known = Self::default();
        for target in targets {
            known.codes.extend(target.catalog.entries().map(|entry| entry.key.as_str().to_owned()));
            known.facts.extend(target.policy.keys().cloned());
            known.mocks.extend(target.mocks.iter().map(|mock| mock.name.clone()));
            for binding in &target.actions {
                let arguments = known.actions.entry(binding.action.clone()).or_default();
                gather(binding, target, &mut Vec::new(), arguments);
            }
        }
        known
    }
}

/// The arguments of an action and of those that must go before it: they are sent the same.
fn gather(binding: &Binding, target: &Target, passed: &mut Vec<Range<usize>>, into: &mut BTreeSet<String>) {
    if passed.contains(&binding.span) {
        return;
    }
    passed.push(binding.span.clone());
    let names = binding.names().into_iter().map(|(name, _)| name.path);
    into.extend(names.filter(|path| is_argument(path)));
    for first in &binding.first {
        let before = target.actions.iter().filter(|other| other.action == first.text);
        before.for_each(|before| gather(before, target, passed, into));
    }
}

/// Whether a step may state a name's value: its own arguments, and what else tells users and facts apart.
fn is_argument(path: &str) -> bool {
    match path.split_once('.') {
        Some((root, _)) => ["user", "policy", "scenario"].contains(&root),
        None => !BARE.contains(&path),
    }
}

/// Names that the harness itself defines.
const BARE: [&str; 8] =
    ["now", "marker", "request", "made_up", "channel", "sekisho", "foreign.certificate", "foreign.key"];
const DOTTED: [&str; 5] = ["policy", "user", "users", "scenario", "run"];
/// What a scenario that names its RADIUS client may name of it.
const OF_VENDOR: [&str; 3] = ["vendor.name", "vendor.timeout", "vendor.retries"];

/// Finds what is wrong in a scenario by itself: actions, arguments, outcomes, codes, users and names that
/// nothing knows. What a particular target lacks is no error but a reason to skip.
pub fn link(scenario: &Scenario, catalog: &Catalog, vocabulary: &Vocabulary, known: &Known, problems: &mut Problems) {
    let mut linker = Linker { scenario, catalog, vocabulary, known, problems, saved: BTreeSet::new() };
    for user in &scenario.users {
        user.attributes.iter().for_each(|(_, template)| linker.names(template, &scenario.params));
    }
    for each in &scenario.each {
        linker.each(each);
    }
    scenario.needs.iter().for_each(|need| linker.need(need));
    scenario.steps.iter().for_each(|step| linker.step(step));
    linker.ends();
}

struct Linker<'a> {
    scenario: &'a Scenario,
    catalog: &'a Catalog,
    vocabulary: &'a Vocabulary,
    known: &'a Known,
    problems: &'a mut Problems,
    saved: BTreeSet<&'a str>,
}

impl<'a> Linker<'a> {
    /// A fact that no target states may be one of a target to come; a slip is not.
    fn fact(&mut self, source: &Source, span: Range<usize>, path: &str) {
        if self.known.facts.contains(path) {
            return;
        }
        if let Some(meant) = slip_of_fact(path, self.known.facts.iter().map(String::as_str)) {
            let problem = Problem::new(source, span, format!("no target states `{path}`"));
            self.problems.push(problem.help(format!("did you mean `{meant}`?")));
        }
    }

    /// What no target could ever offer would skip the scenario everywhere, unseen.
    fn need(&mut self, need: &SpannedText) {
        let source = &self.scenario.source;
        let problem = |title| Problem::new(source, need.span.clone(), title);
        let problem = match need.text.split_once('.') {
            Some(("policy", _)) => return self.fact(source, need.span.clone(), &need.text),
            Some(("mock", mock)) if self.known.mocks.contains(mock) => return,
            Some(("mock", mock)) => problem(format!("there is no mock `{mock}`"))
                .label("no target asks for it")
                .help_nearest(mock, self.known.mocks.iter().map(String::as_str)),
            Some(("action", action)) if self.known.actions.contains_key(action) => return,
            Some(("action", action)) => problem(format!("there is no action `{action}`"))
                .label("no target binds it")
                .help_nearest(action, self.known.actions.keys().map(String::as_str)),
            _ => problem(format!("`{}` is nothing to need", need.text))
                .help("write `action.NAME`, `policy.NAME` or `mock.NAME`"),
        };
        self.problems.push(problem);
    }

    /// A name that the harness defines would no longer be had; the ends of a range are known before there is a
    /// case, and so name facts alone.
    fn each(&mut self, each: &Each) {
        if BARE.contains(&each.name.text.as_str()) || each.name.text == CaseName::VENDOR {
            let title = format!("`{}` has a meaning of its own", each.name.text);
            let problem = Problem::new(&self.scenario.source, each.name.span.clone(), title);
            self.problems.push(problem.help("give the parameter another name"));
        }
        let EachOf::Range(from, to) = &each.values else { return };
        for (name, _) in from.names().into_iter().chain(to.names()) {
            let source = &self.scenario.source;
            if name.path.starts_with("policy.") {
                self.fact(source, name.span, &name.path);
                continue;
            }
            let problem =
                Problem::new(source, name.span, format!("`{}` has no value before there is a case", name.path));
            self.problems.push(problem.help("the ends of a range are numbers, or facts as `policy.…`"));
        }
    }

    fn step(&mut self, step: &'a Step) {
        let scenario = self.scenario;
        match &step.act {
            Act::Do(action) => self.action(step, action),
            Act::Wait(template) => self.names(template, &step.params),
            Act::Await => {}
            Act::Mock(mock) => self.mock(step, mock),
        }
        let templates = [&step.acting, &step.times, &step.takes].into_iter().flatten();
        templates.for_each(|template| self.names(template, &step.params));
        for param in step.params.iter().filter(|param| !scenario.params.iter().any(|own| own.value == param.value)) {
            self.names(&param.value, &param.outer);
        }
        self.acting(step);
        step.expect.iter().for_each(|expect| self.expect(step, expect));
        step.never.iter().chain(&step.until).for_each(|word| self.word(step, word));
        self.shapes(step);
    }

    /// What is started must end, and only what was started can: of all else nothing would ever be judged.
    fn ends(&mut self) {
        let mut running: Vec<&Step> = Vec::new();
        for step in &self.scenario.steps {
            if step.start.is_some() {
                running.push(step);
            }
            let Some(until) = step.until.first() else { continue };
            if running.is_empty() && matches!(step.act, Act::Await) {
                let title = "nothing was started that could end";
                let problem = Problem::new(&step.source, until.span.clone(), title);
                self.problems.push(problem.help("write `start = true` in the step that starts it, above"));
            }
            running.clear();
        }
        for step in running {
            let Some(start) = &step.start else { continue };
            let problem = Problem::new(&step.source, start.clone(), "no later step waits for the end of this");
            self.problems.push(problem.help("write a step below: `do = \"wait\"`, `until = \"OUTCOME\"`"));
        }
    }

    fn mock(&mut self, step: &Step, mock: &MockAct) {
        if !self.known.mocks.contains(&mock.name.text) {
            let title = format!("there is no mock `{}`", mock.name.text);
            let problem = Problem::new(&step.source, mock.name.span.clone(), title).label("no target asks for it");
            self.problems.push(problem.help_nearest(&mock.name.text, self.known.mocks.iter().map(String::as_str)));
        }
        for template in mock.templates() {
            self.names(template, &step.params);
            let of_nobody = template.names().into_iter().find(|(name, _)| name.path.starts_with("user."));
            if let Some((name, _)) = of_nobody.filter(|_| step.acting.is_none()) {
                let title = format!("`{}` is whose?", name.path);
                let problem = Problem::new(template.source(), name.span, title);
                self.problems.push(problem.help("say `as`, or name the user: `users.alice.name`"));
            }
        }
    }

    fn action(&mut self, step: &Step, action: &SpannedText) {
        let Some(arguments) = self.known.actions.get(&action.text) else {
            let known: Vec<&str> = self.known.actions.keys().map(String::as_str).chain(["wait"]).collect();
            let problem =
                Problem::new(&step.source, action.span.clone(), format!("there is no action `{}`", action.text));
            self.problems.push(problem.label("no target binds it").help_nearest(&action.text, known.iter().copied()));
            return;
        };
        for (name, argument) in &step.with {
            match argument {
                Argument::Value(_) if !arguments.contains(&name.text) => {
                    let title = format!("`{}` takes no argument `{}`", action.text, name.text);
                    let problem = Problem::new(&step.source, name.span.clone(), title);
                    self.problems.push(problem.help_nearest(&name.text, arguments.iter().map(String::as_str)));
                }
                Argument::Value(template) | Argument::Password(template) | Argument::Offset(template) => {
                    self.names(template, &step.params);
                }
                Argument::Answer(_) => {}
            }
        }
    }

    fn acting(&mut self, step: &Step) {
        let Some((name, template)) = step.acting.as_ref().and_then(|acting| Some((acting.as_fixed()?, acting))) else {
            return;
        };
        self.user(step, &name, template.span());
    }

    fn user(&mut self, step: &Step, name: &str, span: std::ops::Range<usize>) {
        let users: Vec<&str> = self.scenario.users.iter().map(|user| user.name.as_str()).collect();
        if !users.contains(&name) {
            let problem = Problem::new(&step.source, span, format!("the scenario has no user `{name}`"));
            let problem = if users.is_empty() {
                problem.help(format!("write `[user.{name}]` above the steps"))
            } else {
                problem.help_nearest(name, users.iter().copied())
            };
            self.problems.push(problem);
        }
    }

    fn expect(&mut self, step: &Step, expect: &Expect) {
        match &expect.what {
            What::Word(word) => self.word(step, word),
            What::AnyOf(items) => items.iter().for_each(|item| self.expect(step, item)),
        }
        if let Some(user) = &expect.about {
            self.user(step, user, expect.span.clone());
        }
        if let Some(count) = &expect.count {
            self.names(count, &step.params);
        }
    }

    fn word(&mut self, step: &Step, word: &SpannedText) {
        let text = word.text.as_str();
        if self.known.codes.contains(text)
            || self.catalog.entry(text).is_some()
            || self.vocabulary.class_of(text).is_some()
            || text.parse::<Class>().is_ok()
        {
            return;
        }
        let is_code = text.bytes().any(|byte| byte.is_ascii_digit());
        let problem = match is_code {
            true => {
                let title = format!("code {text} is not in catalog {}", self.catalog.name());
                let codes: Vec<&str> = self.catalog.entries().map(|entry| entry.key.as_str()).collect();
                let problem = Problem::new(&step.source, word.span.clone(), title).label("no such code");
                match sekisho_files::nearest(text, codes.iter().copied()) {
                    Some(code) => problem.help(format!("did you mean {code}?")),
                    None => problem.help(format!("`sekisho catalog list {}` lists them all", self.catalog.name())),
                }
            }
            false => {
                let known: Vec<&str> =
                    self.vocabulary.words().chain(["accept", "pending", "reject", "error", "none"]).collect();
                let problem = Problem::new(&step.source, word.span.clone(), format!("there is no outcome `{text}`"));
                match sekisho_files::nearest(text, known.iter().copied()) {
                    Some(outcome) => problem.help(format!("did you mean `{outcome}`?")),
                    None => problem.help("`sekisho catalog list outcomes` lists them all"),
                }
            }
        };
        self.problems.push(problem);
    }

    fn shapes(&mut self, step: &'a Step) {
        let unknown = |wanted: &&SpannedText| !self.saved.contains(wanted.text.as_str());
        let wanted: Vec<_> = step.shaped_as.iter().chain(&step.same_as).filter(unknown).collect();
        for wanted in wanted {
            let problem = Problem::new(
                &step.source,
                wanted.span.clone(),
                format!("no earlier step saves an answer as `{}`", wanted.text),
            );
            self.problems.push(problem.help("write `save = \"…\"` in the step whose answer is the model"));
        }
        self.saved.extend(step.save.as_deref());
    }

    fn names(&mut self, template: &Template, params: &[Param]) {
        for (name, _) in template.names() {
            let root = name.path.split('.').next().unwrap_or_default();
            let known = BARE.contains(&name.path.as_str())
                || (DOTTED.contains(&root) && root != name.path)
                || self.is_of_vendor(&name.path)
                || params.iter().any(|param| param.name == name.path);
            if !known {
                self.undefined(template, &name, params);
            } else if root == "users" {
                self.other_user(template, &name);
            } else if root == "policy" {
                self.fact(template.source(), name.span.clone(), &name.path);
            }
        }
    }

    /// Whether it names what the profile of the scenario's own client states.
    fn is_of_vendor(&self, path: &str) -> bool {
        OF_VENDOR.contains(&path) && self.scenario.vendor.as_ref().is_some_and(|vendor| vendor.value(path).is_some())
    }

    fn undefined(&mut self, template: &Template, name: &Name, params: &[Param]) {
        let known: Vec<&str> =
            BARE.into_iter().chain(DOTTED).chain(params.iter().map(|param| param.name.as_str())).collect();
        let problem =
            Problem::new(template.source(), name.span.clone(), format!("`{}` is not defined here", name.path));
        self.problems
            .push(problem.help_nearest(name.path.split('.').next().unwrap_or_default(), known.iter().copied()));
    }

    fn other_user(&mut self, template: &Template, name: &Name) {
        let other = name.path.split('.').nth(1).unwrap_or_default();
        let users: Vec<&str> = self.scenario.users.iter().map(|user| user.name.as_str()).collect();
        if !users.contains(&other) {
            let problem =
                Problem::new(template.source(), name.span.clone(), format!("the scenario has no user `{other}`"));
            self.problems.push(problem.help_nearest(other, users.iter().copied()));
        }
    }
}
