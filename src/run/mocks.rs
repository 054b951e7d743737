use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde_json::{Map, Value as Json};

use super::invoke::{Actor, Trouble};
use super::scope::StepScope;
use super::step::{Done, millis};
use super::watching::Watched;
use crate::check::{SightWanted, Sighted, complaint, fact, sights_seen};
use crate::plan::PlannedStep;
use crate::record::{Finding, Proof, StepDone};
use crate::scenario::{Act, MockAct, PATIENCE_FOR_SIGHTS, Question, Saw, Step};
use crate::target::JsonTemplate;
use crate::template::{RenderError, Scope, Template, Value};
use crate::wire::{Control, ControlError, Sight};

/// For how long at most a mock is asked to wait at once: facts can change without anything that it saw.
const SLICE: Duration = Duration::from_millis(500);
/// What a mock is told under such names stands in no output.
const SECRET: [&str; 2] = ["secret", "password"];

/// A question with its slots filled, and how far it is answered.
enum Asking {
    Saw { wanted: SightWanted, sighted: Sighted, looked_at: usize },
    Fact { name: String, is: Option<String>, finding: Option<Finding> },
}

impl Asking {
    fn expected(&self) -> String {
        match self {
            Self::Saw { wanted, .. } => wanted.expected(),
            Self::Fact { name, is: Some(is), .. } => format!("{name} is {is}"),
            Self::Fact { name, is: None, .. } => format!("{name} is no fact"),
        }
    }

    fn look_at(&mut self, sights: &[Sight], facts: Option<&Map<String, Json>>) {
        match (self, facts) {
            (Self::Saw { wanted, sighted, looked_at }, _) => {
                sights[*looked_at..].iter().for_each(|sight| sighted.take(sight, wanted));
                *looked_at = sights.len();
            }
            (Self::Fact { name, is, finding }, Some(facts)) => *finding = fact(name, is.as_deref(), facts.get(name)),
            (Self::Fact { .. }, None) => {}
        }
    }

    fn is_met(&self) -> bool {
        match self {
            Self::Saw { wanted, sighted, .. } => sighted.is_enough(wanted),
            Self::Fact { finding, .. } => finding.is_none(),
        }
    }

    fn findings(self, lost: bool) -> Vec<Finding> {
        match self {
            Self::Saw { wanted, sighted, .. } => sighted.findings(&wanted, lost),
            Self::Fact { finding, .. } => finding.into_iter().collect(),
        }
    }
}

