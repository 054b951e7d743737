//! The server's neighbours: services outside that the rules have called.

mod calls;
mod face;
mod graph;
mod login_protection;
mod url;

pub(crate) use calls::{Calls, Neighbour, Outgoing, Queue, carry_out};
pub(crate) use face::FaceService;
pub(crate) use graph::Graph;
pub use graph::{BadAuthority, BadEntraUrl, Entra, EntraUrl};
pub use url::{BadNeighbourUrl, NeighbourUrl};
