//! Vendor profiles: how the RADIUS clients that people really have behave, as far as public sources tell.

mod attribute;
mod fact;
mod library;
mod model;
mod read;
mod recorded;
mod shape;
mod write;

#[cfg(test)]
mod tests;

pub use attribute::AttributeName;
pub use fact::{Evidence, Fact};
pub use library::{VendorError, Vendors};
pub use model::{Acceptance, Demand, Longest, Method, Methods, Placement, Profile, Timing, UnknownProxyState, Value};
pub use read::read_vendor;
pub use recorded::{Seen, recorded};
pub use shape::shape;
pub use write::toml;
