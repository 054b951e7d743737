//! A RADIUS client as the RFCs want one: sockets, timers, replies verified; and packets broken as asked.

mod answer;
mod client;
mod compose;
mod dialogue;
mod discard;
mod eap;
mod habits;
mod play;
mod raw;
mod request;
mod socket;
mod timers;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_eap;
#[cfg(test)]
mod tests_raw;
#[cfg(test)]
mod vendor_tests;

pub use answer::{Deviation, RadiusAnswer};
pub use client::{Earlier, RadiusClient};
pub use dialogue::Dialogue;
pub use discard::Discard;
use habits::{Habits, Refusals};
pub use play::Part as VendorPart;
pub(crate) use request::client as radius_client;
pub use request::{Breaking, Item, RadiusRequest, render as render_radius};
pub use timers::Timers;

use crate::target::RadiusMethod as Method;
