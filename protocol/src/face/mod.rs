//! Face recognition by redirect: what the browser carries to the service and back.
//!
//! The service's interface is not public. So names, algorithms, lifetimes and results are a [`Profile`], modelled on
//! known standards: the request as a signed and encrypted object by value (RFC 9101), the answer like a JWT-secured
//! authorization response. [`Credentials`] are what the service's portal would hand to a login server.

mod claims;
mod credentials;
mod profile;

pub use claims::{Claims, Misshapen};
pub use credentials::{Credentials, Unusable};
pub use profile::{ClaimNames, Mode, Parameters, Profile, ServiceResult, Times};
