//! What the tests stand on.

mod door;
mod place;
mod python;
mod record;
mod running;

pub use door::{Answer, Call, Door, Manner};
pub use place::{Place, TargetFile};
pub use python::{SecondTarget, is_there as python_is_there, junit_cases};
pub use record::Record;
pub use running::{PATIENCE, Run, Running, until};
