use std::collections::BTreeMap;
use std::time::Instant;

use rand_chacha::ChaCha12Rng;
use tokio::sync::mpsc::UnboundedReceiver;

use super::accounts::known;
use super::context::Context;
use super::invoke::{Actor, Call, Given, Trouble, method};
use super::naming::case_id;
use super::redact::Redactor;
use super::scope::{CaseState, StepScope};
use super::step::{Asked, Done, Shapes, millis, rejected_seen};
use super::user::User;
use crate::authenticator::{Credentials, Particulars};
use crate::check::Seen;
use crate::observe::Observed;
use crate::plan::Case;
use crate::record::{AnswerSeen, CaseName, Finding, FindingKind, Proof, RunEvent, StepDone, Verdict};
use crate::scenario::{AnswerKind, Step, UserSpec};
use crate::target::SpannedText;
use crate::template::Value;
use crate::wire::{Clients, Jar, RadiusClient};

/// How one attempt at a case ended.
#[derive(Debug, Clone)]
pub(super) struct Ended {
    pub verdict: Verdict,
    pub reason: Option<String>,
    /// Whether it met a bug of sekisho.
    pub is_bug: bool,
    /// Whether nothing of it is left on the target.
    pub is_cleaned: bool,
    /// The codes that came; those of waived steps are not asserted.
    pub codes: Vec<Seen>,
    /// Codes whose step was waived.
    pub waived_codes: Vec<String>,
    pub elapsed_ms: u64,
}

impl Ended {
    /// A case that met a bug of ours; what it left behind is not known.
    pub(super) fn bug(reason: String) -> Self {
        Self {
            verdict: Verdict::Errored,
            reason: Some(reason),
            is_bug: true,
            is_cleaned: false,
            codes: Vec::new(),
            waived_codes: Vec::new(),
            elapsed_ms: 0,
        }
    }
}

/// Carries out one attempt at a case: set-up, steps, clean-up.
pub(super) async fn attempt(context: &Context, case: &Case, name: &CaseName, attempt: u32) -> Ended {
    let begun = Instant::now();
    let scenario = &case.scenario;
    context.tell(RunEvent::CaseStarted {
        case: name.clone(),
        title: scenario.title.clone(),
        file: scenario.source.name().to_owned(),
        rules: scenario.rules.clone(),
        attempt,
    });
    let id = case_id(&context.prefix, name, attempt);
    let mut run = CaseRun::new(context, case, name, attempt);
    let accounts = match context.target.accounts.is_some() {
        true => context.pool.take(case.scenario.users.iter().filter(|user| user.exists).count()),
        false => Some(Vec::new()),
    };
    let trouble = match &accounts {
        None => Some(Trouble::Skip("the accounts file holds too few accounts that are still free".into())),
        Some(accounts) => run.carry_out(&id, accounts, Extent::Whole).await,
    };
    if let Some(accounts) = accounts {
        context.pool.give_back(accounts);
    }
    let (verdict, reason) = run.verdict(trouble);
    Ended {
        verdict,
        reason,
        is_bug: false,
        is_cleaned: run.is_cleaned,
        codes: run.codes,
        waived_codes: run.waived_codes,
        elapsed_ms: millis(begun.elapsed()),
    }
}

/// Carries out a case's clean-up alone, for one that was cut off; says what went wrong, if something did.
pub(super) async fn clean_up(context: &Context, case: &Case, name: &CaseName, attempt: u32) -> Option<String> {
    let id = case_id(&context.prefix, name, attempt);
    let mut run = CaseRun::new(context, case, name, attempt);
    match run.carry_out(&id, &[], Extent::CleanUp).await {
        Some(Trouble::Cannot(why) | Trouble::Skip(why)) => Some(why),
        Some(Trouble::ByChance | Trouble::Interrupted) | None => None,
    }
}

