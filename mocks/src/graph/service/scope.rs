use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::control::Ledger;
use crate::graph::fault::Script;
use crate::graph::judge::Judge;
use crate::graph::throttle::{Quota, Size};
use crate::graph::{Guid, Tenant};

/// One tenant and all that is known of those who call it.
#[derive(Debug)]
pub(super) struct Scope {
    pub(super) name: Box<str>,
    pub(super) id: Guid,
    pub(super) ledger: Arc<Ledger>,
    state: Mutex<State>,
    /// Counts how often what is held was let go.
    released: watch::Sender<u64>,
}

/// What changes.
#[derive(Debug)]
pub(super) struct State {
    pub(super) tenant: Tenant,
    pub(super) script: Script,
    pub(super) quota: Option<Quota>,
    pub(super) judge: Judge,
    pub(super) counts: Counts,
    /// Whether the answers of a batch come in another order.
    pub(super) shuffled: bool,
}

/// What happened how often.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) requests: u64,
    pub(super) batches: u64,
    pub(super) items: u64,
    pub(super) throttled: u64,
    /// Identifiers given to requests.
    ids: u64,
}

impl Scope {
    pub(super) fn new(name: &str, seed: u64) -> Self {
        let tenant = Tenant::new(name, seed);
        let id = tenant.id();
        let state = State {
            tenant,
            script: Script::default(),
            quota: None,
            judge: Judge::default(),
            counts: Counts::default(),
            shuffled: true,
        };
        let released = watch::Sender::new(0);
        Self { name: name.into(), id, ledger: Arc::default(), state: Mutex::new(state), released }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets go what is held.
    pub(super) fn release(&self) {
        self.released.send_modify(|times| *times += 1);
    }

    /// How many requests wait until they are let go.
    pub(super) fn held(&self) -> u64 {
        u64::try_from(self.released.receiver_count()).unwrap_or(u64::MAX)
    }

    /// Tells when what is held is let go; ends with the scope.
    pub(super) fn releases(&self) -> watch::Receiver<u64> {
        self.released.subscribe()
    }
}

impl State {
    pub(super) fn limit(&mut self, size: Option<Size>) {
        self.quota = size.map(Quota::new);
    }

    /// An identifier for a request: the same in each run.
    pub(super) fn next_id(&mut self, seed: u64, name: &str) -> Guid {
        self.counts.ids += 1;
        Guid::of(seed, name, self.counts.ids.wrapping_add(1 << 63))
    }
}
