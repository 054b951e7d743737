//! Scenario and flow files: what is done to a server and what each step must emit.

mod each;
mod library;
mod link;
mod model;
mod raw;
mod read;
mod read_raw;
mod shape;
mod shape_raw;

#[cfg(test)]
mod tests;

pub use library::{Library, LibraryError};
pub use link::{Known, link};
pub use model::{Act, AnswerKind, Argument, Each, EachOf, Expect, Param, Scenario, Spoil, Step, UserSpec, What};
pub use raw::{Again, Length, Raw, Repeat, Reply, Signature};
pub use read::read_scenario;
pub use shape::{flow_shape, shape};
