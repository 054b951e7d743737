//! A sync from call to call: tokens, tries, waits, and its end.

use std::time::Duration;

use super::job::{Goal, Held, Shift};
use super::{ClientSecret, GraphAnswer, GraphCall, GraphError, JobId, Subcode};
use crate::{
    Answer, Call, CallId, Code, Dependency, Entropy, Output, Refusal, Reply, Rule, State, TenantName, Time, Wake, code,
};

/// How often the same is asked at most.
pub(super) const MOST_TRIES: u32 = 5;
/// What Graph may ask to wait at most.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);

/// What comes in for the job that runs.
enum Word {
    Answer(Answer),
    /// It has waited long enough.
    Again,
    /// Its worker is killed.
    Killed,
}

/// The answer to a call of the tenant's sync, if it is one.
pub(crate) fn answered(
    state: &mut State,
    name: &TenantName,
    call: CallId,
    answer: Answer,
    now: Time,
    entropy: &mut dyn Entropy,
) -> Vec<Output> {
    let job = state.tenants.get_mut(name).and_then(|tenant| tenant.sync.job.as_mut());
    let Some(job) = job.filter(|job| job.call == Some(call)) else { return Vec::new() };
    job.call = None;
    hand(state, name, Word::Answer(answer), now, entropy)
}

/// The time to ask again has come.
pub(crate) fn woken(
    state: &mut State,
    name: &TenantName,
    id: JobId,
    now: Time,
    entropy: &mut dyn Entropy,
) -> Vec<Output> {
    let job = state.tenants.get(name).and_then(|tenant| tenant.sync.job.as_ref());
    if job.is_none_or(|job| job.id != id || job.call.is_some()) {
        return Vec::new();
    }
    hand(state, name, Word::Again, now, entropy)
}

/// The worker's process is killed.
pub(crate) fn killed(state: &mut State, name: &TenantName, now: Time, entropy: &mut dyn Entropy) -> Vec<Output> {
    hand(state, name, Word::Killed, now, entropy)
}

fn hand(state: &mut State, name: &TenantName, word: Word, now: Time, entropy: &mut dyn Entropy) -> Vec<Output> {
    let State { seam, tenants, .. } = state;
    let Some(tenant) = tenants.get_mut(name) else { return Vec::new() };
    let Some(job) = tenant.sync.job.take() else { return Vec::new() };
    let mut out = Vec::new();
    let mut shift = Shift { seam, tenant, name, now, entropy, job, out: &mut out };
    match word {
        Word::Answer(answer) => shift.answered(answer),
        Word::Again => shift.ask(),
        Word::Killed => shift.crash(),
    }
    shift.rest();
    out
}

