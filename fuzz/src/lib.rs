//! What must hold for any octets: no panic, and what is said of each function.
//!
//! The fuzz targets and the bounded test on a stable compiler call the same functions.

pub mod jose;

use sekisho_protocol::radius::build::{Builder, Placement};
use sekisho_protocol::radius::verify::{self, Policy};
use sekisho_protocol::radius::{Code, Packet, Secret, dictionary, eap, kind, mschap2, password};

const SECRET: &str = "testing123";

/// Reads any octets as each thing that they could be.
pub fn parse(octets: &[u8]) {
    let secret = Secret::new(SECRET);
    let _ = mschap2::Response::parse(octets);
    let _ = password::reveal(octets, &secret, &[0; 16]);
    if let Ok(packet) = eap::Packet::parse(octets) {
        assert_eq!(eap::Packet::parse(&packet.to_octets()), Ok(packet), "EAP is written as it was read");
    }
    let Ok(packet) = Packet::parse(octets) else { return };
    let whole: usize = packet.attributes().map(|attribute| 2 + attribute.value.len()).sum();
    assert_eq!(20 + whole, packet.octets().len(), "the attributes are the packet");
    assert_eq!(packet.octets().len() + packet.padding().len(), octets.len(), "packet and padding are the datagram");
    let _ = eap::reassemble(&packet).map(|joined| eap::Packet::parse(&joined.octets).map(|it| it.to_octets()));
    for attribute in packet.attributes() {
        let _ = dictionary::describe(&attribute);
        let _ = attribute.vendor_specific().map(|it| (it.is_well_formed(), it.attributes().count()));
    }
}

/// Builds the packet that the octets ask for, and reads it back: code, identifier, authenticator, then
/// attributes as number, length and value.
pub fn build(octets: &[u8]) {
    let Some((&[code, identifier], rest)) = octets.split_first_chunk() else { return };
    let Some((authenticator, rest)) = rest.split_first_chunk::<16>() else { return };
    let attributes = attributes(rest);
    let mut buffer = Vec::new();
    let builder = Builder::request(&mut buffer, Code(code), identifier, *authenticator);
    let builder = attributes.iter().fold(builder, |builder, (kind, value)| builder.octets(*kind, value));
    let sealed = builder.message_authenticator(Placement::Absent).seal(&Secret::new(SECRET));
    let long = attributes.iter().any(|(_, value)| value.len() > 253);
    let size: usize = 20 + attributes.iter().map(|(_, value)| 2 + value.len()).sum::<usize>();
    assert_eq!(sealed.is_err(), long || size > 4096, "{sealed:?}");
    if sealed.is_err() {
        return;
    }
    let packet = Packet::parse(&buffer).expect("what was built is a packet");
    assert_eq!((packet.code(), packet.identifier()), (Code(code), identifier));
    assert_eq!(packet.authenticator(), authenticator);
    let read: Vec<_> = packet.attributes().map(|attribute| (attribute.kind, attribute.value)).collect();
    assert_eq!(read, attributes, "parse(build(x)) = x");
}

fn attributes(mut octets: &[u8]) -> Vec<(u8, &[u8])> {
    let mut attributes = Vec::new();
    while let Some((&[kind, length], rest)) = octets.split_first_chunk() {
        let (value, more) = rest.split_at(rest.len().min(length.into()));
        attributes.push((kind, value));
        octets = more;
    }
    attributes
}

/// Verifies any octets as a request and as a reply: what nobody signed is accepted from nobody.
pub fn verify(octets: &[u8]) {
    let secret = Secret::new(SECRET);
    let signed = |octets: &[u8]| {
        let packet = Packet::parse(octets).expect("it was accepted");
        packet.first(kind::MESSAGE_AUTHENTICATOR).is_some()
    };
    if verify::request(octets, &secret).accepted(Policy::STRICT).is_ok() {
        let hashed = octets.first().is_some_and(|code| Code(*code).is_hashed_request());
        assert!(hashed || signed(octets), "a strict server takes nothing unsigned");
    }
    let mut request = Vec::new();
    let builder = Builder::request(&mut request, Code::ACCESS_REQUEST, 7, [9; 16]);
    builder.text(kind::USER_NAME, "alice").seal(&secret).expect("short");
    let request = Packet::parse(&request).expect("what was built is a packet");
    let verdict = verify::reply(&request, octets, &secret);
    let _ = format!("{verdict:?}");
    if verdict.accepted(Policy::STRICT).is_ok() {
        assert!(signed(octets), "a strict client takes nothing unsigned");
        assert_eq!(octets.get(1), Some(&7), "nor under another identifier");
    }
}
