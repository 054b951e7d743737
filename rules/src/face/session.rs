//! What is kept of a login while its browser is with the face service.

use crate::login::Entrant;
use crate::register::Expires;
use crate::tenant::Tenant;
use crate::token::{FaceSession, FaceState, Rno};
use crate::{RequestId, Time};

/// A login whose first factor is passed.
#[derive(Debug)]
pub(crate) struct Facing {
    pub(crate) entrant: Entrant,
    /// What the answer must repeat.
    pub(crate) rno: Rno,
    pub(crate) state: FaceState,
    /// When no answer counts any more.
    pub(crate) expires: Time,
    /// Whether an answer came already.
    pub(crate) answered: bool,
    /// Whether the user was deleted since, or was given another password: the first factor is worth nothing any more.
    pub(crate) void: bool,
}

impl Expires for Facing {
    fn expires(&self) -> Time {
        self.expires
    }
}

/// A login that waits for its question to be made.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) request: RequestId,
    pub(crate) facing: Facing,
}

/// A browser that came back, and waits for its answer to be opened.
#[derive(Debug)]
pub(crate) struct Returned {
    pub(crate) request: RequestId,
    pub(crate) session: FaceSession,
}

impl Tenant {
    /// What was passed before the user was deleted, or given another password, lets nobody in.
    pub(crate) fn void_faces(&mut self, uid: &str) {
        for facing in self.faces.all_mut().filter(|facing| facing.entrant.uid == uid) {
            facing.void = true;
        }
        for waiting in self.suspended.values_mut() {
            waiting.void_face(uid);
        }
    }
}
