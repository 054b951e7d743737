//! The load generator: when logins start, how they are sent and checked, what came of them, and whether that got worse.
//!
//! It knows no files and no templates: a journey comes to it as fixed octets and slots ([`Journey`]), and each answer is
//! checked by the code that it carries. One thread a core, each with sockets, an epoll loop and histograms of its own;
//! nothing is shared, and nothing allocated for a request.

pub mod gate;
pub mod pace;

mod account;
mod check;
mod engine;
mod http;
mod journey;
mod json;
mod tally;
mod validity;

pub use account::{Account, Hand};
pub use check::{Check, Expected, Rule, Said};
pub use engine::{EngineError, Plan, Second, run};
pub use journey::{Call, Journey, Keep, Piece, Source, Way};
pub use json::{Member, Path};
pub use pace::{Arrivals, Profile, Spread};
pub use tally::{Outcome, Tally, Trouble};
pub use validity::{Flaw, flaws};
