//! RADIUS (RFC 2865) on UDP.

mod client;
mod door;
mod listener;
mod memory;
mod parse;
mod reply;
mod sockets;

pub use client::{BadRadiusClient, RadiusClient};
pub(crate) use door::Port;
pub use door::RadiusArrival;
use listener::listen;
pub(crate) use sockets::Sockets;
