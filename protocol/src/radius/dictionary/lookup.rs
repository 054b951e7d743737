//! Definitions by name and by number.

use super::{Definition, rfc, vendors as tables};

/// All attributes that have a name here.
pub fn attributes() -> impl Iterator<Item = &'static Definition> {
    rfc::ATTRIBUTES.iter().chain(tables::ATTRIBUTES)
}

/// All vendors that have a name here: private enterprise number and name.
pub fn vendors() -> impl Iterator<Item = (u32, &'static str)> {
    tables::VENDORS.iter().copied()
}

/// The attribute of this name, in either case.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Definition> {
    attributes().find(|definition| definition.name.eq_ignore_ascii_case(name))
}

/// The attribute of this number, among the RFCs' or a vendor's.
#[must_use]
pub fn by_number(vendor: Option<u32>, number: u8) -> Option<&'static Definition> {
    attributes().find(|definition| (definition.vendor, definition.number) == (vendor, number))
}

/// The name of an attribute of the RFCs; `Attribute 200` for one that has none here.
#[must_use]
pub fn name(number: u8) -> String {
    by_number(None, number).map_or_else(|| format!("Attribute {number}"), |definition| definition.name.into())
}

/// The name of a vendor by its private enterprise number.
#[must_use]
pub fn vendor_name(number: u32) -> Option<&'static str> {
    vendors().find(|vendor| vendor.0 == number).map(|vendor| vendor.1)
}

/// The private enterprise number of a vendor by its name, in either case.
#[must_use]
pub fn vendor_number(name: &str) -> Option<u32> {
    vendors().find(|vendor| vendor.1.eq_ignore_ascii_case(name)).map(|vendor| vendor.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_are_unique_and_find_their_definition() {
        for definition in attributes() {
            assert_eq!(by_name(&definition.name.to_lowercase()), Some(definition));
            assert_eq!(by_number(definition.vendor, definition.number), Some(definition));
            assert!(definition.vendor.is_none_or(|vendor| vendor_name(vendor).is_some()), "{}", definition.name);
        }
        for (number, name) in vendors() {
            assert_eq!((vendor_number(name), vendor_name(number)), (Some(number), Some(name)));
        }
    }

    #[test]
    fn what_has_no_name() {
        assert_eq!((name(6).as_str(), name(200).as_str()), ("Service-Type", "Attribute 200"));
        assert_eq!((by_name("no-such"), by_number(Some(9), 255), vendor_name(1)), (None, None, None));
    }
}
