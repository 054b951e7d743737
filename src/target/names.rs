use std::collections::BTreeSet;

use sekisho_files::{Problem, Problems, Table, nearest};

use super::{Binding, ObserveFrom, RadiusServer, SpannedText, Target};
use crate::template::{Name, Template};

/// Finds names in a target's templates that will have no value: at run time each would end its case.
///
/// What a step may give as an argument cannot be known from the target alone: of bare names and of users'
/// attributes only slips are told, but for actions that no step carries out.
pub(super) fn check(target: &Target, root: &Table, problems: &mut Problems) {
    let captures = target.actions.iter().flat_map(|binding| &binding.capture).map(|(name, _)| name.as_str());
    let mut checker = Checker { target, root, captures: captures.collect(), problems };
    for (place, observer) in target.observers.iter().enumerate() {
        match &observer.from {
            ObserveFrom::SyslogTcp(template) | ObserveFrom::SyslogUdp(template) | ObserveFrom::File(template) => {
                checker.template(template, &Place::Observer(place));
            }
            ObserveFrom::Response => {}
        }
    }
    if let Some(start) = &target.start {
        let templates = start.command.iter().chain(start.env.iter().map(|(_, template)| template));
        templates.for_each(|template| checker.template(template, &Place::Start));
    }
    for mock in &target.mocks {
        let templates = mock.arguments.iter().chain(mock.env.iter().map(|(_, template)| template));
        templates.for_each(|template| checker.template(template, &Place::Mock));
        checker.template(&mock.scope, &Place::Scope);
    }
    let files = target.accounts.iter().map(|accounts| &accounts.file).chain(&target.authority);
    files.for_each(|template| checker.template(template, &Place::Accounts));
    let of_all = target.base.iter().chain(&target.load_base).chain(target.headers.iter().map(|(_, template)| template));
    of_all.for_each(|template| checker.template(template, &Place::Call));
    let of_radius = target.radius.iter().flat_map(RadiusServer::templates);
    of_radius.for_each(|template| checker.template(template, &Place::Call));
    for binding in &target.actions {
        binding.names().iter().for_each(|(name, optional)| checker.name(name, *optional, &Place::Call));
    }
    checker.without_step();
}

/// The known name that a slip most likely meant. Short words are near to each other by chance: `my` is no slip
/// of `by` and `row` none of `now`, but in `nme` a letter of `name` is missing.
fn slip<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = wrong.chars().count();
    nearest(wrong, known).filter(|meant| letters > 3 || (letters == 3 && meant.chars().count() > letters))
}

/// The fact that a slip in one of the words between its dots most likely meant.
pub(crate) fn slip_of_fact<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let is_near = |fact: &&str| {
        let mut words = wrong.split('.').zip(fact.split('.'));
        let is_as_deep = wrong.split('.').count() == fact.split('.').count();
        is_as_deep && words.all(|(wrong, word)| wrong == word || slip(wrong, [word]).is_some())
    };
    known.into_iter().find(is_near)
}

/// Where a template stands: what has a value there.
enum Place {
    /// An observer, by its number: only those before it listen already.
    Observer(usize),
    /// The command line of a mock: all of them start at once.
    Mock,
    /// Whose part of a mock a case is.
    Scope,
    Start,
    Accounts,
    Call,
}

impl Place {
    fn roots(&self) -> &'static [&'static str] {
        match self {
            Place::Observer(_) => &["observe", "target"],
            Place::Mock => &["secret", "observe", "target"],
            Place::Scope => &["scenario", "run", "policy"],
            Place::Start => &["secret", "observe", "mock", "target"],
            Place::Accounts => &["start", "observe", "mock", "target"],
            Place::Call => &[
                "user", "users", "scenario", "run", "policy", "secret", "start", "observe", "mock", "target", "foreign",
            ],
        }
    }
}

