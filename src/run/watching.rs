use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::task::JoinHandle;

use crate::wire::{Control, ControlError, News, Sight};

/// A mock as a case knows it: where it is controlled, and what it saw since the case began.
pub(super) struct Watched {
    pub control: Control,
    sights: Arc<Mutex<Sights>>,
    gathering: Option<JoinHandle<()>>,
}

/// What a mock saw, in order.
#[derive(Default)]
pub(super) struct Sights {
    pub all: Vec<Sight>,
    /// Whether it had forgotten some of what it saw when it was asked.
    pub are_lost: bool,
}

/// How long the mock is asked to wait for something to tell.
const PATIENCE: Duration = Duration::from_secs(30);

impl Watched {
    pub(super) fn new(control: Control) -> Self {
        Self { control, sights: Arc::default(), gathering: None }
    }

    /// From now on what it sees is gathered as it comes: a mock remembers some thousands of things only.
    pub(super) fn gather(&mut self) {
        let (control, sights) = (self.control.clone(), self.sights.clone());
        self.gathering.get_or_insert_with(|| {
            tokio::spawn(async move {
                // What is wrong with the mock is told by the step that asks it.
                while let Ok(news) = control.seen(last(&sights), PATIENCE).await {
                    put(&sights, news);
                }
            })
        });
    }

    /// Takes what it saw until now; if that is nothing new, waits so long for more.
    pub(super) fn look(&self, patience: Duration) -> impl Future<Output = Result<(), ControlError>> + use<> {
        let (control, sights) = (self.control.clone(), self.sights.clone());
        async move {
            let news = control.seen(last(&sights), patience).await?;
            put(&sights, news);
            Ok(())
        }
    }

    pub(super) fn sights(&self) -> MutexGuard<'_, Sights> {
        locked(&self.sights)
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if let Some(gathering) = &self.gathering {
            gathering.abort();
        }
    }
}

fn last(sights: &Mutex<Sights>) -> u64 {
    locked(sights).all.last().map_or(0, |sight| sight.number)
}

/// Two may have asked at once: each thing counts once.
fn put(sights: &Mutex<Sights>, news: News) {
    let mut sights = locked(sights);
    let last = sights.all.last().map_or(0, |sight| sight.number);
    let mut new = news.seen.into_iter().filter(|sight| sight.number > last).peekable();
    let is_gap = new.peek().is_some_and(|first| first.number > last + 1);
    sights.are_lost |= is_gap;
    sights.all.extend(new);
}

fn locked(sights: &Mutex<Sights>) -> MutexGuard<'_, Sights> {
    sights.lock().unwrap_or_else(PoisonError::into_inner)
}
