//! A bounded queue before each receiver: emission never waits for one.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::mpsc;

use super::Line;

/// Lines that may wait for a receiver; what comes on top of them is lost.
const LONGEST_QUEUE: usize = 65_536;

/// The end that is written to.
#[derive(Debug)]
pub(crate) struct Queue {
    lines: mpsc::Sender<Arc<Line>>,
    losses: Losses,
}

/// The end that a receiver is served from.
pub(crate) type Lines = mpsc::Receiver<Arc<Line>>;

impl Queue {
    pub(crate) fn new(receiver: String, lost: Arc<AtomicU64>) -> (Self, Lines, Losses) {
        let (lines, waiting) = mpsc::channel(LONGEST_QUEUE);
        let losses = Losses { receiver: receiver.into(), lost };
        (Self { lines, losses: losses.clone() }, waiting, losses)
    }

    pub(crate) fn push(&self, line: Arc<Line>) {
        if self.lines.try_send(line).is_err() {
            self.losses.add(1, "its queue is full");
        }
    }
}

/// The account of lines that were lost.
#[derive(Clone, Debug)]
pub(crate) struct Losses {
    receiver: Arc<str>,
    lost: Arc<AtomicU64>,
}

impl Losses {
    /// Counts, and says so at the first loss and then at each power of two, so
    /// that a flood of losses does not flood the terminal.
    pub(crate) fn add(&self, lines: u64, why: &str) {
        let before = self.lost.fetch_add(lines, Ordering::Relaxed);
        if before == 0 || before.leading_zeros() != (before + lines).leading_zeros() {
            eprintln!("sekisho: {} events lost so far; {}: {why}", before + lines, self.receiver);
        }
    }

    /// Something that is not a loss yet.
    pub(crate) fn say(&self, what: &str) {
        eprintln!("sekisho: {}: {what}", self.receiver);
    }
}
