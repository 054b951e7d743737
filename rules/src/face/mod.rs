//! Face recognition as the second factor of a login over the web: the browser is sent to the face service with a
//! token that asks, and comes back with a token that answers. Tokens are made and opened by the shell; whether an
//! answer is the right one is judged here.

mod ask;
mod claims;
mod judge;
mod policy;
mod session;

pub use claims::{FaceQuestion, FaceResponse, FaceResult, FaceReturn, FaceToken};
pub use policy::FacePolicy;
pub(crate) use session::{Asked, Facing, Returned};
