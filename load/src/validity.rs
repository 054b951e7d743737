//! Whether a measurement may be believed.

use std::fmt;
use std::time::Duration;

use crate::{Tally, Trouble};

/// What is wrong with a measurement: the generator's own doing, not the server's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Flaw {
    /// Logins began later than they were due: the 99th percentile.
    Lag(Duration),
    /// Of the logins that were due, only this share was begun.
    Offered(f64),
    /// The generator's threads were busy for this share of the time: what was measured is their limit.
    Busy(f64),
    /// No login ended well: there is nothing to tell.
    Nothing,
}

/// Logins that begin later than this are no offered rate.
const MOST_LAG: Duration = Duration::from_millis(1);
const LEAST_OFFERED: f64 = 0.99;
const MOST_BUSY: f64 = 0.95;

/// What is wrong with what so many generators measured in a time. Only at a rate does the generator promise when logins
/// begin.
#[must_use]
pub fn flaws(tally: &Tally, lasted: Duration, generators: usize, at_a_rate: bool) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    if tally.right == 0 {
        flaws.push(Flaw::Nothing);
    }
    let lag = Duration::from_nanos(tally.lag.value_at_quantile(0.99));
    if at_a_rate && lag > MOST_LAG {
        flaws.push(Flaw::Lag(lag));
    }
    let begun = tally.offered.saturating_sub(tally.of(Trouble::Dropped)) as f64 / (tally.offered.max(1)) as f64;
    if at_a_rate && begun < LEAST_OFFERED {
        flaws.push(Flaw::Offered(begun));
    }
    let busy = tally.cpu.as_secs_f64() / (lasted.as_secs_f64() * generators as f64).max(1e-9);
    // At a rate, the last microseconds before a login are waited out by looking: that is no work.
    if !at_a_rate && busy > MOST_BUSY {
        flaws.push(Flaw::Busy(busy));
    }
    flaws
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lag(lag) => write!(
                f,
                "one login in a hundred began {:.1} ms or more after it was due: the generator could not keep up",
                lag.as_secs_f64() * 1e3
            ),
            Self::Offered(share) => {
                write!(
                    f,
                    "only {:.1} % of the logins that were due were begun: the others met as many in flight as may be, or a generator that was too late",
                    share * 100.0
                )
            }
            Self::Busy(share) => write!(
                f,
                "the generator's threads were busy for {:.0} % of the time: the server may be able to do more",
                share * 100.0
            ),
            Self::Nothing => f.write_str("no login ended well: there is nothing to measure"),
        }
    }
}
