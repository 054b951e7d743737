//! What the tests stand on.

mod door;
mod freeradius;
mod place;
mod python;
mod record;
mod running;
mod service;

pub(crate) use door::{Answer, Call, Door, Manner};
pub(crate) use freeradius::{FreeRadius, program_is_there};
pub(crate) use place::{Place, TargetFile};
pub(crate) use python::{SecondTarget, is_there as python_is_there, junit_cases};
pub(crate) use record::Record;
pub(crate) use running::{PATIENCE, Run, Running, is_alive, until};
pub(crate) use service::Service;
