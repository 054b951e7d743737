//! Seamless sign-on: the genuine Windows client shows that it was let in before.

use crate::login::Attempt;
use crate::turn::Turn;
use crate::{Browser, Factor, Proof, Refusal, Rule};

impl Turn<'_> {
    /// The catalog has no code for a malformed request.
    pub(crate) fn seamless(&mut self, uid: String, proof: String) {
        if !self.names_are_sound(&uid) || !self.decide(Rule::ProofForm, Proof::read(&proof).is_some()) {
            return self.refuse_plainly(Refusal::Malformed);
        }
        let factor = Factor::Proof { proof };
        self.login(Attempt { door: factor.windows_door(), uid, process: None, factor, browser: Browser::default() });
    }

    /// The proof is used up by this, whatever comes of it; a grant gives the next.
    pub(crate) fn proof_is_good(&mut self, uid: &str, proof: &str) -> bool {
        let proof = Proof::read(proof);
        let voucher = proof.and_then(|proof| self.tenant.proofs.of(proof));
        let (fresh, used) = (voucher.map(|it| self.now < it.expires), voucher.map(|it| it.used));
        let owned = voucher.is_some_and(|it| *it.uid == *uid) && self.tenant.users.contains_key(uid);
        let good = self.decide(Rule::ProofKnown, fresh.is_some())
            && self.decide(Rule::ProofUnused, used == Some(false))
            && self.decide(Rule::ProofFresh, fresh == Some(true))
            && self.decide(Rule::ProofOwned, owned);
        if let Some(voucher) = proof.and_then(|proof| self.tenant.proofs.of_mut(proof)) {
            voucher.used = true;
        }
        good
    }
}
