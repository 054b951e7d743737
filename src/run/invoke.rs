use std::collections::BTreeMap;

use jiff::Timestamp;
use sekisho_catalog::Class;

use super::context::Context;
use super::played;
use super::reading::{self, Exchange};
use super::redact::Redactor;
use super::scope::{CaseState, StepScope};
use super::watching::Watched;
use crate::authenticator::{AnswerError, Moment};
use crate::check::WireSeen;
use crate::observe::Observed;
use crate::record::{Finding, FindingKind};
use crate::scenario::{AnswerKind, Param, Spoil};
use crate::target::{Binding, Wire};
use crate::template::Value;
use crate::wire::{
    Answer, Clients, Deviation, Discard, Earlier, HttpRequest, RadiusAnswer, RadiusRequest, Request, RequestError,
    Sent, WireError, render_http, render_radius,
};

/// Why a case cannot go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Trouble {
    /// It could not be carried out.
    Cannot(String),
    /// This target cannot run it after all.
    Skip(String),
    /// An answer that must be wrong would have been right by chance.
    ByChance,
    /// The run is to end early.
    Interrupted,
}

/// Carries out the requests of one case.
pub(super) struct Actor<'a> {
    pub context: &'a Context,
    pub case: CaseState,
    pub redactor: Redactor,
    pub clients: Clients,
    /// Replies of RADIUS that were discarded in this step.
    pub rejected: BTreeMap<Discard, u64>,
    /// What is wrong with the packets of this step.
    pub findings: Vec<Finding>,
    /// The request of RADIUS that went out last, and each user's last step's.
    pub last: Option<Earlier>,
    pub earlier: BTreeMap<Option<usize>, Earlier>,
    /// The mocks that the case has told or asked something.
    pub mocks: BTreeMap<String, Watched>,
    /// What came and no step expected yet, while something that was started runs on.
    pub held: Option<Vec<Observed>>,
    pub mailbox: tokio::sync::mpsc::UnboundedReceiver<Observed>,
    /// Whether what is done now is set-up, clean-up or a barrier.
    pub is_aside: bool,
    /// Whether what is done now is clean-up, which an interrupt does not end.
    pub is_cleaning: bool,
    /// Codes that what has gone before in this step may emit, as often as it may.
    pub by_products: Vec<String>,
}

/// One request to be made.
#[derive(Clone, Copy)]
pub(super) struct Call<'a> {
    pub binding: &'a Binding,
    pub user: Option<usize>,
    pub channel: Option<&'a str>,
    pub params: &'a [Param],
    pub arguments: &'a [(String, Value)],
    pub answer: &'a Given,
    /// How many time steps further a code of time is.
    pub offset: i32,
    pub spoil: Option<Spoil>,
}

/// The answer that a request is to carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Given {
    /// Computed.
    Kind(AnswerKind),
    /// As the scenario states it.
    Literal(String),
}

/// How long a request of clean-up may take once the run is interrupted.
const CLEAN_UP_PATIENCE: std::time::Duration = std::time::Duration::from_secs(3);
/// How often preliminaries are repeated until the right answer has the wanted form.
const MOST_TRIES: usize = 400;
/// Methods whose answers depend on the time.
const TIMED: [&str; 2] = ["token", "authenticator"];
/// What a server hands out under these names is its user's alone.
const SECRET: [&str; 6] = ["seed", "key", "pin", "proof", "device", "session"];

impl<'a> Actor<'a> {
    /// Carries out what must go before, unless what it captures is at hand and unused.
    pub(super) async fn preliminaries(&mut self, call: Call<'_>) -> Result<(), Trouble> {
        for first in &call.binding.first {
            let context = self.context;
            let binding = context.target.binding(&first.text, call.channel);
            let binding =
                binding.ok_or_else(|| Trouble::Skip(format!("the target does not bind {} here", first.text)))?;
            let names: Vec<&str> = binding.capture.iter().map(|(name, _)| name.as_str()).collect();
            if self.user(call.user).is_some_and(|user| user.has_unused(&names)) {
                continue;
            }
            let call = Call { binding, spoil: None, ..call };
            Box::pin(self.preliminaries(call)).await?;
            self.quietly(call).await?;
        }
        Ok(())
    }

