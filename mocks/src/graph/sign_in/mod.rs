//! The sign-in of Entra: discovery, keys, and tokens for applications (OAuth 2.0 client credentials, RFC 6749, 4.4).
//! Tokens are real ones (RS256): whoever fetches the keys can verify them.

mod aadsts;
mod authority;
mod discovery;
mod keys;
mod registration;
#[cfg(test)]
mod tests;
mod token;

pub use aadsts::numbers;
pub(crate) use authority::{CHALLENGE, denied};
pub use authority::{ClientSecret, Grant, Settings, SignIn, USUAL_APP};
pub(crate) use registration::{Registration, State};
