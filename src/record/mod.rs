//! The run record: what a run writes as it goes, and what every report is built from.

mod coverage;
mod event;
mod finding;
mod forms;
mod journal;

pub use coverage::Coverage;
pub use event::{
    AnswerSeen, CaseName, EventSeen, Proof, Role, RunEvent, SightSeen, StepDone, Tally, TargetNamed, VendorPlayed,
    Verdict,
};
pub use finding::{Finding, FindingKind};
pub use forms::FormsAsserted;
pub use journal::{Journal, JournalError, read};

#[cfg(test)]
mod tests;
