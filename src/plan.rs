//! The plan: which scenarios run on which channels of a target, what each step resolves to, and what is
//! skipped and why. It does no I/O.

use std::sync::Arc;

use sekisho_catalog::{Catalog, Class, Key, Status, Unresolved, Vocabulary};
use sekisho_files::{Problem, Problems};

use crate::cast::{Player, players};
use crate::check::{Accepts, Wanted};
use crate::record::CaseName;
use crate::scenario::{Act, Argument, Expect, MockAct, Param, Question, Scenario, Step, What};
use crate::target::{Binding, Reach, SpannedText, Target, Wire};
use crate::template::{EvalError, Name, Scope, Template, Value};
use crate::variant::{Variant, variants};
use crate::vendor::Profile;

/// A scenario on a channel in a variant, ready to run.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its name.
    pub name: CaseName,
    /// The scenario.
    pub scenario: Arc<Scenario>,
    /// The values of the scenario's `each`.
    pub variant: Variant,
    /// As which RADIUS client it is carried out.
    pub player: Player,
    /// What each of its steps resolves to.
    pub steps: Vec<PlannedStep>,
    /// Whether nothing else may run meanwhile.
    pub alone: bool,
}

/// What a step resolves to on a target and channel.
#[derive(Debug, Clone, Default)]
pub struct PlannedStep {
    /// What must be emitted; the users it is about are still the scenario's names.
    pub wanted: Vec<Wanted>,
    /// What must not be emitted.
    pub never: Vec<Wanted>,
    /// How often the step is carried out.
    pub times: u64,
    /// What ends the step: one of these.
    pub until: Vec<Wanted>,
    /// How often a mock must have seen each thing that the step asks; 1 for what is no such question.
    pub sights: Vec<u64>,
}

/// Cases to run, and those that are skipped with the reason.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// What will run, by name.
    pub cases: Vec<Case>,
    /// What will not, and why.
    pub skipped: Vec<(CaseName, String)>,
}

/// Makes the plan. An expectation that can mean several codes is an error of its file.
pub fn plan(scenarios: &[Arc<Scenario>], target: &Target, vocabulary: &Vocabulary, problems: &mut Problems) -> Plan {
    plan_as(scenarios, target, vocabulary, &[], problems)
}

/// The same as vendors' RADIUS clients, if there are any: cases of RADIUS once for each, and no others.
pub fn plan_as(
    scenarios: &[Arc<Scenario>],
    target: &Target,
    vocabulary: &Vocabulary,
    vendors: &[Arc<Profile>],
    problems: &mut Problems,
) -> Plan {
    let mut plan = Plan::default();
    for scenario in scenarios {
        let channels: Vec<Option<&str>> = match scenario.channels.as_slice() {
            [] => vec![None],
            channels => channels.iter().map(|channel| Some(channel.text.as_str())).collect(),
        };
        for channel in channels {
            let players = players(scenario, channel, vendors);
            if players.is_empty() {
                continue;
            }
            let variants = match variants(scenario, &Facts(target, &[], &Variant::default()), problems) {
                Ok(variants) => variants,
                Err(reason) => {
                    plan.skipped.push((named(scenario, channel, &Variant::default()), reason));
                    continue;
                }
            };
            for (player, variant) in players.iter().flat_map(|player| variants.iter().map(move |it| (player, it))) {
                let variant = variant.played_by(player);
                let mut planner = Planner { target, vocabulary, scenario, channel, variant: &variant, problems };
                match planner.case(player) {
                    Ok(case) => plan.cases.push(case),
                    Err(Skip(reason)) => plan.skipped.push((named(scenario, channel, &variant), reason)),
                }
            }
        }
    }
    plan.cases.sort_by(|one, other| one.name.cmp(&other.name));
    plan.skipped.sort();
    plan
}

fn named(scenario: &Scenario, channel: Option<&str>, variant: &Variant) -> CaseName {
    CaseName { scenario: scenario.name.clone(), channel: channel.map(str::to_owned), variant: variant.name() }
}

struct Skip(String);

