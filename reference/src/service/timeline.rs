//! A tenant's clock and the wakes that wait on it.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_rules::{CallId, TenantName, Time, Wake};

use super::Clock;

/// A tenant's clock and the wakes that wait on it, in the order of their times.
#[derive(Debug)]
pub(crate) struct Timeline {
    pub(crate) clock: Clock,
    /// Calls to the outside whose answers have not come back.
    pub(crate) in_flight: BTreeSet<CallId>,
    wakes: BTreeMap<(Time, u64), Waiting>,
    asked: u64,
}

/// A wake that waits.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    /// Whom to wake; several tenants share the clock of the master, namely all
    /// that do not exist.
    pub(crate) tenant: TenantName,
    pub(crate) wake: Wake,
    pub(crate) awaited: bool,
}

impl Timeline {
    pub(crate) fn new(clock: Clock) -> Self {
        Self { clock, in_flight: BTreeSet::new(), wakes: BTreeMap::new(), asked: 0 }
    }

    pub(crate) fn add(&mut self, at: Time, waiting: Waiting) {
        self.asked += 1;
        self.wakes.insert((at, self.asked), waiting);
    }

    pub(crate) fn next(&self) -> Option<Time> {
        self.wakes.keys().next().map(|&(at, _)| at)
    }

    /// The next time for which somebody waits.
    pub(crate) fn next_awaited(&self) -> Option<Time> {
        let awaited = self.wakes.iter().find(|(_, waiting)| waiting.awaited);
        awaited.map(|(&(at, _), _)| at)
    }

    /// Takes all wakes for which somebody waits, in their order.
    pub(crate) fn take_awaited(&mut self) -> Vec<Waiting> {
        let (awaited, rest): (BTreeMap<_, _>, _) =
            std::mem::take(&mut self.wakes).into_iter().partition(|(_, waiting)| waiting.awaited);
        self.wakes = rest;
        awaited.into_values().collect()
    }

    /// Takes the next wake that is due by then.
    pub(crate) fn take_due(&mut self, by: Time) -> Option<(Time, Waiting)> {
        let first = self.wakes.first_entry()?;
        let at = first.key().0;
        (at <= by).then(|| (at, first.remove()))
    }
}
