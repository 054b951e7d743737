//! When logins start: a closed form, so that no lateness of one moves another.

mod arrivals;
mod profile;

#[cfg(test)]
mod tests;

pub use arrivals::{Arrivals, Spread};
pub use profile::{Part, Profile};
