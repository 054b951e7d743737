use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::Failure;
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
}

const TICK: Duration = Duration::from_millis(100);

impl Listeners {
    /// The record begins with the first event, so that a run which never began leaves an earlier record alone.
    pub(super) fn new(record: PathBuf, style: Style) -> Self {
        let terminal = Terminal::new(std::io::stdout(), style);
        Self(Arc::new(Mutex::new(Inner { record, journal: None, terminal, events: Vec::new(), broken: None })))
    }

    /// What the run is to tell of its events.
    pub(super) fn sink(&self) -> Box<dyn FnMut(RunEvent) + Send> {
        let own = self.clone();
        Box::new(move |event| own.with(|inner| inner.take(event)))
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

    /// The events, once the run has ended, or why the record is not whole.
    pub(super) fn end(
        &self,
        files: impl FnOnce(&[RunEvent]) -> Result<Vec<(String, PathBuf)>, Failure>,
    ) -> Result<(), Failure> {
        self.with(|inner| {
            if inner.events.is_empty() {
                return Ok(());
            }
            let _ = inner.terminal.finish();
            if let Some(error) = inner.broken.take() {
                return Err(error.into());
            }
            let files = files(&inner.events)?;
            let _ = inner.terminal.files(&files);
            Ok(())
        })
    }

    fn with<T>(&self, act: impl FnOnce(&mut Inner) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Inner {
    fn take(&mut self, event: RunEvent) {
        if let Err(error) = self.write(&event) {
            self.broken.get_or_insert(error);
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
