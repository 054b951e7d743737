//! A scenario on a target, compiled into what one login sends.

use std::fmt;

use sekisho_catalog::Catalog;
use sekisho_load::{Account, Call, Check, Expected, Hand, Journey, Keep, Path, Piece, Rule, Source, Way};

use super::cut::{Field, Marks, Slot};
use crate::authenticator::Credentials;
use crate::check::{Accepts, Wanted};
use crate::plan::PlannedStep;
use crate::run::Provisioned;
use crate::scenario::{Act, AnswerKind, Argument, Param, Step};
use crate::target::{AnswerRule, Binding, Extract, HttpCall, Member, ObserveFrom, Pointer, Target, Wire};
use crate::template::{Scope, Template, Value};
use crate::wire::{HttpRequest, render_http};

/// A journey with those who go on it.
#[derive(Debug)]
pub struct Compiled {
    /// What each login sends.
    pub journey: Journey,
    /// Who logs in.
    pub accounts: Vec<Account>,
    /// The root of its URLs: `http://127.0.0.1:80`.
    pub base: String,
}

/// Why a scenario cannot be repeated as load: what it asks for that load does not do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CannotCompile(pub String);

/// Compiles the case that was set up. With `base`, requests go there in place of the target's own root.
///
/// A login knows what its own answers gave it and nothing of an earlier login. What goes before an action is part of each
/// login only if a later request needs what it gives; otherwise it was said once and holds.
///
/// # Errors
///
/// The scenario asks for something that load does not do.
pub fn compile(set_up: &Provisioned, base: Option<&Template>, sign: u64) -> Result<Compiled, CannotCompile> {
    let case = set_up.case();
    let mut compiler = Compiler {
        set_up,
        target: set_up.target(),
        channel: case.name.channel.as_deref(),
        base,
        marks: Marks::new(sign),
        fields: Vec::new(),
        bases: Vec::new(),
    };
    let turns = compiler.turns(&case.scenario.steps, &case.steps)?;
    let journey = compiler.journey(&turns)?;
    let accounts = compiler.accounts(&journey)?;
    let base = match compiler.bases.as_slice() {
        [base] => base.clone(),
        bases => return cannot(format!("its requests go to several places: {}", bases.join(", "))),
    };
    Ok(Compiled { journey, accounts, base })
}

fn cannot<T>(why: impl Into<String>) -> Result<T, CannotCompile> {
    Err(CannotCompile(why.into()))
}

/// One request of the journey.
#[derive(Clone)]
struct Turn<'a> {
    binding: &'a Binding,
    /// The step that it is, and what that resolves to; none of what goes before one.
    step: Option<(&'a Step, &'a PlannedStep)>,
    params: &'a [Param],
    with: &'a [(crate::target::SpannedText, Argument)],
}

struct Compiler<'a> {
    set_up: &'a Provisioned,
    target: &'a Target,
    channel: Option<&'a str>,
    base: Option<&'a Template>,
    marks: Marks,
    fields: Vec<Field>,
    bases: Vec<String>,
}

