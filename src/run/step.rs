use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::invoke::{Actor, Call, Given, Trouble};
use super::lasting::endless;
use super::reading::{self, Exchange};
use super::scope::StepScope;
use super::shape_of::{difference, shape_of};
use crate::check::{Judged, Seen, StepSeen, Wanted, WireSeen, Witness, holds_token, judge};
use crate::observe::Observed;
use crate::plan::PlannedStep;
use crate::record::{EventSeen, Finding, FindingKind, Proof, Role, StepDone};
use crate::scenario::{Act, Again, AnswerKind, Argument, PATIENCE_FOR_ENDS, Param, Raw, Step};
use crate::target::{Binding, ObserveFrom};
use crate::template::{Template, Value, show_duration};
use crate::wire::{Answer, Discard};

/// What one repetition of a step came to.
pub(super) struct Done {
    pub step: StepDone,
    pub codes: Vec<Seen>,
    /// Why the case cannot go on, if it cannot.
    pub trouble: Option<Trouble>,
    /// Whether what was started did not end in time.
    pub is_endless: bool,
}

impl Done {
    /// A step of which no events are told.
    pub(super) fn quiet(step: StepDone) -> Self {
        Self { step, codes: Vec::new(), trouble: None, is_endless: false }
    }
}

/// How often an answer that must be wrong may be right by chance.
const MOST_CHANCES: usize = 20;

/// Answers that were kept, by name.
pub(super) type Shapes = Vec<(String, Kept)>;

/// What an answer looks like, and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    shape: Vec<String>,
    octets: Vec<u8>,
}

impl Kept {
    pub(super) fn of(answer: &Answer) -> Self {
        Self { shape: shape_of(answer), octets: answer.octets().to_vec() }
    }
}

/// What events and answers are judged against.
#[derive(Default)]
pub(super) struct Asked<'a> {
    /// What must come.
    pub wanted: &'a [Wanted],
    /// What must not come.
    pub never: &'a [Wanted],
    /// Whether the order is free.
    pub unordered: bool,
    /// The user whom events must be about, as the server knows the user.
    pub about: Option<&'a str>,
    /// The tenant or session that events must name.
    pub scope: Option<&'a str>,
    /// Whether the step could not be carried out to its end.
    pub is_cut_off: bool,
}

/// What a step says of its request.
struct Arguments {
    /// Values of slots of the action's templates.
    slots: Vec<(String, Value)>,
    answer: Given,
    /// How many time steps further a code of time is.
    offset: i32,
}

/// What was sent and came back in one repetition.
struct Round {
    answers: Vec<WireSeen>,
    kept: Option<Kept>,
    leaks: bool,
}

