//! What a granted login leaves behind: sessions of the web, and proofs of a
//! Windows login for seamless sign-on.

use crate::change::Change;
use crate::login::Entrant;
use crate::register::Expires;
use crate::tenant::Tenant;
use crate::turn::Turn;
use crate::{Code, Grant, Proof, Session, Time};

/// A login over the web that lasts for a while.
#[derive(Debug)]
pub(crate) struct Signed {
    pub(crate) uid: Box<str>,
    /// When it is no longer good; nothing that is done in it moves this.
    pub(crate) expires: Time,
    /// The password change that is under way.
    pub(crate) change: Option<Change>,
}

/// A Windows login, or a seamless sign-on after it, that can vouch for another.
#[derive(Debug)]
pub(crate) struct Voucher {
    pub(crate) uid: Box<str>,
    /// When it is no longer good.
    pub(crate) expires: Time,
    /// Whether it was shown already.
    pub(crate) used: bool,
}

impl Expires for Signed {
    fn expires(&self) -> Time {
        self.expires
    }
}

impl Expires for Voucher {
    fn expires(&self) -> Time {
        self.expires
    }
}

impl Turn<'_> {
    /// A grant with what the door hands out beside it.
    pub(crate) fn handed_out(&mut self, entrant: &Entrant, code: Code) -> Grant {
        let session = entrant.door.session.then(|| self.open_session(&entrant.uid));
        let proof = entrant.door.proof.then(|| self.issue_proof(&entrant.uid));
        if session.is_some() || proof.is_some() {
            self.want_sweep();
        }
        let device = self.register_device(entrant);
        Grant { code, session, proof, device }
    }

    fn open_session(&mut self, uid: &str) -> Session {
        let session = Session::draw(self.entropy);
        let expires = self.now + self.tenant.policy.change.session;
        self.tenant.sessions.add(session, Signed { uid: uid.into(), expires, change: None });
        session
    }

    fn issue_proof(&mut self, uid: &str) -> Proof {
        let proof = Proof::draw(self.entropy);
        let expires = self.now + self.tenant.policy.seamless.valid;
        self.tenant.proofs.add(proof, Voucher { uid: uid.into(), expires, used: false });
        proof
    }
}

impl Tenant {
    /// What a deleted user left open must not serve the next one of that name.
    pub(crate) fn forget_logins(&mut self, uid: &str) {
        self.end_sessions(uid);
        self.void_faces(uid);
        self.proofs.retain(|proof| *proof.uid != *uid);
        self.processes.retain(|process| process.granted.as_deref() != Some(uid));
    }

    /// Whom an administrator shuts out, or gives another password, is not to change it in a session opened before.
    pub(crate) fn end_sessions(&mut self, uid: &str) {
        self.sessions.retain(|session| *session.uid != *uid);
    }
}
