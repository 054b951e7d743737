use serde::{Deserialize, Serialize};

/// What of the catalog a run has seen, by code, sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    /// How many active codes the catalog has.
    pub active: usize,
    /// Active codes that an expectation named and got.
    pub asserted: Vec<String>,
    /// Active codes that came, but only as by-products or unexpectedly.
    pub only_seen: Vec<String>,
    /// Active codes whose only assertions were waived.
    pub waived: Vec<String>,
    /// Codes that must never or need never be seen, and were.
    pub inactive_seen: Vec<String>,
}

impl Coverage {
    /// The share of active codes that were asserted or waived, in percent.
    pub fn percent(&self) -> f64 {
        if self.active == 0 {
            return 100.0;
        }
        100.0 * (self.asserted.len() + self.waived.len()) as f64 / self.active as f64
    }
}
