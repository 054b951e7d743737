//! What is to be done, and the way in.

use std::fmt;
use std::net::SocketAddr;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use crate::{Account, Journey, Profile, Spread, Tally};

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
pub fn run(plan: &Plan, stop: &AtomicBool, tell: impl FnMut(&Second)) -> Result<Tally, EngineError> {
    #[cfg(target_os = "linux")]
    return super::generators::run(plan, stop, tell);
    #[cfg(not(target_os = "linux"))]
    {
        let _ = (plan, stop, tell);
        Err(EngineError::System("epoll, which Linux alone has", std::io::ErrorKind::Unsupported.into()))
    }
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
