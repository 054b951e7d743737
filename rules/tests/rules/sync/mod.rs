//! Syncs with Entra ID, without a network.

mod codes;
mod exports;
mod graph;
mod imports;
mod play;
mod troubles;

pub(crate) use codes::provoke;
