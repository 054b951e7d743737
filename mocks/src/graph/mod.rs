//! Microsoft Graph and Entra's sign-in, as a product that synchronises users sees them.
//!
//! [`sign_in`] and [`directory`] say what is answered: pure and synchronous, they know no socket and no clock. Every
//! tenant is apart from all others and drawn from a seed, so that the same requests are answered alike.

pub mod directory;
mod form;
mod guid;
pub mod message;
mod route;
pub mod sign_in;

pub use directory::{Content, Tenant};
pub use guid::Guid;
pub use route::{Route, TenantName};
pub use sign_in::{Grant, SignIn};
