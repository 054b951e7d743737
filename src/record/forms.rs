use std::collections::{BTreeMap, BTreeSet};

use sekisho_catalog::{Catalog, DetailForms, Entry, MessageMatch};

use super::{Role, StepDone};

/// Which forms of the detail in place of `{0}` a run asserted: for each code that has one, the places of the forms in the
/// catalog's list. An event counts for the first form that its detail has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormsAsserted(BTreeMap<String, BTreeSet<usize>>);

impl FormsAsserted {
    /// Takes what a step expected and got.
    pub fn take(&mut self, step: &StepDone, catalog: &Catalog) {
        for event in step.events.iter().filter(|event| event.role == Role::Expected) {
            if let Some(form) = catalog.entry(&event.code).and_then(|entry| form(entry, &event.message, catalog)) {
                self.0.entry(event.code.clone()).or_default().insert(form);
            }
        }
    }

    /// The forms of a code that were not asserted, as the catalog writes them, and how many forms it has; none for a code
    /// without a detail.
    pub fn missing<'a>(&self, entry: &Entry, catalog: &'a Catalog) -> Option<(Vec<&'a str>, usize)> {
        let DetailForms { written, .. } = catalog.detail(entry)?;
        let asserted = self.0.get(entry.key.as_str());
        let is_missing = |place: &usize| asserted.is_none_or(|asserted| !asserted.contains(place));
        let missing = written.iter().enumerate().filter(|(place, _)| is_missing(place));
        Some((missing.map(|(_, form)| form.as_str()).collect(), written.len()))
    }
}

fn form(entry: &Entry, message: &str, catalog: &Catalog) -> Option<usize> {
    let MessageMatch::WithDetail(detail) = entry.message.matches(message) else { return None };
    catalog.detail(entry)?.forms.iter().position(|form| form.is_match(&detail))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use sekisho_catalog::passlogic;

    use super::*;
    use crate::record::{EventSeen, Proof};

    fn step(role: Role, code: &str, detail: &str) -> StepDone {
        let entry = passlogic().entry(code).expect("in the catalog");
        let event = EventSeen {
            code: code.into(),
            level: None,
            outcome: None,
            message: entry.message.with_detail(detail),
            user: None,
            sources: Vec::new(),
            role,
            count: 1,
        };
        StepDone {
            number: 1,
            repetition: 1,
            at: "a.toml:1".into(),
            action: "sync".into(),
            user: None,
            expected: Vec::new(),
            answers: Vec::new(),
            events: vec![event],
            sights: Vec::new(),
            rejected: BTreeMap::new(),
            findings: Vec::new(),
            proof: Proof::Barrier,
            elapsed_ms: 0,
        }
    }

    fn missing(asserted: &FormsAsserted, code: &str) -> Option<(usize, usize)> {
        let entry = passlogic().entry(code).expect("in the catalog");
        asserted.missing(entry, passlogic()).map(|(missing, all)| (missing.len(), all))
    }

    #[test]
    fn a_form_is_asserted_by_an_event_that_was_expected() {
        let mut asserted = FormsAsserted::default();
        assert_eq!((missing(&asserted, "31419"), missing(&asserted, "54106")), (Some((6, 6)), None));
        asserted.take(&step(Role::Unexpected, "31419", "api_error|503|busy"), passlogic());
        assert_eq!(missing(&asserted, "31419"), Some((6, 6)), "not by one that only came");
        asserted.take(&step(Role::Expected, "31419", "api_error|503|busy"), passlogic());
        asserted.take(&step(Role::Expected, "31419", "network_error||refused"), passlogic());
        asserted.take(&step(Role::Expected, "31419", "network_error||reset"), passlogic());
        assert_eq!((missing(&asserted, "31419"), missing(&asserted, "31429")), (Some((4, 6)), Some((6, 6))));
    }

    #[test]
    fn a_detail_counts_for_the_first_form_that_it_has() {
        let mut asserted = FormsAsserted::default();
        asserted.take(&step(Role::Expected, "31401", "NOT_SET"), passlogic());
        assert_eq!(missing(&asserted, "31401"), Some((1, 2)));
        asserted.take(&step(Role::Expected, "31401", "everything"), passlogic());
        assert_eq!(missing(&asserted, "31401"), Some((0, 2)));
    }
}