impl Actor<'_> {
    /// Carries out one repetition of a step of a mock: it is told how to behave, and asked until it has seen what it
    /// must, or until patience ends.
    pub(super) async fn mock_step(
        &mut self,
        step: &Step,
        mock: &MockAct,
        planned: &PlannedStep,
        user: Option<usize>,
        repetition: u64,
    ) -> Done {
        let begun = Instant::now();
        let mut done = StepDone {
            number: step.number,
            repetition,
            at: step.at.clone(),
            action: step.action().to_owned(),
            user: user.map(|user| self.case.users[user].label.clone()),
            expected: Vec::new(),
            answers: Vec::new(),
            events: Vec::new(),
            sights: Vec::new(),
            rejected: Default::default(),
            findings: Vec::new(),
            proof: Proof::Answer,
            elapsed_ms: 0,
        };
        let result = self.told_and_asked(step, mock, planned, user, &mut done).await;
        for finding in &mut done.findings {
            finding.expected = self.redactor.shown(&finding.expected);
            finding.got = self.redactor.shown(&finding.got);
        }
        done.expected.iter_mut().for_each(|expected| *expected = self.redactor.shown(expected));
        done.sights.iter_mut().for_each(|sight| sight.what = self.redactor.shown(&sight.what));
        done.elapsed_ms = millis(begun.elapsed());
        Done { trouble: result.err(), ..Done::quiet(done) }
    }

    async fn told_and_asked(
        &mut self,
        step: &Step,
        mock: &MockAct,
        planned: &PlannedStep,
        user: Option<usize>,
        done: &mut StepDone,
    ) -> Result<(), Trouble> {
        let name = &mock.name.text;
        let program = mock.program.as_ref().map(|program| self.program(program, step, user)).transpose()?;
        let mut asking = self.asking(step, mock, planned, user)?;
        done.expected = asking.iter().map(Asking::expected).collect();
        self.watch(name)?;
        if let Some(program) = program {
            let control = self.watched(name)?.control.clone();
            self.patiently(name, control.program(&program)).await?;
        }
        let within = step.within.unwrap_or(PATIENCE_FOR_SIGHTS);
        self.ask_until(name, &mut asking, within).await?;
        let sights = self.watched(name)?.sights();
        done.findings = asking.into_iter().flat_map(|asking| asking.findings(sights.are_lost)).collect();
        if !done.findings.is_empty() {
            done.sights = sights_seen(&sights.all);
        }
        Ok(())
    }

    /// Asks until all is as it must be, or until patience ends. What must have come is awaited by its arrival.
    async fn ask_until(&mut self, name: &str, asking: &mut [Asking], within: Duration) -> Result<(), Trouble> {
        if asking.is_empty() {
            return Ok(());
        }
        let until = Instant::now() + within;
        let facts_of = asking.iter().filter_map(|asking| match asking {
            Asking::Fact { name, .. } => Some(name.clone()),
            Asking::Saw { .. } => None,
        });
        let names: Vec<String> = facts_of.collect();
        let mut patience = Duration::ZERO;
        loop {
            let look = self.watched(name)?.look(patience);
            self.patiently(name, look).await?;
            let facts = match names.is_empty() {
                false => {
                    let control = self.watched(name)?.control.clone();
                    Some(self.patiently(name, control.facts(&names)).await?)
                }
                true => None,
            };
            let sights = self.watched(name)?.sights();
            asking.iter_mut().for_each(|asking| asking.look_at(&sights.all, facts.as_ref()));
            drop(sights);
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || asking.iter().all(Asking::is_met) {
                return Ok(());
            }
            patience = if names.is_empty() { left } else { left.min(SLICE) };
        }
    }

    /// From now on it is known where the mock's part for this case is controlled.
    fn watch(&mut self, name: &str) -> Result<(), Trouble> {
        if self.mocks.contains_key(name) {
            return Ok(());
        }
        let context = self.context;
        let mock = context.target.mock(name);
        let mock = mock.ok_or_else(|| Trouble::Skip(format!("the target asks for no mock {name}")))?;
        let address = context.variables.get(&format!("mock.{name}.control"));
        let address = address.ok_or_else(|| Trouble::Cannot(format!("the mock {name} told no `control` address")))?;
        let scope = mock.scope.value(&self.scope_of_nobody(&[])).map_err(|error| Trouble::Cannot(error.to_string()))?;
        let control = Control::new(&self.clients.http, address, &scope.to_string());
        self.mocks.insert(name.to_owned(), Watched::new(control));
        Ok(())
    }

    fn watched(&mut self, name: &str) -> Result<&mut Watched, Trouble> {
        self.mocks.get_mut(name).ok_or_else(|| Trouble::Cannot(format!("the mock {name} was not looked for")))
    }

    /// An interrupt ends the wait for a mock; but for clean-up.
    async fn patiently<T>(
        &self,
        name: &str,
        asked: impl Future<Output = Result<T, ControlError>>,
    ) -> Result<T, Trouble> {
        let interruption = async {
            match self.is_cleaning {
                true => std::future::pending().await,
                false => self.context.interruption().await,
            }
        };
        let answer = tokio::select! {
            answer = asked => answer,
            () = interruption => return Err(Trouble::Interrupted),
        };
        answer.map_err(|error| Trouble::Cannot(format!("the mock {name}: {}", self.redactor.shown(&error.to_string()))))
    }

    /// What mocks will be asked whether they saw it is gathered from the beginning.
    pub(super) fn gather(&mut self, steps: &[Step]) -> Result<(), Trouble> {
        let asked = steps.iter().filter_map(|step| match &step.act {
            Act::Mock(mock) => Some(mock),
            Act::Do(_) | Act::Wait(_) | Act::Await => None,
        });
        for mock in asked.filter(|mock| mock.asks.iter().any(|ask| matches!(ask.what, Question::Saw(_)))) {
            self.watch(&mock.name.text)?;
            self.watched(&mock.name.text)?.gather();
        }
        Ok(())
    }

    /// What the mocks that the scenario names have against the server, each with what it is.
    pub(super) async fn verdicts(&mut self, steps: &[Step]) -> Result<Vec<(String, Vec<Finding>)>, Trouble> {
        let mut verdicts = Vec::new();
        for name in named(steps) {
            self.watch(name)?;
            let control = self.watched(name)?.control.clone();
            let complaints = self.patiently(name, control.verdict()).await?;
            let findings = complaints.iter().map(complaint).map(|finding| Finding {
                expected: self.redactor.shown(&finding.expected),
                got: self.redactor.shown(&finding.got),
                ..finding
            });
            verdicts.push((name.to_owned(), findings.collect()));
        }
        Ok(verdicts)
    }

    /// The mocks that the scenario names may forget this case: all of them, whatever fails.
    pub(super) async fn forget(&mut self, steps: &[Step]) -> Result<(), Trouble> {
        let mut result = Ok(());
        for name in named(steps) {
            let forgotten = match self.watch(name).and_then(|()| Ok(self.watched(name)?.control.clone())) {
                Ok(control) => {
                    self.mocks.remove(name);
                    self.patiently(name, control.forget()).await
                }
                Err(trouble) => Err(trouble),
            };
            result = result.and(forgotten);
        }
        result
    }

    fn mock_scope<'s>(&'s self, step: &'s Step, user: Option<usize>) -> StepScope<'s> {
        let (context, case) = (self.context, &self.case);
        StepScope { context, case, user, channel: None, params: &step.params, arguments: &[] }
    }

    /// What a mock is told, with its slots filled. What is a secret there is one everywhere.
    fn program(&mut self, program: &JsonTemplate, step: &Step, user: Option<usize>) -> Result<Json, Trouble> {
        let mut secrets = Vec::new();
        let rendered = rendered(program, &self.mock_scope(step, user), false, &mut secrets);
        secrets.iter().for_each(|secret| self.hide(secret));
        let rendered = rendered.map_err(|error| Trouble::Cannot(error.to_string()))?;
        Ok(rendered.unwrap_or_else(|| Json::Object(Map::new())))
    }

    fn asking(
        &self,
        step: &Step,
        mock: &MockAct,
        planned: &PlannedStep,
        user: Option<usize>,
    ) -> Result<Vec<Asking>, Trouble> {
        let scope = self.mock_scope(step, user);
        let text = |template: &Template| {
            template.value(&scope).map(|value| value.to_string()).map_err(|error| Trouble::Cannot(error.to_string()))
        };
        let ask = |(ask, count): (&crate::scenario::Ask, &u64)| match &ask.what {
            Question::Saw(saw) => {
                let wanted = wanted(saw, text(&saw.pattern)?, *count, &scope)?;
                Ok(Asking::Saw { wanted, sighted: Sighted::default(), looked_at: 0 })
            }
            Question::Fact { name, is } => {
                let is = is.as_ref().map(&text).transpose()?;
                Ok(Asking::Fact { name: text(name)?, is, finding: None })
            }
        };
        mock.asks.iter().zip(&planned.sights).map(ask).collect()
    }
}

