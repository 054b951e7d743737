//! The Graph mock through its sockets: faults on order, batches, limits, and
//! what it has against a server that breaks a rule.
#![expect(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]

mod batch;
mod bench;
mod connections;
mod faults;
mod judge;
mod throttle;
