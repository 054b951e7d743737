//! The shells that put the reference server's rules on sockets: HTTP and RADIUS for its
//! users, syslog and a log file for its events, and a control API for whoever
//! runs it.
//!
//! [`serve`] starts a server and gives a [`Server`], which knows the ports and
//! stops it. What is decided, [`sekisho_rules`] decides; level and text of a
//! code come from the catalog.

mod control;
mod emitter;
mod error;
mod http;
mod neighbours;
mod options;
mod pki;
mod plant;
mod radius;
mod server;
mod service;
mod timestamp;
mod token;

pub use emitter::{BadSyslogTarget, Framing, SyslogTarget, Transport};
pub use error::Error;
pub use neighbours::{BadAuthority, BadEntraUrl, BadNeighbourUrl, Entra, EntraUrl, NeighbourUrl};
pub use options::{Limits, Options};
pub use plant::{BadPlant, Fault, Plant};
pub use radius::{BadRadiusClient, RadiusArrival, RadiusClient};
pub use server::{Server, Tls, serve};
pub use token::AdminToken;
