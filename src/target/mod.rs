//! Target files: all that sekisho knows of a server.

mod binding;
mod emits;
mod linked;
mod mock;
mod model;
mod names;
mod pointer;
mod radius;
mod read;
mod read_radius;
mod shape;
mod waiver;

#[cfg(test)]
mod tests;

pub use binding::{Binding, Body, HttpCall, JsonTemplate, Reach, Wire};
pub use linked::{LoadError, open};
pub use mock::Mock;
pub use model::{
    Accounts, AnswerRule, Extract, Observe, ObserveFrom, PolicyFacts, SecretFrom, SpannedText, Start, StatusRange,
    Target,
};
pub(crate) use names::slip_of_fact;
pub use pointer::{Member, Pointer};
pub use radius::{RadiusCall, RadiusMethod, RadiusPort, RadiusServer};
pub(crate) use read::stem;
pub(crate) use read_radius::METHODS as RADIUS_METHODS;
pub use shape::shape;
pub use waiver::{Waiver, read_waivers, waiver_shape};