struct Planner<'a> {
    target: &'a Target,
    vocabulary: &'a Vocabulary,
    scenario: &'a Arc<Scenario>,
    channel: Option<&'a str>,
    variant: &'a Variant,
    problems: &'a mut Problems,
}

/// The facts that counts and repetitions may use.
struct Facts<'a>(&'a Target, &'a [Param], &'a Variant);

impl Scope for Facts<'_> {
    fn value(&self, path: &str) -> Option<Value> {
        let param = self.1.iter().find(|param| param.name == path);
        match param {
            Some(param) => param.value.value(&Facts(self.0, &param.outer, self.2)).ok(),
            None => match path.strip_prefix("each.") {
                Some(name) => self.2.value(name).cloned(),
                None => self.0.policy.get(path).cloned(),
            },
        }
    }
}

impl Planner<'_> {
    fn case(&mut self, player: &Player) -> Result<Case, Skip> {
        let steps = self.steps()?;
        if let Some(reason) = player.cannot(self.scenario, &steps, self.target, self.vocabulary) {
            return Err(Skip(reason));
        }
        let events_name_nobody = self.target.observers.iter().any(|observer| observer.alone);
        Ok(Case {
            name: named(self.scenario, self.channel, self.variant),
            alone: self.scenario.alone || events_name_nobody || self.touches_server(),
            scenario: self.scenario.clone(),
            variant: self.variant.clone(),
            player: player.clone(),
            steps,
        })
    }

    fn steps(&mut self) -> Result<Vec<PlannedStep>, Skip> {
        self.needs()?;
        let mut running = None;
        let mut planned = Vec::new();
        for step in &self.scenario.steps {
            planned.push(self.step(step, running.as_ref())?);
            if let (Some(_), Act::Do(action)) = (&step.start, &step.act) {
                running = self.target.binding(&action.text, self.channel_of(step)).cloned();
            }
        }
        Ok(planned)
    }

    /// What the scenario needs beyond its steps.
    fn needs(&self) -> Result<(), Skip> {
        for need in &self.scenario.needs {
            let (is_there, what) = match need.text.split_once('.') {
                Some(("action", action)) => (self.target.binding(action, self.channel).is_some(), "bind"),
                Some(("mock", mock)) => (self.target.mock(mock).is_some(), "ask for"),
                Some(("policy", _)) => (self.target.policy.contains_key(&need.text), "state"),
                _ => (false, "offer"),
            };
            if !is_there {
                return Err(Skip(format!("the target does not {what} {}", need.text)));
            }
        }
        self.states(self.scenario.users.iter().flat_map(|user| &user.attributes).map(|(_, template)| template))
    }

    fn touches_server(&self) -> bool {
        let target = self.target;
        let steps = self.scenario.steps.iter().filter_map(|step| match &step.act {
            Act::Do(action) => Some((action.text.as_str(), self.channel_of(step))),
            Act::Wait(_) => Some(("advance-clock", self.channel_of(step))),
            Act::Await | Act::Mock(_) => None,
        });
        let around = [&target.case_setup, &target.case_cleanup, &target.user_setup, &target.user_cleanup];
        let around = around.into_iter().flatten().map(|action| (action.text.as_str(), self.channel));
        steps.chain(around).any(|(action, channel)| self.reaches_server(action, channel))
    }

    /// Whether an action, or one that must go before it, touches the whole server.
    fn reaches_server(&self, action: &str, channel: Option<&str>) -> bool {
        self.target.binding(action, channel).is_some_and(|binding| {
            binding.reach == Reach::Server
                || binding.first.iter().any(|first| self.reaches_server(&first.text, channel))
        })
    }

    fn channel_of<'s>(&'s self, step: &'s Step) -> Option<&'s str> {
        step.channel.as_ref().map(|channel| channel.text.as_str()).or(self.channel)
    }

    /// `running` is the action that was started last and runs on.
    fn step(&mut self, step: &Step, running: Option<&Binding>) -> Result<PlannedStep, Skip> {
        self.policy_facts(step)?;
        let times = self.count(step.times.as_ref(), step)?;
        match &step.act {
            Act::Wait(_) => self.wait().map(|()| PlannedStep { times, ..PlannedStep::default() }),
            Act::Await => match running {
                Some(running) => self.emitting(step, running, times),
                None => Ok(PlannedStep { times, ..PlannedStep::default() }),
            },
            Act::Mock(mock) => self.of_mock(mock, step, times),
            Act::Do(action) => {
                let binding = self.bound(action, step)?;
                self.emitting(step, &binding, times)
            }
        }
    }

    /// A step of which something may be emitted, as the binding says what.
    fn emitting(&mut self, step: &Step, binding: &Binding, times: u64) -> Result<PlannedStep, Skip> {
        let mut wanted = Vec::new();
        for expect in &step.expect {
            wanted.extend(self.expectation(expect, step, binding)?);
        }
        if !step.until.is_empty() && self.target.authority().is_none() {
            return Err(Skip("the target has no log that tells when what was started ends".into()));
        }
        let mut until = Vec::new();
        for word in &step.until {
            let accepts = self.accepts(word, step, binding)?;
            until.push(Wanted { label: label(&word.text, accepts.as_ref()), ..forbidden(word, accepts) });
        }
        // What the catalog lacks cannot come.
        let never = step.never.iter().filter_map(|word| {
            let accepts = self.accepts(word, step, binding).ok()?;
            Some(forbidden(word, accepts))
        });
        Ok(PlannedStep { wanted, never: never.collect(), times, until, sights: Vec::new() })
    }

    fn of_mock(&mut self, mock: &MockAct, step: &Step, times: u64) -> Result<PlannedStep, Skip> {
        if self.target.mock(&mock.name.text).is_none() {
            return Err(Skip(format!("the target asks for no mock {}", mock.name.text)));
        }
        let mut sights = Vec::new();
        for ask in &mock.asks {
            let count = match &ask.what {
                Question::Saw(saw) => saw.count.as_ref(),
                Question::Fact { .. } => None,
            };
            sights.push(self.count(count, step)?);
        }
        Ok(PlannedStep { times, sights, ..PlannedStep::default() })
    }

    fn wait(&self) -> Result<(), Skip> {
        let movable = self.target.binding("advance-clock", self.channel).is_some();
        if movable || !self.target.wait_budget.is_zero() {
            return Ok(());
        }
        Err(Skip("the target's clock cannot be moved, and it gives no `time.budget` for really waiting".into()))
    }

    fn bound(&self, action: &SpannedText, step: &Step) -> Result<Binding, Skip> {
        let channel = self.channel_of(step);
        let Some(binding) = self.target.binding(&action.text, channel) else {
            let place = channel.map(|channel| format!(" on {channel}")).unwrap_or_default();
            return Err(Skip(format!("the target does not bind the action {}{place}", action.text)));
        };
        for (name, argument) in &step.with {
            let slot = if matches!(argument, Argument::Value(_)) { name.text.as_str() } else { "answer" };
            if !self.takes(binding, slot, channel) {
                return Err(Skip(format!("the target's {} takes no {slot}", action.text)));
            }
        }
        self.packets(binding, step)?;
        Ok(binding.clone())
    }

    /// Packets can be broken only where the action is spoken in them, from clients that the target names.
    fn packets(&self, binding: &Binding, step: &Step) -> Result<(), Skip> {
        let asks = step.raw.is_some() || step.reply.is_some();
        if asks && matches!(binding.wire, Wire::Http(_)) {
            return Err(Skip(format!("the target does not speak {} in RADIUS here", binding.action)));
        }
        let clients = self.target.radius.iter().flat_map(|radius| &radius.clients);
        let known: Vec<&str> = clients.map(|(name, _)| name.as_str()).collect();
        let client = step.raw.as_ref().and_then(|raw| raw.client.as_ref());
        match client.filter(|client| !known.contains(&client.text.as_str())) {
            Some(client) => Err(Skip(format!("the target names no RADIUS client {}", client.text))),
            None => Ok(()),
        }
    }

    /// Whether an action, or one that must go before it, has a slot of this name.
    fn takes(&self, binding: &Binding, slot: &str, channel: Option<&str>) -> bool {
        let mut first = binding.first.iter().filter_map(|action| self.target.binding(&action.text, channel));
        binding.uses(slot) || first.any(|first| self.takes(first, slot, channel))
    }

    /// Facts of the target that the step's templates name.
    fn policy_facts(&self, step: &Step) -> Result<(), Skip> {
        let arguments = step.with.iter().filter_map(|(_, argument)| match argument {
            Argument::Value(template) | Argument::Password(template) | Argument::Offset(template) => Some(template),
            Argument::Answer(_) => None,
        });
        let own = match &step.act {
            Act::Wait(template) => vec![template],
            Act::Mock(mock) => mock.templates(),
            Act::Do(_) | Act::Await => Vec::new(),
        };
        self.states(arguments.chain(own).chain(&step.takes).chain(given(&step.params)))
    }

    /// Whether the target states each fact that templates name, unless they can do without it.
    fn states<'t>(&self, templates: impl Iterator<Item = &'t Template>) -> Result<(), Skip> {
        let lacks = |(name, optional): &(Name, bool)| {
            !optional && name.path.starts_with("policy.") && !self.target.policy.contains_key(&name.path)
        };
        match templates.flat_map(Template::names).find(lacks) {
            Some((name, _)) => Err(Skip(format!("the target does not state {}", name.path))),
            None => Ok(()),
        }
    }

    fn count(&mut self, template: Option<&Template>, step: &Step) -> Result<u64, Skip> {
        let Some(template) = template else { return Ok(1) };
        match template.value(&Facts(self.target, &step.params, self.variant)) {
            Ok(Value::Integer(count)) => match u64::try_from(count) {
                Ok(count) => Ok(count),
                Err(_) => Err(Skip(format!("{} yields {count} under the target's policy", template.at()))),
            },
            Ok(other) => {
                let problem = Problem::new(
                    template.source(),
                    template.span(),
                    format!("expected a number, got {}", other.kind()),
                );
                self.problems.push(problem);
                Ok(1)
            }
            Err(error) => match error.error {
                EvalError::Undefined(name) => Err(Skip(format!("the target does not state {}", name.path))),
                error => {
                    self.problems.push(Problem::new(template.source(), template.span(), error.to_string()));
                    Ok(1)
                }
            },
        }
    }

    /// An expectation and its companions.
    fn expectation(&mut self, expect: &Expect, step: &Step, binding: &Binding) -> Result<Vec<Wanted>, Skip> {
        let (accepts, label) = match &expect.what {
            What::Word(word) => {
                let accepts = self.accepts(word, step, binding)?;
                let label = label(&word.text, accepts.as_ref());
                (accepts.into_iter().collect::<Vec<_>>(), label)
            }
            What::AnyOf(items) => self.any_of(items, step, binding)?,
        };
        let wanted = Wanted {
            label,
            accepts,
            count: self.count(expect.count.as_ref(), step)?,
            level: expect.level.clone(),
            message: expect.message.clone(),
            detail: expect.detail.clone(),
            about: expect.about.clone(),
        };
        let companions = companions(&wanted, &self.target.catalog);
        Ok([wanted].into_iter().chain(companions).collect())
    }

    /// Alternatives that this catalog lacks are left out, as long as one is left.
    fn any_of(&mut self, items: &[Expect], step: &Step, binding: &Binding) -> Result<(Vec<Accepts>, String), Skip> {
        let words = items.iter().filter_map(|item| match &item.what {
            What::Word(word) => Some(word),
            What::AnyOf(_) => None,
        });
        let mut found = Vec::new();
        let mut lacking = None;
        for word in words {
            match self.accepts(word, step, binding) {
                Ok(accepted) => found.push((label(&word.text, accepted.as_ref()), accepted)),
                Err(skip) => lacking = lacking.or(Some(skip)),
            }
        }
        match (found.is_empty(), lacking) {
            (true, Some(skip)) => Err(skip),
            _ => {
                let labels = found.iter().map(|(label, _)| label.as_str()).collect::<Vec<_>>().join(" or ");
                Ok((found.into_iter().filter_map(|(_, accepted)| accepted).collect(), labels))
            }
        }
    }

    fn accepts(&mut self, word: &SpannedText, step: &Step, binding: &Binding) -> Result<Option<Accepts>, Skip> {
        let catalog = &self.target.catalog;
        let text = word.text.as_str();
        if catalog.entry(text).is_some() {
            return Ok(Some(Accepts::Code(text.to_owned())));
        }
        if let Ok(class) = text.parse::<Class>() {
            return Ok(Some(Accepts::Class(class)));
        }
        if self.vocabulary.class_of(text) == Some(Class::None) {
            return Ok(Some(Accepts::Outcome(text.to_owned())));
        }
        let families: Vec<String> = binding.families.iter().map(|family| family.text.clone()).collect();
        match catalog.resolve(&families, self.channel_of(step), text) {
            Ok(entry) => Ok(Some(Accepts::Code(entry.key.as_str().to_owned()))),
            Err(Unresolved::Nowhere) if self.answers_say(binding, text) => Ok(Some(Accepts::Outcome(text.to_owned()))),
            Err(Unresolved::Nowhere) => {
                Err(Skip(format!("catalog {} has no {text} for this action and channel", catalog.name())))
            }
            Err(Unresolved::Ambiguous(keys)) => self.ambiguous(&keys, word, step, binding),
        }
    }

    /// Several codes of one family: the scenario must name one. Codes of families that the action does not
    /// name: the target file leaves open what this would be.
    fn ambiguous(
        &mut self,
        keys: &[Key],
        word: &SpannedText,
        step: &Step,
        binding: &Binding,
    ) -> Result<Option<Accepts>, Skip> {
        let text = &word.text;
        let own = |key: &Key| {
            let family = self.target.catalog.entry(key.as_str()).map(|entry| entry.family.as_str());
            binding.families.iter().any(|own| Some(own.text.as_str()) == family)
        };
        let listed = keys.iter().map(Key::as_str).collect::<Vec<_>>().join(", ");
        if !keys.iter().any(own) {
            if self.answers_say(binding, text) {
                return Ok(Some(Accepts::Outcome(text.clone())));
            }
            let action = &binding.action;
            return Err(Skip(format!(
                "{text} could be any of {listed}: the target's {action} names no family that has it"
            )));
        }
        self.problems.push(
            Problem::new(&step.source, word.span.clone(), format!("`{text}` can mean several codes here"))
                .label(listed)
                .help("name the code instead"),
        );
        Ok(None)
    }

    /// Whether a rule of the target file reads this outcome from an answer, though the catalog has no code.
    fn answers_say(&self, binding: &Binding, outcome: &str) -> bool {
        binding.answers.iter().chain(&self.target.answers).any(|rule| rule.outcome.text == outcome)
    }
}

