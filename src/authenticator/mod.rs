//! What a user's hand computes: credentials, and the answers that they yield.

mod answer;
mod credentials;

pub use answer::{AnswerError, Challenge, answer};
pub use credentials::{Credentials, Unanswerable};

#[cfg(test)]
mod tests;
