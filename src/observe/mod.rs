//! Observers: where a target's events come from.

mod extract;
mod follow;
mod line;
mod syslog_tcp;
mod syslog_udp;

pub use extract::{Observed, extract};
pub use follow::follow;
pub use line::{Line, Source};
pub use syslog_tcp::syslog_tcp;
pub use syslog_udp::syslog_udp;
