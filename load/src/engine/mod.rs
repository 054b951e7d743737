//! Carries a plan out: one thread a core, merged once a second.

mod clock;
mod slot;
mod worker;

use std::fmt;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Barrier, mpsc};
use std::time::Duration;

use crate::{Account, Journey, Profile, Spread, Tally};
use worker::Worker;

/// What is to be done.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What each login sends.
    pub journey: Journey,
    /// Who logs in: in turn, none twice at a time.
    pub accounts: Vec<Account>,
    /// Where.
    pub server: SocketAddr,
    /// At which rate logins begin, whatever becomes of them; none: as many users as there are, one login after another.
    pub rate: Option<(Profile, Spread)>,
    /// Users who log in again and again, where no rate is set. With one: how many connections there are before the first
    /// login.
    pub users: usize,
    /// How long a user waits after a login, where no rate is set.
    pub think: Duration,
    /// What is not counted, at first.
    pub warm_up: Duration,
    /// What is counted, after that.
    pub duration: Duration,
    /// How long an answer may take.
    pub patience: Duration,
    /// More logins at a time are not begun, but counted as dropped.
    pub most_in_flight: usize,
    /// Whether each login has a connection of its own.
    pub fresh: bool,
    /// The processors on which generators run, one on each; at least one.
    pub cores: Vec<usize>,
    /// What arrivals are drawn from.
    pub seed: u64,
}

/// What came of one second.
#[derive(Debug, Clone)]
pub struct Second {
    /// Its number, from 0, without the warm-up.
    pub number: u64,
    /// What came.
    pub tally: Tally,
}

/// Why nothing was measured.
#[derive(Debug)]
pub enum EngineError {
    /// The first connections did not come about.
    Connect(SocketAddr, std::io::Error),
    /// The system refused something that every system has.
    System(&'static str, std::io::Error),
    /// A generator ended by a bug.
    Bug,
}

/// Carries a plan out, and tells each second of it. Ends early once `stop` is set.
///
/// # Errors
///
/// The server cannot be reached at all, or the system lacks what a generator needs.
pub fn run(plan: &Plan, stop: &AtomicBool, mut tell: impl FnMut(&Second)) -> Result<Tally, EngineError> {
    let generators = plan.cores.len().max(1);
    let (sender, seconds) = mpsc::channel();
    let failed = AtomicBool::new(false);
    let ready = Barrier::new(generators);
    let generate = |place: usize, sender: &mpsc::Sender<Second>| {
        let worker = Worker::new(plan, place, generators);
        failed.fetch_or(worker.is_err(), Ordering::SeqCst);
        // All begin at a time, or none does.
        ready.wait();
        let worker = worker?;
        if failed.load(Ordering::SeqCst) { Ok(()) } else { worker.run(stop, sender) }
    };
    std::thread::scope(|scope| {
        let spawn = |place| {
            let (sender, generate) = (sender.clone(), &generate);
            scope.spawn(move || generate(place, &sender))
        };
        let workers: Vec<_> = (0..generators).map(spawn).collect();
        drop(sender);
        let whole = gather(plan, &seconds, generators, &mut tell);
        workers.into_iter().try_for_each(|worker| worker.join().unwrap_or(Err(EngineError::Bug)))?;
        Ok(whole)
    })
}

/// Brings the generators' seconds together, each told when the last generator has it.
fn gather(plan: &Plan, seconds: &mpsc::Receiver<Second>, generators: usize, tell: &mut impl FnMut(&Second)) -> Tally {
    let mut whole = Tally::new(plan.journey.calls.len());
    let mut open: Vec<(Second, usize)> = Vec::new();
    for second in seconds {
        whole.add(&second.tally);
        let place = open.iter().position(|(other, _)| other.number == second.number);
        let place = match place {
            Some(place) => {
                open[place].0.tally.add(&second.tally);
                open[place].1 += 1;
                place
            }
            None => {
                open.push((second, 1));
                open.len() - 1
            }
        };
        if open[place].1 == generators {
            tell(&open.swap_remove(place).0);
        }
    }
    open.sort_by_key(|(second, _)| second.number);
    open.iter().for_each(|(second, _)| tell(second));
    whole
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connect(server, error) => write!(f, "no connection to {server}: {error}"),
            Self::System(what, error) => write!(f, "the system refused {what}: {error}"),
            Self::Bug => f.write_str("a load generator ended by a bug"),
        }
    }
}

impl std::error::Error for EngineError {}
