//! The checker: what was expected against what was seen. It does no I/O.

mod company;
mod entry;
mod judge;
mod leak;
mod matching;
mod wanted;
mod wire;

#[cfg(test)]
mod tests;

pub use judge::{Judged, Seen, StepSeen, Witness, judge};
pub use leak::holds_token;
pub use wanted::{Accepts, Wanted};
pub use wire::WireSeen;
