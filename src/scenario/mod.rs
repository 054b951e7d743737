//! Scenario and flow files: what is done to a server and what each step must emit.

mod each;
mod library;
mod link;
mod mock;
mod model;
mod raw;
mod read;
mod read_mock;
mod read_raw;
mod shape;
mod shape_raw;

#[cfg(test)]
mod tests;

pub use library::{Library, LibraryError};
pub use link::{Known, link};
pub use mock::{Ask, MockAct, PATIENCE_FOR_ENDS, PATIENCE_FOR_SIGHTS, Question, Saw};
pub use model::{Act, AnswerKind, Argument, Each, EachOf, Expect, Param, Scenario, Spoil, Step, UserSpec, What};
pub use raw::{Again, Length, Raw, Repeat, Reply, Signature};
pub use read::read_scenario;
pub use shape::{flow_shape, flow_shape_but_arguments, shape};
