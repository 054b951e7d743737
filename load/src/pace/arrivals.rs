//! The moments of a profile.

use std::time::Duration;

use rand::RngExt;
use rand_chacha::ChaCha12Rng;

use super::Profile;

/// How starts are spread at a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spread {
    /// Evenly.
    Even,
    /// As of many people who know nothing of each other: gaps of an exponential distribution.
    Poisson,
}

/// The moments at which logins of one of several generators start, from the beginning of the run on. Each follows from
/// the profile alone: what was late moves none after it.
#[derive(Debug)]
pub struct Arrivals {
    profile: Profile,
    until: Duration,
    /// How many starts of all generators are due with the next one.
    due: f64,
    /// What the next one adds: the number of generators, or its mean.
    share: f64,
    poisson: Option<ChaCha12Rng>,
}

impl Arrivals {
    /// Those of generator `place` of so many, until some time. `rng` is drawn from where they are random; each generator
    /// has one of its own.
    #[must_use]
    pub fn new(
        profile: Profile,
        until: Duration,
        spread: Spread,
        (place, of): (usize, usize),
        rng: ChaCha12Rng,
    ) -> Self {
        let share = of as f64;
        match spread {
            Spread::Even => Self { profile, until, due: place as f64 - share, share, poisson: None },
            Spread::Poisson => Self { profile, until, due: 0.0, share, poisson: Some(rng) },
        }
    }
}

impl Iterator for Arrivals {
    /// Nanoseconds from the beginning on.
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        // Of an inhomogeneous process the integral of the rate between two arrivals is exponential with mean 1.
        self.due += match &mut self.poisson {
            Some(rng) => self.share * -(1.0 - rng.random::<f64>()).ln(),
            None => self.share,
        };
        let seconds = self.profile.when(self.due)?;
        let nanos = (seconds * 1e9) as u64;
        (u128::from(nanos) < self.until.as_nanos()).then_some(nanos)
    }
}
