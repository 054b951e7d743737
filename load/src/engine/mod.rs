//! Carries a plan out: one thread a core, merged once a second.

#[cfg(target_os = "linux")]
mod clock;
#[cfg(target_os = "linux")]
mod generators;
mod plan;
#[cfg(target_os = "linux")]
mod slot;
#[cfg(target_os = "linux")]
mod worker;

pub use plan::{EngineError, Plan, Second, run};