    /// Repeats the preliminaries until the right answer begins or ends as wanted: `0*`, `*0`.
    pub(super) async fn preliminaries_like(&mut self, call: Call<'_>, form: &str) -> Result<(), Trouble> {
        if TIMED.contains(&method(call.channel)) {
            return Err(Trouble::Cannot("`like` asks for another challenge, and a code of time has none".into()));
        }
        for _ in 0..MOST_TRIES {
            self.preliminaries(call).await?;
            let right = self.computed(call, AnswerKind::Right)?;
            if has_form(&right, form) {
                return Ok(());
            }
            self.mark_used(call);
        }
        Err(Trouble::Cannot(format!("no right answer of the form {form} came in {MOST_TRIES} tries")))
    }

    /// An action whose events are by-products and whose failure ends the case.
    pub(super) async fn quietly(&mut self, call: Call<'_>) -> Result<(), Trouble> {
        let own = by_products(self.context, call);
        self.by_products.extend(own.iter().cloned());
        self.look_at_clock(call).await?;
        let request = self.prepare(call)?;
        let exchange = self.send(call, &request).await?;
        let seen = reading::read(self.context, call.binding, &exchange);
        is_good(call, &own, &exchange, &seen)?;
        self.renew(call, &exchange, &seen);
        self.keep(call, &exchange)
    }

    /// Asks for the server's time, if the answer depends on it.
    pub(super) async fn look_at_clock(&mut self, call: Call<'_>) -> Result<(), Trouble> {
        let is_of_time = TIMED.contains(&method(call.channel)) && call.binding.uses("answer");
        if is_of_time && matches!(call.answer, Given::Kind(_)) { self.read_clock().await } else { Ok(()) }
    }

    /// Asks for the server's time, where the target says how.
    pub(super) async fn read_clock(&mut self) -> Result<(), Trouble> {
        let context = self.context;
        let Some(binding) = context.target.binding("read-clock", None) else { return Ok(()) };
        let call = Call {
            binding,
            user: None,
            channel: None,
            params: &[],
            arguments: &[],
            answer: &Given::Kind(AnswerKind::Right),
            offset: 0,
            spoil: None,
        };
        let was_aside = std::mem::replace(&mut self.is_aside, true);
        let read = Box::pin(self.quietly(call)).await;
        self.is_aside = was_aside;
        read
    }

    /// After an answer that accepts a new secret, it is the user's.
    pub(super) fn renew(&mut self, call: Call<'_>, exchange: &Exchange, seen: &WireSeen) {
        let Some(method) = call.binding.renews.as_deref().filter(|_| self.is_accepted(exchange, seen)) else { return };
        let context = self.context;
        self.with_user(call.user, |user| user.change(method, &context.target.policy));
        self.hide_credentials(call.user);
    }

    /// Whether an answer accepts what was asked: by its outcome, else by its status.
    fn is_accepted(&self, exchange: &Exchange, seen: &WireSeen) -> bool {
        let entry = seen.code.as_deref().and_then(|code| self.context.target.catalog.entry(code));
        let outcome = entry.map(|entry| entry.outcome.as_str()).or(seen.outcome.as_deref());
        match outcome.filter(|outcome| *outcome != "unmapped") {
            Some(outcome) => self.context.vocabulary.class_of(outcome) == Some(Class::Accept),
            None => exchange.as_ref().is_ok_and(Answer::is_good),
        }
    }

    /// What a user answers with stands in no output and in no log.
    pub(super) fn hide_credentials(&mut self, user: Option<usize>) {
        let secrets = self.user(user).map(super::user::User::secrets).unwrap_or_default();
        secrets.iter().for_each(|secret| self.hide(secret));
    }

