//! What the mock has against the server that calls it. It remembers no
//! requests: only what a rule needs of them, and never more than a bound.

mod bench;
mod creates;
mod paging;
mod retries;
mod rules;
mod tokens;

pub(crate) use bench::{Asked, Judge, bearer};
