use std::path::Path;
use std::sync::Arc;

use sekisho_files::Problems;

use super::args::RunArgs;
use super::interrupts::Interrupts;
use super::live::Listeners;
use super::outputs::Paths;
use super::print::say;
use super::{Environment, Exit, Failure, files, session};
use crate::plan::{Case, Plan, plan, plan_as};
use crate::record::Verdict;
use crate::report::Style;
use crate::run::{self, Leash, Options, Outcome};
use crate::scenario::{Library, Scenario};
use crate::target::{Target, Waiver, read_waivers};
use crate::vendor::Profile;

const JOBS_PER_CORE: usize = 4;
const SLOW: &str = "it is tagged `slow`: `--slow` runs it, and so does its name";

/// `sekisho run`.
pub(super) fn run(args: &RunArgs, environment: &Environment) -> Result<Exit, Failure> {
    let target = files::target(&args.target)?;
    let mut library = files::library()?;
    let names = library.select(&args.what)?;
    let scenarios = files::scenarios(&library, &names, &target)?;
    let waivers = args.waivers.as_deref().map(waivers).transpose()?.unwrap_or_default();
    known_waivers(&waivers, &target, &library)?;
    let vendors = files::profiles(&files::vendors()?, &args.vendor)?.into_iter().map(Arc::new).collect::<Vec<_>>();
    let plan = planned(args, &scenarios, &target, &vendors)?;
    if args.list {
        list(&plan);
        return Ok(Exit::Good);
    }
    if plan.cases.is_empty() {
        return Err(nothing_ran(args, &plan));
    }
    let sanity = sanity(&library, &target)?;
    let options = Options {
        seed: args.seed.unwrap_or_else(session::fresh_seed),
        jobs: args.jobs.map_or(environment.cores * JOBS_PER_CORE, usize::from),
        retries: args.retries,
        no_flaky: args.no_flaky,
        waivers,
        min_coverage: args.min_coverage,
    };
    runtime()?.block_on(carry_out(args, environment, target, plan, sanity, options))
}

/// The runtime that commands with sockets need.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|error| Failure::said(Exit::Bug, format!("no runtime: {error}")))
}

fn waivers(path: &Path) -> Result<Vec<Waiver>, Failure> {
    Ok(read_waivers(&files::source(path)?)?)
}

/// A waiver of a scenario that does not exist would let nothing off for ever.
fn known_waivers(waivers: &[Waiver], target: &Target, library: &Library) -> Result<(), Failure> {
    let names: Vec<&str> = library.names().chain(["sanity/before", "sanity/after"]).collect();
    let mut problems = Problems::new();
    let unknown = waivers.iter().chain(&target.waivers).filter(|waiver| !names.contains(&waiver.scenario.as_str()));
    unknown.for_each(|waiver| problems.push(waiver.unknown_scenario(names.iter().copied())));
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}

fn planned(
    args: &RunArgs,
    scenarios: &[Arc<Scenario>],
    target: &Target,
    vendors: &[Arc<Profile>],
) -> Result<Plan, Failure> {
    let mut problems = Problems::new();
    let named =
        |scenario: &Scenario| args.what.iter().any(|what| what.trim_end_matches(".toml").ends_with(&scenario.name));
    let tagged = |scenario: &Scenario, tag: &str| scenario.tags.iter().any(|own| own == tag);
    let (wanted, slow): (Vec<_>, Vec<_>) = scenarios
        .iter()
        .filter(|scenario| args.tag.is_empty() || args.tag.iter().any(|tag| tagged(scenario, tag)))
        .cloned()
        .partition(|scenario| args.slow || named(scenario) || !tagged(scenario, "slow"));
    let vocabulary = sekisho_catalog::vocabulary();
    let mut plan = plan_as(&wanted, target, vocabulary, vendors, &mut problems);
    if args.list {
        let slow = plan_as(&slow, target, vocabulary, vendors, &mut problems);
        plan.skipped.extend(slow.cases.into_iter().map(|case| (case.name, SLOW.to_owned())).chain(slow.skipped));
    }
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let fits = |name: &crate::record::CaseName| {
        let by_channel =
            args.channel.is_empty() || name.channel.as_ref().is_some_and(|channel| args.channel.contains(channel));
        by_channel && args.filter.as_ref().is_none_or(|filter| name.to_string().contains(filter))
    };
    plan.cases.retain(|case| fits(&case.name));
    plan.skipped.retain(|(name, _)| fits(name));
    Ok(plan)
}