impl<'a> Compiler<'a> {
    /// What is sent, in order.
    fn turns(&self, steps: &'a [Step], planned: &'a [PlannedStep]) -> Result<Vec<Turn<'a>>, CannotCompile> {
        let mut turns: Vec<Turn<'a>> = Vec::new();
        let mut unused: Vec<&str> = Vec::new();
        for (step, planned) in steps.iter().zip(planned) {
            suits(step)?;
            let Act::Do(action) = &step.act else { return cannot(format!("{}: load does not wait", step.at)) };
            let Some(binding) = self.target.binding(&action.text, self.channel) else {
                return cannot(format!("{}: the target does not bind {} here", step.at, action.text));
            };
            let turn = Turn { binding, step: Some((step, planned)), params: &step.params, with: &step.with };
            for _ in 0..planned.times {
                self.append(&turn, &mut unused, &mut turns);
            }
        }
        Ok(needed(turns))
    }

    /// A request with what must go before it, unless what that gives is at hand and unused.
    fn append(&self, turn: &Turn<'a>, unused: &mut Vec<&'a str>, turns: &mut Vec<Turn<'a>>) {
        for first in &turn.binding.first {
            let Some(binding) = self.target.binding(&first.text, self.channel) else { continue };
            let gives: Vec<&str> = binding.capture.iter().map(|(name, _)| name.as_str()).collect();
            if gives.is_empty() || !gives.iter().all(|name| unused.contains(name)) {
                self.append(&Turn { binding, step: None, ..turn.clone() }, unused, turns);
            }
        }
        let used: Vec<String> = used(turn.binding).collect();
        unused.retain(|name| !used.iter().any(|used| used == name));
        unused.extend(turn.binding.capture.iter().map(|(name, _)| name.as_str()));
        turns.push(turn.clone());
    }

    fn journey(&mut self, turns: &[Turn<'a>]) -> Result<Journey, CannotCompile> {
        let mut kept: Vec<&str> = Vec::new();
        let mut calls = Vec::new();
        for (place, turn) in turns.iter().enumerate() {
            let later: Vec<String> = turns[place + 1..].iter().flat_map(|turn| used(turn.binding)).collect();
            let mut call = self.call(turn, &kept)?;
            for (name, pointer) in turn.binding.capture.iter().filter(|(name, _)| later.contains(name)) {
                let at = kept.iter().position(|other| *other == name.as_str()).unwrap_or_else(|| {
                    kept.push(name);
                    kept.len() - 1
                });
                call.keeps.push(Keep { place: at, from: source(pointer, &turn.binding.action)? });
            }
            calls.push(call);
        }
        let table = kept.iter().position(|name| *name == "table");
        let name = self.set_up.case().name.to_string();
        Ok(Journey { name, calls, kept: kept.len(), table })
    }

    fn call(&mut self, turn: &Turn<'a>, kept: &[&str]) -> Result<Call, CannotCompile> {
        let action = &turn.binding.action;
        let http = match &turn.binding.wire {
            Wire::Http(http) if !http.browser && http.url.is_none() => http,
            Wire::Http(_) => return cannot(format!("{action} follows redirects, which load does not")),
            Wire::Radius(_) => return cannot(format!("{action} is spoken in RADIUS, which load does not speak yet")),
        };
        let request = self.rendered(turn, http, kept)?;
        if request.identity.is_some() {
            return cannot(format!("{action} shows a client certificate, which load does not"));
        }
        if !self.bases.contains(&request.base) {
            self.bases.push(request.base.clone());
        }
        let (head, body) = self.cut(&request);
        Ok(Call { name: action.clone(), head, body, keeps: Vec::new(), check: self.check(turn)? })
    }

    /// The request with marks in the place of what differs.
    fn rendered(&mut self, turn: &Turn<'a>, http: &HttpCall, kept: &[&str]) -> Result<HttpRequest, CannotCompile> {
        let mut arguments: Vec<(String, Value)> = Vec::new();
        for (name, argument) in turn.with {
            if let Argument::Value(template) = argument {
                let value = template.value(&self.set_up.scope(0, turn.params, &[]));
                arguments.push((name.text.clone(), value.map_err(|error| CannotCompile(error.to_string()))?));
            }
        }
        for (name, _) in turn.binding.names() {
            let path = name.path.as_str();
            if arguments.iter().any(|(own, _)| own == path) {
                continue;
            }
            let mark = match path {
                "answer" => self.answer(turn)?,
                "request" => format!("{}-{}", self.set_up.id(), self.marks.of(Slot::Number)),
                "now" => return cannot(format!("{} states the time, which load does not", turn.binding.action)),
                _ if path.starts_with("user.") => match self.set_up.scope(0, &[], &[]).value(path) {
                    Some(Value::Text(_)) => self.marks.of(Slot::Account(path.to_owned())),
                    Some(_) => return cannot(format!("{path} is no text, so no slot of load")),
                    None => continue,
                },
                _ => match kept.iter().position(|own| *own == path) {
                    Some(place) => self.marks.of(Slot::Kept(place)),
                    None => continue,
                },
            };
            arguments.push((path.to_owned(), Value::Text(mark)));
        }
        let scope = self.set_up.scope(0, turn.params, &arguments);
        let base = self.base.or(self.target.base.as_ref());
        let call = HttpCall { base: if self.base.is_some() { None } else { http.base.clone() }, ..http.clone() };
        render_http(&call, base, &self.target.headers, &scope).map_err(|error| CannotCompile(error.to_string()))
    }

    fn answer(&mut self, turn: &Turn<'a>) -> Result<String, CannotCompile> {
        let kind = turn.with.iter().find_map(|(_, argument)| match argument {
            Argument::Answer(kind) => Some(*kind),
            _ => None,
        });
        match kind.unwrap_or(AnswerKind::Right) {
            AnswerKind::Right => Ok(self.marks.of(Slot::Answer(false))),
            AnswerKind::Wrong => Ok(self.marks.of(Slot::Answer(true))),
            _ => cannot(format!("{}: load gives answers that are right or wrong", turn.binding.action)),
        }
    }

    fn cut(&mut self, request: &HttpRequest) -> (Vec<Piece>, Option<Vec<Piece>>) {
        let (marks, fields) = (&self.marks, &mut self.fields);
        let mut head = Vec::new();
        let query: Vec<String> = request.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let question = if query.is_empty() { "" } else { "?" };
        let (host, root) = host_and_root(&request.base);
        let line = format!("{} {root}{}{question}{} HTTP/1.1\r\n", request.method, request.path, query.join("&"));
        marks.cut(&line, Way::Percent, fields, &mut head);
        marks.cut(&format!("host: {host}\r\n"), Way::Plain, fields, &mut head);
        for (name, value) in &request.headers {
            marks.cut(&format!("{name}: {value}\r\n"), Way::Plain, fields, &mut head);
        }
        let kind = request.headers.iter().find(|(name, _)| name == "content-type").map(|(_, kind)| kind.as_str());
        let way = match kind {
            Some("application/json") => Way::Json,
            Some("application/x-www-form-urlencoded") => Way::Percent,
            _ => Way::Plain,
        };
        let body = request.body.as_ref().map(|body| {
            let mut pieces = Vec::new();
            marks.cut(&String::from_utf8_lossy(body), way, fields, &mut pieces);
            pieces
        });
        (head, body)
    }

    /// What the answer to a request must say: to a step's, what it expects; to what goes before, what it may emit.
    fn check(&self, turn: &Turn<'a>) -> Result<Check, CannotCompile> {
        let (code, level) = self.places()?;
        let rules = turn.binding.answers.iter().chain(&self.target.answers).filter(|rule| rule.radius.is_none());
        let rules = rules.map(rule).collect::<Result<_, _>>()?;
        let catalog = &self.target.catalog;
        let mut check = Check { code, level, rules, ..Check::default() };
        match turn.step {
            Some((_, planned)) => {
                planned.wanted.iter().for_each(|wanted| expect(wanted, turn, self.target, &mut check));
            }
            None => {
                let codes = self.target.by_products(turn.binding, self.channel);
                check.codes = codes.iter().map(|code| expected(code, None, catalog)).collect();
                check.outcomes = turn.binding.emits.iter().map(|word| word.text.as_str().into()).collect();
                check.by_status = true;
            }
        }
        Ok(check)
    }

    /// Where answers carry codes and levels.
    fn places(&self) -> Result<(Option<Path>, Option<Path>), CannotCompile> {
        let response = self.target.observers.iter().find(|observer| matches!(observer.from, ObserveFrom::Response));
        match response.map(|observer| &observer.extract) {
            None => Ok((None, None)),
            Some(Extract::Pattern(_)) => cannot("the target reads codes from answers by a pattern; load reads JSON"),
            Some(Extract::Json(places)) => {
                let place = |name: &str| places.get(name).map(path).transpose();
                Ok((place("code")?, place("level")?))
            }
        }
    }

    fn accounts(&self, journey: &Journey) -> Result<Vec<Account>, CannotCompile> {
        let pieces = journey.calls.iter().flat_map(|call| call.head.iter().chain(call.body.iter().flatten()));
        let answers = pieces.into_iter().any(|piece| matches!(piece, Piece::Answer { .. }));
        let users = self.set_up.case().scenario.users.len();
        (0..users)
            .map(|user| {
                let scope = self.set_up.scope(user, &[], &[]);
                let fields = self.fields.iter().map(|(path, way)| {
                    let text = scope.value(path).map(|value| value.to_string()).unwrap_or_default();
                    way.encoded(&text)
                });
                let hand = if answers { hand(self.set_up.credentials(user))? } else { Hand::Password([].into()) };
                Ok(Account { fields: fields.collect(), hand })
            })
            .collect()
    }
}

