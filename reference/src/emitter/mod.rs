//! Emission: one ordered way out for every event.

mod file;
mod line;
mod queue;
mod syslog;
mod target;
mod tcp;
mod texts;
mod udp;
mod way_out;

pub(crate) use line::{LONGEST_MARK, Line, is_mark};
pub use target::{BadSyslogTarget, Framing, SyslogTarget, Transport};
pub(crate) use texts::{Face, Texts};
pub(crate) use way_out::Emitter;