/// Carries out a case's set-up alone; says how the case stands then, or why it does not.
pub(super) async fn set_up(context: &Context, case: &Case, name: &CaseName) -> Result<CaseState, String> {
    let count = case.scenario.users.iter().filter(|user| user.exists).count();
    let accounts = if context.target.accounts.is_some() { context.pool.take(count) } else { Some(Vec::new()) };
    let accounts = accounts.ok_or_else(|| format!("the accounts file holds fewer than {count} accounts"))?;
    let id = case_id(&context.prefix, name, 1);
    let names = names(&id, &accounts);
    let mut run = CaseRun::new(context, case, name, 1);
    let mut actor = run.actor(&id, context.hub.open(&names, true));
    let trouble = match run.users(&mut actor, &accounts) {
        Ok(()) => run.around(&mut actor, "set-up").await,
        Err(trouble) => Some(trouble),
    };
    let trouble = match trouble {
        None => run.before_load(&mut actor).await.err(),
        trouble => trouble,
    };
    context.hub.close(&names);
    match run.verdict(trouble) {
        (Verdict::Passed | Verdict::Waived, _) => Ok(actor.case),
        (_, why) => Err(why.unwrap_or_else(|| "what the server emitted is not what it should".into())),
    }
}

/// The names by which a case's events are told.
fn names(id: &str, accounts: &[BTreeMap<String, String>]) -> Vec<String> {
    let accounts = accounts.iter().filter_map(|account| account.get("name").cloned());
    [id.to_owned()].into_iter().chain(accounts).collect()
}

/// How much of a case is carried out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    Whole,
    CleanUp,
}

struct CaseRun<'a> {
    context: &'a Context,
    case: &'a Case,
    name: &'a CaseName,
    attempt: u32,
    /// Findings that no waiver lets off.
    findings: usize,
    /// Reasons of waivers that were needed.
    waived: Vec<String>,
    codes: Vec<Seen>,
    waived_codes: Vec<String>,
    is_cut_off: bool,
    is_cleaned: bool,
}

impl<'a> CaseRun<'a> {
    fn new(context: &'a Context, case: &'a Case, name: &'a CaseName, attempt: u32) -> Self {
        Self {
            context,
            case,
            name,
            attempt,
            findings: 0,
            waived: Vec::new(),
            codes: Vec::new(),
            waived_codes: Vec::new(),
            is_cut_off: false,
            is_cleaned: true,
        }
    }

    async fn carry_out(&mut self, id: &str, accounts: &[BTreeMap<String, String>], extent: Extent) -> Option<Trouble> {
        let names = names(id, accounts);
        let mut actor = self.actor(id, self.context.hub.open(&names, self.case.alone));
        let trouble = match self.users(&mut actor, accounts) {
            Ok(()) if extent == Extent::CleanUp => self.around(&mut actor, "clean-up").await,
            Ok(()) => self.with_users(&mut actor).await,
            Err(trouble) => Some(trouble),
        };
        self.context.hub.close(&names);
        trouble
    }

