//! What octets of others cost: never more memory than they are long themselves.
//!
//! A binary of its own, as its allocator counts.

use allocation_counter::measure;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use sekisho_protocol::radius::build::{Builder, Placement};
use sekisho_protocol::radius::{Code, Packet, Secret, eap, kind, password, verify};

/// What a short list of faults takes, however short the packet is.
const SMALL: u64 = 512;

/// Everything that reads a datagram on its way in. What it returns is dropped within.
fn read(octets: &[u8], request: &Packet<'_>, secret: &Secret) {
    drop(verify::request(octets, secret));
    drop(verify::reply(request, octets, secret));
    let Ok(packet) = Packet::parse(octets) else { return };
    drop(eap::reassemble(&packet));
    for attribute in packet.attributes() {
        drop(password::reveal(attribute.value, secret, packet.authenticator()));
        let _ = attribute.vendor_specific().map(|it| (it.is_well_formed(), it.attributes().count()));
    }
}

/// The most memory that reading holds at any moment, against what it may.
#[track_caller]
fn assert_cheap(octets: &[u8]) {
    let secret = Secret::new("testing123");
    let mut buffer = Vec::new();
    Builder::request(&mut buffer, Code::ACCESS_REQUEST, 7, [9; 16]).seal(&secret).expect("short");
    let request = Packet::parse(&buffer).expect("a packet");
    let cost = measure(|| read(octets, &request, &secret));
    let may = SMALL.max(octets.len() as u64);
    assert!(cost.bytes_max <= may, "{} octets held for {} that came", cost.bytes_max, octets.len());
}

fn sealed(code: u8, attributes: &[(u8, Vec<u8>)], placement: Placement) -> Vec<u8> {
    let mut buffer = Vec::new();
    let builder = Builder::request(&mut buffer, Code(code), 7, [9; 16]).message_authenticator(placement).oversize();
    let builder = attributes.iter().fold(builder, |builder, (kind, value)| builder.octets(*kind, value));
    builder.seal(&Secret::new("testing123")).expect("short values");
    buffer
}

#[test]
fn a_packet_is_parsed_without_any_memory() {
    let octets = sealed(1, &[(kind::USER_NAME, b"alice".to_vec()), (kind::STATE, vec![7; 200])], Placement::First);
    let parsed = measure(|| assert_eq!(Packet::parse(&octets).map(|packet| packet.attributes().count()), Ok(3)));
    assert_eq!(parsed.bytes_total, 0);
}

#[test]
fn a_packet_of_two_thousand_faults_costs_no_more_than_its_size() {
    for code in [Code::ACCESS_ACCEPT, Code::ACCESS_REJECT] {
        assert_cheap(&sealed(code.0, &vec![(kind::STATE, Vec::new()); 2029], Placement::First));
    }
}

#[test]
fn a_long_eap_message_is_joined_in_its_own_size() {
    let chunks: Vec<_> = (0..16).map(|_| (kind::EAP_MESSAGE, vec![1; 251])).collect();
    let octets = sealed(1, &chunks, Placement::Absent);
    let packet = Packet::parse(&octets).expect("a packet");
    let cost = measure(|| drop(eap::reassemble(&packet)));
    assert_eq!((cost.bytes_max, cost.count_total), (16 * 251, 1));
}

proptest! {
    #[test]
    fn any_octets_cost_no_more_than_their_size(octets in vec(any::<u8>(), 0..5000)) {
        assert_cheap(&octets);
    }

    #[test]
    fn any_attributes_cost_no_more_than_their_size(
        code in any::<u8>(),
        attributes in vec((select(&[1u8, 2, 18, 24, 26, 33, 79, 80, 200][..]), vec(any::<u8>(), 0..130)), 0..60),
        at in select(&[Placement::First, Placement::Last, Placement::Absent][..]),
    ) {
        assert_cheap(&sealed(code, &attributes, at));
    }

    #[test]
    fn a_length_that_promises_more_costs_nothing_more(length in any::<u16>(), octets in vec(any::<u8>(), 20..60)) {
        let mut octets = octets;
        octets[2..4].copy_from_slice(&length.to_be_bytes());
        assert_cheap(&octets);
    }
}
