//! Whether load got worse between two targets, versions or commands: by whole runs, never by single requests, which
//! depend on one another. No distribution is assumed.

mod compare;
mod rank;
mod shift;

#[cfg(test)]
mod tests;

pub use compare::{Better, Comparison, Judged, Metric, compare};
pub use rank::mann_whitney;
pub use shift::{Shift, hodges_lehmann};