    fn actor(&self, id: &str, mailbox: UnboundedReceiver<Observed>) -> Actor<'a> {
        let case = CaseState {
            id: id.to_owned(),
            scenario: self.case.scenario.name.clone(),
            variant: self.case.variant.clone(),
            player: self.case.player.clone(),
            users: Vec::new(),
            captures: BTreeMap::new(),
            jar: Jar::default(),
            now: None,
            requests: 0,
        };
        let mut redactor = Redactor::default();
        self.context.secrets.values().for_each(|secret| redactor.hide(secret));
        let stated = self.context.target.radius.as_ref().and_then(|radius| radius.secret.as_fixed());
        stated.iter().for_each(|secret| redactor.hide(secret));
        Actor {
            context: self.context,
            case,
            redactor,
            clients: Clients { http: self.context.http.clone(), radius: RadiusClient::new(&self.context.target.allow) },
            rejected: BTreeMap::new(),
            findings: Vec::new(),
            last: None,
            earlier: BTreeMap::new(),
            mocks: BTreeMap::new(),
            held: None,
            mailbox,
            is_aside: false,
            is_cleaning: false,
            by_products: Vec::new(),
        }
    }

    async fn with_users(&mut self, actor: &mut Actor<'_>) -> Option<Trouble> {
        let mut trouble = self.around(actor, "set-up").await;
        if trouble.is_none() {
            trouble = self.steps(actor).await;
            // What a mock has against the server may be why the case could not go on.
            if matches!(trouble, None | Some(Trouble::Cannot(_))) {
                let unasked = self.verdicts(actor).await;
                trouble = trouble.or(unasked);
            }
        }
        self.is_cut_off = trouble.is_some();
        let cleaned = self.around(actor, "clean-up").await;
        self.is_cleaned = cleaned.is_none();
        let left_over = |trouble| match trouble {
            Trouble::Cannot(why) => Trouble::Cannot(format!("clean-up: {why}")),
            other => other,
        };
        trouble.or(cleaned.map(left_over))
    }

    /// Gives the users names and credentials; `now` in their attributes is only known after set-up, so
    /// attributes are filled there.
    fn users(&self, actor: &mut Actor<'_>, accounts: &[BTreeMap<String, String>]) -> Result<(), Trouble> {
        let mut accounts = accounts.iter();
        let own = method(self.name.channel.as_deref());
        if !Credentials::METHODS.contains(&own) && self.case.scenario.steps.iter().any(|step| self.asks_answer(step)) {
            return Err(Trouble::Skip(format!("nothing here can stand in for a user's {own}")));
        }
        for spec in &self.case.scenario.users {
            let account = if spec.exists { accounts.next() } else { None };
            let user = self.user(actor, spec, account)?;
            actor.redactor.name(&user.name, &user.label);
            actor.case.users.push(user);
            actor.hide_credentials(actor.case.users.len().checked_sub(1));
        }
        Ok(())
    }

    /// Whether a step needs an answer by the case's own method.
    fn asks_answer(&self, step: &Step) -> bool {
        let channel = self.name.channel.as_deref();
        let binding = self.context.target.binding(step.action(), channel);
        step.channel.is_none() && binding.is_some_and(|binding| binding.uses("answer"))
    }

    /// A generator of this user's own, for one purpose.
    fn rng(&self, spec: &UserSpec, purpose: &[&str]) -> ChaCha12Rng {
        let channel = self.name.channel.as_deref().unwrap_or_default();
        let words = [self.name.scenario.as_str(), channel, &spec.name].into_iter();
        let words: Vec<&str> = words.chain(self.name.variant.as_deref()).chain(purpose.iter().copied()).collect();
        self.context.options.seed.rng(&words)
    }

    fn user(
        &self,
        actor: &Actor<'_>,
        spec: &UserSpec,
        account: Option<&BTreeMap<String, String>>,
    ) -> Result<User, Trouble> {
        let mut rng = self.rng(spec, &[]);
        let own = method(self.name.channel.as_deref());
        let changing = if own == "password" { "password" } else { "matrix" };
        let facts = &self.context.target.policy;
        let mut user = match account {
            Some(account) => {
                let credentials = known(account, own, facts);
                let credentials = credentials
                    .ok_or_else(|| Trouble::Cannot(format!("the account of {} has no credentials", spec.name)))?;
                let name = account.get("name").cloned().unwrap_or_default();
                User::new(&spec.name, name, true, credentials, changing, rng)
            }
            None => {
                let credentials = self.drawn(spec, &mut rng);
                let name = format!("{}-{}", actor.case.id, spec.name);
                User::new(&spec.name, name, spec.exists, credentials, changing, rng)
            }
        };
        let columns = account.into_iter().flatten().map(|(column, cell)| (column.clone(), Value::Text(cell.clone())));
        user.attributes.extend(columns);
        user.draw_next(facts, &mut self.rng(spec, &["next"]));
        Ok(user)
    }

    /// Credentials by method. Token and app are one: the user's seed is that of both.
    fn drawn(&self, spec: &UserSpec, rng: &mut ChaCha12Rng) -> BTreeMap<String, Credentials> {
        let fixed = |key: &str| {
            let attribute = spec.attributes.iter().find(|(name, _)| name == key);
            attribute.and_then(|(_, template)| template.as_fixed())
        };
        let phrase = fixed("phrase");
        let particulars = Particulars {
            phrase: phrase.as_deref(),
            phrase_letters: fixed("phrase_letters").and_then(|letters| letters.parse().ok()),
            pin: fixed("pin").as_deref() == Some("true"),
            bingo: fixed("display").as_deref() == Some("bingo"),
        };
        let facts = &self.context.target.policy;
        let draw = |method: &str, rng: &mut ChaCha12Rng| {
            let drawn = Credentials::draw(method, particulars, facts, rng);
            drawn.ok().map(|drawn| (method.to_owned(), drawn))
        };
        let remembered = ["matrix", "password"].into_iter().filter_map(|method| draw(method, rng));
        let mut credentials: BTreeMap<String, Credentials> = remembered.collect();
        let shown = ["token", "authenticator"].into_iter();
        credentials.extend(shown.filter_map(|method| draw(method, &mut self.rng(spec, &["token"]))));
        credentials
    }

    /// Set-up or clean-up: its events are by-products.
    async fn around(&mut self, actor: &mut Actor<'_>, when: &'static str) -> Option<Trouble> {
        let begun = Instant::now();
        actor.is_aside = true;
        actor.is_cleaning = when == "clean-up";
        // What was cut off before may still be on its way when we clean up.
        if !(actor.is_cleaning && self.is_cut_off) {
            actor.by_products.clear();
        }
        let target = &self.context.target;
        let done = match when {
            "set-up" => self.set_up(actor, &target.case_setup, &target.user_setup).await,
            _ => self.clean_up(actor, &target.case_cleanup, &target.user_cleanup).await,
        };
        let before = actor.held.as_mut().map(std::mem::take).unwrap_or_default();
        let (mut events, settled) = actor.settle(before, &[], None).await;
        let (proof, done) = match settled {
            Ok(proof) => (proof, done),
            Err(unsettled) => (Proof::Answer, done.and(Err(unsettled))),
        };
        actor.is_aside = false;
        let asked = Asked { unordered: true, ..Asked::default() };
        // The case was cut off before the end of what it had started.
        if actor.held.is_some() {
            events = actor.claim(&asked, events, &[]);
        }
        let mut judged = actor.judged(&asked, events, Vec::new());
        judged.findings.append(&mut actor.findings);
        let number = if when == "set-up" { 0 } else { self.number_after_steps() };
        self.record(Done {
            codes: judged.codes,
            trouble: None,
            is_endless: false,
            step: StepDone {
                number,
                repetition: 1,
                at: target.source.name().to_owned(),
                action: when.to_owned(),
                user: None,
                expected: Vec::new(),
                answers: judged.answers,
                events: judged.events,
                sights: Vec::new(),
                rejected: rejected_seen(&std::mem::take(&mut actor.rejected)),
                findings: judged.findings,
                proof,
                elapsed_ms: millis(begun.elapsed()),
            },
        });
        done.err()
    }

    async fn set_up(
        &self,
        actor: &mut Actor<'_>,
        of_case: &[SpannedText],
        of_user: &[SpannedText],
    ) -> Result<(), Trouble> {
        for action in of_case {
            self.around_one(actor, action, None).await?;
        }
        self.fill_attributes(actor)?;
        for user in self.ours(actor) {
            for action in of_user {
                self.around_one(actor, action, Some(user)).await?;
            }
        }
        Ok(())
    }

    /// All of it, whatever of it fails: the first failure counts.
    async fn clean_up(
        &self,
        actor: &mut Actor<'_>,
        of_case: &[SpannedText],
        of_user: &[SpannedText],
    ) -> Result<(), Trouble> {
        let mut result = Ok(());
        for user in self.ours(actor) {
            for action in of_user {
                result = result.and(self.around_one(actor, action, Some(user)).await);
            }
        }
        for action in of_case {
            result = result.and(self.around_one(actor, action, None).await);
        }
        result.and(actor.forget(&self.case.scenario.steps).await)
    }

    /// The users that we make and remove.
    fn ours(&self, actor: &Actor<'_>) -> Vec<usize> {
        let users = actor.case.users.iter().enumerate();
        let ours = users.filter(|(_, user)| user.exists && self.context.target.accounts.is_none());
        ours.map(|(place, _)| place).collect()
    }

    fn fill_attributes(&self, actor: &mut Actor<'_>) -> Result<(), Trouble> {
        for (place, spec) in self.case.scenario.users.iter().enumerate() {
            for (name, template) in
                spec.attributes.iter().filter(|(name, _)| !["phrase", "pin"].contains(&name.as_str()))
            {
                let scope = StepScope {
                    context: self.context,
                    case: &actor.case,
                    user: Some(place),
                    channel: None,
                    params: &self.case.scenario.params,
                    arguments: &[],
                };
                let value = template.value(&scope).map_err(|error| Trouble::Cannot(error.to_string()))?;
                let user = &mut actor.case.users[place];
                if name == "next" && !user.will_change_to(&value.to_string()) {
                    return Err(Trouble::Cannot(format!("{}: {value} is nothing to change to", template.at())));
                }
                user.attributes.insert(name.clone(), value);
            }
            actor.hide_credentials(Some(place));
        }
        Ok(())
    }

    async fn before_load(&self, actor: &mut Actor<'_>) -> Result<(), Trouble> {
        for action in &self.context.target.load_setup {
            self.around_one(actor, action, None).await?;
        }
        Ok(())
    }

    async fn around_one(
        &self,
        actor: &mut Actor<'_>,
        action: &SpannedText,
        user: Option<usize>,
    ) -> Result<(), Trouble> {
        let channel = self.name.channel.as_deref();
        // It is bound somewhere, or the target would not have been read: on other channels, then.
        let Some(binding) = self.context.target.binding(&action.text, channel) else { return Ok(()) };
        let answer = Given::Kind(AnswerKind::Right);
        let call =
            Call { binding, user, channel, params: &[], arguments: &[], answer: &answer, offset: 0, spoil: None };
        actor.preliminaries(call).await?;
        actor.quietly(call).await
    }

    async fn steps(&mut self, actor: &mut Actor<'_>) -> Option<Trouble> {
        let mut shapes = Shapes::new();
        let scenario = self.case.scenario.clone();
        if let Err(trouble) = actor.gather(&scenario.steps) {
            return Some(trouble);
        }
        for (step, planned) in scenario.steps.iter().zip(&self.case.steps) {
            let repetitions = if step.once { 1 } else { planned.times };
            for repetition in 1..=repetitions {
                if self.context.is_interrupted() {
                    return Some(Trouble::Interrupted);
                }
                let mut done = actor.step(step, planned, repetition, self.name.channel.as_deref(), &mut shapes).await;
                let trouble = done.trouble.take().or_else(|| self.gives_up(step, &done));
                self.record(done);
                if let Some(trouble) = trouble {
                    return Some(placed(trouble, &step.at, step.number));
                }
            }
        }
        None
    }

    /// What mocks have against the server stands behind the last step.
    async fn verdicts(&mut self, actor: &mut Actor<'_>) -> Option<Trouble> {
        let begun = Instant::now();
        let verdicts = match actor.verdicts(&self.case.scenario.steps).await {
            Ok(verdicts) => verdicts,
            Err(trouble) => return Some(trouble),
        };
        for (mock, findings) in verdicts.into_iter().filter(|(_, findings)| !findings.is_empty()) {
            let step = StepDone {
                number: self.number_after_steps(),
                repetition: 1,
                at: self.case.scenario.source.name().to_owned(),
                action: format!("verdict of mock.{mock}"),
                user: None,
                expected: Vec::new(),
                answers: Vec::new(),
                events: Vec::new(),
                sights: Vec::new(),
                rejected: BTreeMap::new(),
                findings,
                proof: Proof::Answer,
                elapsed_ms: millis(begun.elapsed()),
            };
            self.record(Done::quiet(step));
        }
        None
    }

    fn number_after_steps(&self) -> usize {
        self.case.scenario.steps.last().map_or(0, |step| step.number) + 1
    }

    /// A server that does not answer where it should will not answer what comes next, and each wait for it is long;
    /// but for a broken packet, which may well be what it does not answer.
    fn gives_up(&self, step: &Step, done: &Done) -> Option<Trouble> {
        if done.is_endless && done.step.findings.iter().any(|finding| self.is_wrong(done, finding)) {
            return Some(Trouble::Cannot("what was started did not end; what follows was not tried".into()));
        }
        let is_missing = |finding: &&Finding| finding.kind == FindingKind::Missing;
        if step.start.is_some()
            && done.step.findings.iter().filter(is_missing).any(|finding| self.is_wrong(done, finding))
        {
            return Some(Trouble::Cannot("what was to be started did not start; what follows was not tried".into()));
        }
        let is_silent = |answer: &AnswerSeen| answer.outcome.as_deref() == Some("no-answer");
        let is_mute = !done.step.answers.is_empty() && done.step.answers.iter().all(is_silent);
        let ends =
            step.raw.is_none() && is_mute && done.step.findings.iter().any(|finding| self.is_wrong(done, finding));
        ends.then(|| Trouble::Cannot("the server did not answer; what follows was not tried".into()))
    }

    /// Whether no waiver lets it off.
    fn is_wrong(&self, done: &Done, finding: &Finding) -> bool {
        self.context.let_off(self.name, done.step.number, finding).is_none()
    }

    /// Lets off what waivers let off, counts the rest, and tells the run's listeners.
    fn record(&mut self, mut done: Done) {
        for finding in &mut done.step.findings {
            finding.waived = self.context.let_off(self.name, done.step.number, finding);
            match &finding.waived {
                Some(reason) if !self.waived.contains(reason) => self.waived.push(reason.clone()),
                Some(_) => {}
                None => self.findings += 1,
            }
        }
        let is_waived =
            !done.step.findings.is_empty() && done.step.findings.iter().all(|finding| finding.waived.is_some());
        for seen in done.codes {
            if is_waived && seen.asserted {
                self.waived_codes.push(seen.code.clone());
            }
            self.codes.push(Seen { asserted: seen.asserted && done.step.findings.is_empty(), ..seen });
        }
        if done.step.proof != Proof::Answer || !done.step.expected.is_empty() || done.step.number > 0 {
            self.context.tell(RunEvent::StepFinished {
                case: self.name.clone(),
                attempt: self.attempt,
                step: done.step,
            });
        }
    }

    fn verdict(&self, trouble: Option<Trouble>) -> (Verdict, Option<String>) {
        match trouble {
            Some(Trouble::Interrupted) => (Verdict::Errored, Some("interrupted".into())),
            Some(Trouble::ByChance) => {
                (Verdict::Errored, Some("a wrong answer would have been right by chance".into()))
            }
            Some(Trouble::Cannot(why)) if self.findings > 0 => (Verdict::Failed, Some(why)),
            _ if self.findings > 0 => (Verdict::Failed, None),
            Some(Trouble::Cannot(why)) => (Verdict::Errored, Some(why)),
            Some(Trouble::Skip(why)) => (Verdict::Skipped, Some(why)),
            None if !self.waived.is_empty() => (Verdict::Waived, Some(self.waived.join("; "))),
            None => (Verdict::Passed, None),
        }
    }
}

fn placed(trouble: Trouble, at: &str, number: usize) -> Trouble {
    match trouble {
        Trouble::Cannot(why) => Trouble::Cannot(format!("step {number} ({at}): {why}")),
        other => other,
    }
}
