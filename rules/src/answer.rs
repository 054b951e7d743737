//! The seam to the outside: calls that the shell carries out for the rules,
//! and what comes back.

use crate::{Entropy, Time};

/// Which call an answer belongs to: drawn, so that an answer never meets the
/// call of a tenant that was made anew in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub u64);

impl CallId {
    pub(crate) fn draw(entropy: &mut dyn Entropy) -> Self {
        Self(entropy.next_u64())
    }
}

/// A call to a neighbour of the server: mail, Graph, the Login Protection API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// Asks the Login Protection API when the user last released logins by the phone.
    LastRelease {
        /// The user.
        uid: String,
    },
}

/// What came of a [`Call`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// When the user last released logins, if ever.
    LastRelease(Option<Time>),
    /// The neighbour did not answer, or refused to.
    Unreachable,
}
