use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rand::Rng;
use sekisho_files::Problems;
use sekisho_load::{EngineError, Plan, Spread, Tally};

use super::interrupts::Interrupts;
use super::load_args::{LoadArgs, SpreadArg};
use super::print::say;
use super::run::runtime;
use super::{Environment, Exit, Failure, files, session};
use crate::load::{Compiled, Configuration, Report, Verdict, compile};
use crate::plan::{Case, plan};
use crate::run::{Leash, Provisioned, Seed, Started};
use crate::target::Target;
use crate::template::show_duration;

/// `sekisho load`.
pub(super) fn run(args: &LoadArgs, environment: &Environment) -> Result<Exit, Failure> {
    let target = files::target(&args.target)?;
    let case = case(args, &target)?;
    if let Some(path) = &args.json {
        write(path, "")?;
    }
    runtime()?.block_on(carry_out(args, environment, target, case))
}

/// The scenario on the channel that is asked for, or the first that the target has.
fn case(args: &LoadArgs, target: &Target) -> Result<Case, Failure> {
    let mut library = files::library()?;
    let names = library.select(std::slice::from_ref(&args.journey))?;
    let scenarios = files::scenarios(&library, &names, target)?;
    let [scenario] = scenarios.as_slice() else {
        return Err(Failure::said(
            Exit::Usage,
            format!("`{}` is several scenarios, and a journey is one", args.journey),
        ));
    };
    if scenario.users.len() != 1 {
        let why = format!("{} has {} users, and a journey is one user's", scenario.name, scenario.users.len());
        return Err(Failure::said(Exit::Files, why));
    }
    let mut problems = Problems::new();
    let plan = plan(&scenarios, target, sekisho_catalog::vocabulary(), &mut problems);
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let place =
        |channel: Option<&str>| scenario.channels.iter().position(|listed| Some(listed.text.as_str()) == channel);
    let wanted = |case: &Case| args.channel.is_none() || case.name.channel == args.channel;
    let case = plan.cases.into_iter().filter(wanted).min_by_key(|case| place(case.name.channel.as_deref()));
    case.ok_or_else(|| {
        let reason = plan.skipped.first().map(|(case, why)| format!("; {case}: {why}")).unwrap_or_default();
        Failure::said(Exit::NothingRan, format!("the target {} cannot run {} so{reason}", target.name, scenario.name))
    })
}

async fn carry_out(args: &LoadArgs, environment: &Environment, target: Target, case: Case) -> Result<Exit, Failure> {
    let leash = Leash::default();
    let interrupts = Interrupts::heed(&leash)?;
    let seed = args.seed.unwrap_or_else(session::fresh_seed);
    let (session, started) = interrupts.unless(session::open(&target, environment, &args.start_args, &leash)).await?;
    let target = Arc::new(target);
    let server = started.last().filter(|_| target.start.is_some()).and_then(Started::id);
    let accounts = usize::try_from(args.accounts.get()).unwrap_or(usize::MAX);
    let set_up = Provisioned::new(
        target.clone(),
        sekisho_catalog::vocabulary(),
        case,
        accounts,
        seed,
        session,
        interrupts.receiver(),
    );
    let set_up =
        interrupts.unless(async { set_up.await.map_err(|unfit| Failure::said(Exit::Unfit, unfit.to_string())) });
    let set_up = set_up.await?;
    let measured = measure(args, environment, &set_up, seed, server, &interrupts).await;
    let cleaned = if target.start.is_some() { None } else { set_up.clean_up().await };
    // The server before what it asks.
    for started in started.into_iter().rev() {
        started.stop().await;
    }
    let exit = measured?;
    match cleaned {
        Some(why) => Err(Failure::said(Exit::Unfit, format!("what was set up could not be removed: {why}"))),
        None => Ok(exit),
    }
}

async fn measure(
    args: &LoadArgs,
    environment: &Environment,
    set_up: &Provisioned,
    seed: Seed,
    server: Option<u32>,
    interrupts: &Interrupts,
) -> Result<Exit, Failure> {
    let sign = seed.rng(&["load", "marks"]).next_u64();
    let compiled = compile(set_up, set_up.target().load_base.as_ref(), sign);
    let compiled = compiled.map_err(|error| Failure::said(Exit::Files, format!("{}: {error}", set_up.case().name)))?;
    let plan = planned(args, environment, set_up, &compiled, seed).await?;
    let configuration = configuration(args, set_up, &plan, seed);
    let stop = Arc::new(AtomicBool::new(false));
    let mut interrupted = interrupts.receiver();
    let stopping = stop.clone();
    let listening = tokio::spawn(async move {
        if interrupted.wait_for(|interrupted| *interrupted).await.is_ok() {
            stopping.store(true, Ordering::Relaxed);
        }
    });
    let (quiet, running) = (args.quiet, plan.clone());
    let spent = tokio::spawn(spent_since(server, plan.warm_up));
    let begun = Instant::now();
    let stopped = stop.clone();
    let tally = tokio::task::spawn_blocking(move || generate(&running, &stopped, quiet)).await;
    let lasted = begun.elapsed().saturating_sub(plan.warm_up).min(plan.duration);
    listening.abort();
    let spent = spent.await.ok().flatten().zip(server.and_then(processor_time));
    let spent = spent.map(|(before, after)| after.saturating_sub(before));
    let tally = tally.map_err(|error| Failure::said(Exit::Bug, error.to_string()))?.map_err(|error| match error {
        EngineError::Bug => Failure::said(Exit::Bug, error.to_string()),
        error => Failure::said(Exit::Unfit, error.to_string()),
    })?;
    let report = Report::new(configuration, &plan.journey, tally, lasted, spent);
    say!("{}", report.text());
    if let Some(path) = &args.json {
        write(path, &format!("{:#}\n", report.json()))?;
    }
    Ok(match report.verdict() {
        _ if stop.load(Ordering::Relaxed) => Exit::Interrupted,
        Verdict::Good => Exit::Good,
        Verdict::Findings => Exit::Findings,
        Verdict::Invalid => Exit::Invalid,
    })
}

