//! Clients: how actions reach a server.

mod control;
mod error;
mod exchange;
mod http;
mod identities;
mod radius;
mod request;
mod spoil;

pub use control::{Complaint, Control, ControlError, News, Sight};
pub use error::WireError;
pub use exchange::{Answer, Clients, Request, Sent};
pub use http::{Http, HttpAnswer, MAX_ANSWER};
pub use identities::Identity;
pub(crate) use radius::radius_client;
pub use radius::{
    Breaking, Deviation, Dialogue, Discard, Earlier, Item, RadiusAnswer, RadiusClient, RadiusRequest, Timers,
    VendorPart, render_radius,
};
pub use request::{HttpRequest, RequestError, render_http};
