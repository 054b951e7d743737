//! What holds for every packet, and for all that is none.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use sekisho_protocol::radius::build::{BuildError, Builder, Placement};
use sekisho_protocol::radius::verify::{self, Fault, MessageAuthenticator, Policy};
use sekisho_protocol::radius::{Authenticator, Code, Packet, Secret, dictionary, eap, kind, mschap2, password};

type Attributes = Vec<(u8, Vec<u8>)>;

/// Attributes other than Message-Authenticator and EAP-Message, which have rules of their own.
fn attributes() -> impl Strategy<Value = Attributes> {
    let kind = any::<u8>().prop_filter("rules of their own", |kind| ![79, 80].contains(kind));
    vec((kind, vec(any::<u8>(), 1..60)), 0..20)
}

fn placement() -> impl Strategy<Value = Placement> {
    select(&[Placement::First, Placement::Last, Placement::Absent][..])
}

fn secret() -> impl Strategy<Value = Secret> {
    vec(any::<u8>(), 1..80).prop_map(Secret::new)
}

fn with<'a>(builder: Builder<'a>, attributes: &Attributes) -> Builder<'a> {
    attributes.iter().fold(builder, |builder, (kind, value)| builder.octets(*kind, value))
}

fn request(attributes: &Attributes, placement: Placement, authenticator: Authenticator, secret: &Secret) -> Vec<u8> {
    let mut buffer = vec![1, 2, 3];
    let builder = Builder::request(&mut buffer, Code::ACCESS_REQUEST, 42, authenticator);
    with(builder, attributes).message_authenticator(placement).seal(secret).expect("short");
    buffer
}

fn reply(to: &[u8], attributes: &Attributes, placement: Placement, secret: &Secret) -> Vec<u8> {
    let mut buffer = Vec::new();
    let packet = Packet::parse(to).expect("a packet");
    let builder = with(Builder::reply(&mut buffer, Code::ACCESS_ACCEPT, &packet), attributes);
    builder.message_authenticator(placement).seal(secret).expect("short");
    buffer
}

fn flipped(octets: &[u8], bit: Index) -> Vec<u8> {
    let bit = bit.index(octets.len() * 8);
    let mut flipped = octets.to_vec();
    flipped[bit / 8] ^= 1 << (bit % 8);
    flipped
}

/// Everything that reads octets of others.
fn examine(octets: &[u8], secret: &Secret) {
    let _ = format!("{:?}", verify::request(octets, secret));
    let _ = eap::Packet::parse(octets).map(|packet| (format!("{packet:?}"), packet.to_octets()));
    let _ = mschap2::Response::parse(octets);
    let _ = password::reveal(octets, secret, &[0; 16]);
    let Ok(packet) = Packet::parse(octets) else { return };
    let _ = format!("{:?}", verify::reply(&packet, octets, secret));
    let _ = eap::reassemble(&packet).map(|joined| eap::Packet::parse(&joined.octets).map(|it| it.to_octets()));
    for attribute in packet.attributes() {
        assert!(dictionary::describe(&attribute).len() <= 80 + 12 * attribute.value.len());
        let _ = attribute.vendor_specific().map(|it| (it.is_well_formed(), it.attributes().count()));
    }
}

