//! The rules, through their one door: `step`.
#![expect(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]

mod change;
mod codes;
mod control;
mod coverage;
mod device;
mod face;
mod hands;
mod login;
mod offline;
mod pki;
mod properties;
mod protection;
mod radius;
mod radius_codes;
mod saml;
mod seamless;
mod server;
mod slots;
mod sync;
mod tables;
mod tokens;
mod users;
mod windows;