/// Whether load can carry a step out.
fn suits(step: &Step) -> Result<(), CannotCompile> {
    let asks = [
        (step.spoil.is_some() || step.raw.is_some(), "breaks its request"),
        (step.once, "is a race"),
        (step.channel.is_some(), "has a channel of its own"),
        (step.start.is_some() || !step.until.is_empty(), "goes on beside others"),
        (step.like.is_some(), "asks for an answer of some form"),
        (step.save.is_some() || step.shaped_as.is_some() || step.same_as.is_some(), "compares answers"),
        (step.reply.is_some(), "looks into packets"),
        (step.takes.is_some(), "measures one answer"),
        (step.expect.is_empty(), "expects nothing, so no answer to it could be wrong"),
    ];
    let literal = step.with.iter().any(|(_, it)| matches!(it, Argument::Password(_) | Argument::Offset(_)));
    let asks = asks.into_iter().chain([(literal, "gives a literal password, or a code of another time step")]);
    match asks.into_iter().find(|(asked, _)| *asked) {
        Some((_, what)) => cannot(format!("{}: this step {what}, and load repeats plain logins", step.at)),
        None => Ok(()),
    }
}

/// The requests without those that go before others and give nothing that a later one uses.
fn needed(turns: Vec<Turn<'_>>) -> Vec<Turn<'_>> {
    let mut needed: Vec<Turn<'_>> = Vec::new();
    for turn in turns.into_iter().rev() {
        let gives = &turn.binding.capture;
        let is_used =
            gives.iter().any(|(name, _)| needed.iter().any(|later| used(later.binding).any(|it| it == *name)));
        if turn.step.is_some() || gives.is_empty() || is_used {
            needed.push(turn);
        }
    }
    needed.reverse();
    needed
}

/// The names that a request uses; an answer is read from the table.
fn used(binding: &Binding) -> impl Iterator<Item = String> + use<> {
    let names =
        binding.names().into_iter().map(|(name, _)| if name.path == "answer" { "table".into() } else { name.path });
    names.collect::<Vec<_>>().into_iter()
}

fn expect(wanted: &Wanted, turn: &Turn<'_>, target: &Target, check: &mut Check) {
    let catalog = &target.catalog;
    for accepts in &wanted.accepts {
        match accepts {
            Accepts::Code(code) => {
                check.codes.push(expected(code, wanted.level.as_deref(), catalog));
                // Where the answer carries no code, a rule may tell the same outcome, or what the wire tells for it.
                let outcome = catalog.entry(code).map(|entry| entry.outcome.as_str());
                check.outcomes.extend(outcome.into_iter().flat_map(|outcome| told_as(outcome, target)));
            }
            Accepts::Outcome(outcome) => check.outcomes.extend(told_as(outcome, target)),
            Accepts::Class(class) => {
                let own = |family: &str| turn.binding.families.iter().any(|own| own.text == family);
                let entries = catalog.entries().filter(|entry| entry.class == *class && own(entry.family.as_str()));
                check.codes.extend(entries.map(|entry| expected(entry.key.as_str(), None, catalog)));
            }
        }
    }
}

/// An outcome, and those that the wire tells alike on purpose.
fn told_as(outcome: &str, target: &Target) -> Vec<Box<str>> {
    let masks = target.masks.iter().filter(|mask| mask.iter().any(|word| word == outcome)).flatten();
    masks.map(String::as_str).chain([outcome]).map(Into::into).collect()
}

fn expected(code: &str, level: Option<&str>, catalog: &Catalog) -> Expected {
    let own = catalog.entry(code).and_then(|entry| entry.level).map(sekisho_catalog::Level::as_str);
    Expected { code: code.into(), level: level.or(own).map(Into::into) }
}

fn rule(rule: &AnswerRule) -> Result<Rule, CannotCompile> {
    if rule.text.is_some() {
        return cannot(format!("the rule of {} reads more than a status and JSON", rule.outcome.text));
    }
    let equals = rule.equals.iter().map(|(pointer, text)| Ok((path(pointer)?, text.as_str().into())));
    Ok(Rule {
        status: rule.status.iter().map(|range| (range.0, range.1)).collect(),
        has: rule.has.iter().map(path).collect::<Result<_, _>>()?,
        equals: equals.collect::<Result<_, _>>()?,
        outcome: rule.outcome.text.as_str().into(),
    })
}

fn path(pointer: &Pointer) -> Result<Path, CannotCompile> {
    let Pointer::Json(members) = pointer else {
        return cannot(format!("{pointer} is no place in JSON, where load reads what answers mean"));
    };
    let member = |member: &Member| match member {
        Member::Name(name) => sekisho_load::Member::Name(name.as_str().into()),
        Member::Index(index) => sekisho_load::Member::Index(*index),
    };
    Ok(Path(members.iter().map(member).collect()))
}

fn source(pointer: &Pointer, action: &str) -> Result<Source, CannotCompile> {
    match pointer {
        Pointer::Json(_) => path(pointer).map(Source::Json),
        Pointer::Header(name) => Ok(Source::Header(name.clone())),
        Pointer::Cookie(name) => Ok(Source::Cookie(name.clone())),
        Pointer::Radius(_) => cannot(format!("{action} keeps {pointer}, which no answer of HTTP has")),
    }
}

fn hand(credentials: Option<&Credentials>) -> Result<Hand, CannotCompile> {
    match credentials {
        Some(Credentials::Password(password)) => Ok(Hand::Password(password.as_bytes().into())),
        Some(Credentials::Matrix { pattern, phrase }) => Ok(Hand::Cells {
            cells: pattern.cells().iter().filter_map(|cell| u8::try_from(*cell).ok()).collect(),
            phrase: phrase.as_ref().map_or(&[][..], |phrase| phrase.text.as_bytes()).into(),
            position: phrase.as_ref().map_or(0, |phrase| phrase.position),
        }),
        Some(Credentials::Token(_)) => cannot("load does not compute codes of time yet"),
        None => cannot("a user has no credentials of this channel's method"),
    }
}

/// `http://host:1/root` in its two parts.
fn host_and_root(base: &str) -> (&str, &str) {
    let rest = base.split_once("://").map_or(base, |(_, rest)| rest);
    rest.find('/').map_or((rest, ""), |at| rest.split_at(at))
}

impl fmt::Display for CannotCompile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CannotCompile {}
