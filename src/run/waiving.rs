use std::sync::PoisonError;

use super::context::Context;
use crate::record::{CaseName, Finding, FindingKind};
use crate::target::Waiver;

impl Context {
    /// All waivers: the run's, then the target's own.
    fn waivers(&self) -> impl Iterator<Item = &Waiver> {
        self.options.waivers.iter().chain(&self.target.waivers)
    }

    /// The reason of the first waiver that lets a finding off; it is then a needed one.
    pub(super) fn let_off(&self, case: &CaseName, step: usize, finding: &Finding) -> Option<String> {
        let version = self.target.version.as_deref();
        let fits = |waiver: &Waiver| waiver.is_for(case, version) && waiver.lets_off(step, finding);
        let (place, waiver) = self.waivers().enumerate().find(|(_, waiver)| fits(waiver))?;
        self.used_waivers.lock().unwrap_or_else(PoisonError::into_inner).insert(place);
        Some(waiver.reason.clone())
    }

    /// Waivers of cases that ran and did not need them.
    pub(super) fn unused_waivers(&self, ran: &[CaseName]) -> Vec<Finding> {
        let used = self.used_waivers.lock().unwrap_or_else(PoisonError::into_inner);
        let version = self.target.version.as_deref();
        let unused = self
            .waivers()
            .enumerate()
            .filter(|(place, waiver)| !used.contains(place) && ran.iter().any(|case| waiver.is_for(case, version)));
        unused
            .map(|(_, waiver)| {
                let got = format!("none; take the waiver out ({}: {})", waiver.at(), waiver.reason);
                Finding::new(FindingKind::UnusedWaiver, format!("a finding of {} to let off", waiver.scenario), got)
            })
            .collect()
    }
}
