//! Load: a scenario compiled into what one login sends, and what came of many.

mod compile;
mod cut;
mod rate;
mod report;

#[cfg(test)]
mod tests;

pub use compile::{CannotCompile, Compiled, compile};
pub use rate::{Rate, RateError};
pub use report::{Configuration, Report, Verdict};
