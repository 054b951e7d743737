//! Clients: how actions reach a server.

mod browse;
mod control;
mod cookies;
mod error;
mod exchange;
mod http;
mod identities;
mod radius;
mod request;
mod spoil;

pub use browse::{Browser, Hop};
pub use control::{Complaint, Control, ControlError, News, Sight};
pub use cookies::Jar;
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
