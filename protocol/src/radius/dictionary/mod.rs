//! What attributes are called and hold, for people: names, types, vendors, and text for values.
//!
//! Numbers and types of the RFCs are the RFCs' own; those of vendors are public knowledge, as in the
//! dictionaries of FreeRADIUS and Wireshark.

mod definition;
mod describe;
mod encode;
mod lookup;
mod rfc;
mod values;
mod vendors;

pub use definition::{Definition, Kind};
pub use describe::describe;
pub use encode::EncodeError;
pub use lookup::{attributes, by_name, by_number, name, vendor_name, vendor_number, vendors};
