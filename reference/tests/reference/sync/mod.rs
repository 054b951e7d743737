//! Syncs with Entra ID, over real sockets.

mod asked;
mod codes;
mod entra;
mod hands;
mod jobs;
mod mock;
mod network;
