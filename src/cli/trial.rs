use std::collections::BTreeMap;
use std::sync::Arc;

use sekisho_files::{Problems, Source};

use super::args::TryArgs;
use super::interrupts::Interrupts;
use super::print::{say, visible_lines};
use super::run::runtime;
use super::{Environment, Exit, Failure, files, session};
use crate::plan::{Case, plan};
use crate::record::{FindingKind, RunEvent, StepDone, Verdict};
use crate::report::visible;
use crate::run::{self, Leash, Options};
use crate::scenario::{link, read_scenario};
use crate::target::{Accounts, Target};
use crate::template::Template;

const NAME: &str = "try";

/// `sekisho try`.
pub(super) fn run(args: &TryArgs, environment: &Environment) -> Result<Exit, Failure> {
    let target = files::target(&args.target)?;
    let account = account(args)?;
    let case = case(args, &target)?;
    runtime()?.block_on(carry_out(args, environment, target, case, account))
}

fn account(args: &TryArgs) -> Result<Option<BTreeMap<String, String>>, Failure> {
    if args.user.is_empty() {
        return Ok(None);
    }
    let mut account = pairs(&args.user, "--user")?;
    account.entry("name".into()).or_insert_with(|| args.acting.clone().unwrap_or_default());
    Ok(Some(account))
}

fn pairs(texts: &[String], option: &str) -> Result<BTreeMap<String, String>, Failure> {
    let pair = |text: &String| {
        let (key, value) = text
            .split_once('=')
            .ok_or_else(|| Failure::said(Exit::Usage, format!("{option} {text}: expected KEY=VALUE")))?;
        Ok((key.to_owned(), value.to_owned()))
    };
    texts.iter().map(pair).collect()
}

/// A scenario of one step that expects nothing: what comes is shown, not judged.
fn case(args: &TryArgs, target: &Target) -> Result<Case, Failure> {
    let channel = match &args.channel {
        Some(channel) => Some(channel.clone()),
        None => {
            let binding = target.actions.iter().find(|binding| binding.action == args.action);
            binding.and_then(|binding| binding.channel.clone())
        }
    };
    let source = Source::new("the command line", scenario(args, channel.as_deref())?);
    let mut problems = Problems::new();
    let scenario = read_scenario(NAME, &source, &|_| None, &mut problems);
    if let Some(scenario) = &scenario {
        link(scenario, &target.catalog, sekisho_catalog::vocabulary(), &files::known(target), &mut problems);
    }
    let scenario = problems.into_result(scenario)?;
    let mut problems = Problems::new();
    let mut plan = plan(&[Arc::new(scenario)], target, sekisho_catalog::vocabulary(), &mut problems);
    match (plan.cases.pop(), plan.skipped.pop()) {
        (Some(case), _) => Ok(case),
        (None, Some((_, reason))) => Err(Failure::said(Exit::NothingRan, reason)),
        (None, None) => Err(problems.into()),
    }
}

fn scenario(args: &TryArgs, channel: Option<&str>) -> Result<String, Failure> {
    let quoted = |text: &str| serde_json::to_string(text).unwrap_or_default();
    let mut text = String::from("format = 1\ntitle = \"One action, tried\"\n");
    if let Some(channel) = channel {
        text += &format!("channels = [{}]\n", quoted(channel));
    }
    if let Some(user) = &args.acting {
        text += &format!("[user.{}]\n", quoted(user));
    }
    text += &format!("[[step]]\ndo = {}\n", quoted(&args.action));
    if let Some(user) = &args.acting {
        text += &format!("as = {}\n", quoted(user));
    }
    let with = pairs(&args.with, "--with")?;
    let with: Vec<String> = with.iter().map(|(key, value)| format!("{} = {}", quoted(key), quoted(value))).collect();
    if !with.is_empty() {
        text += &format!("with = {{ {} }}\n", with.join(", "));
    }
    Ok(text)
}

async fn carry_out(
    args: &TryArgs,
    environment: &Environment,
    target: Target,
    case: Case,
    account: Option<BTreeMap<String, String>>,
) -> Result<Exit, Failure> {
    let mut target = target;
    if account.is_some() {
        target.accounts = None;
    }
    let leash = Leash::default();
    let interrupts = Interrupts::heed(&leash)?;
    let (mut session, started) =
        interrupts.unless(session::open(&target, environment, &args.start_args, &leash)).await?;
    if let Some(account) = account {
        target.accounts = Some(Accounts { file: Template::fixed(""), reuse: true });
        session.accounts = vec![account];
    }
    let options = Options {
        seed: session::fresh_seed(),
        jobs: 1,
        retries: 0,
        no_flaky: false,
        waivers: Vec::new(),
        min_coverage: None,
    };
    let interrupted = interrupts.receiver();
    let plan = crate::plan::Plan { cases: vec![case], skipped: Vec::new() };
    let (sender, mut events) = tokio::sync::mpsc::unbounded_channel();
    let verbose = args.verbose;
    session.trace = Some(Box::new(move |exchange, is_aside| {
        if verbose || !is_aside {
            say!("{}\n", visible_lines(exchange));
        }
    }));
    let sink = Box::new(move |event| drop(sender.send(event)));
    let outcome =
        run::run(Arc::new(target), sekisho_catalog::vocabulary(), plan, None, options, session, interrupted, sink)
            .await;
    // The server before what it asks.
    for started in started.into_iter().rev() {
        started.stop().await;
    }
    let outcome = outcome.map_err(|unfit| Failure::said(Exit::Unfit, unfit.to_string()))?;
    let mut exit = if outcome.interrupted { Exit::Interrupted } else { Exit::Good };
    while let Ok(event) = events.try_recv() {
        match event {
            RunEvent::StepFinished { step, .. } if step.number == 1 => {
                let shown = shown(&step);
                exit = if outcome.interrupted { exit } else { shown };
            }
            RunEvent::CaseFinished { verdict: Verdict::Errored | Verdict::Skipped, reason: Some(reason), .. }
                if !outcome.interrupted =>
            {
                return Err(Failure::said(Exit::Unfit, reason));
            }
            _ => {}
        }
    }
    Ok(exit)
}

/// What the step came to; only what is wrong whatever was expected counts.
fn shown(step: &StepDone) -> Exit {
    for event in &step.events {
        let outcome = event.outcome.as_deref().unwrap_or("not in the catalog");
        let sources = event.sources.join(", ");
        let line = format!("event   {}  {outcome}  {}  (seen in {sources})", event.shown(), event.message);
        say!("{}", visible(&line));
    }
    if step.events.is_empty() {
        say!("event   none");
    }
    for (why, times) in &step.rejected {
        say!("{}", visible(&format!("discarded reply: {why} ×{times}")));
    }
    let findings =
        step.findings.iter().filter(|finding| !matches!(finding.kind, FindingKind::Unexpected | FindingKind::Wire));
    let shown = findings.map(|finding| say!("{}", visible(&format!("finding {finding}")))).count();
    if shown == 0 { Exit::Good } else { Exit::Findings }
}
