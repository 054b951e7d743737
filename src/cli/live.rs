use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::{Exit, Failure};
use crate::record::{Journal, JournalError, RunEvent};
use crate::report::{Style, Terminal};

/// Who listens to a run: the record first, then the terminal.
#[derive(Clone)]
pub(super) struct Listeners(Arc<Mutex<Inner>>);

struct Inner {
    record: PathBuf,
    journal: Option<Journal>,
    terminal: Terminal<std::io::Stdout>,
    events: Vec<RunEvent>,
    broken: Option<JournalError>,
    stop: Box<dyn Fn() + Send>,
}

/// The reports that were written, each with what it is, and why others could not be.
type Written = (Vec<(String, PathBuf)>, Vec<Failure>);

const TICK: Duration = Duration::from_millis(100);

impl Listeners {
    /// The record begins with the first event, so that a run which never began leaves an earlier record alone.
    /// A run whose record cannot be written is asked to `stop`.
    pub(super) fn new(record: PathBuf, style: Style, stop: impl Fn() + Send + 'static) -> Self {
        let terminal = Terminal::new(std::io::stdout(), style);
        let stop = Box::new(stop);
        Self(Arc::new(Mutex::new(Inner { record, journal: None, terminal, events: Vec::new(), broken: None, stop })))
    }

    /// What the run is to tell of its events; `notes` follow its first.
    pub(super) fn sink(&self, mut notes: Vec<String>) -> Box<dyn FnMut(RunEvent) + Send> {
        let own = self.clone();
        Box::new(move |event| {
            own.with(|inner| inner.take(event));
            if !notes.is_empty() {
                own.with(|inner| inner.take(RunEvent::Preflight { notes: std::mem::take(&mut notes) }));
            }
        })
    }

    /// Turns the spinner until dropped.
    pub(super) fn spin(&self) -> tokio::task::JoinHandle<()> {
        let own = self.clone();
        tokio::spawn(async move {
            let mut ticks = tokio::time::interval(TICK);
            loop {
                ticks.tick().await;
                own.with(|inner| drop(inner.terminal.tick()));
            }
        })
    }

    /// Ends the reports, once the run has ended; the error says which of them are missing or not whole.
    pub(super) fn end(&self, reports: impl FnOnce(&[RunEvent]) -> Written) -> Result<(), Failure> {
        self.with(|inner| {
            if inner.events.is_empty() {
                return Ok(());
            }
            let _ = inner.terminal.finish();
            let (mut files, mut failures) = reports(&inner.events);
            match inner.broken.take() {
                None => files.insert(0, ("record".to_owned(), inner.record.clone())),
                Some(error) => failures.insert(0, stopped(&error)),
            }
            let _ = inner.terminal.files(&files);
            Failure::all(failures).map_or(Ok(()), Err)
        })
    }

    fn with<T>(&self, act: impl FnOnce(&mut Inner) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn stopped(error: &JournalError) -> Failure {
    Failure::said(Exit::Files, format!("{error}: the record is not whole, so the run was stopped"))
}

impl Inner {
    fn take(&mut self, event: RunEvent) {
        if self.broken.is_none()
            && let Err(error) = self.write(&event)
        {
            self.broken = Some(error);
            (self.stop)();
        }
        // A reader that went away (`sekisho | head`) is no reason to stop testing.
        let _ = self.terminal.take(&event);
        self.events.push(event);
    }

    fn write(&mut self, event: &RunEvent) -> Result<(), JournalError> {
        let journal = match &mut self.journal {
            Some(journal) => journal,
            none => none.insert(Journal::create(&self.record)?),
        };
        journal.write(event)
    }
}
