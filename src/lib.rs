//! sekisho: conformance and load tests for multi-factor authentication servers.

pub mod authenticator;
pub mod cast;
pub mod check;
pub mod cli;
pub mod load;
pub mod observe;
pub mod plan;
pub mod record;
pub mod report;
pub mod run;
pub mod scenario;
pub mod target;
pub mod template;
pub mod variant;
pub mod vendor;
pub mod wire;
