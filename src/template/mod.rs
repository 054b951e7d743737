//! Templates: text with `{{ expression }}` slots, without statements.
//!
//! A template is parsed once; an undefined name or a broken expression is shown with its caret before a
//! packet leaves. A value that is one slot keeps its type.

mod duration;
mod expression;
mod lexer;
mod slots;
mod value;

#[cfg(test)]
mod tests;

pub use duration::{parse_duration, show_duration};
pub use expression::{EvalError, Expression, Name};
pub use slots::{RenderError, Scope, Slot, Template};
pub use value::Value;