/// What was given for the parameters of a flow, and for those of the flows that it stands in.
fn given(params: &[Param]) -> Vec<&Template> {
    params.iter().flat_map(|param| [&param.value].into_iter().chain(given(&param.outer))).collect()
}

fn label(word: &str, accepts: Option<&Accepts>) -> String {
    match accepts {
        Some(Accepts::Code(code)) if code != word => format!("{code} {word}"),
        _ => word.to_owned(),
    }
}

fn forbidden(word: &SpannedText, accepts: Option<Accepts>) -> Wanted {
    Wanted { accepts: accepts.into_iter().collect(), ..Wanted::code(word.text.clone(), "") }
}

/// What a conforming server emits right after this expectation's code.
fn companions(wanted: &Wanted, catalog: &Catalog) -> Vec<Wanted> {
    let [Accepts::Code(code)] = wanted.accepts.as_slice() else { return Vec::new() };
    let Some(entry) = catalog.entry(code) else { return Vec::new() };
    let active =
        entry.then.iter().filter(|key| catalog.entry(key.as_str()).is_some_and(|entry| entry.status == Status::Active));
    active
        .map(|key| Wanted {
            count: wanted.count,
            about: wanted.about.clone(),
            ..Wanted::code(format!("{} with {code}", key.as_str()), key.as_str())
        })
        .collect()
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
