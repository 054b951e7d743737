//! Attributes for people to read.

use std::fmt::Write as _;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::super::eap;
use super::super::packet::{Attribute, SubAttribute, VendorSpecific};
use super::values::named;
use super::{Definition, Kind, by_number, name, vendor_name};
use crate::radius::kind;

const BLOT: &str = "•••";

/// One line: `NAS-IP-Address = 10.0.0.1`, `Fortinet-Group-Name = "staff"`. What is a password, or
/// tells of one, is blotted; text is quoted, and what does not print escaped; what does not fit its
/// type stands there in hexadecimal digits.
#[must_use]
pub fn describe(attribute: &Attribute<'_>) -> String {
    match attribute.vendor_specific() {
        Some(specific) => vendor(specific),
        None => format!("{} = {}", name(attribute.kind), own(attribute)),
    }
}

fn own(attribute: &Attribute<'_>) -> String {
    match by_number(None, attribute.kind) {
        Some(_) if attribute.kind == kind::EAP_MESSAGE => eap_message(attribute.value),
        Some(definition) => value(definition, attribute.value),
        None => hex(attribute.value),
    }
}

/// What an EAP packet is, but not its data, which may be a password in the clear.
fn eap_message(value: &[u8]) -> String {
    let octets = value.len();
    match eap::Packet::parse(value) {
        Ok(eap::Packet { code, identifier, method: Some(method) }) => {
            format!("{code:?} {identifier} {}, {octets} octets", method.name())
        }
        Ok(packet) => format!("{:?} {}", packet.code, packet.identifier),
        Err(_) => format!("{octets} octets"),
    }
}

fn vendor(specific: VendorSpecific<'_>) -> String {
    let vendor = vendor_name(specific.vendor).map_or_else(|| format!("vendor {}", specific.vendor), Into::into);
    if specific.is_well_formed() {
        let described: Vec<String> = specific.attributes().map(|attribute| sub(&vendor, attribute)).collect();
        return described.join(", ");
    }
    format!("Vendor-Specific = {vendor}, malformed, {} octets", specific.data.len())
}

fn sub(vendor: &str, attribute: SubAttribute<'_>) -> String {
    match by_number(Some(attribute.vendor), attribute.kind) {
        Some(definition) => format!("{} = {}", definition.name, value(definition, attribute.value)),
        None => format!("{vendor} attribute {} = {}", attribute.kind, hex(attribute.value)),
    }
}

fn value(definition: &Definition, octets: &[u8]) -> String {
    if definition.secret {
        return BLOT.into();
    }
    typed(definition, octets).unwrap_or_else(|| hex(octets))
}

/// None if the octets do not fit.
fn typed(definition: &Definition, octets: &[u8]) -> Option<String> {
    match definition.kind {
        Kind::Text => Some(quoted(octets)),
        Kind::Integer => Some(integer(definition, u32::from_be_bytes(octets.try_into().ok()?))),
        Kind::Time => Some(u32::from_be_bytes(octets.try_into().ok()?).to_string()),
        Kind::Address => Some(Ipv4Addr::from(<[u8; 4]>::try_from(octets).ok()?).to_string()),
        Kind::Ipv6Address => Some(Ipv6Addr::from(<[u8; 16]>::try_from(octets).ok()?).to_string()),
        Kind::Ipv6Prefix => prefix(octets),
        Kind::InterfaceId => interface(octets.try_into().ok()?),
        Kind::TaggedText => Some(tagged_text(octets)),
        Kind::TaggedInteger => tagged_integer(octets),
        Kind::Octets | Kind::VendorSpecific => None,
    }
}

fn integer(definition: &Definition, value: u32) -> String {
    let name = definition.vendor.is_none().then(|| named(definition.number, value)).flatten();
    name.map_or_else(|| value.to_string(), Into::into)
}

/// RFC 3162 section 2.3.
fn prefix(octets: &[u8]) -> Option<String> {
    let &[_, length, ref prefix @ ..] = octets else { return None };
    let mut address = [0; 16];
    address.get_mut(..prefix.len())?.copy_from_slice(prefix);
    (length <= 128).then(|| format!("{}/{length}", Ipv6Addr::from(address)))
}

fn interface(octets: [u8; 8]) -> Option<String> {
    let (pairs, _) = octets.as_chunks();
    let groups: Vec<String> = pairs.iter().map(|pair| format!("{:x}", u16::from_be_bytes(*pair))).collect();
    Some(groups.join(":"))
}

/// RFC 2868 section 3.3: a first octet up to 31 is a tag.
fn tagged_text(octets: &[u8]) -> String {
    match octets {
        [tag @ 0..=31, text @ ..] => format!("{} (tag {tag})", quoted(text)),
        _ => quoted(octets),
    }
}

/// RFC 2868 section 3.1.
fn tagged_integer(octets: &[u8]) -> Option<String> {
    let &[tag, high, middle, low] = octets else { return None };
    Some(format!("{} (tag {tag})", u32::from_be_bytes([0, high, middle, low])))
}

fn quoted(octets: &[u8]) -> String {
    let mut text = String::from("\"");
    for chunk in octets.utf8_chunks() {
        text.extend(chunk.valid().escape_debug());
        chunk.invalid().iter().for_each(|octet| push(&mut text, "\\x", *octet));
    }
    text + "\""
}

fn hex(octets: &[u8]) -> String {
    let mut text = String::from("0x");
    octets.iter().for_each(|octet| push(&mut text, "", *octet));
    text
}

fn push(text: &mut String, before: &str, octet: u8) {
    let _ = write!(text, "{before}{octet:02x}");
}
