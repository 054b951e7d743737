use std::future::Future;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::print::complain;
use super::{Exit, Failure};
use crate::run::Leash;

/// Heeds interrupts: the first asks for an end in good order, the second ends the program and what it started.
pub(super) struct Interrupts {
    sender: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Interrupts {
    /// From now on no interrupt ends the program unasked. To be called within a runtime, before anything that
    /// must not be left behind is started.
    pub(super) fn heed(leash: &Leash) -> Result<Self, Failure> {
        let signals = Signals::install();
        let mut signals = signals.map_err(|error| Failure::said(Exit::Bug, format!("no signals: {error}")))?;
        let sender = watch::Sender::new(false);
        let (interrupt, leash) = (sender.clone(), leash.clone());
        let task = tokio::spawn(async move {
            signals.next().await;
            interrupt.send_replace(true);
            complain("interrupted; cleaning up (once more to stop at once)");
            signals.next().await;
            leash.kill();
            std::process::exit(Exit::Interrupted.code().into());
        });
        Ok(Self { sender, task })
    }

    /// Turns true when the work is to end early.
    pub(super) fn receiver(&self) -> watch::Receiver<bool> {
        self.sender.subscribe()
    }

    /// Asks for the end as an interrupt does.
    pub(super) fn stopper(&self) -> impl Fn() + Send + 'static {
        let sender = self.sender.clone();
        move || {
            sender.send_replace(true);
        }
    }

    /// What comes of the work, unless an interrupt comes first: then the work is dropped where it stands.
    pub(super) async fn unless<T>(&self, work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
        let mut interrupted = self.receiver();
        tokio::select! {
            result = work => result,
            _ = interrupted.wait_for(|interrupted| *interrupted) => {
                Err(Failure::said(Exit::Interrupted, "interrupted before the target was ready"))
            }
        }
    }
}

impl Drop for Interrupts {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The signals that ask for an end.
#[cfg(unix)]
pub(super) struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    hangup: Option<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl Signals {
    /// From now on they end nothing by themselves.
    pub(super) fn install() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        // Who starts us under `nohup` wants us to outlive the terminal.
        let hangup = if hangup_is_ignored() { None } else { Some(signal(SignalKind::hangup())?) };
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())?, hangup })
    }

    /// Resolves at the next of them.
    pub(super) async fn next(&mut self) {
        let hangup = async {
            match &mut self.hangup {
                Some(hangup) => drop(hangup.recv().await),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            () = hangup => {}
        }
    }
}

/// Only Linux tells without a system call that is unsafe to make.
#[cfg(unix)]
fn hangup_is_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    // Signal 1 is the lowest bit.
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
}

/// The signals that ask for an end.
#[cfg(not(unix))]
pub(super) struct Signals;

#[cfg(not(unix))]
impl Signals {
    /// From now on they end nothing by themselves.
    pub(super) fn install() -> std::io::Result<Self> {
        Ok(Self)
    }

    /// Resolves at the next of them.
    pub(super) async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
