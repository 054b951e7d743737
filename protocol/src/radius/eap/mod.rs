//! EAP inside RADIUS (RFC 3748, RFC 3579): the methods that need no TLS.

mod message;
mod method;
pub mod mschapv2;
mod packet;

pub use message::{Reassembled, reassemble};
pub use method::{Method, kind};
pub use packet::{Code, Malformed, Packet, failure, request, response, success};
