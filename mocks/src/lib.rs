//! The outside services that login servers call, played back on loopback: each
//! on a port of its own, told by whoever tests what to answer.
//!
//! [`login_protection`] is the service to which a phone app releases logins,
//! [`mod@face`] the one that recognizes faces.
//! How a mock is programmed and asked stands in [`mod@control`].
//! A mock's memory is bounded, whatever it is told.

mod clock;
pub mod control;
mod error;
pub mod face;
pub mod graph;
mod http;
mod login_protection;
mod tls;

pub use clock::time_of;
pub use error::Error;
pub use http::Mock;
pub use login_protection::login_protection;
pub use tls::Tls;