proptest! {
    #[test]
    fn what_is_built_is_parsed(
        attributes in attributes(),
        code in any::<u8>(),
        identifier in any::<u8>(),
        authenticator in any::<Authenticator>(),
    ) {
        let mut buffer = Vec::new();
        let builder = Builder::request(&mut buffer, Code(code), identifier, authenticator);
        with(builder, &attributes).message_authenticator(Placement::Absent).seal(&Secret::new("s")).expect("short");
        let packet = Packet::parse(&buffer).expect("a packet");
        prop_assert_eq!((packet.code(), packet.identifier()), (Code(code), identifier));
        prop_assert_eq!(packet.authenticator(), &authenticator);
        let found: Attributes = packet.attributes().map(|it| (it.kind, it.value.to_vec())).collect();
        prop_assert_eq!(found, attributes);
        prop_assert_eq!((packet.octets(), packet.padding()), (&buffer[..], &[][..]));
    }

    #[test]
    fn what_is_sealed_is_verified(
        sent in attributes(), got in attributes(), at in placement(), back in placement(),
        authenticator in any::<Authenticator>(), secret in secret(),
    ) {
        let request = request(&sent, at, authenticator, &secret);
        prop_assert!(verify::request(&request, &secret).accepted(Policy::LENIENT).is_ok());
        let reply = reply(&request, &got, back, &secret);
        let packet = Packet::parse(&request).expect("a packet");
        let verdict = verify::reply(&packet, &reply, &secret);
        let strict = verdict.accepted(Policy::STRICT).is_ok();
        prop_assert_eq!(strict, back != Placement::Absent);
        let read = verdict.packet.expect("a packet");
        let signature = verify::message_authenticator(&read, packet.authenticator(), &secret);
        let expected = match back {
            Placement::Absent => MessageAuthenticator::Absent,
            Placement::First => MessageAuthenticator::Valid { first: true },
            Placement::Last => MessageAuthenticator::Valid { first: got.is_empty() },
        };
        prop_assert_eq!(signature, expected);
    }

    #[test]
    fn a_flipped_bit_in_a_reply_is_detected(
        attributes in attributes(),
        at in placement(),
        authenticator in any::<Authenticator>(),
        secret in secret(),
        bit in any::<Index>(),
    ) {
        let request = request(&vec![], Placement::First, authenticator, &secret);
        let reply = flipped(&reply(&request, &attributes, at, &secret), bit);
        let verdict = verify::reply(&Packet::parse(&request).expect("a packet"), &reply, &secret);
        prop_assert!(verdict.accepted(Policy::LENIENT).is_err());
    }

    #[test]
    fn a_flipped_bit_in_a_signed_request_is_detected(
        attributes in attributes(), authenticator in any::<Authenticator>(), secret in secret(), bit in any::<Index>(),
    ) {
        let request = flipped(&request(&attributes, Placement::First, authenticator, &secret), bit);
        prop_assert!(verify::request(&request, &secret).accepted(Policy::STRICT).is_err());
    }

    #[test]
    fn a_flipped_bit_in_an_accounting_request_is_detected(
        attributes in attributes(),
        secret in secret(),
        bit in any::<Index>(),
    ) {
        let mut buffer = Vec::new();
        let builder = with(Builder::hashed_request(&mut buffer, Code::ACCOUNTING_REQUEST, 1), &attributes);
        builder.message_authenticator(Placement::Absent).seal(&secret).expect("short");
        prop_assert_eq!(verify::request(&buffer, &secret).faults, []);
        // Another code means other rules: what was hashed may be read as random.
        let flipped = flipped(&buffer, bit);
        prop_assume!(flipped[0] == buffer[0]);
        prop_assert!(verify::request(&flipped, &secret).accepted(Policy::LENIENT).is_err());
    }

    #[test]
    fn any_octets_are_examined_without_panic(octets in vec(any::<u8>(), 0..300), secret in secret()) {
        examine(&octets, &secret);
    }

    #[test]
    fn any_attributes_are_examined_without_panic(
        code in any::<u8>(),
        body in vec(any::<u8>(), 0..200),
        kinds in vec((select(&[26u8, 79, 80, 97, 69, 6][..]), vec(any::<u8>(), 0..30)), 0..9),
    ) {
        let mut buffer = Vec::new();
        let builder = with(Builder::request(&mut buffer, Code(code), 0, [0; 16]), &kinds);
        builder.raw(&body).seal(&Secret::new("s")).expect("short");
        examine(&buffer, &Secret::new("s"));
    }

    #[test]
    fn any_eap_data_is_examined_without_panic(
        code in 0..6u8,
        kind in select(&[1u8, 3, 4, 6, 26][..]),
        data in vec(any::<u8>(), 0..80),
    ) {
        let length = u8::try_from(data.len() + 5).expect("short");
        let octets = [&[code, 9, 0, length, kind], &data[..]].concat();
        let Ok(packet) = eap::Packet::parse(&octets) else { return Ok(()) };
        let written = packet.to_octets();
        prop_assert_eq!(eap::Packet::parse(&written), Ok(packet));
    }

    #[test]
    fn passwords_are_revealed_as_they_were_hidden(
        password in vec(1u8.., 0..=128), secret in secret(), authenticator in any::<Authenticator>(),
    ) {
        let hidden = password::hide(&password, &secret, &authenticator);
        prop_assert!(hidden.len().is_multiple_of(16) && (16..=128).contains(&hidden.len()));
        prop_assert_eq!(password::reveal(&hidden, &secret, &authenticator), Some(password.clone()));
        let mut buffer = Vec::new();
        let builder = Builder::request(&mut buffer, Code::ACCESS_REQUEST, 1, authenticator);
        builder.user_password(&secret, &password).seal(&secret).expect("short");
        let packet = Packet::parse(&buffer).expect("a packet");
        prop_assert_eq!(packet.first(kind::USER_PASSWORD), Some(&hidden[..]));
    }

    #[test]
    fn chap_responses_match_with_either_challenge(
        password in vec(any::<u8>(), 0..40),
        identifier in any::<u8>(),
        challenge in proptest::option::of(vec(any::<u8>(), 1..50)),
        authenticator in any::<Authenticator>(),
    ) {
        let mut buffer = Vec::new();
        let builder = Builder::request(&mut buffer, Code::ACCESS_REQUEST, 1, authenticator);
        builder.chap_password(identifier, &password, challenge.as_deref()).seal(&Secret::new("s")).expect("short");
        let packet = Packet::parse(&buffer).expect("a packet");
        let challenge = packet.first(kind::CHAP_CHALLENGE).unwrap_or(packet.authenticator());
        prop_assert!(password::chap_matches(packet.first(kind::CHAP_PASSWORD).expect("there"), &password, challenge));
    }

    #[test]
    fn ms_chap2_responses_match_through_a_packet(
        name in "[a-z]{1,8}",
        password in "\\PC{0,20}",
        challenge in any::<[u8; 16]>(),
        peer in any::<[u8; 16]>(),
        identifier in any::<u8>(),
    ) {
        let response = mschap2::Response::new(identifier, peer, &challenge, name.as_bytes(), &password);
        let mut buffer = Vec::new();
        let builder = Builder::request(&mut buffer, Code::ACCESS_REQUEST, 1, [0; 16]);
        builder.ms_chap2(&challenge, &response).seal(&Secret::new("s")).expect("short");
        let packet = Packet::parse(&buffer).expect("a packet");
        let value = |kind| packet.of_vendor(mschap2::MICROSOFT, kind).next().expect("there");
        prop_assert_eq!(value(mschap2::MS_CHAP_CHALLENGE), &challenge);
        let read = mschap2::Response::parse(value(mschap2::MS_CHAP2_RESPONSE)).expect("50 octets");
        prop_assert!(read.matches(&challenge, name.as_bytes(), &password));
        let proof = response.authenticator_response(&challenge, name.as_bytes(), &password);
        prop_assert!(read.proves_authenticator(proof.as_bytes(), &challenge, name.as_bytes(), &password));
    }

    #[test]
    fn any_calls_build_a_packet_or_tell_why_not(
        lengths in vec(0usize..300, 0..30),
        raw in vec(any::<u8>(), 0..9),
        length in proptest::option::of(any::<u16>()),
        oversize in any::<bool>(),
    ) {
        let mut buffer = Vec::new();
        let builder = Builder::request(&mut buffer, Code(1), 0, [0; 16]);
        let builder = lengths.iter().fold(builder, |it, length| it.octets(1, &vec![0; *length])).raw(&raw);
        let builder = if oversize { builder.oversize() } else { builder };
        let sealed = length.into_iter().fold(builder, Builder::length).seal(&Secret::new("s"));
        let octets = buffer.len();
        match sealed {
            Ok(()) => prop_assert!(oversize || octets <= 4096),
            Err(BuildError::ValueTooLong { kind, got }) => prop_assert!(kind == 1 && got > 253),
            Err(error) => prop_assert_eq!(error, BuildError::PacketTooLong { got: octets }),
        }
    }

    #[test]
    fn any_text_is_a_value_or_not(text in "\\PC{0,20}|0x[0-9a-f]{0,20}|[0-9:./a-f]{0,20}") {
        for definition in dictionary::attributes() {
            let _ = definition.encode(&text);
        }
    }
}

#[test]
fn every_bit_of_one_reply_is_covered() {
    let secret = Secret::new("testing123");
    let request = request(&vec![(1, b"alice".to_vec())], Placement::First, [9; 16], &secret);
    let reply = reply(&request, &vec![(18, b"welcome".to_vec())], Placement::First, &secret);
    let packet = Packet::parse(&request).expect("a packet");
    for bit in 0..reply.len() * 8 {
        let mut flipped = reply.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let faults: Vec<Fault> = verify::reply(&packet, &flipped, &secret).faults;
        assert!(faults.iter().any(|fault| fault.discards(Policy::LENIENT)), "bit {bit}");
    }
}
