//! The rules, through their one door: `step`.
#![expect(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]

mod control;
mod coverage;
mod device;
mod login;
mod properties;
mod protection;
mod server;
mod tables;
mod users;
mod windows;