fn nothing_ran(args: &RunArgs, plan: &Plan) -> Failure {
    let message = match plan.skipped.first() {
        Some((case, reason)) => {
            format!("nothing to run: all {} cases are skipped; {case}: {reason}", plan.skipped.len())
        }
        None => {
            let filter = args.filter.as_ref().map(|filter| format!(" --filter {filter}")).unwrap_or_default();
            let tags: String = args.tag.iter().map(|tag| format!(" --tag {tag}")).collect();
            let vendors: String = args.vendor.iter().map(|vendor| format!(" --vendor {vendor}")).collect();
            let channels: String = args.channel.iter().map(|channel| format!(" --channel {channel}")).collect();
            format!("nothing to run: no case matches{filter}{channels}{vendors}{tags}; `sekisho run --list` names all")
        }
    };
    Failure::said(Exit::NothingRan, message)
}

fn list(plan: &Plan) {
    for case in &plan.cases {
        say!("{}\t{}", case.name, case.scenario.title);
    }
    for (case, reason) in &plan.skipped {
        say!("{case}\tskipped: {reason}");
    }
}

/// The sanity scenario on the first of its channels on which this target can run it; or what to tell if there is none.
fn sanity(library: &Library, target: &Target) -> Result<Result<Case, String>, Failure> {
    let mut library = library.clone();
    let names = library.select(std::slice::from_ref(&target.sanity))?;
    let scenarios = files::scenarios(&library, &names, target)?;
    let plan = plan(&scenarios, target, sekisho_catalog::vocabulary(), &mut Problems::new());
    let skipped = plan.skipped.into_iter().next();
    let place = |case: &Case| {
        let channel = case.name.channel.as_deref();
        case.scenario.channels.iter().position(|listed| Some(listed.text.as_str()) == channel)
    };
    Ok(plan.cases.into_iter().min_by_key(place).ok_or_else(|| {
        let reason = skipped.map(|(_, reason)| format!(": {reason}")).unwrap_or_default();
        let scenario = &target.sanity;
        format!("the target cannot run the sanity scenario {scenario}, so nothing proves that it is sane{reason}")
    }))
}

async fn carry_out(
    args: &RunArgs,
    environment: &Environment,
    target: Target,
    plan: Plan,
    sanity: Result<Case, String>,
    options: Options,
) -> Result<Exit, Failure> {
    let paths = Paths::of(args);
    paths.prove()?;
    let leash = Leash::default();
    let interrupts = Interrupts::heed(&leash)?;
    let (session, started) = interrupts.unless(session::open(&target, environment, &args.start_args, &leash)).await?;
    let listeners = Listeners::new(paths.record.clone(), style(args, environment), interrupts.stopper());
    let spinner = listeners.spin();
    let vocabulary = sekisho_catalog::vocabulary();
    let interrupted = interrupts.receiver();
    let sink = listeners.sink(sanity.as_ref().err().cloned().into_iter().collect());
    let outcome = run::run(Arc::new(target), vocabulary, plan, sanity.ok(), options, session, interrupted, sink).await;
    spinner.abort();
    // The server before what it asks.
    for started in started.into_iter().rev() {
        started.stop().await;
    }
    listeners.end(|events| paths.write(events))?;
    match outcome {
        Ok(outcome) => Ok(exit(&outcome)),
        Err(unfit) => Err(Failure::said(Exit::Unfit, unfit.to_string())),
    }
}

fn style(args: &RunArgs, environment: &Environment) -> Style {
    Style {
        colour: environment.stdout_colour,
        live: environment.live,
        width: environment.width,
        verbose: args.verbose,
        quiet: args.quiet,
    }
}

fn exit(outcome: &Outcome) -> Exit {
    let bad =
        outcome.tally.of(Verdict::Failed) + outcome.tally.of(Verdict::Errored) > 0 || !outcome.findings.is_empty();
    match outcome {
        Outcome { bug: true, .. } => Exit::Bug,
        Outcome { interrupted: true, .. } => Exit::Interrupted,
        _ if bad => Exit::Findings,
        _ if outcome.tally.ran() == 0 => Exit::NothingRan,
        _ => Exit::Good,
    }
}
