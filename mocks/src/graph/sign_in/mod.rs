//! The sign-in of Entra: discovery, keys, and tokens for applications (OAuth 2.0 client credentials, RFC 6749, 4.4).

mod authority;

pub use authority::{Grant, Settings, SignIn};
