//! Microsoft Graph and Entra's sign-in, as a product that synchronises users sees them.
//!
//! [`sign_in`] and [`directory`] say what is answered: pure and synchronous, they know no socket and no clock. Every
//! tenant is apart from all others and drawn from a seed, so that the same requests are answered alike.

mod bounded;
pub mod directory;
mod fault;
mod form;
mod guid;
mod judge;
pub mod message;
mod route;
mod service;
pub mod sign_in;
mod throttle;

pub use directory::{Content, Tenant};
pub use guid::Guid;
pub use route::{Route, TenantName};
pub use service::{Graph, Options, graph};
pub use sign_in::{Grant, SignIn};
