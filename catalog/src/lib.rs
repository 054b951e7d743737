//! What products can emit: codes, levels, messages and outcomes, as data.
//!
//! A catalog is a folder of TOML files: `catalog.toml` names the families, and each family has a file of
//! entries. The outcomes that all catalogs share stand in one more file, the [`Vocabulary`]. The catalogs
//! that sekisho ships are embedded ([`passlogic`], [`vocabulary`]); [`load`] lets files on disk shadow them.

#[macro_use]
mod words;

mod catalog;
mod channel;
mod class;
mod detail;
mod embedded;
mod entry;
mod key;
mod level;
mod load;
mod message;
mod reader;
mod resolve;
pub mod schema;
mod status;
mod vocabulary;

pub use catalog::{Catalog, MessageFault};
pub use channel::{ChannelPattern, NoChannel};
pub use class::Class;
pub use detail::{DetailForms, DetailName};
pub use embedded::{embedded, names, passlogic, vocabulary};
pub use entry::Entry;
pub use key::Key;
pub use level::Level;
pub use load::{LoadError, load};
pub use message::{Message, MessageMatch};
pub use resolve::Unresolved;
pub use status::Status;
pub use vocabulary::Vocabulary;
pub use words::UnknownWord;
