//! The reference server, through its sockets.
#![expect(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]

mod bench;
mod client;
mod clock;
mod codes;
mod control;
mod device;
mod emission;
mod face;
mod malformed;
mod nas;
mod offline;
mod pages;
mod passwords;
mod pki;
mod plants;
mod protection;
mod radclient;
mod radius;
mod radius_clients;
mod receiver;
mod saml;
mod seamless;
mod slots;
mod stalls;
mod sync;
mod tokens;
