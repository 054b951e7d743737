//! The way to the face service.

use super::{Asked, Facing};
use crate::code;
use crate::login::Entrant;
use crate::suspended::Suspended;
use crate::token::{FaceSession, FaceState, Rno};
use crate::turn::Turn;
use crate::{Answer, Browser, Call, FaceQuestion, Refusal, Reply, Rule};

impl Turn<'_> {
    /// Whether a login whose first factor is passed must show its face. There is no code that a door without a
    /// browser could tell of it: logins there pass without.
    pub(crate) fn face_is_wanted(&mut self, entrant: &Entrant) -> bool {
        let policy = &self.tenant.policy.face;
        let wanted = policy.on && policy.tenant_on;
        entrant.door.face && self.decide(Rule::FaceWanted, wanted)
    }

    /// Has a question made for the face service.
    pub(crate) fn ask_face(&mut self, mut entrant: Entrant) {
        let Browser { device, origin, .. } = std::mem::take(&mut entrant.browser);
        entrant.browser.device = device.filter(|_| self.tenant.policy.device.required);
        let policy = &self.tenant.policy.face;
        let expires = self.now + policy.valid;
        let (suite, key) = (policy.suite.clone(), policy.key.clone());
        let (rno, jti) = (Rno::draw(self.entropy), Rno::draw(self.entropy));
        let state = FaceState::draw(self.entropy);
        let question =
            FaceQuestion { suite, key, uid: entrant.uid.clone(), rno, state, jti, issued: self.now, expires, origin };
        let facing = Facing { entrant, rno, state, expires, answered: false, void: false };
        let waiting = Suspended::Asked(Asked { request: self.request, facing });
        self.call(Call::MakeQuestion(question.into()), waiting);
    }

    /// Sends the browser on, if the question could be made.
    pub(crate) fn send_to_face(&mut self, facing: Facing, answer: Answer) {
        let made = match answer {
            Answer::Question(made) => made,
            _ => None,
        };
        let uid = facing.entrant.uid.clone();
        if !self.decide(Rule::FaceEncoded, made.is_some()) {
            self.emit(code::FACE_UNENCODED, Some(&uid));
            return self.refuse(Refusal::Unavailable, code::FACE_UNSENT, Some(&uid));
        }
        let session = FaceSession::draw(self.entropy);
        self.tenant.faces.add(session, facing);
        self.emit(code::FACE_SENT, Some(&uid));
        self.reply(Reply::Face { code: code::FACE_SENT, session, url: made.unwrap_or_default() });
        self.want_sweep();
    }
}
