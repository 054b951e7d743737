//! A RADIUS client as the RFCs want one: sockets, timers, replies verified; and packets broken as asked.

mod answer;
mod client;
mod compose;
mod dialogue;
mod discard;
mod habits;
mod play;
mod request;
mod socket;
mod timers;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod vendor_tests;

pub use answer::{Deviation, RadiusAnswer};
pub use client::RadiusClient;
pub use dialogue::Dialogue;
pub use discard::Discard;
use habits::{Habits, Refusals};
pub use play::Part as VendorPart;
use request::{Item, Method};
pub use request::{RadiusRequest, render as render_radius};
pub use timers::Timers;
