use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Instant;

use jiff::Timestamp;
use sekisho_catalog::Vocabulary;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use super::accounts::Pool;
use super::case::{Ended, attempt, clean_up};
use super::context::{Context, Options, Session};
use super::hub::Hub;
use super::naming::{Seed, run_prefix};
use super::preflight::{self, Unfit};
use super::step::millis;
use crate::plan::{Case, Plan};
use crate::record::{CaseName, Coverage, Finding, FindingKind, RunEvent, Tally, TargetNamed, VendorPlayed, Verdict};
use crate::target::Target;
use crate::wire::{Http, WireError};

/// How a run ended.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Cases by verdict.
    pub tally: Tally,
    /// Findings of the run as a whole.
    pub findings: Vec<Finding>,
    /// Whether it was interrupted.
    pub interrupted: bool,
    /// Whether a case met a bug of sekisho.
    pub bug: bool,
}

/// What the cases came to, gathered as they end.
#[derive(Debug, Default)]
struct Gathered {
    tally: Tally,
    asserted: BTreeSet<String>,
    seen: BTreeSet<String>,
    waived: BTreeSet<String>,
    ran: Vec<CaseName>,
    bug: bool,
}

/// Carries out a plan and tells `sink` what happens, as it happens.
///
/// `sanity` runs first and last: a target that cannot carry it out at first is unfit; one that passes it at
/// first and not at the end was damaged by the tests.
#[expect(clippy::too_many_arguments, reason = "a run's parts, each of its own kind")]
pub async fn run(
    target: Arc<Target>,
    vocabulary: &'static Vocabulary,
    plan: Plan,
    sanity: Option<Case>,
    options: Options,
    session: Session,
    interrupted: watch::Receiver<bool>,
    sink: Box<dyn FnMut(RunEvent) + Send>,
) -> Result<Outcome, Unfit> {
    let begun = Instant::now();
    let (context, listening) = context(target, vocabulary, options, session, interrupted, sink)?;
    preflight::reach(&context).await?;
    let result = Runner { context: &context, gathered: Gathered::default(), begun }.run(plan, sanity).await;
    drop(listening);
    result
}

/// Cleans up after cases that were cut off: their users and tenants are named by the seed. Says for each what
/// went wrong, if something did.
pub async fn clean(
    target: Arc<Target>,
    vocabulary: &'static Vocabulary,
    seed: Seed,
    cases: Vec<(Case, CaseName, u32)>,
    session: Session,
) -> Result<Vec<(CaseName, Option<String>)>, Unfit> {
    let options = Options { seed, jobs: 1, retries: 0, no_flaky: false, waivers: Vec::new(), min_coverage: None };
    let (_interrupt, interrupted) = watch::channel(false);
    let (context, _listening) = context(target, vocabulary, options, session, interrupted, Box::new(drop))?;
    preflight::reach(&context).await?;
    let mut cleaned = Vec::new();
    for (case, name, attempt) in cases {
        let trouble = clean_up(&context, &case, &name, attempt).await;
        cleaned.push((name, trouble));
    }
    Ok(cleaned)
}

/// Listens for as long as it lives.
pub(super) struct Listening {
    routing: tokio::task::JoinHandle<()>,
    _sources: Vec<crate::observe::Source>,
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.routing.abort();
    }
}

pub(super) fn context(
    target: Arc<Target>,
    vocabulary: &'static Vocabulary,
    options: Options,
    session: Session,
    interrupted: watch::Receiver<bool>,
    sink: Box<dyn FnMut(RunEvent) + Send>,
) -> Result<(Arc<Context>, Listening), Unfit> {
    let hub = Arc::new(Hub::new(&run_prefix(options.seed)));
    let routing = tokio::spawn(hub.clone().route(session.lines, target.observers.clone()));
    let reuse = target.accounts.as_ref().is_some_and(|accounts| accounts.reuse);
    let authority = preflight::authority(&target, &session.variables)?;
    let http = Http::new(&target.allow, target.timeout, authority.as_ref().map(|(_, pem)| pem.as_str()));
    let http = http.map_err(|error| match (error, authority) {
        (WireError::Malformed(why), Some((path, _))) => Unfit::Authority { path, why },
        (error, _) => Unfit::NotAllowed(error),
    })?;
    let context = Context {
        observer_names: target.observers.iter().map(|observer| observer.name.clone()).collect(),
        waits: Mutex::new(target.wait_budget),
        prefix: run_prefix(options.seed),
        pool: Pool::new(session.accounts, reuse),
        variables: session.variables,
        secrets: session.secrets,
        date: Mutex::default(),
        http,
        foreign: OnceLock::new(),
        target,
        vocabulary,
        options,
        hub,
        interrupted,
        trace: session.trace.map(Mutex::new),
        used_waivers: Mutex::default(),
        sink: Mutex::new(sink),
    };
    Ok((Arc::new(context), Listening { routing, _sources: session.sources }))
}