impl Actor<'_> {
    /// Carries out one repetition of a step, or all of them at once, and judges it.
    pub(super) async fn step(
        &mut self,
        step: &Step,
        planned: &PlannedStep,
        repetition: u64,
        channel: Option<&str>,
        shapes: &mut Shapes,
    ) -> Done {
        let begun = Instant::now();
        self.by_products.clear();
        self.rejected.clear();
        self.findings.clear();
        let channel = step.channel.as_ref().map(|channel| channel.text.as_str()).or(channel);
        let user = match self.acting(step) {
            Ok(user) => user,
            Err(trouble) => return self.troubled(step, repetition, begun, trouble),
        };
        if let Act::Mock(mock) = &step.act {
            return self.mock_step(step, mock, planned, user, repetition).await;
        }
        let (round, mut trouble) = match self.carry_out(step, planned, user, channel).await {
            Ok(round) => (round, None),
            Err(trouble) => (Round { answers: Vec::new(), kept: None, leaks: false }, Some(trouble)),
        };
        if step.start.is_some() {
            self.hold();
        }
        let is_lasting = !planned.until.is_empty() && trouble.is_none();
        let patience = step.within.unwrap_or(PATIENCE_FOR_ENDS);
        let mut is_endless = false;
        if is_lasting {
            match self.end_of(&planned.until, patience).await {
                Ok(end) => is_endless = end.is_none(),
                Err(unsettled) => trouble = Some(unsettled),
            }
        }
        let within = step.within.filter(|_| !is_lasting);
        let before = match is_lasting {
            true => self.held.take(),
            false => self.held.as_mut().map(std::mem::take),
        };
        let (mut events, settled) = self.settle(before.unwrap_or_default(), &planned.wanted, within).await;
        let proof = settled.unwrap_or_else(|unsettled| {
            trouble = trouble.take().or(Some(unsettled));
            Proof::Answer
        });
        let strays = self.clients.radius.take_strays();
        self.count_rejected(strays);
        let wanted = self.placed(&planned.wanted);
        let (about, scope) = (self.about(step, user), self.scope(step));
        let asked = Asked {
            wanted: &wanted,
            never: &planned.never,
            unordered: step.unordered || step.once,
            about: about.as_deref(),
            scope: scope.as_deref(),
            is_cut_off: trouble.is_some() || is_endless,
        };
        if self.held.is_some() {
            events = self.claim(&asked, events, &round.answers);
        } else if is_endless {
            self.hold();
        }
        let mut judged = match trouble {
            Some(Trouble::Interrupted | Trouble::Skip(_)) => Judged::default(),
            _ => self.judged(&asked, events, round.answers),
        };
        if is_endless {
            judged.findings.insert(0, endless(&planned.until, patience));
        }
        if step.like.is_some() {
            without_chance(&mut judged);
        }
        if round.leaks {
            judged.findings.push(Finding::new(
                FindingKind::Leak,
                "no secret of the scenario",
                "a secret in the answer",
            ));
        }
        judged.findings.append(&mut self.findings);
        judged.findings.extend(compare(step, round.kept, shapes));
        let at_once = if step.once { format!(" ×{} at once", planned.times) } else { String::new() };
        let done = StepDone {
            number: step.number,
            repetition,
            at: step.at.clone(),
            action: format!("{}{at_once}", step.action()),
            user: user.map(|user| self.case.users[user].label.clone()),
            expected: planned.wanted.iter().map(labelled).collect(),
            answers: judged.answers,
            events: judged.events,
            sights: Vec::new(),
            rejected: rejected_seen(&std::mem::take(&mut self.rejected)),
            findings: judged.findings,
            proof,
            elapsed_ms: millis(begun.elapsed()),
        };
        Done { step: done, codes: judged.codes, trouble, is_endless }
    }

    fn troubled(&self, step: &Step, repetition: u64, begun: Instant, trouble: Trouble) -> Done {
        let step = StepDone {
            number: step.number,
            repetition,
            at: step.at.clone(),
            action: step.action().to_owned(),
            user: None,
            expected: Vec::new(),
            answers: Vec::new(),
            events: Vec::new(),
            sights: Vec::new(),
            rejected: BTreeMap::new(),
            findings: Vec::new(),
            proof: Proof::Answer,
            elapsed_ms: millis(begun.elapsed()),
        };
        Done { trouble: Some(trouble), ..Done::quiet(step) }
    }

    async fn carry_out(
        &mut self,
        step: &Step,
        planned: &PlannedStep,
        user: Option<usize>,
        channel: Option<&str>,
    ) -> Result<Round, Trouble> {
        let action = match &step.act {
            Act::Wait(duration) => return self.wait(duration, step).await,
            Act::Do(action) => &action.text,
            Act::Await | Act::Mock(_) => return Ok(Round { answers: Vec::new(), kept: None, leaks: false }),
        };
        let context = self.context;
        let binding = context.target.binding(action, channel);
        let binding = binding.ok_or_else(|| Trouble::Skip(format!("the target does not bind {action} here")))?;
        let said = self.arguments(step, user, channel)?;
        let call = Call {
            binding,
            user,
            channel,
            params: &step.params,
            arguments: &said.slots,
            answer: &said.answer,
            offset: said.offset,
            spoil: step.spoil,
        };
        if step.once { self.race(step, planned.times, call).await } else { self.once(step, call).await }
    }

    async fn once(&mut self, step: &Step, call: Call<'_>) -> Result<Round, Trouble> {
        self.before(step, call).await?;
        let mut request = self.prepare_distinct(step, call).await?;
        let since = self.moment(step).await?;
        let mut exchange = self.send(call, &request).await?;
        let mut answers = Vec::new();
        while let Some(next) = request.after(&exchange) {
            answers.push(reading::read(self.context, call.binding, &exchange));
            exchange = self.send(call, &next).await?;
            request = next;
        }
        self.took(step, since).await?;
        self.earlier.extend(self.last.take().map(|last| (call.user, last)));
        self.look_at(step, &exchange);
        self.keep_what_is_there(call, &exchange);
        let seen = reading::read(self.context, call.binding, &exchange);
        mute(call.binding, &exchange, &seen)?;
        self.renew(call, &exchange, &seen);
        let leaks = self.is_leaked(call.binding, &exchange);
        answers.push(seen);
        Ok(Round { kept: exchange.as_ref().ok().map(Kept::of), answers, leaks })
    }

    /// Whether an answer on the wire holds a secret of the scenario: a password that is echoed, say. What the
    /// target file captures there, such as the seed of an app, is what was asked for.
    fn is_leaked(&self, binding: &Binding, exchange: &Exchange) -> bool {
        let Ok(answer) = exchange else { return false };
        let text = answer.said();
        let asked: Vec<String> =
            reading::captures(binding, answer).into_iter().filter_map(|(_, value)| Some(value?.to_string())).collect();
        let leaked = |secret: &&String| !asked.contains(secret) && holds_token(&text, secret);
        self.redactor.secrets().iter().any(|secret| leaked(&secret))
    }

    /// What must go before; an answer that is to be the same goes with the same ticket.
    async fn before(&mut self, step: &Step, call: Call<'_>) -> Result<(), Trouble> {
        match (&step.like, call.answer) {
            (_, Given::Kind(AnswerKind::Same)) => Ok(()),
            _ if step.raw.as_ref().is_some_and(|raw| raw.again == Again::Datagram) => Ok(()),
            (Some(form), _) => self.preliminaries_like(call, form).await,
            (None, _) => self.preliminaries(call).await,
        }
    }

    /// The request; where a wrong answer would have been right by chance, with another challenge.
    async fn prepare_distinct(&mut self, step: &Step, call: Call<'_>) -> Result<crate::wire::Request, Trouble> {
        self.look_at_clock(call).await?;
        if let Some(request) = self.repeated(step, call)? {
            return Ok(request);
        }
        for _ in 0..MOST_CHANCES {
            match self.prepare(call) {
                Err(Trouble::ByChance) => {
                    self.mark_used(call);
                    self.before(step, call).await?;
                }
                prepared => {
                    let request = prepared?;
                    return step.raw.as_ref().map_or(Ok(request.clone()), |raw| self.broken(request, raw, call));
                }
            }
        }
        Err(Trouble::Cannot(format!("the wrong answer would have been right by chance {MOST_CHANCES} times")))
    }

    /// Requests that are sent at once, on one preliminary or on one each.
    async fn race(&mut self, step: &Step, times: u64, call: Call<'_>) -> Result<Round, Trouble> {
        let mut requests = Vec::new();
        for racer in 0..times {
            if step.fresh || racer == 0 {
                self.before(step, call).await?;
            }
            requests.push(self.prepare_distinct(step, call).await?);
        }
        let since = self.moment(step).await?;
        let mut racers = tokio::task::JoinSet::new();
        for request in requests {
            let clients = self.clients.clone();
            racers.spawn(async move { (clients.send(&request).await, request) });
        }
        let mut exchanges: Vec<Exchange> = Vec::new();
        for (sent, request) in racers.join_all().await {
            self.look_at_hops(call.user, &request, &sent.hops);
            exchanges.push(self.came_of(&request, sent)?);
        }
        self.took(step, since).await?;
        exchanges.iter().for_each(|exchange| self.look_at(step, exchange));
        let answers = exchanges.iter().map(|exchange| reading::read(self.context, call.binding, exchange)).collect();
        let leaks = exchanges.iter().any(|exchange| self.is_leaked(call.binding, exchange));
        Ok(Round { answers, kept: None, leaks })
    }

    /// Lets time pass: on the server's clock where it can be moved, else really, within the budget.
    async fn wait(&mut self, duration: &Template, step: &Step) -> Result<Round, Trouble> {
        let scope = self.scope_of_nobody(&step.params);
        let value = duration.measure(&scope).map_err(|error| Trouble::Cannot(error.to_string()))?;
        let wait = value.as_duration();
        let wait = wait
            .ok_or_else(|| Trouble::Cannot(format!("{}: expected a duration, got {}", duration.at(), value.kind())))?;
        let context = self.context;
        if let Some(binding) = context.target.binding("advance-clock", None) {
            let arguments = [("by".to_owned(), Value::Duration(wait))];
            let answer = Given::Kind(AnswerKind::Right);
            self.quietly(Call {
                binding,
                user: None,
                channel: None,
                params: &[],
                arguments: &arguments,
                answer: &answer,
                offset: 0,
                spoil: None,
            })
            .await?;
        } else if context.take_wait(wait) {
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = context.interruption() => return Err(Trouble::Interrupted),
            }
        } else {
            let wait = show_duration(wait);
            return Err(Trouble::Skip(format!("waiting {wait} is beyond what is left of the target's `time.budget`")));
        }
        Ok(Round { answers: Vec::new(), kept: None, leaks: false })
    }

    /// What templates see that are about no user and take no arguments.
    pub(super) fn scope_of_nobody<'s>(&'s self, params: &'s [Param]) -> StepScope<'s> {
        StepScope { context: self.context, case: &self.case, user: None, channel: None, params, arguments: &[] }
    }

    fn acting(&self, step: &Step) -> Result<Option<usize>, Trouble> {
        let Some(template) = &step.acting else { return Ok(None) };
        let scope = self.scope_of_nobody(&step.params);
        let label = template.value(&scope).map_err(|error| Trouble::Cannot(error.to_string()))?.to_string();
        let user = self.case.user(&label);
        user.map(Some).ok_or_else(|| Trouble::Cannot(format!("{}: the scenario has no user `{label}`", template.at())))
    }

    fn arguments(&self, step: &Step, user: Option<usize>, channel: Option<&str>) -> Result<Arguments, Trouble> {
        let scope =
            StepScope { context: self.context, case: &self.case, user, channel, params: &step.params, arguments: &[] };
        let failed = |error: crate::template::RenderError| Trouble::Cannot(error.to_string());
        let mut said = Arguments { slots: Vec::new(), answer: Given::Kind(AnswerKind::Right), offset: 0 };
        for (name, argument) in &step.with {
            match argument {
                Argument::Answer(kind) => said.answer = Given::Kind(*kind),
                Argument::Password(template) => {
                    said.answer = Given::Literal(template.value(&scope).map_err(failed)?.to_string());
                }
                Argument::Offset(template) => said.offset = steps(template, &template.value(&scope).map_err(failed)?)?,
                Argument::Value(template) => {
                    said.slots.push((name.text.clone(), template.measure(&scope).map_err(failed)?));
                }
            }
        }
        Ok(said)
    }

    /// The expectations with users as the server knows them.
    fn placed(&self, wanted: &[Wanted]) -> Vec<Wanted> {
        let name = |label: &String| self.case.user(label).map(|user| self.case.users[user].name.clone());
        wanted.iter().map(|wanted| Wanted { about: wanted.about.as_ref().and_then(name), ..wanted.clone() }).collect()
    }

    /// Whom a step's events are about. A request that is broken, or that names another user on purpose, need
    /// not be about the one who acts.
    fn about(&self, step: &Step, user: Option<usize>) -> Option<String> {
        let renamed = step.with.iter().any(|(name, _)| name.text == "user.name");
        let renamed = renamed || step.raw.as_ref().is_some_and(Raw::may_rename);
        user.filter(|_| step.spoil.is_none() && !renamed).map(|user| self.case.users[user].name.clone())
    }

    /// The tenant or session of the case, unless the step names another on purpose.
    fn scope(&self, step: &Step) -> Option<String> {
        let renamed = step.with.iter().any(|(name, _)| name.text == "scenario.id");
        let renamed = renamed || step.raw.as_ref().is_some_and(Raw::may_rename);
        (step.spoil.is_none() && !renamed).then(|| self.case.id.clone())
    }

    /// Judges events and answers against what was wanted.
    pub(super) fn judged(&self, asked: &Asked<'_>, events: Vec<Observed>, answers: Vec<WireSeen>) -> Judged {
        self.seen(asked, events, answers, judge)
    }

    /// What comes of looking at events and answers as what was wanted.
    pub(super) fn seen<T>(
        &self,
        asked: &Asked<'_>,
        events: Vec<Observed>,
        answers: Vec<WireSeen>,
        look: impl FnOnce(&StepSeen<'_>) -> T,
    ) -> T {
        let target = &self.context.target;
        let authority = target.authority();
        let (events, others): (Vec<_>, Vec<_>) =
            events.into_iter().partition(|event| Some(event.observer) == authority);
        let witnesses =
            target.observers.iter().enumerate().filter(|(place, observer)| {
                Some(*place) != authority && !matches!(observer.from, ObserveFrom::Response)
            });
        let witnesses = witnesses.map(|(place, observer)| Witness {
            observer: place,
            events: others.iter().filter(|event| event.observer == place).cloned().collect(),
            is_complete: observer.barrier.is_some(),
        });
        look(&StepSeen {
            catalog: &target.catalog,
            vocabulary: self.context.vocabulary,
            wanted: asked.wanted,
            unordered: asked.unordered,
            never: asked.never,
            is_cut_off: asked.is_cut_off,
            by_products: &self.by_products,
            witnesses: witnesses.collect(),
            events,
            answers,
            has_log: authority.is_some(),
            dormant_is_finding: target.dormant_is_finding,
            user: asked.about,
            scope: asked.scope,
            observers: &self.context.observer_names,
            secrets: self.redactor.secrets(),
            alike: &|one, other| target.masked_as(one, other),
            shown: &|text| self.redactor.shown(text),
        })
    }
}