fn wanted(saw: &Saw, pattern: String, count: u64, scope: &StepScope<'_>) -> Result<SightWanted, Trouble> {
    let gap = saw.gap.as_ref().map(|gap| {
        let value = gap.measure(scope).map_err(|error| Trouble::Cannot(error.to_string()))?;
        let wrong = || Trouble::Cannot(format!("{}: expected a duration, got {}", gap.at(), value.kind()));
        value.as_duration().ok_or_else(wrong)
    });
    let gap = gap.transpose()?;
    Ok(SightWanted { pattern, status: saw.status, count, or_more: saw.or_more, gap })
}

/// The mocks that steps name, each once.
fn named(steps: &[Step]) -> BTreeSet<&str> {
    let names = steps.iter().filter_map(|step| match &step.act {
        Act::Mock(mock) => Some(mock.name.text.as_str()),
        Act::Do(_) | Act::Wait(_) | Act::Await => None,
    });
    names.collect()
}

/// JSON with its slots filled; a key without a value is left out. Durations are texts: `7s`.
fn rendered(
    json: &JsonTemplate,
    scope: &dyn Scope,
    is_secret: bool,
    secrets: &mut Vec<String>,
) -> Result<Option<Json>, RenderError> {
    Ok(match json {
        JsonTemplate::Leaf(template) => {
            let value = template.value(scope)?;
            if is_secret {
                secrets.push(value.to_string());
            }
            match value {
                Value::Duration(_) => Some(value.to_string().into()),
                value => value.json(),
            }
        }
        JsonTemplate::Array(items) => {
            let items: Result<Vec<_>, _> = items.iter().map(|item| rendered(item, scope, is_secret, secrets)).collect();
            Some(items?.into_iter().flatten().collect())
        }
        JsonTemplate::Object(fields) => {
            let mut object = Map::new();
            for (name, field) in fields {
                let is_secret = is_secret || SECRET.iter().any(|word| name.contains(word));
                let value = rendered(field, scope, is_secret, secrets)?;
                object.extend(value.map(|value| (name.clone(), value)));
            }
            Some(object.into())
        }
    })
}
