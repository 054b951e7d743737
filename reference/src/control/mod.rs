//! The control API, for whoever runs the server: tenants, clocks, broken
//! dependencies, markers and rule coverage. It listens on loopback only.

mod answers;
mod clock;
mod hours;
mod policy;
mod requests;
mod route;
mod sync;

pub(crate) use requests::Control;
