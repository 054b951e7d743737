//! The way back from the face service. In this order are refused: a session that is none (82101), a policy (82102)
//! or a tenant (82103) without face recognition, an answer that cannot be opened or is not to this tenant (82105),
//! answers another question (82106), is about another user (82107), or is not of this time (82108); each is followed
//! by 82192, which is what the browser is told. Then the answer counts.
//!
//! An answer that is looked at ends its session, whatever comes of it: the question is not asked again. A wrong face
//! is no failed attempt: nobody guessed a password.

use super::{Facing, Returned};
use crate::code;
use crate::login::{Check, Entrant};
use crate::suspended::Suspended;
use crate::token::{FaceSession, FaceState, Rno};
use crate::turn::Turn;
use crate::{Answer, Call, Code, FaceResponse, FaceResult, FaceReturn, Refusal, Reply, Rule};

/// Who is let in is examined again: minutes may have passed since the first factor.
const AGAIN: [Check; 5] = [Check::Enabled, Check::Current, Check::Unlocked, Check::Hours, Check::Device];

impl Turn<'_> {
    pub(crate) fn face(&mut self, browser: FaceReturn) {
        let session = browser.session.as_deref().and_then(FaceSession::read);
        let facing = session.and_then(|session| self.tenant.faces.of(session));
        let (uid, door) = (facing.map(|it| it.entrant.uid.clone()), facing.map(|it| it.entrant.door));
        let uid = uid.as_deref();
        if !self.store_is_up() {
            return match door {
                Some(door) => self.refuse(Refusal::Unavailable, door.failed, uid),
                // Of which door it is cannot be told, so that there is no code either.
                None => self.refuse_plainly(Refusal::Unavailable),
            };
        }
        if let Err(code) = self.face_session_is_good(session) {
            return self.refuse_face(code, uid);
        }
        // Even a mutant that knows every session opens nothing for none.
        let Some(session) = session else { return self.refuse_face(code::FACE_UNDECODED, uid) };
        if let Some(facing) = self.tenant.faces.of_mut(session) {
            facing.answered = true;
        }
        let policy = &self.tenant.policy.face;
        let call = Call::OpenAnswer { suite: policy.suite.clone(), key: policy.key.clone(), token: browser.response };
        self.call(call, Suspended::Returned(Returned { request: self.request, session }));
    }

    /// Whether a face is awaited there, and wanted still.
    fn face_session_is_good(&mut self, session: Option<FaceSession>) -> Result<(), Code> {
        let now = self.now;
        let facing = session.and_then(|session| self.tenant.faces.of(session));
        // Of a session that is none, that alone is told.
        let (known, fresh) = (facing.is_some(), facing.is_none_or(|it| now < it.expires));
        let (open, owned) = (facing.is_none_or(|it| !it.answered), facing.is_none_or(|it| !it.void));
        let (on, tenant_on) = (self.tenant.policy.face.on, self.tenant.policy.face.tenant_on);
        self.ask(Rule::FaceSessionKnown, known, code::FACE_SESSION)?;
        self.ask(Rule::FaceSessionFresh, fresh, code::FACE_SESSION)?;
        self.ask(Rule::FaceSessionOpen, open, code::FACE_SESSION)?;
        self.ask(Rule::FaceSessionOwned, owned, code::FACE_SESSION)?;
        self.ask(Rule::FaceOnInPolicy, on, code::FACE_POLICY)?;
        self.ask(Rule::FaceOnInTenant, tenant_on, code::FACE_TENANT)
    }

    /// Judges an answer that was opened, or could not be.
    pub(crate) fn judge_face(&mut self, session: FaceSession, answer: Answer) {
        let response = match answer {
            Answer::Opened(response) => response,
            _ => None,
        };
        let Some(facing) = self.tenant.faces.of(session) else { return self.refuse_face(code::FACE_SESSION, None) };
        let Facing { entrant, rno, state, void, .. } = facing;
        let (entrant, question, owned) = (entrant.clone(), (*rno, *state), !void);
        match self.examine_response(&entrant, question, owned, response.map(|it| *it)) {
            Err(code) => self.refuse_face(code, Some(&entrant.uid)),
            Ok(result) => self.tell_result(&entrant, result),
        }
    }

    fn examine_response(
        &mut self,
        entrant: &Entrant,
        (rno, state): (Rno, FaceState),
        owned: bool,
        response: Option<FaceResponse>,
    ) -> Result<FaceResult, Code> {
        // The user may have gone while the answer was being opened.
        self.ask(Rule::FaceSessionOwned, owned, code::FACE_SESSION)?;
        self.ask(Rule::FaceDecoded, response.is_some(), code::FACE_UNDECODED)?;
        let Some(response) = response else { return Ok(FaceResult::Unknown) };
        let FaceResponse { addressed, rno: repeated, state: carried, uid, issued, expires, result } = response;
        let latest = self.now + self.tenant.policy.face.skew;
        self.ask(Rule::FaceAddressed, addressed, code::FACE_UNDECODED)?;
        let (repeated, carried) =
            (repeated.as_deref().and_then(Rno::read), carried.as_deref().and_then(FaceState::read));
        self.ask(Rule::FaceNonceRepeated, repeated == Some(rno), code::FACE_NONCE)?;
        self.ask(Rule::FaceStateRepeated, carried == Some(state), code::FACE_NONCE)?;
        self.ask(Rule::FaceOfUser, uid.as_deref() == Some(&*entrant.uid), code::FACE_SUBJECT)?;
        self.ask(Rule::FaceFresh, expires.is_some_and(|at| self.now < at), code::FACE_EXPIRED)?;
        self.ask(Rule::FaceIssuedBefore, issued.is_some_and(|at| at <= latest), code::FACE_EXPIRED)?;
        Ok(result)
    }

    fn ask(&mut self, rule: Rule, condition: bool, code: Code) -> Result<(), Code> {
        if self.decide(rule, condition) { Ok(()) } else { Err(code) }
    }

    /// The event tells why, the browser is told that it did not work.
    fn refuse_face(&mut self, code: Code, uid: Option<&str>) {
        self.emit(code, uid);
        self.refuse(Refusal::Denied, code::FACE_UNAVAILABLE, uid);
    }

    fn tell_result(&mut self, entrant: &Entrant, result: FaceResult) {
        if !self.decide(Rule::FaceRecognised, result == FaceResult::Success) {
            return self.refuse(Refusal::Denied, result.refusal(), Some(&entrant.uid));
        }
        self.emit(code::FACE_VERIFIED, Some(&entrant.uid));
        for check in AGAIN {
            if !self.may_still_enter(check, entrant) {
                let (code, why) = (entrant.door.code(check), entrant.door.refusal(check));
                self.emit(code, Some(&entrant.uid));
                return self.reply(Reply::Refused { why, code: Some(code) });
            }
        }
        self.let_in(entrant);
    }

    fn may_still_enter(&mut self, check: Check, entrant: &Entrant) -> bool {
        match check {
            Check::Device => self.device_has_room(entrant),
            check => self.account_is_good(check, &entrant.uid),
        }
    }
}
