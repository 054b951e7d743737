//! What every source gives, and what keeps a source alive.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::mpsc;

use sekisho_protocol::syslog::{self, Severity, Timestamp, framing};
use tokio::task::JoinSet;

/// One thing that came from a source: a syslog message, or a line of a file. Those of one
/// connection, one socket or one file come in the order of their arrival.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which of the target's observers it came from, by its index.
    pub observer: usize,
    /// Syslog: MSG, or what follows an RFC 3164 header, or all of what could not be read. File:
    /// the line without its end. Bytes that are not UTF-8 are replaced by U+FFFD.
    pub text: String,
    /// From the PRI; none for files, and where the PRI is missing or out of range.
    pub severity: Option<Severity>,
    /// When the sender says that it was made: microseconds since the Unix epoch. None for files,
    /// and where the message does not name a point in time, as in RFC 3164.
    pub time: Option<i64>,
    /// Where it departs from its framing and its format, for people to read.
    pub deviations: Vec<String>,
}

impl Line {
    /// Reads a syslog message; `framing` says what was wrong with its frame.
    pub(super) fn from_syslog(observer: usize, bytes: &[u8], framing: &[framing::Deviation]) -> Self {
        let message = syslog::parse(bytes);
        let framing = framing.iter().map(ToString::to_string);
        let deviations = framing.chain(message.deviations.iter().map(ToString::to_string)).collect();
        Self { observer, text: message.text, severity: message.severity, time: exact(message.timestamp), deviations }
    }
}

fn exact(timestamp: Option<Timestamp>) -> Option<i64> {
    match timestamp? {
        Timestamp::Exact { unix_micros } => Some(unix_micros),
        Timestamp::YearLess { .. } => None,
    }
}

/// A source at work. It ends, and closes its sockets and files, when this is dropped, or when
/// nobody receives its lines any more.
#[derive(Debug)]
pub struct Source {
    /// Where it listens; none for a file.
    pub address: Option<SocketAddr>,
    _tasks: JoinSet<()>,
    _thread: Option<Stop>,
}

/// Carries nothing: a thread stops when this is dropped.
pub(super) type Stop = mpsc::Sender<Infallible>;

impl Source {
    pub(super) fn listening(address: SocketAddr, task: impl Future<Output = ()> + Send + 'static) -> Self {
        let mut tasks = JoinSet::new();
        tasks.spawn(task);
        Self { address: Some(address), _tasks: tasks, _thread: None }
    }

    pub(super) fn following(stop: Stop) -> Self {
        Self { address: None, _tasks: JoinSet::new(), _thread: Some(stop) }
    }
}
