//! The rules in service: their state behind one lock, with a clock for each
//! tenant and the one way out for events.

mod clock;
mod core;
mod front;
mod timeline;
mod wakes;

pub(crate) use clock::{Clock, ClockError, Mode};
pub(crate) use core::Core;
pub(crate) use front::Service;
pub(crate) use wakes::keep_time;
