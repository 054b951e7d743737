//! One-time passwords from a counter (HOTP, RFC 4226) or the time (TOTP, RFC 6238).

mod algorithm;
mod code;
mod hotp;
mod seed;
mod totp;
mod window;

pub use algorithm::{Algorithm, UnknownAlgorithm};
pub use code::{Code, Digits, NotCode, NotDigits};
pub use hotp::Hotp;
pub use seed::{Seed, SeedError};
pub use totp::Totp;
pub use window::{EmptyWindow, Window};
