//! What whoever tests tells and asks.

use std::sync::Arc;

use jiff::Timestamp;

use super::cloud::Cloud;
use super::doors::{Failing, Trouble};
use super::program::Travel;
use crate::control::{Complaint, Controlled, Fact, Facts, Ledger, Program};
use crate::graph::TenantName;
use crate::graph::directory::Content;

impl Controlled for Cloud {
    fn program(&self, scope: &str, mut program: Program) -> Result<(), String> {
        let travel = Travel::take(&mut program)?;
        let content = Content::take(&mut program)?;
        program.finish()?;
        if !TenantName::of(scope).can_begin() {
            return Err(format!("a scope of this mock is the domain of a tenant, such as x.example; got `{scope}`"));
        }
        let needs_tls = [Failing::Handshake, Failing::Untrusted];
        if let Some(Some(Trouble::Next(failing, _))) = travel.trouble
            && needs_tls.contains(&failing)
            && self.doors.tls.is_none()
        {
            return Err("`connections`: this mock speaks plain HTTP, so that no TLS can fail".into());
        }
        let known = self.begun(scope);
        let mut state = known.lock();
        state.tenant.program(&content, Timestamp::now())?;
        if let Some(script) = travel.script {
            state.script = script;
        }
        if let Some(size) = travel.limit {
            state.limit(size);
        }
        if let Some(shuffled) = travel.shuffled {
            state.shuffled = shuffled;
        }
        drop(state);
        if travel.release {
            known.release();
        }
        match travel.trouble {
            Some(trouble) => self.doors.set(trouble, &known.name).map_err(|error| format!("`connections`: {error}")),
            None => Ok(()),
        }
    }

    async fn settled(&self) {
        self.doors.cleared().await;
    }

    fn ledger(&self, scope: &str) -> Arc<Ledger> {
        self.begun(scope).ledger.clone()
    }

    /// Those of the tenant, and `requests`, `batches`, `items`, `throttled`,
    /// `held` (requests that wait to be let go), and `faults`: `pending` or `over`.
    fn facts(&self, scope: &str, wanted: &[String]) -> Facts {
        let known = self.begun(scope);
        let state = known.lock();
        let mut facts = state.tenant.facts(wanted);
        let counts = &state.counts;
        let own = [
            ("requests", counts.requests),
            ("batches", counts.batches),
            ("items", counts.items),
            ("throttled", counts.throttled),
            ("held", known.held()),
        ];
        let faults = Fact::Text(if state.script.is_over() { "over" } else { "pending" }.into());
        let own = own.into_iter().map(|(name, count)| (name, Fact::Number(count))).chain([("faults", faults)]);
        let own = own.filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|wanted| wanted == name));
        facts.extend(own.map(|(name, fact)| (name.to_owned(), fact)));
        facts
    }

    fn verdict(&self, scope: &str) -> Vec<Complaint> {
        self.begun(scope).lock().judge.verdict()
    }

    fn forget(&self, scope: &str) {
        Cloud::forget(self, scope);
    }
}
