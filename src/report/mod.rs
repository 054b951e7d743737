//! Reports, each a consumer of the run record.

mod codes;
mod details;
mod ending;
mod json;
mod junit;
mod line;
mod progress;
mod style;
pub mod summary;
mod terminal;
mod wording;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]
mod tests;

pub(crate) use line::visible;

pub use json::{JsonAttempt, JsonCase, JsonReport, json};
pub use junit::{JunitError, junit};
pub use style::Style;
pub use summary::Summary;
pub use terminal::Terminal;
