//! The server's neighbours: services outside that the rules have called.

mod calls;
mod face;
mod login_protection;
mod url;

pub(crate) use calls::{Calls, Neighbours, Outgoing, carry_out};
pub(crate) use face::FaceService;
pub use url::{BadNeighbourUrl, NeighbourUrl};