/// A number of time steps; `sekisho try` gives it as a text.
fn steps(template: &Template, value: &Value) -> Result<i32, Trouble> {
    let wrong = |_| format!("{}: expected a number of time steps, got {}", template.at(), value.kind());
    value.to_string().parse().map_err(|error: std::num::ParseIntError| Trouble::Cannot(wrong(error)))
}

/// How often a preliminary was repeated until it fitted is chance, and no part of the record.
fn without_chance(judged: &mut Judged) {
    let mut kept: Vec<EventSeen> = Vec::new();
    for mut event in std::mem::take(&mut judged.events) {
        if event.role == Role::ByProduct {
            event.count = 1;
        }
        if event.role != Role::ByProduct || !kept.contains(&event) {
            kept.push(event);
        }
    }
    judged.events = kept;
}

/// An action without families says nothing by codes: its status must at least be good.
fn mute(binding: &Binding, exchange: &Exchange, seen: &WireSeen) -> Result<(), Trouble> {
    if !binding.families.is_empty() || seen.outcome.is_some() || seen.code.is_some() {
        return Ok(());
    }
    match exchange {
        Ok(answer) if answer.is_good() => Ok(()),
        Ok(answer) => Err(Trouble::Cannot(format!("{} answered {}", binding.action, answer.status()))),
        Err(error) => Err(Trouble::Cannot(format!("{}: {error}", binding.action))),
    }
}

