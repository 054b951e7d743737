//! The RADIUS door. The shell reads and writes the packets; what they come to is decided here.

mod attributes;
mod challenge;
mod credential;
mod decide;
mod policy;
mod reply;
mod request;

pub use attributes::{AttributeCheck, BadAttributeCheck};
pub(crate) use challenge::Challenge;
pub use challenge::RadiusState;
pub(crate) use credential::Credential;
pub use credential::{PasswordProof, RadiusFactor};
pub use policy::{EapMethod, RadiusPolicy};
pub use reply::{Prompt, RadiusReply};
pub use request::{EapResponse, RadiusAttribute, RadiusRequest, Shown};
