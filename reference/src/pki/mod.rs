//! Certificates: tenants' own authorities, what they issue, and the server's own.

mod authorities;
mod authority;
mod presented;

pub(crate) use authorities::Authorities;
pub(crate) use authority::Authority;
pub(crate) use presented::presented;