struct Runner<'a> {
    context: &'a Arc<Context>,
    gathered: Gathered,
    begun: Instant,
}

impl Runner<'_> {
    async fn run(mut self, plan: Plan, sanity: Option<Case>) -> Result<Outcome, Unfit> {
        let context = self.context;
        context.tell(self.head(&plan));
        let first = self.sane(sanity.as_ref(), "sanity/before").await;
        if let Some((case, Ended { verdict: Verdict::Errored | Verdict::Skipped, reason, .. })) =
            sanity.as_ref().zip(first.as_ref())
            && !context.is_interrupted()
        {
            let why = reason.clone().unwrap_or_default();
            let insane = Unfit::Insane { scenario: case.name.to_string(), why };
            self.finish(&first, &None);
            return Err(insane);
        }
        context.tell(RunEvent::Preflight { notes: preflight::notes(context) });
        for (case, reason) in &plan.skipped {
            context.tell(RunEvent::CaseSkipped { case: case.clone(), reason: reason.clone() });
            self.gathered.tally.count(Verdict::Skipped);
        }
        let (alone, together): (Vec<_>, Vec<_>) = plan.cases.into_iter().partition(|case| case.alone);
        self.side_by_side(together).await;
        for case in alone {
            if !context.is_interrupted() {
                let ended = guarded(context.clone(), case.clone(), case.name.clone()).await;
                self.gather(case.name, ended);
            }
        }
        let last = if context.is_interrupted() { None } else { self.sane(sanity.as_ref(), "sanity/after").await };
        Ok(self.finish(&first, &last))
    }

    fn head(&self, plan: &Plan) -> RunEvent {
        let target = &self.context.target;
        RunEvent::RunStarted {
            format: 1,
            sekisho: env!("CARGO_PKG_VERSION").to_owned(),
            seed: self.context.options.seed.to_string(),
            target: TargetNamed {
                name: target.name.clone(),
                title: target.title.clone(),
                version: target.version.clone(),
            },
            catalog: target.catalog.name().to_owned(),
            started: format!("{:.3}", Timestamp::now()),
            cases: plan.cases.len(),
            skipped: plan.skipped.len(),
            vendors: played(plan),
        }
    }

    async fn sane(&mut self, sanity: Option<&Case>, name: &str) -> Option<Ended> {
        let case = sanity?;
        let name = CaseName { scenario: name.to_owned(), ..case.name.clone() };
        let ended = guarded(self.context.clone(), Case { alone: true, ..case.clone() }, name.clone()).await;
        self.gather(name, ended.clone());
        Some(ended)
    }

    async fn side_by_side(&mut self, cases: Vec<Case>) {
        let places = Arc::new(Semaphore::new(self.context.options.jobs.max(1)));
        let mut running = JoinSet::new();
        for case in cases {
            let (context, places) = (self.context.clone(), places.clone());
            running.spawn(async move {
                let _place = places.acquire_owned().await;
                let name = case.name.clone();
                let ended =
                    if context.is_interrupted() { None } else { Some(guarded(context, case, name.clone()).await) };
                (name, ended)
            });
        }
        while let Some(joined) = running.join_next().await {
            if let Ok((name, Some(ended))) = joined {
                self.gather(name, ended);
            }
        }
    }

    fn gather(&mut self, name: CaseName, ended: Ended) {
        self.gathered.tally.count(ended.verdict);
        self.gathered.bug |= ended.is_bug;
        if !matches!(ended.verdict, Verdict::Skipped) {
            self.gathered.ran.push(name);
        }
        for seen in ended.codes {
            let into = if seen.asserted { &mut self.gathered.asserted } else { &mut self.gathered.seen };
            into.insert(seen.code);
        }
        self.gathered.waived.extend(ended.waived_codes);
    }

    fn finish(self, first: &Option<Ended>, last: &Option<Ended>) -> Outcome {
        let interrupted = self.context.is_interrupted();
        let coverage = self.coverage();
        let mut findings = Vec::new();
        findings.extend(damaged(first, last));
        findings.extend(self.context.hub.findings());
        if !interrupted {
            findings.extend(self.context.unused_waivers(&self.gathered.ran));
            findings.extend(too_little(&coverage, self.context.options.min_coverage));
        }
        let notes = self.context.hub.remarks();
        if !notes.is_empty() {
            self.context.tell(RunEvent::Preflight { notes });
        }
        self.context.tell(RunEvent::RunFinished {
            tally: self.gathered.tally.clone(),
            coverage,
            foreign: self.context.hub.foreign(),
            findings: findings.clone(),
            interrupted,
            elapsed_ms: millis(self.begun.elapsed()),
        });
        Outcome { bug: self.gathered.bug, tally: self.gathered.tally, findings, interrupted }
    }

    fn coverage(&self) -> Coverage {
        let catalog = &self.context.target.catalog;
        let active: BTreeMap<&str, ()> = catalog.active().map(|entry| (entry.key.as_str(), ())).collect();
        let is_active = |code: &&String| active.contains_key(code.as_str());
        let Gathered { asserted, seen, waived, .. } = &self.gathered;
        let inactive = asserted.union(seen).filter(|code| !is_active(code) && catalog.entry(code).is_some());
        Coverage {
            active: active.len(),
            asserted: asserted.iter().filter(is_active).cloned().collect(),
            only_seen: seen
                .iter()
                .filter(|code| is_active(code) && !asserted.contains(*code) && !waived.contains(*code))
                .cloned()
                .collect(),
            waived: waived.iter().filter(|code| is_active(code) && !asserted.contains(*code)).cloned().collect(),
            inactive_seen: inactive.cloned().collect(),
        }
    }
}

