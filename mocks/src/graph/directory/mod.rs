//! One tenant of Entra ID: its users, the deleted ones, its domains, and what changed when.

mod tenant;

pub use tenant::{Program, Tenant};
