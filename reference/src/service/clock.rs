//! A tenant's clock.

use std::time::Duration;

use sekisho_rules::Time;

use crate::timestamp;

/// How a clock goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// With the machine's.
    Real,
    /// It stands still, and moves when it is told to.
    Moved,
    /// It stands still, and jumps to what somebody waits for.
    Automatic,
}

impl Mode {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Real => "real",
            Self::Moved => "moved",
            Self::Automatic => "automatic",
        }
    }

    pub(crate) fn read(name: &str) -> Option<Self> {
        [Self::Real, Self::Moved, Self::Automatic].into_iter().find(|mode| mode.as_str() == name)
    }
}

/// A tenant's clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    mode: Mode,
    /// Where it stands, unless it is real.
    stands: Time,
}

/// What a clock does not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClockError {
    /// The machine's clock is not ours to move.
    Real,
}

impl Clock {
    pub(crate) fn new(mode: Mode, at: Option<Time>) -> Result<Self, ClockError> {
        if mode == Mode::Real && at.is_some() {
            return Err(ClockError::Real);
        }
        Ok(Self { mode, stands: at.unwrap_or_else(timestamp::now) })
    }

    pub(crate) fn real() -> Self {
        Self { mode: Mode::Real, stands: Time::EPOCH }
    }

    pub(crate) fn mode(self) -> Mode {
        self.mode
    }

    pub(crate) fn now(self) -> Time {
        if self.mode == Mode::Real { timestamp::now() } else { self.stands }
    }

    /// From now on goes otherwise; it starts from the time that it shows.
    pub(crate) fn change(&mut self, mode: Mode) {
        *self = Self { mode, stands: self.now() };
    }

    /// Stands at that time from now on. A real clock shows what it shows.
    pub(crate) fn stand_at(&mut self, time: Time) {
        self.stands = time;
    }

    pub(crate) fn later(self, by: Duration) -> Time {
        self.now() + by
    }
}