/// Names without a dot that the harness defines. The last two belong to one action each.
const BARE: [&str; 8] = ["answer", "request", "now", "channel", "made_up", "sekisho", "by", "marker"];
/// What every user has, or may have.
const OF_USER: [&str; 12] = [
    "name",
    "pattern",
    "phrase",
    "phrase_position",
    "password",
    "serial",
    "seed",
    "pin",
    "bingo",
    "next",
    "certificate",
    "key",
];

struct Checker<'a> {
    target: &'a Target,
    root: &'a Table,
    captures: BTreeSet<&'a str>,
    problems: &'a mut Problems,
}

impl<'a> Checker<'a> {
    fn template(&mut self, template: &Template, place: &Place) {
        template.names().iter().for_each(|(name, optional)| self.name(name, *optional, place));
    }

    fn name(&mut self, name: &Name, optional: bool, place: &Place) {
        let Some((root, rest)) = name.path.split_once('.') else { return self.bare(name, place) };
        match root {
            _ if !place.roots().contains(&root) => self.undefined(name, root, place.roots()),
            "policy" => self.fact(name, optional),
            "secret" => {
                let stated = self.root.table("secret").into_iter().flat_map(Table::iter);
                let known: Vec<&str> = stated.map(|(key, _)| key.name.as_str()).collect();
                self.one_of(name, rest, optional, &known, "state it under `[secret]`");
            }
            "start" => self.start(name, rest, optional),
            "mock" => {
                let known: Vec<&str> = self.target.mocks.iter().map(|mock| mock.name.as_str()).collect();
                let rest = rest.split_once('.').map_or(rest, |(mock, _)| mock);
                self.one_of(name, rest, optional, &known, "ask for it by `[mock.NAME]`");
            }
            "foreign" => self.one_of(name, rest, false, &["certificate", "key"], ""),
            "observe" => self.observer(name, rest, optional, place),
            "scenario" => self.one_of(name, rest, false, &["id", "name"], ""),
            "run" => self.one_of(name, rest, false, &["id"], ""),
            "target" => self.one_of(name, rest, false, &["folder"], ""),
            "users" => match rest.split_once('.') {
                Some((_, attribute)) => self.attribute(name, attribute),
                None => self.problem(name, "write it like `users.bob.name`".into()),
            },
            _ => self.attribute(name, rest),
        }
    }

    fn bare(&mut self, name: &Name, place: &Place) {
        let known: Vec<&str> = match place {
            Place::Call => BARE.into_iter().chain(self.captures.iter().copied()).collect(),
            Place::Scope => Vec::new(),
            _ => vec!["sekisho"],
        };
        if known.contains(&name.path.as_str()) {
            return;
        }
        match (place, slip(&name.path, known.iter().copied())) {
            (Place::Call, None) => {}
            (Place::Call, Some(meant)) => self.problem(name, format!("did you mean `{meant}`?")),
            _ => self.undefined(name, &name.path, &[&known, place.roots()].concat()),
        }
    }

    /// Any attribute may be a scenario's.
    fn attribute(&mut self, name: &Name, attribute: &str) {
        let known: Vec<&str> = OF_USER.into_iter().chain(self.captures.iter().copied()).collect();
        if known.contains(&attribute) {
            return;
        }
        if let Some(meant) = slip(attribute, known.iter().copied()) {
            self.problem(name, format!("did you mean `{meant}`?"));
        }
    }

    fn fact(&mut self, name: &Name, optional: bool) {
        let facts = &self.target.policy;
        let meant = slip_of_fact(&name.path, facts.keys().map(String::as_str));
        match meant {
            _ if facts.contains_key(&name.path) => {}
            Some(meant) => self.problem(name, format!("did you mean `{meant}`?")),
            None if optional => {}
            None => self.problem(name, "state it under `[policy]`".into()),
        }
    }

    fn start(&mut self, name: &Name, rest: &str, optional: bool) {
        match &self.target.start {
            Some(start) => {
                let groups: Vec<&str> = start.ready.capture_names().flatten().collect();
                self.one_of(name, rest, optional, &groups, "name a group of `start.ready` so");
            }
            None if self.root.node("start").is_some() => {}
            None => self.one_of(name, rest, optional, &[], "this target starts nothing: there is no `[start]`"),
        }
    }

