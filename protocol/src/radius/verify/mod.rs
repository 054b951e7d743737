//! Is a reply the server's own, and as the RFCs want it? Is a request the client's own? Faults are
//! data; which of them discard a packet is a policy.

mod fault;
mod reply;
mod request;
mod signature;

pub use fault::{Fault, Need, Policy, Verdict};
pub use reply::reply;
pub use request::request;
pub use signature::{MessageAuthenticator, message_authenticator};
