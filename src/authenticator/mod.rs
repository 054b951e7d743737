//! What a user's hand computes: credentials, and the answers that they yield.

mod answer;
mod credentials;
mod token;

pub use answer::{AnswerError, Challenge, answer};
pub use credentials::{Credentials, Particulars, Unanswerable};
pub use token::{Moment, Token};

#[cfg(test)]
mod tests;
