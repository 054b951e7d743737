use tokio::sync::watch;

use crate::graph::message::Response;

/// How an exchange ends.
#[derive(Debug)]
pub(super) enum Ending {
    /// With an answer.
    Answer(Response),
    /// With half of its body, and then the end of the connection.
    Truncated(Response),
    /// With a TCP reset.
    Reset,
    /// The connection is closed in this direction without an answer.
    HalfClose,
    /// Never, until the client gives up or the scope is forgotten.
    Hang(watch::Receiver<u64>),
}
