//! The server's neighbours: services outside that the rules have called.

mod calls;
mod login_protection;
mod url;

pub(crate) use calls::{Calls, Outgoing, carry_out};
pub use url::{BadNeighbourUrl, NeighbourUrl};
