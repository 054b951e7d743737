use std::collections::BTreeSet;
use std::sync::Arc;

use sekisho_files::Problems;

use super::args::CleanArgs;
use super::print::say;
use super::run::runtime;
use super::{Environment, Exit, Failure, files, session};
use crate::plan::{Case, plan};
use crate::record::{self, CaseName, RunEvent};
use crate::run::{self, Leash, Seed};

/// `sekisho clean`.
pub(super) fn run(args: &CleanArgs, environment: &Environment) -> Result<Exit, Failure> {
    let target = files::target(&args.target)?;
    let left = left_over(&record::read(&args.record)?)?;
    if target.start.is_some() {
        say!("the target {} is started for each run and ends with it: nothing can be left there", target.name);
        return Ok(Exit::Good);
    }
    let cases = cases(&left, &target)?;
    let target = Arc::new(target);
    let removed = runtime()?.block_on(async {
        let (session, _started) = session::open(&target, environment, &[], &Leash::default()).await?;
        let cleaned = run::clean(target.clone(), sekisho_catalog::vocabulary(), left.seed, cases, session).await;
        cleaned.map_err(|unfit| Failure::said(Exit::Unfit, unfit.to_string()))
    })?;
    for (name, trouble) in &removed {
        match trouble {
            None => say!("{name}\tremoved"),
            Some(why) => say!("{name}\tnot removed: {why}"),
        }
    }
    say!(
        "{} of {} cases that were cut off are cleaned up",
        removed.iter().filter(|(_, trouble)| trouble.is_none()).count(),
        removed.len()
    );
    Ok(if removed.iter().all(|(_, trouble)| trouble.is_none()) { Exit::Good } else { Exit::Findings })
}

/// A case that was begun and did not end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Open {
    case: CaseName,
    attempt: u32,
    file: String,
}

/// What a record says was set up and not cleaned up.
struct LeftOver {
    seed: Seed,
    cases: Vec<Open>,
}

fn left_over(events: &[RunEvent]) -> Result<LeftOver, Failure> {
    let mut seed = None;
    let mut open: BTreeSet<Open> = BTreeSet::new();
    for event in events {
        match event {
            RunEvent::RunStarted { seed: stated, .. } => seed = stated.parse().ok(),
            RunEvent::CaseStarted { case, attempt, file, .. } => {
                open.insert(Open { case: case.clone(), attempt: *attempt, file: file.clone() });
            }
            RunEvent::CaseFinished { case, attempt, cleaned: true, .. } => {
                open.retain(|one| (&one.case, &one.attempt) != (case, attempt));
            }
            _ => {}
        }
    }
    let seed =
        seed.ok_or_else(|| Failure::said(Exit::Files, "the record does not begin with a run: no seed, so no names"))?;
    Ok(LeftOver { seed, cases: open.into_iter().collect() })
}

fn cases(left: &LeftOver, target: &crate::target::Target) -> Result<Vec<(Case, CaseName, u32)>, Failure> {
    let mut library = files::library()?;
    let mut cases = Vec::new();
    for Open { case: name, attempt, file } in &left.cases {
        let scenario = if name.scenario.starts_with("sanity/") { &target.sanity } else { &name.scenario };
        let by_name = library.select(std::slice::from_ref(scenario));
        let names = by_name.or_else(|_| library.select(std::slice::from_ref(file)))?;
        let scenarios = files::scenarios(&library, &names, target)?;
        let plan = plan(&scenarios, target, sekisho_catalog::vocabulary(), &mut Problems::new());
        // What was made for a case does not hang on the client as which it was carried out.
        let is_it =
            |case: &Case| (&case.name.channel, case.name.without_vendor()) == (&name.channel, name.without_vendor());
        let case = plan.cases.into_iter().find(is_it);
        cases.extend(case.map(|case| (case, name.clone(), *attempt)));
    }
    Ok(cases)
}
