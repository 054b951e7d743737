//! The runner: carries out a plan against a target and emits run events as it goes.

mod accounts;
mod barrier;
mod browsing;
mod case;
mod context;
mod foreign;
mod hub;
mod invoke;
mod lasting;
mod mocks;
mod naming;
mod packets;
mod played;
mod preflight;
mod provision;
mod reading;
mod redact;
mod runner;
mod scope;
mod secrets;
mod shape_of;
mod start;
mod step;
mod user;
mod waiving;
mod watching;

#[cfg(test)]
mod tests;

pub use accounts::{AccountsError, read_accounts};
pub use context::{Context, Options, Session, Trace};
#[cfg(test)]
pub(crate) use foreign::foreign_identity;
pub use naming::{Seed, run_prefix};
pub use preflight::Unfit;
pub use provision::Provisioned;
pub use redact::Redactor;
pub use runner::{Outcome, clean, run};
pub use secrets::{SecretError, Secrets, resolve_secrets};
pub use start::{Leash, StartError, Started};
