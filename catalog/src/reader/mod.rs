//! From files to a [`Catalog`](crate::Catalog): first each file by its shape, then what the entries mean together.

mod build;
mod checks;
mod draft;
mod family;
mod format;
mod index;

pub(crate) use build::read;
pub(crate) use format::fitting;