    pub(super) fn hide(&mut self, secret: &str) {
        self.redactor.hide(secret);
        self.context.hub.watch_for(secret);
    }

    /// Fills a request's slots and marks what it uses.
    pub(super) fn prepare(&mut self, call: Call<'_>) -> Result<Request, Trouble> {
        let mut arguments = call.arguments.to_vec();
        if call.binding.uses("answer") {
            let answer = match call.answer {
                Given::Literal(answer) => answer.clone(),
                Given::Kind(kind) => self.computed(call, *kind)?,
            };
            self.hide(&answer);
            if let Some(code) = self.user(call.user).and_then(|user| user.code_in(&answer)) {
                self.hide(&code);
            }
            self.with_user(call.user, |user| user.sent(&answer));
            arguments.push(("answer".into(), Value::Text(answer)));
        }
        arguments.push(("request".into(), Value::Text(self.case.next_request())));
        let scope = StepScope {
            context: self.context,
            case: &self.case,
            user: call.user,
            channel: call.channel,
            params: call.params,
            arguments: &arguments,
        };
        let request = rendered(self.context, call.binding, &scope);
        let mut request = request.map_err(|error| Trouble::Cannot(error.to_string()))?;
        if call.spoil.is_some_and(|how| !request.spoil(how)) {
            let action = &call.binding.action;
            return Err(Trouble::Cannot(format!("the request of {action} has nothing in it that could be spoilt so")));
        }
        self.dress(call, &mut request);
        self.mark_used(call);
        Ok(request)
    }

    fn computed(&mut self, call: Call<'_>, kind: AnswerKind) -> Result<String, Trouble> {
        let method = method(call.channel).to_owned();
        let now = self.case.now.unwrap_or_else(Timestamp::now);
        let moment = Moment { unix_ms: now.as_millisecond(), offset: call.offset };
        let user = call.user.and_then(|user| self.case.users.get_mut(user));
        let user = user
            .ok_or_else(|| Trouble::Cannot(format!("{} needs a user: the step says no `as`", call.binding.action)))?;
        user.answer(&method, kind, moment).map_err(|error| match error {
            AnswerError::WouldBeRight => Trouble::ByChance,
            error => Trouble::Cannot(error.to_string()),
        })
    }

    /// A request that was made, or given up, used what its templates name.
    pub(super) fn mark_used(&mut self, call: Call<'_>) {
        let names = call.binding.names();
        self.with_user(call.user, |user| {
            for (name, _) in &names {
                user.mark_used(if name.path == "answer" { "table" } else { &name.path });
            }
        });
    }

    /// Sends a request. That nothing answers is an answer; that the request cannot be sent is not.
    pub(super) async fn send(&mut self, call: Call<'_>, request: &Request) -> Result<Exchange, Trouble> {
        let sent = self.exchange(request).await?;
        self.context.note_date(&sent.answer);
        self.look_at_hops(call.user, request, &sent.hops);
        self.hide_given(call.binding, &sent.answer);
        self.context.trace(self.is_aside, || self.redactor.traced(&shown(request, &sent)));
        self.came_of(request, sent)
    }

    /// The answer, or that there is none; replies that were discarded meanwhile are counted.
    pub(super) fn came_of(&mut self, request: &Request, sent: Sent) -> Result<Exchange, Trouble> {
        self.count_rejected(sent.rejected);
        self.last = sent.earlier.or(self.last.take());
        let answer = sent.answer.as_ref().ok().and_then(Answer::radius);
        for Deviation { rule, what } in answer.map(RadiusAnswer::deviations).unwrap_or_default() {
            self.note(Finding::new(FindingKind::Wire, format!("a reply by {rule}"), what));
        }
        match (sent.answer, request) {
            (Err(error @ (WireError::NotAllowed { .. } | WireError::Malformed(_) | WireError::Endless { .. })), _)
            // Silence may be what is wanted; that nothing listens there never is.
            | (Err(error @ WireError::Unreachable(_)), Request::Radius(_)) => {
                Err(Trouble::Cannot(self.redactor.shown(&error.to_string())))
            }
            (exchange, _) => Ok(exchange),
        }
    }

