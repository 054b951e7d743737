//! The sign-in service of Entra ID and Microsoft Graph, asked.

mod ask;
mod batch;
mod client;
mod read;
mod url;

pub(super) use ask::answer;
pub(crate) use client::Graph;
pub use client::{BadAuthority, Entra};
pub use url::{BadEntraUrl, EntraUrl};
