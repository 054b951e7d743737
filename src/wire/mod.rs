//! Clients: how actions reach a server.

mod http;
mod request;
mod spoil;

pub use http::{Answer, Http, HttpError, MAX_ANSWER};
pub use request::{Request, RequestError, render};