fn generate(plan: &Plan, stop: &AtomicBool, quiet: bool) -> Result<Tally, EngineError> {
    sekisho_load::run(plan, stop, |second| {
        if !quiet {
            say!("{}", Report::second(second.number, &second.tally));
        }
    })
}

async fn planned(
    args: &LoadArgs,
    environment: &Environment,
    set_up: &Provisioned,
    compiled: &Compiled,
    seed: Seed,
) -> Result<Plan, Failure> {
    let generators = usize::from(args.generators.get());
    if generators > environment.cores {
        let why = format!("--generators {generators}: this machine has {} cores", environment.cores);
        return Err(Failure::said(Exit::Usage, why));
    }
    let spread = match args.arrivals {
        SpreadArg::Even => Spread::Even,
        SpreadArg::Poisson => Spread::Poisson,
    };
    Ok(Plan {
        journey: compiled.journey.clone(),
        accounts: compiled.accounts.clone(),
        server: address(set_up, &compiled.base).await?,
        rate: args.rate.as_ref().map(|rate| (rate.profile(), spread)),
        users: args.users.get().into(),
        think: args.think,
        warm_up: args.warm_up,
        duration: args.duration,
        patience: set_up.target().timeout,
        most_in_flight: usize::try_from(args.max_in_flight.get()).unwrap_or(usize::MAX),
        fresh: args.fresh_connections,
        // The last ones: the first serve a system's interrupts.
        cores: (environment.cores - generators..environment.cores).rev().collect(),
        seed: seed.rng(&["load", "arrivals"]).next_u64(),
    })
}

/// Where the requests go, if they may.
async fn address(set_up: &Provisioned, base: &str) -> Result<SocketAddr, Failure> {
    let url = set_up.permit(base).map_err(|error| Failure::said(Exit::Unfit, error.to_string()))?;
    if url.scheme() != "http" {
        let why = format!("load speaks plain HTTP, and not yet {}: name another `base` under [load]", url.scheme());
        return Err(Failure::said(Exit::Unfit, why));
    }
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let port = url.port_or_known_default().unwrap_or(80);
    let found = tokio::net::lookup_host((host.as_str(), port)).await;
    let found = found.map_err(|error| Failure::said(Exit::Unfit, format!("{host}: {error}")))?.next();
    found.ok_or_else(|| Failure::said(Exit::Unfit, format!("{host} has no address")))
}

fn configuration(args: &LoadArgs, set_up: &Provisioned, plan: &Plan, seed: Seed) -> Configuration {
    let load = match &args.rate {
        Some(rate) if args.arrivals == SpreadArg::Poisson => format!("{rate} logins a second, at random (Poisson)"),
        Some(rate) => format!("{rate} logins a second"),
        None if args.think.is_zero() => format!("{} users, one login after another", args.users),
        None => format!("{} users, {} after each login", args.users, show_duration(args.think)),
    };
    Configuration {
        target: set_up.target().name.clone(),
        load,
        at_a_rate: args.rate.is_some(),
        duration: plan.duration,
        warm_up: plan.warm_up,
        accounts: plan.accounts.len(),
        generators: plan.cores.len(),
        seed: seed.to_string(),
    }
}

/// What a process had spent on processors when the warm-up was over.
async fn spent_since(process: Option<u32>, warm_up: Duration) -> Option<Duration> {
    tokio::time::sleep(warm_up).await;
    processor_time(process?)
}

/// What a process has spent on processors, for itself and in the system (proc(5)); in hundredths of a second.
fn processor_time(process: u32) -> Option<Duration> {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The program's name, in parentheses, may hold blanks.
    let mut fields = text.rsplit_once(')')?.1.split_whitespace().skip(11);
    let ticks: u64 = fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 10))
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let written = std::fs::write(path, text);
    written.map_err(|error| Failure::said(Exit::Files, format!("{}: {error}", path.display())))
}
