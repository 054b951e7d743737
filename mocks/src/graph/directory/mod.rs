//! One tenant of Entra ID: its users, the deleted ones, its domains, and what changed when.

mod body;
mod change;
mod delta;
mod domain;
mod filter;
mod list;
mod options;
mod page_token;
mod program;
mod property;
mod seeded;
mod store;
mod tenant;
#[cfg(test)]
mod tests;
mod user;

pub(crate) use delta::expired as delta_expired;
pub use program::Content;
pub use tenant::Tenant;
