//! RADIUS packets (RFC 2865): read strictly, written as asked, even malformed; passwords hidden,
//! replies and requests verified.
//!
//! Attributes are octets here; what they mean to a reader tells [`dictionary`].

mod authenticator;
pub mod build;
mod code;
pub mod dictionary;
pub mod eap;
pub mod kind;
pub mod mschap2;
pub mod packet;
pub mod password;
mod secret;
pub mod verify;

pub use authenticator::Authenticator;
pub use code::Code;
pub use packet::{Attribute, Malformed, Packet};
pub use secret::Secret;
