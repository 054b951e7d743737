//! Faults on order: a script says which request fails how, and then all is well again.
//!
//! ```text
//! POST /$batch: 429 after 7s, ok; item PATCH /users/*: 404 x3; GET /users page 2: always reset
//! ```

mod fit;
mod grammar;
mod mistake;
mod script;
mod words;

pub(crate) use grammar::parse;
use mistake::Mistake;
pub(crate) use script::{Call, Fault, Kind, Script, Wait};
