//! Requests that wait for an answer from outside.

use crate::face::{Asked, Returned};
use crate::login::Halted;
use crate::turn::Turn;
use crate::{Answer, Call, CallId, Output, RequestId};

/// A request that waits for an answer from outside.
#[derive(Debug)]
pub(crate) enum Suspended {
    /// A login, in the middle of its checks.
    Login(Halted),
    /// A login whose first factor is passed, and whose question to the face service is being made.
    Asked(Asked),
    /// A browser back from the face service, whose answer is being opened.
    Returned(Returned),
}

impl Suspended {
    pub(crate) fn request(&self) -> RequestId {
        match self {
            Self::Login(login) => login.request,
            Self::Asked(asked) => asked.request,
            Self::Returned(returned) => returned.request,
        }
    }

    /// As [`crate::tenant::Tenant::void_faces`].
    pub(crate) fn void_face(&mut self, uid: &str) {
        if let Self::Asked(Asked { facing, .. }) = self {
            facing.void |= facing.entrant.uid == uid;
        }
    }
}

impl Turn<'_> {
    /// Has the outside called; the request goes on when it is answered.
    pub(crate) fn call(&mut self, what: Call, waiting: Suspended) {
        let call = CallId::draw(self.entropy);
        self.tenant.suspended.insert(call, waiting);
        self.out.push(Output::Call { call, what });
    }

    pub(crate) fn resume(&mut self, suspended: Suspended, answer: Answer) {
        match suspended {
            Suspended::Login(login) => self.resume_login(login, answer),
            Suspended::Asked(asked) => self.send_to_face(asked.facing, answer),
            Suspended::Returned(returned) => self.judge_face(returned.session, answer),
        }
    }
}