    pub(super) fn count_rejected(&mut self, rejected: BTreeMap<Discard, u64>) {
        for (why, times) in rejected {
            *self.rejected.entry(why).or_default() += times;
        }
    }

    /// An interrupt ends the wait for an answer; clean-up after one waits for a short while only.
    async fn exchange(&self, request: &Request) -> Result<Sent, Trouble> {
        let sending = self.clients.send(request);
        if self.is_cleaning {
            let hasty = async {
                self.context.interruption().await;
                tokio::time::sleep(CLEAN_UP_PATIENCE).await;
            };
            return tokio::select! {
                sent = sending => Ok(sent),
                () = hasty => Ok(Sent::silent(format!("nothing within {CLEAN_UP_PATIENCE:?} of the interrupt"))),
            };
        }
        tokio::select! {
            sent = sending => Ok(sent),
            () = self.context.interruption() => Err(Trouble::Interrupted),
        }
    }

    /// What an answer hands out, or sends somebody on with, proves something: it stands in no trace of it, either.
    fn hide_given(&mut self, binding: &Binding, exchange: &Exchange) {
        let Ok(answer) = exchange else { return };
        for (name, value) in reading::captures(binding, answer) {
            let Some(value) = value else { continue };
            if SECRET.contains(&name.as_str()) {
                self.hide(&value.to_string());
            }
            self.hide_tokens_of(&value.to_string());
        }
        answer.header("location").into_iter().for_each(|url| self.hide_tokens_of_location(url));
    }

    /// Keeps what the answer held; a value that it lacks ends the case, as nothing could go on without it.
    pub(super) fn keep(&mut self, call: Call<'_>, exchange: &Exchange) -> Result<(), Trouble> {
        let Ok(answer) = exchange else { return Ok(()) };
        for (name, value) in reading::captures(call.binding, answer) {
            let Some(value) = value else {
                let action = &call.binding.action;
                return Err(Trouble::Cannot(format!(
                    "{action} answered {} without a value for `{name}`",
                    answer.status()
                )));
            };
            self.keep_one(call.user, &name, value);
        }
        Ok(())
    }

    /// Keeps what is there of an answer that may be a refusal.
    pub(super) fn keep_what_is_there(&mut self, call: Call<'_>, exchange: &Exchange) {
        let Ok(answer) = exchange else { return };
        for (name, value) in reading::captures(call.binding, answer) {
            match value {
                Some(value) => self.keep_one(call.user, &name, value),
                // A State belongs to the next request alone (RFC 2865 section 5.24).
                None if answer.radius().is_some() => self.with_user(call.user, |user| user.end(&name)),
                None => {}
            }
        }
    }

    fn keep_one(&mut self, user: Option<usize>, name: &str, value: Value) {
        if name == "now" {
            self.case.now = value.to_string().parse::<Timestamp>().ok().or(self.case.now);
            return;
        }
        match user.and_then(|user| self.case.users.get_mut(user)) {
            Some(user) => user.capture(name, value),
            None => drop(self.case.captures.insert(name.to_owned(), value)),
        }
    }

    fn user(&self, user: Option<usize>) -> Option<&super::user::User> {
        user.and_then(|user| self.case.users.get(user))
    }

    fn with_user(&mut self, user: Option<usize>, act: impl FnOnce(&mut super::user::User)) {
        if let Some(user) = user.and_then(|user| self.case.users.get_mut(user)) {
            act(user);
        }
    }
}

/// The method of a channel: the part after the `/`; a case without a channel uses a matrix.
pub(super) fn method(channel: Option<&str>) -> &str {
    channel.and_then(|channel| channel.split_once('/')).map_or("matrix", |(_, method)| method)
}

