//! Packets that must not be: the builder emits them (cases P01 to P37 of the facts sheet), and the
//! parser tells what is wrong.

use sekisho_protocol::radius::build::{BuildError, Builder, Placement};
use sekisho_protocol::radius::verify::{self, Fault, Need, Policy};
use sekisho_protocol::radius::{Authenticator, Code, Malformed, Packet, Secret, kind};

const AUTHENTICATOR: Authenticator = *b"0123456789abcdef";

fn secret() -> Secret {
    Secret::new("testing123")
}

/// An Access-Request of alice's, after `change`.
fn built(change: impl FnOnce(Builder<'_>) -> Builder<'_>) -> Vec<u8> {
    let mut buffer = Vec::new();
    let builder = Builder::request(&mut buffer, Code::ACCESS_REQUEST, 7, AUTHENTICATOR);
    change(builder.text(kind::USER_NAME, "alice")).seal(&secret()).expect("short");
    buffer
}

fn parsed(change: impl FnOnce(Builder<'_>) -> Builder<'_>) -> Result<(), Malformed> {
    Packet::parse(&built(change)).map(|_| ())
}

#[test]
fn p01_short_datagrams() {
    for got in [0, 1, 19] {
        assert_eq!(Packet::parse(&vec![0; got]), Err(Malformed::Short { got }));
    }
}

#[test]
fn p02_p03_p05_a_false_length() {
    for length in [0, 19] {
        assert_eq!(parsed(|it| it.length(length)), Err(Malformed::LengthBelowHeader { length: length.into() }));
    }
    assert_eq!(parsed(|it| it.length(46)), Err(Malformed::LengthBeyondDatagram { length: 46, got: 45 }));
    assert_eq!(parsed(|it| it.length(4105)), Err(Malformed::LengthBeyondMaximum { length: 4105 }));
    assert_eq!(parsed(|it| it.length(44)), Err(Malformed::AttributeOverrun { at: 38, kind: 1, length: 7, left: 6 }));
}

#[test]
fn p04_padding_is_ignored_but_reported() {
    let plain = built(|it| it);
    for octets in [10, 4076] {
        let trailing = vec![0xff; octets];
        let mut buffer = Vec::new();
        let builder = Builder::request(&mut buffer, Code::ACCESS_REQUEST, 7, AUTHENTICATOR);
        builder.text(kind::USER_NAME, "alice").trailing(&trailing).seal(&secret()).expect("short");
        let packet = Packet::parse(&buffer).expect("a packet");
        assert_eq!((packet.octets(), packet.padding()), (&plain[..], &trailing[..]));
        assert_eq!(verify::request(&buffer, &secret()).faults, [Fault::Padding { octets }]);
    }
}

/// An Access-Request with one long attribute of so many octets and many of 255.
fn of_length(octets: usize) -> Vec<u8> {
    let rest = octets - 45;
    built(|it| {
        let filled = (0..rest / 255).fold(it.oversize(), |it, _| it.octets(kind::PROXY_STATE, &[b'x'; 253]));
        if rest.is_multiple_of(255) { filled } else { filled.octets(kind::PROXY_STATE, &vec![b'y'; rest % 255 - 2]) }
    })
}

#[test]
fn p06_4096_octets_are_a_packet_and_4097_are_none() {
    let longest = of_length(4096);
    assert_eq!((longest.len(), verify::request(&longest, &secret()).faults), (4096, vec![]));
    let longer = of_length(4097);
    assert_eq!((longer.len(), Packet::parse(&longer)), (4097, Err(Malformed::LengthBeyondMaximum { length: 4097 })));
    let beyond_length = of_length(70_000);
    assert_eq!((beyond_length.len(), &beyond_length[2..4]), (70_000, &[0xff, 0xff][..]));
}

#[test]
fn p07_p08_codes_that_are_no_request() {
    for code in [0, 2, 3, 11, 13, 99, 255] {
        let mut buffer = Vec::new();
        let builder = Builder::request(&mut buffer, Code(code), 7, AUTHENTICATOR);
        builder.text(kind::USER_NAME, "alice").seal(&secret()).expect("short");
        let fault = Fault::Code { request: None, got: Code(code) };
        assert_eq!(verify::request(&buffer, &secret()).faults, [fault]);
        assert!(fault.discards(Policy::LENIENT));
    }
}

#[test]
fn p10_p11_attributes_that_do_not_fit() {
    for length in [0, 1] {
        let expected = Err(Malformed::AttributeLength { at: 45, kind: 5, length });
        assert_eq!(parsed(|it| it.raw_attribute(kind::NAS_PORT, length, &[0; 4])), expected);
    }
    let overrun = Malformed::AttributeOverrun { at: 45, kind: 5, length: 7, left: 6 };
    assert_eq!(parsed(|it| it.raw_attribute(kind::NAS_PORT, 7, &[0; 4])), Err(overrun));
    assert_eq!(parsed(|it| it.raw(&[26])), Err(Malformed::StrayOctet { at: 45 }));
}

#[test]
fn p12_to_p18_odd_attributes_are_no_malformed_packets() {
    let odd: [(u8, &[u8]); 10] = [
        (kind::NAS_IDENTIFIER, &[]),
        (200, b"unknown"),
        (0, b"zero"),
        (kind::NAS_IP_ADDRESS, &[10, 0, 0]),
        (kind::NAS_PORT, &[0; 8]),
        (kind::VENDOR_SPECIFIC, &[0, 0, 1]),
        (kind::VENDOR_SPECIFIC, &[0, 0, 1, 55, 1, 0]),
        (kind::VENDOR_SPECIFIC, &[0, 0, 1, 55, 1, 9, 1]),
        (241, &[]),
        (245, &[1, 0x80]),
    ];
    let octets = built(|it| odd.iter().fold(it, |it, (kind, value)| it.octets(*kind, value)));
    let verdict = verify::request(&octets, &secret());
    assert_eq!(verdict.faults, []);
    let packet = verdict.packet.expect("a packet");
    let found = packet.attributes().skip(2).map(|attribute| (attribute.kind, attribute.value));
    assert_eq!(found.collect::<Vec<_>>(), odd);
    let specific: Vec<_> = packet.all(kind::VENDOR_SPECIFIC).filter_map(|it| it.vendor_specific()).collect();
    assert_eq!(specific.len(), 2, "three octets hold no vendor");
    assert!(specific.iter().all(|it| it.vendor == 311 && !it.is_well_formed() && it.attributes().next().is_none()));
}

#[test]
fn p20_to_p24_message_authenticators_of_every_kind() {
    let faults = |octets: &[u8]| verify::request(octets, &secret()).faults;
    let mut flipped = built(|it| it);
    flipped[22] ^= 1;
    assert_eq!(faults(&flipped), [Fault::MessageAuthenticatorWrong]);
    let short = built(|it| it.message_authenticator(Placement::Absent).octets(kind::MESSAGE_AUTHENTICATOR, &[0; 15]));
    assert_eq!(faults(&short), [Fault::MessageAuthenticatorLength { got: 15 }]);
    let two = built(|it| it.octets(kind::MESSAGE_AUTHENTICATOR, &[0; 16]));
    assert_eq!(faults(&two), [Fault::MessageAuthenticatorRepeated { count: 2 }]);
    let last = built(|it| it.message_authenticator(Placement::Last));
    assert_eq!(faults(&last), [Fault::MessageAuthenticatorNotFirst]);
    let none = built(|it| it.message_authenticator(Placement::Absent));
    assert_eq!(faults(&none), [Fault::MessageAuthenticatorMissing { need: Need::Access }]);
}

#[test]
fn only_policy_drops_what_is_unsigned_and_position_never_does() {
    let accepted = |octets: &[u8], policy| verify::request(octets, &secret()).accepted(policy).map(|_| ());
    let missing = Fault::MessageAuthenticatorMissing { need: Need::Access };
    let none = built(|it| it.message_authenticator(Placement::Absent));
    assert_eq!(accepted(&none, Policy::LENIENT), Ok(()));
    assert_eq!(accepted(&none, Policy::STRICT), Err(missing));
    assert_eq!(accepted(&built(|it| it.message_authenticator(Placement::Last)), Policy::STRICT), Ok(()));
}

#[test]
fn p25_proxy_state_without_signature() {
    let limited = Policy { require_message_authenticator: false, limit_proxy_state: true };
    let unsigned = built(|it| it.message_authenticator(Placement::Absent).text(kind::PROXY_STATE, "1"));
    let verdict = verify::request(&unsigned, &secret());
    assert_eq!(verdict.accepted(limited), Err(Fault::ProxyStateUnsigned));
    assert!(verdict.accepted(Policy::LENIENT).is_ok());
    assert_eq!(verify::request(&built(|it| it.text(kind::PROXY_STATE, "1")), &secret()).faults, []);
}

#[test]
fn p35_p48_what_needs_a_signature_whatever_the_policy() {
    let eap = built(|it| it.message_authenticator(Placement::Absent).eap_message(&[2, 1, 0, 4]));
    let missing = |need| Err(Fault::MessageAuthenticatorMissing { need });
    assert_eq!(verify::request(&eap, &secret()).accepted(Policy::LENIENT), missing(Need::EapMessage));
    let mut status = Vec::new();
    let builder = Builder::request(&mut status, Code::STATUS_SERVER, 1, AUTHENTICATOR);
    builder.message_authenticator(Placement::Absent).seal(&secret()).expect("short");
    assert_eq!(verify::request(&status, &secret()).accepted(Policy::LENIENT), missing(Need::StatusServer));
}

#[test]
fn p49_accounting_requests_are_signed_by_their_authenticator() {
    let accounting = |change: fn(Builder<'_>) -> Builder<'_>| {
        let mut buffer = Vec::new();
        let builder = Builder::hashed_request(&mut buffer, Code::ACCOUNTING_REQUEST, 9);
        change(builder.integer(40, 1)).seal(&secret()).expect("short");
        verify::request(&buffer, &secret()).faults
    };
    assert_eq!(accounting(|it| it), []);
    assert_eq!(accounting(|it| it.message_authenticator(Placement::Absent)), []);
    assert_eq!(accounting(|it| it.authenticator([0; 16])), [Fault::Authenticator]);
}

#[test]
fn what_is_too_long_is_told_at_the_end() {
    let sealed = |change: fn(Builder<'_>) -> Builder<'_>| {
        let mut buffer = Vec::new();
        change(Builder::request(&mut buffer, Code::ACCESS_REQUEST, 7, AUTHENTICATOR)).seal(&secret())
    };
    assert_eq!(sealed(|it| it.octets(24, &[0; 253]).vendor(9, 1, &[0; 247])), Ok(()));
    assert_eq!(sealed(|it| it.octets(24, &[0; 254])), Err(BuildError::ValueTooLong { kind: 24, got: 254 }));
    assert_eq!(sealed(|it| it.vendor(9, 1, &[0; 248])), Err(BuildError::ValueTooLong { kind: 26, got: 254 }));
    assert_eq!(
        sealed(|it| it.user_password(&secret(), &[b'x'; 129]).octets(24, &[0; 254])),
        Err(BuildError::PasswordTooLong { got: 129 }),
    );
    assert_eq!(sealed(|it| it.eap_message(&[0; 4096])), Err(BuildError::PacketTooLong { got: 4168 }));
}
