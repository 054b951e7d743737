//! TOML files, read so that every problem of a file is shown at once, each with its line, a caret and a help.
//!
//! A file is read in three steps: [`read`] makes a tree in which each key and value knows its place; a
//! [`Shape`] says what the tree must look like and finds unknown keys and wrong types; what is left to the
//! owner of the format are the meanings. All three put what they find into one [`Problems`].

mod nearest;
mod problem;
mod schema;
mod shape;
mod source;
mod tree;

pub use nearest::nearest;
pub use problem::{Problem, Problems};
pub use schema::json_schema;
pub use shape::{Field, Shape, TableShape, boolean, field, integer, list, map, table, template, text, word};
pub use source::{Place, Source};
pub use tree::{Key, Node, Table, Value, read};
