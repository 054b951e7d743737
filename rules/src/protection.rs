//! Login protection: logins pass only for a short time after their user
//! released them by the phone.

use crate::door::ProtectionCodes;
use crate::login::{Attempt, Examined};
use crate::turn::Turn;
use crate::{Answer, Call, Dependency, Refusal, Rule, Time};

impl Turn<'_> {
    /// An unknown user's release is asked for as well, so that neither time nor code tells who is known.
    pub(crate) fn protection(&mut self, attempt: &Attempt, answer: Option<&Answer>) -> Examined {
        let Some(codes) = attempt.door.protection.as_ref().filter(|_| self.tenant.policy.protection.on) else {
            return Examined::Passed;
        };
        match answer {
            None if self.tenant.dependencies.is_up(Dependency::LoginProtection) => {
                Examined::Asked(Call::LastRelease { uid: attempt.uid.clone() })
            }
            None => self.judge_release(attempt, codes, None),
            Some(Answer::LastRelease(released)) => self.judge_release(attempt, codes, Some(*released)),
            Some(_) => self.judge_release(attempt, codes, None),
        }
    }

    /// What is not told is not granted.
    fn judge_release(&mut self, attempt: &Attempt, codes: &ProtectionCodes, told: Option<Option<Time>>) -> Examined {
        if !self.decide(Rule::ReleaseTold, told.is_some()) {
            self.tell_refusal(attempt, codes.unreachable);
            self.turn_away(attempt, Refusal::Unavailable, codes.unreachable);
            return Examined::Told;
        }
        let fresh = told.flatten().is_some_and(|at| self.is_fresh(at));
        self.decide(Rule::ReleaseFresh, fresh).into()
    }

    /// The phone's service may be a little ahead of our clock, but by less than a release lasts.
    fn is_fresh(&self, released: Time) -> bool {
        let lasts = self.tenant.policy.protection.released;
        self.now < released + lasts && released < self.now + lasts
    }
}
