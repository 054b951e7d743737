//! How much a tenant may ask for in which time: Graph's limits for identity and
//! access, as token buckets on the clock that the server and the mock share.

mod bucket;
mod quota;

pub(crate) use quota::{Cost, Quota, Size};
