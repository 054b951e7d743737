use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use sekisho_catalog::Vocabulary;
use tokio::sync::watch;

use super::accounts::Pool;
use super::hub::Hub;
use super::naming::Seed;
use super::secrets::Secrets;
use crate::observe;
use crate::record::RunEvent;
use crate::target::{Target, Waiver};
use crate::wire::{Http, Identity};

/// How a run is to be carried out.
#[derive(Debug, Clone)]
pub struct Options {
    /// The seed of the run.
    pub seed: Seed,
    /// How many cases may run side by side.
    pub jobs: usize,
    /// How often a case that fails is tried again.
    pub retries: u32,
    /// Whether a case that passed only on a retry is a failure.
    pub no_flaky: bool,
    /// What is let off, beside the target's own waivers.
    pub waivers: Vec<Waiver>,
    /// The share of active codes that must be asserted, in percent.
    pub min_coverage: Option<f64>,
}

/// A target that is up: what it was started with, and who listens to it.
pub struct Session {
    /// Variables that the target's templates may use: `start.…`, `observe.…`, `sekisho`.
    pub variables: BTreeMap<String, String>,
    /// The target's secrets.
    pub secrets: Secrets,
    /// Listens for as long as it lives.
    pub sources: Vec<observe::Source>,
    /// What the sources bring.
    pub lines: tokio::sync::mpsc::UnboundedReceiver<observe::Line>,
    /// Is told each exchange, secrets blotted out.
    pub trace: Option<Trace>,
    /// The accounts of the target's file.
    pub accounts: Vec<BTreeMap<String, String>>,
}

/// Listens to exchanges; is told whether one belongs to set-up, clean-up or a barrier.
pub type Trace = Box<dyn FnMut(&str, bool) + Send>;

/// All that a case needs of its run.
pub struct Context {
    pub(super) target: Arc<Target>,
    pub(super) vocabulary: &'static Vocabulary,
    pub(super) options: Options,
    pub(super) prefix: String,
    pub(super) http: Http,
    pub(super) hub: Arc<Hub>,
    pub(super) variables: BTreeMap<String, String>,
    pub(super) secrets: Secrets,
    pub(super) pool: Pool,
    pub(super) observer_names: Vec<String>,
    pub(super) interrupted: watch::Receiver<bool>,
    pub(super) date: Mutex<Option<i64>>,
    pub(super) waits: Mutex<Duration>,
    pub(super) trace: Option<Mutex<Trace>>,
    /// A client certificate of nobody's, once a template has named it.
    pub(super) foreign: OnceLock<Option<Identity>>,
    pub(super) used_waivers: Mutex<BTreeSet<usize>>,
    pub(super) sink: Mutex<Box<dyn FnMut(RunEvent) + Send>>,
}

impl Context {
    /// Tells the run's listeners.
    pub(super) fn tell(&self, event: RunEvent) {
        let mut sink = self.sink.lock().unwrap_or_else(PoisonError::into_inner);
        sink(event);
    }

    /// Tells who listens to exchanges.
    pub(super) fn trace(&self, is_aside: bool, exchange: impl FnOnce() -> String) {
        if let Some(trace) = &self.trace {
            trace.lock().unwrap_or_else(PoisonError::into_inner)(&exchange(), is_aside);
        }
    }

    /// Whether the run is to end early.
    pub(super) fn is_interrupted(&self) -> bool {
        *self.interrupted.borrow()
    }

    /// Resolves when the run is to end early.
    pub(super) async fn interruption(&self) {
        let mut interrupted = self.interrupted.clone();
        if interrupted.wait_for(|interrupted| *interrupted).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Takes from the budget for really waiting; false if too little is left.
    pub(super) fn take_wait(&self, wait: Duration) -> bool {
        let mut left = self.waits.lock().unwrap_or_else(PoisonError::into_inner);
        match left.checked_sub(wait) {
            Some(rest) => {
                *left = rest;
                true
            }
            None => false,
        }
    }
}