impl Shift<'_> {
    /// Puts the job away until something comes for it, or for good.
    pub(super) fn rest(self) {
        if !self.job.over {
            self.tenant.sync.job = Some(self.job);
        }
    }

    /// Asks for what is wanted now; for a token before, if none is held that will do.
    pub(super) fn ask(&mut self) {
        if self.job.goal == Goal::Write {
            return self.call(Call::Nothing);
        }
        if let Some(error) = self.own_error() {
            return self.fail_with(error);
        }
        if matches!(self.job.goal, Goal::Batch(_)) && !self.batch_is_needed() {
            return self.next_batch();
        }
        let up = self.tenant.dependencies.is_up(Dependency::Graph);
        if !self.decide(Rule::GraphReachable, up) {
            let error = GraphError::new(Subcode::Network, "Microsoft Graph cannot be reached.");
            return self.fail(&error);
        }
        let good = self.job.token.as_ref().filter(|held| self.now < held.until).map(|held| held.token.clone());
        let held = self.decide(Rule::TokenHeld, good.is_some());
        self.job.signing_in = !held || good.is_none();
        let what = if self.job.signing_in { self.sign_in() } else { self.wanted() };
        let token = good.filter(|_| !self.job.signing_in);
        self.call(Call::Graph { token, what });
    }

    fn call(&mut self, what: Call) {
        let call = CallId::draw(self.entropy);
        self.job.call = Some(call);
        self.job.called = self.now;
        self.out.push(Output::Call { call, what });
    }

    fn sign_in(&self) -> GraphCall {
        let setting = &self.job.setting;
        GraphCall::Token {
            tenant_id: setting.tenant_id.clone(),
            application_id: setting.application_id.clone(),
            secret: setting.client_secret.clone(),
        }
    }

    fn wanted(&mut self) -> GraphCall {
        let setting = &self.job.setting;
        match &self.job.goal {
            Goal::Test | Goal::Write => GraphCall::Organization,
            Goal::Domain => GraphCall::Domain(setting.custom_domain.clone()),
            Goal::Search(None) => {
                GraphCall::Users { filter: setting.search_filter.clone(), properties: setting.properties() }
            }
            Goal::Search(Some(link)) => GraphCall::More { link: link.clone(), properties: setting.properties() },
            Goal::Batch(_) => GraphCall::Batch(self.items()),
        }
    }

    /// The server's own faults come first: without a worker and a store nothing can be done with an answer.
    fn answered(&mut self, answer: Answer) {
        if let Some(error) = self.own_error_at(&answer) {
            return self.fail_with(error);
        }
        match answer {
            _ if self.job.goal == Goal::Write => self.write(),
            Answer::Graph(GraphAnswer::Failed(error)) => self.refused(&error),
            Answer::Graph(GraphAnswer::Token { token, lasts }) if self.job.signing_in => self.hold(token, lasts),
            Answer::Graph(answer) if !self.job.signing_in => self.go_on(answer),
            Answer::Graph(_) => self.misunderstood(),
            _ => {
                self.refused(&GraphError::new(Subcode::Network, "Microsoft Graph cannot be reached."));
            }
        }
    }

    /// A token is used until a little before it expires.
    fn hold(&mut self, token: super::AccessToken, lasts: Duration) {
        const MARGIN: Duration = Duration::from_secs(30);
        self.job.hidden.truncate(16);
        self.job.hidden.insert(1, ClientSecret::new(token.reveal()));
        let until = self.job.called + (lasts - (lasts / 10).min(MARGIN));
        self.job.token = Some(Held { token, until });
        // Tokens that are over at once would be asked for without end.
        self.job.signed_in += 1;
        if self.job.signed_in > MOST_TRIES {
            return self.fail(&GraphError::of(Subcode::AccessToken, 200, "The access token has expired already."));
        }
        self.ask();
    }

    fn go_on(&mut self, answer: GraphAnswer) {
        let goal = self.job.goal.clone();
        match (goal, answer) {
            (Goal::Test, GraphAnswer::Organization) => self.start(),
            (Goal::Domain, GraphAnswer::Domain { federated }) => {
                self.job.federated = self.decide(Rule::DomainFederated, federated);
                self.next(Goal::Search(None));
            }
            (Goal::Search(_), GraphAnswer::Users(page)) => self.found(page),
            (Goal::Batch(kind), GraphAnswer::Batch(answers)) => self.settle(kind, answers),
            _ => self.misunderstood(),
        }
    }

    fn misunderstood(&mut self) {
        self.fail(&GraphError::of(Subcode::Unknown, 200, "The answer is not to what was asked."));
    }

    /// The goal was reached; this one is next.
    pub(super) fn next(&mut self, goal: Goal) {
        self.job.answered();
        self.job.goal = goal;
        self.ask();
    }

    /// Asked again if it may pass by itself, or if a token that was held is no longer taken.
    fn refused(&mut self, error: &GraphError) {
        let stale = error.status == Some(401) && !self.job.signing_in;
        if stale && self.decide(Rule::TokenRenewed, !self.job.renewed) {
            self.job.renewed = true;
            self.job.token = None;
            return self.ask();
        }
        self.job.tries += 1;
        let wait = error.retry_after.unwrap_or_else(|| backoff(self.job.tries));
        let again = error.passes() && self.job.tries < MOST_TRIES && wait <= LONGEST_WAIT;
        if self.decide(Rule::GraphAskedAgain, again) {
            self.job.batch.iter_mut().for_each(|task| task.perhaps_done = true);
            return self.wait(wait);
        }
        let subcode = if stale { Subcode::AccessToken } else { error.subcode };
        self.fail(&GraphError { subcode, ..error.clone() });
    }

    pub(super) fn wait(&mut self, wait: Duration) {
        let wake = Wake::Sync(self.job.id);
        self.out.push(Output::Wake { at: self.now + wait, wake, awaited: true });
    }

    /// Whoever asked is answered; from here on a job has nobody who waits for it.
    fn start(&mut self) {
        let code = if self.job.import { code::IMPORT_STARTED } else { code::EXPORT_STARTED };
        self.emit(code, None, None);
        if let Some(request) = self.job.starter.take() {
            self.out.push(Output::Reply { request, reply: Reply::Sync { why: None, code, detail: None } });
        }
        if !self.job.import && !self.export_mode_is_known() {
            self.job.over = true;
            return;
        }
        self.next(Goal::Domain);
    }

    fn export_mode_is_known(&mut self) -> bool {
        let known = self.job.setting.mode_is_known();
        if self.decide(Rule::ExportModeKnown, known) {
            return true;
        }
        let mode = self.job.setting.sync_mode.trim();
        let mode = if mode.is_empty() { "NOT_SET" } else { mode };
        let told = super::message::one_line(mode);
        self.emit(code::EXPORT_MODE_UNKNOWN, None, Some(told));
        false
    }

    pub(super) fn finish(&mut self) {
        let code = if self.job.import { code::IMPORT_FINISHED } else { code::EXPORT_FINISHED };
        self.emit(code, None, None);
        self.job.over = true;
    }

    /// The job ends: what it asked for failed as a whole. What was done stays, and the next run goes on from there.
    pub(super) fn fail(&mut self, error: &GraphError) {
        let text = self.job.hide(&error.text);
        let text = self.job.batch.iter().fold(text, |text, task| task.hide(text));
        let detail = GraphError { text, ..error.clone() }.detail();
        self.fail_with((self.job.goal.failure(self.job.import), Some(detail)));
    }

    fn fail_with(&mut self, (code, detail): (Code, Option<String>)) {
        self.emit(code, None, detail.clone());
        self.job.over = true;
        if let Some(request) = self.job.starter.take() {
            let reply = Reply::Sync { why: Some(Refusal::Unavailable), code, detail };
            self.out.push(Output::Reply { request, reply });
        }
    }

    /// The end of the worker, whichever way users go.
    fn crash(&mut self) {
        self.fail_with((code::SYNC_CRASHED, Some(self.job.pid.to_string())));
    }

    /// What the server itself lacks for this: then its code and detail.
    pub(super) fn own_error(&mut self) -> Option<(Code, Option<String>)> {
        let code = self.job.goal.failure(self.job.import);
        let worker = self.tenant.dependencies.is_up(Dependency::Worker);
        if !self.decide(Rule::WorkerUp, worker) {
            let pid = self.job.pid;
            let detail = format!("See /var/log/passlogic/entraid_error.log for details. (pid={pid})");
            return Some((code, Some(detail)));
        }
        let store = self.tenant.dependencies.is_up(Dependency::Store);
        if !self.decide(Rule::StoreUp, store) {
            let error = GraphError::new(Subcode::Passlogic, "The store does not answer.");
            return Some((code, Some(error.detail())));
        }
        None
    }

    /// An export that did something in Entra ID, and cannot write that down, has a code of its own.
    fn own_error_at(&mut self, answer: &Answer) -> Option<(Code, Option<String>)> {
        let (code, detail) = self.own_error()?;
        let store = self.tenant.dependencies.is_up(Dependency::Store);
        let done = matches!(answer, Answer::Graph(GraphAnswer::Batch(items)) if items.iter().any(|it| it.status < 300));
        let lost = !store && !self.job.import && done && code != code::SYNC_IMMUTABLE_FAILED;
        if self.decide(Rule::ExportWrittenBack, !lost) {
            return Some((code, detail));
        }
        Some((code::EXPORT_UNWRITTEN, None))
    }
}

/// Where Graph does not say how long to wait: 1 s, then twice as long each time.
pub(super) fn backoff(tries: u32) -> Duration {
    Duration::from_secs(1 << tries.saturating_sub(1).min(6))
}