/// The RADIUS clients that are played, by name.
fn played(plan: &Plan) -> Vec<VendorPlayed> {
    let profiles = plan.cases.iter().filter_map(|case| case.player.profile());
    let vendors: BTreeSet<VendorPlayed> = profiles
        .map(|profile| VendorPlayed {
            name: profile.name.clone(),
            title: profile.title.clone(),
            unverified: profile.unverified(),
        })
        .collect();
    vendors.into_iter().collect()
}

/// A case in a task of its own: a panic is our bug, ends this case as errored, and spares the others.
async fn guarded(context: Arc<Context>, case: Case, name: CaseName) -> Ended {
    let attempt = Arc::new(AtomicU32::new(1));
    match tokio::spawn(one(context.clone(), case, name.clone(), attempt.clone())).await {
        Ok(ended) => ended,
        Err(broken) => {
            let ended = Ended::bug(format!("a bug of sekisho: {broken}"));
            context.tell(finished(&name, attempt.load(Ordering::Relaxed), &ended, false));
            ended
        }
    }
}

/// A case with its retries. The last attempt decides; one that passes after others failed is flaky, and one
/// that cannot be made any more leaves the verdict to the one before.
async fn one(context: Arc<Context>, case: Case, name: CaseName, attempt_now: Arc<AtomicU32>) -> Ended {
    let most = context.options.retries + 1;
    let mut before: Option<Ended> = None;
    for number in 1..=most {
        attempt_now.store(number, Ordering::Relaxed);
        let mut ended = attempt(&context, &case, &name, number).await;
        let is_last = number == most || context.is_interrupted();
        if let (Verdict::Skipped, Some(before)) = (ended.verdict, before.take()) {
            let why = ended.reason.unwrap_or_default();
            let reason = before.reason.map(|reason| reason + "; ").unwrap_or_default();
            ended = Ended { reason: Some(format!("{reason}no further attempt: {why}")), ..before };
            context.tell(finished(&name, number, &ended, false));
            return ended;
        }
        let retried = !is_last && matches!(ended.verdict, Verdict::Failed | Verdict::Errored);
        if number > 1 && matches!(ended.verdict, Verdict::Passed | Verdict::Waived) {
            ended.verdict = if context.options.no_flaky { Verdict::Failed } else { Verdict::Flaky };
            ended.reason = Some(format!("passed only at attempt {number}"));
        }
        context.tell(finished(&name, number, &ended, retried));
        if !retried {
            return ended;
        }
        before = Some(ended);
    }
    Ended::bug("the last attempt was retried".into())
}

fn finished(name: &CaseName, attempt: u32, ended: &Ended, retried: bool) -> RunEvent {
    RunEvent::CaseFinished {
        case: name.clone(),
        attempt,
        verdict: ended.verdict,
        reason: ended.reason.clone(),
        retried,
        cleaned: ended.is_cleaned,
        elapsed_ms: ended.elapsed_ms,
    }
}

fn damaged(first: &Option<Ended>, last: &Option<Ended>) -> Option<Finding> {
    let (first, last) = (first.as_ref()?, last.as_ref()?);
    let good = |ended: &Ended| matches!(ended.verdict, Verdict::Passed | Verdict::Flaky | Verdict::Waived);
    let bad = matches!(last.verdict, Verdict::Failed | Verdict::Errored);
    (good(first) && bad).then(|| {
        let why = last.reason.clone().map(|why| format!(": {why}")).unwrap_or_default();
        Finding::new(
            FindingKind::Damaged,
            "the sanity scenario to pass at the end as it did at first",
            format!("{}{why}: the tests damaged the server", last.verdict.as_str()),
        )
    })
}

fn too_little(coverage: &Coverage, least: Option<f64>) -> Option<Finding> {
    let least = least.filter(|least| coverage.percent() < *least)?;
    let got = format!(
        "{:.1} % ({} of {})",
        coverage.percent(),
        coverage.asserted.len() + coverage.waived.len(),
        coverage.active
    );
    Some(Finding::new(FindingKind::Coverage, format!("at least {least} % of active codes asserted"), got))
}
