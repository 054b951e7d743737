//! How whoever tests speaks with a mock: it programs it, asks what was seen,
//! and what the mock has against the server. Plain HTTP/1.1 on loopback, JSON.
//!
//! | request | does |
//! |---|---|
//! | `POST /control/SCOPE {…}` | programs the mock for that scope: `{}`, or 400 `{"error": "…"}` with a text for people |
//! | `GET /control/SCOPE/seen?after=N&wait_ms=M` | `{"seen": […], "forgotten": N}`: what was seen with a number above N, as soon as there is something, at the latest after M ms |
//! | `GET /control/SCOPE/facts?fact=NAME` | `{"facts": {…}}`: those that are named (the parameter may come often), or all |
//! | `GET /control/SCOPE/verdict` | `{"complaints": [{"rule", "expected", "got"}, …]}` |
//! | `DELETE /control/SCOPE` | forgets all of it |
//!
//! A scope is one percent-encoded segment and begins with its first mention.
//! Memory is bounded: see [`Ledger`] and [`Scopes`].

mod ledger;
mod listener;
mod program;
mod scopes;

pub use ledger::{Ledger, Seen};
pub use listener::{Complaint, Controlled, Fact, Facts, control};
pub use program::Program;
pub(crate) use program::duration;
pub use scopes::Scopes;