    /// Only what listens has an address; an observer that could not be read is told elsewhere.
    fn observer(&mut self, name: &Name, rest: &str, optional: bool, place: &Place) {
        let observers = &self.target.observers;
        if observers.len() < self.root.list("observe").len() {
            return;
        }
        let before = if let Place::Observer(place) = place { *place } else { observers.len() };
        let listens = |from: &ObserveFrom| matches!(from, ObserveFrom::SyslogTcp(_) | ObserveFrom::SyslogUdp(_));
        let listening = observers.iter().take(before).filter(|observer| listens(&observer.from));
        let known: Vec<&str> = listening.map(|observer| observer.name.as_str()).collect();
        self.one_of(name, rest, optional, &known, "only a syslog observer, stated before, has an address");
    }

    /// A name that must be one of these; if it is optional, only a slip is wrong.
    fn one_of(&mut self, name: &Name, rest: &str, optional: bool, known: &[&str], help: &str) {
        let meant = slip(rest, known.iter().copied());
        if known.contains(&rest) || (optional && meant.is_none()) {
            return;
        }
        let root = name.path.split('.').next().unwrap_or_default();
        let listed = || known.iter().map(|known| format!("`{root}.{known}`")).collect::<Vec<_>>().join(", ");
        let help = match meant {
            Some(meant) => format!("did you mean `{root}.{meant}`?"),
            None if !help.is_empty() => help.to_owned(),
            None => format!("known here: {}", listed()),
        };
        self.problem(name, help);
    }

    fn undefined(&mut self, name: &Name, wrong: &str, known: &[&str]) {
        let title = format!("`{}` is not defined here", name.path);
        let problem = Problem::new(&self.target.source, name.span.clone(), title);
        self.problems.push(problem.help_nearest(wrong, known.iter().copied()));
    }

    fn problem(&mut self, name: &Name, help: String) {
        let title = format!("`{}` is not defined here", name.path);
        self.problems.push(Problem::new(&self.target.source, name.span.clone(), title).help(help));
    }

    /// At set-up, at clean-up and as a barrier an action has no step's arguments.
    fn without_step(&mut self) {
        let target = self.target;
        let of_case = [&target.case_setup, &target.case_cleanup];
        let around = of_case.into_iter().chain([&target.user_setup, &target.user_cleanup, &target.load_setup]);
        let common = &BARE[..BARE.len() - 2];
        for binding in self.carried_out(around.flatten()) {
            self.arguments(binding, common, "at set-up or clean-up");
        }
        let with_marker: Vec<&str> = common.iter().copied().chain(["marker"]).collect();
        for binding in self.carried_out(target.observers.iter().filter_map(|observer| observer.barrier.as_ref())) {
            self.arguments(binding, &with_marker, "as a barrier");
        }
    }

    /// The bindings of these actions, and of those that must go before them.
    fn carried_out(&self, actions: impl Iterator<Item = &'a SpannedText>) -> Vec<&'a Binding> {
        let mut waiting: Vec<&str> = actions.map(|action| action.text.as_str()).collect();
        let mut found: Vec<&Binding> = Vec::new();
        while let Some(action) = waiting.pop() {
            for binding in self.target.actions.iter().filter(|binding| binding.action == action) {
                if !found.iter().any(|other| other.span == binding.span) {
                    found.push(binding);
                    waiting.extend(binding.first.iter().map(|first| first.text.as_str()));
                }
            }
        }
        found
    }

    fn arguments(&mut self, binding: &Binding, known: &[&str], when: &str) {
        for (name, optional) in binding.names() {
            let path = name.path.as_str();
            if optional || path.contains('.') || known.contains(&path) || self.captures.contains(path) {
                continue;
            }
            let title = format!("`{path}` has no value where `{}` is carried out {when}", binding.action);
            let problem = Problem::new(&self.target.source, name.span.clone(), title);
            self.problems
                .push(problem.help("there no step gives arguments: capture it, or let it be left out with `?`"));
        }
    }
}
