use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use tokio::sync::Notify;
use tokio::time::timeout;

/// Things that are remembered; the oldest gives way.
const MOST_SEEN: usize = 8192;
/// Letters of one thing that are kept.
const MOST_LETTERS: usize = 512;

/// What a mock saw in one scope, in order; the oldest gives way after some thousands.
#[derive(Debug, Default)]
pub struct Ledger {
    ring: Mutex<Ring>,
    news: Notify,
}

#[derive(Debug, Default)]
struct Ring {
    seen: VecDeque<Seen>,
    /// The number of the newest.
    last: u64,
}

/// One thing that a mock saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Seen {
    /// Counted from 1 in each scope.
    pub number: u64,
    /// When, in milliseconds since 1970, on the clock that the server and the mock share.
    pub at_ms: i64,
    /// What, as scenarios name it: `POST /$batch`.
    pub what: Box<str>,
    /// How it was answered, if at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
}

impl Ledger {
    /// Notes one thing; gives its number.
    pub fn note(&self, at_ms: i64, what: impl Into<Box<str>>, status: Option<u16>) -> u64 {
        let number = self.ring().push(at_ms, what.into(), status);
        self.news.notify_waiters();
        number
    }

    /// Notes several things at once, which then stand side by side.
    pub fn note_all(&self, things: impl IntoIterator<Item = (i64, Box<str>, Option<u16>)>) {
        let mut ring = self.ring();
        for (at_ms, what, status) in things {
            ring.push(at_ms, what, status);
        }
        drop(ring);
        self.news.notify_waiters();
    }

    /// All that is remembered with a number above this one, and how many
    /// such things have given way already.
    pub fn after(&self, number: u64) -> (Vec<Seen>, u64) {
        let ring = self.ring();
        let oldest = ring.last - ring.seen.len() as u64;
        let skipped = usize::try_from(number.saturating_sub(oldest)).unwrap_or(usize::MAX);
        (ring.seen.iter().skip(skipped).cloned().collect(), oldest.saturating_sub(number))
    }

    /// The same as soon as there is something, at the latest after so long.
    pub async fn news(&self, after: u64, patience: Duration) -> (Vec<Seen>, u64) {
        let _ = timeout(patience, self.past(after)).await;
        self.after(after)
    }

    async fn past(&self, number: u64) {
        loop {
            let news = self.news.notified();
            tokio::pin!(news);
            // Listens before it looks, or what comes between would be missed.
            news.as_mut().enable();
            if self.ring().last > number {
                return;
            }
            news.await;
        }
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ring {
    fn push(&mut self, at_ms: i64, what: Box<str>, status: Option<u16>) -> u64 {
        self.last += 1;
        let what = shortened(what);
        if self.seen.len() == MOST_SEEN {
            self.seen.pop_front();
        }
        self.seen.push_back(Seen { number: self.last, at_ms, what, status });
        self.last
    }
}

/// Paths are as long as a server makes them.
fn shortened(what: Box<str>) -> Box<str> {
    match what.char_indices().nth(MOST_LETTERS) {
        Some((end, _)) => [&what[..end], "…"].concat().into(),
        None => what,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(ledger: &Ledger, after: u64) -> Vec<u64> {
        ledger.after(after).0.iter().map(|seen| seen.number).collect()
    }

    #[test]
    fn memory_is_bounded_and_says_what_it_lost() {
        let ledger = Ledger::default();
        let most = MOST_SEEN as u64;
        for n in 0..most + 5 {
            assert_eq!(ledger.note(n.cast_signed(), "thing", None), n + 1);
        }
        assert_eq!(numbers(&ledger, 0), (6..=most + 5).collect::<Vec<_>>());
        assert_eq!(ledger.after(0).1, 5);
        assert_eq!(ledger.after(3).1, 2);
        assert_eq!((numbers(&ledger, most + 3), ledger.after(most + 3).1), (vec![most + 4, most + 5], 0));
        assert_eq!(numbers(&ledger, u64::MAX), [0; 0]);
    }

    #[test]
    fn no_thing_is_longer_than_people_read() {
        let ledger = Ledger::default();
        ledger.note(0, "é".repeat(MOST_LETTERS), None);
        ledger.note_all([(0, "é".repeat(1 << 20).into(), None)]);
        let seen = ledger.after(0).0;
        assert_eq!(&*seen[0].what, "é".repeat(MOST_LETTERS));
        assert_eq!(*seen[1].what, ["é".repeat(MOST_LETTERS), "…".into()].concat());
    }

    #[tokio::test(start_paused = true)]
    async fn news_come_at_once_or_never() {
        let ledger = Ledger::default();
        assert_eq!(ledger.news(0, Duration::from_secs(9)).await.0, [], "nothing came");
        let (seen, ()) = tokio::join!(ledger.news(1, Duration::from_secs(3600)), async {
            ledger.note(1, "too early", None);
            tokio::task::yield_now().await;
            ledger.note_all([(2, "a".into(), Some(200)), (3, "b".into(), None)]);
        });
        assert_eq!(seen.0.iter().map(|seen| &*seen.what).collect::<Vec<_>>(), ["a", "b"]);
    }
}