/// Whether an action that goes before or around a step did what it should.
fn is_good(call: Call<'_>, own: &[String], exchange: &Exchange, seen: &WireSeen) -> Result<(), Trouble> {
    let status_is_good = exchange.as_ref().is_ok_and(Answer::is_good);
    let is_good = match (&seen.code, &seen.outcome) {
        (Some(code), _) => own.contains(code),
        (None, Some(outcome)) if outcome != "unmapped" => call.binding.emits.iter().any(|emits| emits.text == *outcome),
        _ => status_is_good,
    };
    if is_good {
        return Ok(());
    }
    let code = seen.code.as_ref().map(|code| format!(" with {code}")).unwrap_or_default();
    let why = exchange.as_ref().err().map(|error| format!(": {error}")).unwrap_or_default();
    Err(Trouble::Cannot(format!("{} answered {}{code}{why}", call.binding.action, seen.status)))
}

fn rendered(context: &Context, binding: &Binding, scope: &StepScope<'_>) -> Result<Request, RequestError> {
    let target = &context.target;
    match (&binding.wire, &target.radius) {
        (Wire::Http(call), _) => render_http(call, target.base.as_ref(), &target.headers, scope).map(Request::Http),
        (Wire::Radius(call), Some(server)) => {
            let mut request = render_radius(call, server, target.timeout, scope)?;
            played::by(&mut request, call, server, scope)?;
            Ok(Request::Radius(Box::new(request)))
        }
        (Wire::Radius(_), None) => Err(RequestError::NoBase),
    }
}

/// The codes that an action may emit as a preliminary, with their companions.
pub(super) fn by_products(context: &Context, call: Call<'_>) -> Vec<String> {
    context.target.by_products(call.binding, call.channel)
}

/// A request and what came of it, as people read it.
fn shown(request: &Request, sent: &Sent) -> String {
    match request {
        Request::Http(request) => shown_http(request, sent),
        Request::Radius(request) => shown_radius(request, sent),
    }
}

fn shown_http(request: &HttpRequest, sent: &Sent) -> String {
    let mut lines = vec![format!("> {} {}", request.method, request.url())];
    lines.extend(request.headers.iter().map(|(name, value)| format!("> {name}: {value}")));
    let body = request.body.as_ref().map(|body| String::from_utf8_lossy(body));
    lines.extend(body.iter().flat_map(|body| body.split('\n')).map(|line| format!("> {line}")));
    for pair in sent.hops.windows(2) {
        lines.push(format!("< HTTP {}", pair[0].status));
        lines.push(format!("> {} {}", pair[1].method, pair[1].url));
    }
    match &sent.answer {
        Ok(Answer::Radius(_)) => {}
        Ok(Answer::Http(answer)) => {
            lines.push(format!("< HTTP {}", answer.status));
            lines.extend(answer.headers.iter().map(|(name, value)| format!("< {name}: {value}")));
            lines.extend(answer.text().split('\n').map(|line| format!("< {line}")));
        }
        Err(error) => lines.push(format!("< {error}")),
    }
    lines.join("\n")
}

/// Each packet, what was wrong with those that came, and what counts against the answer all the same.
fn shown_radius(request: &RadiusRequest, sent: &Sent) -> String {
    let mut lines = vec![format!("> RADIUS to {}", request.server)];
    lines.extend(sent.dialogue.lines());
    lines.extend(sent.rejected.iter().map(|(why, times)| format!("! discarded: {why} ×{times}")));
    match &sent.answer {
        Ok(answer) => {
            let deviations = answer.radius().map(RadiusAnswer::deviations).unwrap_or_default();
            lines.extend(deviations.iter().map(|deviation| format!("! {deviation}")));
        }
        Err(error) => lines.push(format!("< {error}")),
    }
    lines.join("\n")
}

fn has_form(answer: &str, form: &str) -> bool {
    match (form.strip_suffix('*'), form.strip_prefix('*')) {
        (Some(beginning), _) => answer.starts_with(beginning),
        (None, Some(end)) => answer.ends_with(end),
        (None, None) => answer == form,
    }
}