/// How an answer differs from those that it must be like.
fn compare(step: &Step, got: Option<Kept>, kept: &mut Shapes) -> Vec<Finding> {
    let Some(got) = got else { return Vec::new() };
    let model = |name: &str| kept.iter().rev().find(|(own, _)| own == name).map(|(_, kept)| kept);
    let other_shape = step.shaped_as.as_ref().and_then(|name| {
        let (expected, got) = difference(&model(&name.text)?.shape, &got.shape)?;
        Some(Finding::new(FindingKind::Shape, format!("{expected}, as the answer `{}`", name.text), got))
    });
    let other_octets = step.same_as.as_ref().and_then(|name| {
        let model = model(&name.text).filter(|model| model.octets != got.octets)?;
        let what = difference(&model.shape, &got.shape).map_or("the same, but for values".to_owned(), |(_, got)| got);
        Some(Finding::new(FindingKind::Shape, format!("the very octets of the answer `{}`", name.text), what))
    });
    let findings = other_shape.into_iter().chain(other_octets).collect();
    kept.extend(step.save.iter().map(|name| (name.clone(), got.clone())));
    findings
}

/// As the record holds it.
pub(super) fn rejected_seen(rejected: &BTreeMap<Discard, u64>) -> BTreeMap<String, u64> {
    rejected.iter().map(|(why, times)| (why.to_string(), *times)).collect()
}

fn labelled(wanted: &Wanted) -> String {
    if wanted.count == 1 { wanted.label.clone() } else { format!("{} ×{}", wanted.label, wanted.count) }
}

/// Whole milliseconds.
pub(super) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
