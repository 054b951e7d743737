//! The seam to the outside: calls that the shell carries out for the rules,
//! and what comes back.

use crate::{AccessToken, Entropy, FaceQuestion, FaceResponse, FaceToken, GraphAnswer, GraphCall, Time};

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
    /// Makes the token that asks the face service, and the URL that takes it there.
    MakeQuestion(Box<FaceQuestion>),
    /// Opens the token that a browser brought from the face service, and verifies its signature.
    OpenAnswer {
        /// How it must be signed and encrypted.
        suite: String,
        /// For the keys of this name; the suite's own, if none is stated.
        key: Option<String>,
        /// The token, as it came.
        token: FaceToken,
    },
    /// Asks the sign-in service or Microsoft Graph.
    Graph {
        /// What bears the request; none asks for a token.
        token: Option<AccessToken>,
        /// The request.
        what: GraphCall,
    },
    /// Asks nobody: the answer comes when others have had their turn.
    Nothing,
}

/// What came of a [`Call`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// When the user last released logins, if ever.
    LastRelease(Option<Time>),
    /// The URL that takes a browser to the face service; none if the token could not be made.
    Question(Option<String>),
    /// What the face service's token says; none if it could not be opened, or its signature is wrong.
    Opened(Option<Box<FaceResponse>>),
    /// What the sign-in service or Graph says.
    Graph(GraphAnswer),
    /// Others have had their turn.
    Nothing,
    /// The neighbour did not answer, or refused to.
    Unreachable,
}
