//! The examination of a one-time password, for every door alike.

use sekisho_protocol::otp::Code;

use crate::rule::Seam;
use crate::totp::{Correction, Found, Generator};
use crate::turn::Turn;
use crate::{Factor, Method, Rule, Time};

/// What a user carries that shows codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bearer {
    /// A hardware token.
    Token,
    /// The slots of the PassLogic Authenticator.
    App,
}

/// What came of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It logs in; it is used up, and the drift that it tells is remembered.
    Right,
    /// It does not, and counts as a failed attempt: wrong, used before, or older than one that was.
    Wrong,
    /// It is right, but its clock is off by more than correction step 1: the next code is asked for. No failed attempt.
    Drifted,
}

impl Factor {
    /// What shows the code; none where it is no code. RADIUS does not tell: there the policy's method says.
    pub(crate) fn bearer(&self, method: Method) -> Option<Bearer> {
        match (self, method) {
            (Self::Token { .. }, _) | (Self::Radius(_), Method::Token) => Some(Bearer::Token),
            (Self::App { .. }, _) | (Self::Radius(_), Method::Authenticator) => Some(Bearer::App),
            _ => None,
        }
    }
}

impl Turn<'_> {
    /// Whether the user has what shows codes. For an unknown user nothing is decided: the code will be wrong.
    pub(crate) fn seed_is_present(&mut self, uid: &str, bearer: Bearer) -> bool {
        let Some(user) = self.tenant.users.get(uid) else { return true };
        let present = match bearer {
            Bearer::Token => user.token.is_some(),
            Bearer::App => !user.slots.is_empty(),
        };
        self.decide(Rule::SeedPresent, present)
    }

    /// Examines what was given at a login, and remembers what came of it.
    ///
    /// `is_given` tells whether a text (the user's PIN, if any, with a code after it) is what was given: a comparison
    /// with what was typed, or with its hash (CHAP, RFC 1994 section 4.1). It is asked for each step that the
    /// correction allows, whether or not one was found, and for an unknown user as well.
    pub(crate) fn verify_code(&mut self, uid: &str, bearer: Bearer, is_given: &dyn Fn(&str) -> bool) -> Verdict {
        let known = self.user_is_known(uid);
        let (now, correction) = (self.now, self.correction(bearer));
        let pin = self.tenant.users.get(uid).and_then(|user| user.pin.clone());
        let typed = |code: Code| is_given(&pin.as_ref().map_or_else(|| code.to_string(), |pin| pin.before(code)));
        let Self { seam, tenant, .. } = self;
        let generators = tenant.generators(uid, bearer).into_iter();
        let found = generators.map(|generator| (generator.find(now, correction, &typed), generator));
        let best = found.max_by_key(|(found, generator)| generator.promise(*found));
        match best {
            Some((found, generator)) if known => judge(seam, generator, found, correction, now),
            _ => {
                tenant.decoy_generator.find(now, correction, &typed);
                Verdict::Wrong
            }
        }
    }

    /// The Authenticator has no second correction step: no code of its doors tells of one.
    fn correction(&self, bearer: Bearer) -> Correction {
        let policy = self.tenant.policy.totp;
        Correction { accepts: policy.accepts, resync: (bearer == Bearer::Token).then_some(policy.resync) }
    }
}

fn judge(seam: &mut Seam, generator: &mut Generator, found: Found, correction: Correction, now: Time) -> Verdict {
    let Found { near, far, next, steady } = found;
    let used = |generator: &Generator| near.is_some_and(|step| !generator.is_newer_than_used(step));
    if seam.decide(Rule::CodeNear, near.is_some()) && seam.decide(Rule::CodeUnused, !used(generator)) {
        generator.accept(near, now);
        return Verdict::Right;
    }
    if correction.resync.is_none() {
        return Verdict::Wrong;
    }
    if seam.decide(Rule::CodeConsecutive, next.is_some()) && seam.decide(Rule::DriftSteady, next.is_none() || steady) {
        generator.accept(next, now);
        return Verdict::Right;
    }
    let seen = |generator: &Generator| far.is_some_and(|step| !generator.is_newer_than_seen(step));
    if seam.decide(Rule::CodeFar, far.is_some()) && seam.decide(Rule::CodeUnseen, !seen(generator)) {
        generator.ask_for_next(far, now);
        return Verdict::Drifted;
    }
    Verdict::Wrong
}
