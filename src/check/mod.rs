//! The checker: what was expected against what was seen. It does no I/O.

mod company;
mod entry;
mod judge;
mod leak;
mod matching;
mod sights;
mod wanted;
mod wire;

#[cfg(test)]
mod tests;

pub use judge::{Judged, Seen, StepSeen, Witness, claimed, judge};
pub use leak::holds_token;
pub use sights::{SightWanted, Sighted, complaint, fact, sights_seen};
pub use wanted::{Accepts, Wanted};
pub use wire::WireSeen;
