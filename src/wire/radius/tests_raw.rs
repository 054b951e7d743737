//! Each change to a packet, by its octets; and what becomes of replies to them.

use sekisho_protocol::radius::dictionary::{Definition, by_name};
use sekisho_protocol::radius::verify::{Fault, Policy, request as verify};
use sekisho_protocol::radius::{Code, Packet, kind, password};

use super::compose::{Piece, Stamp, pieces};
use super::eap::Round;
use super::raw::{Broken, broken, spoken};
use super::tests::{code, reply, request, secret, serve};
use super::{Breaking, Discard, RadiusClient, RadiusRequest};
use crate::scenario::{Again, Length, Raw, Repeat, Signature};
use crate::target::RadiusMethod as Method;
use crate::wire::WireError;

const STAMP: Stamp = Stamp { identifier: 7, authenticator: [9; 16] };

fn made(of: &RadiusRequest, raw: &Raw) -> Result<Broken, WireError> {
    let spoken = spoken(of, raw);
    let (pieces, _) = pieces(&spoken, &Round::default(), STAMP).expect("attributes");
    broken(&spoken, raw, 1, &pieces, STAMP)
}

fn any() -> RadiusRequest {
    request("127.0.0.1:1812".parse().expect("an address"), Method::Pap)
}

fn datagram(raw: &Raw) -> Vec<u8> {
    made(&any(), raw).expect("a packet").datagram
}

fn named(name: &str) -> &'static Definition {
    by_name(name).expect("a name")
}

fn kinds(octets: &[u8]) -> Vec<u8> {
    Packet::parse(octets).expect("a packet").attributes().map(|attribute| attribute.kind).collect()
}

fn faults(octets: &[u8]) -> Vec<Fault> {
    verify(octets, &secret()).faults
}

fn length_of(octets: &[u8]) -> usize {
    usize::from(u16::from_be_bytes([octets[2], octets[3]]))
}

#[test]
fn without_a_change_the_packet_is_a_right_one() {
    let whole = made(&any(), &Raw::default()).expect("a packet");
    assert_eq!(faults(&whole.datagram), []);
    assert_eq!(whole.datagram, whole.reference);
    assert_eq!(kinds(&whole.datagram), [80, 1, 2, 32, 33]);
}

#[test]
fn a_code_is_signed_in_its_place() {
    let octets = datagram(&Raw { code: Some(99), ..Raw::default() });
    assert_eq!(octets[0], 99);
    assert_eq!(faults(&octets), [Fault::Code { request: None, got: Code(99) }], "and nothing else is wrong");
    let reference = made(&any(), &Raw { code: Some(99), ..Raw::default() }).expect("a packet").reference;
    assert_eq!(reference[0], 1, "so that an Access-Reject is seen as the answer that it is");
}

#[test]
fn lengths_sizes_and_padding_are_as_stated() {
    let natural = datagram(&Raw::default()).len();
    let stated = |length| datagram(&Raw { length: Some(length), ..Raw::default() });
    assert_eq!((length_of(&stated(Length::Absolute(19))), stated(Length::Absolute(19)).len()), (19, natural));
    assert_eq!(length_of(&stated(Length::Relative(1))), natural + 1);
    let cut = datagram(&Raw { size: Some(19), ..Raw::default() });
    assert_eq!((cut.len(), length_of(&cut)), (19, natural));
    let padded = datagram(&Raw { padding: 10, ..Raw::default() });
    assert_eq!(padded.len(), natural + 10);
    assert_eq!(faults(&padded), [Fault::Padding { octets: 10 }]);
    let too_much = made(&any(), &Raw { size: Some(5000), ..Raw::default() });
    assert!(matches!(too_much, Err(WireError::Malformed(_))));
}

#[test]
fn proxy_states_fill_a_packet_to_the_octet() {
    let natural = datagram(&Raw::default()).len();
    for fill in [natural, natural + 3, natural + 255, natural + 256, natural + 257, natural + 258, 4096] {
        let octets = datagram(&Raw { fill: Some(fill), ..Raw::default() });
        assert_eq!((octets.len(), length_of(&octets), faults(&octets)), (fill, fill, vec![]), "{fill}");
    }
    let over = datagram(&Raw { fill: Some(4105), oversize: true, ..Raw::default() });
    assert_eq!((over.len(), length_of(&over)), (4105, 4105));
    for fill in [natural + 1, natural - 1, 4105] {
        assert!(made(&any(), &Raw { fill: Some(fill), ..Raw::default() }).is_err(), "{fill}");
    }
}

#[test]
fn attributes_are_kept_left_out_and_put_in() {
    let only = Raw { only: Some(vec![named("User-Name")]), signature: Some(Signature::None), ..Raw::default() };
    assert_eq!(kinds(&datagram(&only)), [1]);
    let without = Raw { without: vec![named("NAS-Identifier")], ..Raw::default() };
    assert_eq!(kinds(&datagram(&without)), [80, 1, 2, 33]);
    let more = Raw {
        prepend: vec![vec![200, 3, 1]],
        append: vec![vec![201, 2]],
        repeat: Repeat { prepend: 1, append: 2 },
        ..Raw::default()
    };
    let octets = datagram(&more);
    assert_eq!(kinds(&octets), [80, 200, 1, 2, 32, 33, 201, 201]);
    assert_eq!(faults(&octets), [], "inside Length, and signed");
    let stray = made(&any(), &Raw { append: vec![vec![9]], ..Raw::default() }).expect("a packet");
    assert!(Packet::parse(&stray.datagram).is_err());
    assert!(Packet::parse(&stray.reference).is_ok(), "a reply is held against what it would be");
}

#[test]
fn values_are_replaced_doubled_and_conveyed_twice() {
    let octets = datagram(&Raw {
        replace: vec![(named("User-Name"), vec![0, 10]), (named("State"), vec![1])],
        ..Raw::default()
    });
    let packet = Packet::parse(&octets).expect("a packet");
    assert_eq!((packet.first(kind::USER_NAME), packet.first(kind::STATE)), (Some(&[0, 10][..]), Some(&[1][..])));
    let twice = datagram(&Raw { twice: vec![named("User-Password"), named("User-Name")], ..Raw::default() });
    let packet = Packet::parse(&twice).expect("a packet");
    let passwords: Vec<_> =
        packet.all(kind::USER_PASSWORD).map(|it| password::reveal(it.value, &secret(), &[9; 16])).collect();
    assert_eq!(passwords, [Some(b"480958x".to_vec()), Some(b"480958".to_vec())], "first a wrong one");
    let names: Vec<&[u8]> = packet.all(kind::USER_NAME).map(|it| it.value).collect();
    assert_eq!(names, [b"alicd", b"alice"]);
    let also = datagram(&Raw { also: vec![Method::Chap], ..Raw::default() });
    let chap = Packet::parse(&also).expect("a packet").first(kind::CHAP_PASSWORD).map(<[u8]>::to_vec);
    assert!(chap.is_some_and(|chap| password::chap_matches(&chap, b"480958", &[9; 16])), "right as well");
}

#[test]
fn signatures_are_broken_as_stated() {
    let with = |signature| datagram(&Raw { signature: Some(signature), ..Raw::default() });
    assert_eq!(kinds(&with(Signature::Last)).last(), Some(&80));
    assert_eq!(faults(&with(Signature::Last)), [Fault::MessageAuthenticatorNotFirst]);
    assert!(!kinds(&with(Signature::None)).contains(&80));
    assert_eq!(faults(&with(Signature::Wrong)), [Fault::MessageAuthenticatorWrong]);
    assert_eq!(faults(&with(Signature::Short)), [Fault::MessageAuthenticatorLength { got: 15 }]);
    assert_eq!(faults(&with(Signature::Twice)), [Fault::MessageAuthenticatorRepeated { count: 2 }]);
    assert_eq!(faults(&with(Signature::First)), []);
    let wrong = datagram(&Raw { wrong_secret: true, ..Raw::default() });
    assert_eq!(faults(&wrong), [Fault::MessageAuthenticatorWrong]);
    let accounting = RadiusRequest { code: Code::ACCOUNTING_REQUEST, ..any() };
    let zeros = made(&accounting, &Raw { zeros: true, ..Raw::default() }).expect("a packet").datagram;
    assert_eq!((&zeros[4..20], faults(&zeros)), (&[0; 16][..], vec![Fault::Authenticator]));
    assert_eq!(faults(&made(&accounting, &Raw::default()).expect("a packet").datagram), []);
}

/// FreeRADIUS let such a user in: the packet was unsigned, and its password hidden under the right secret.
#[test]
fn under_a_wrong_secret_the_password_is_hidden_wrong_too() {
    let unsigned = Raw { signature: Some(Signature::None), ..Raw::default() };
    let revealed = |raw: &Raw| {
        let octets = datagram(raw);
        let packet = Packet::parse(&octets).expect("a packet");
        password::reveal(packet.first(kind::USER_PASSWORD).expect("a password"), &secret(), packet.authenticator())
    };
    assert_eq!(revealed(&unsigned).as_deref(), Some(&b"480958"[..]));
    assert_ne!(revealed(&Raw { wrong_secret: true, ..unsigned }).as_deref(), Some(&b"480958"[..]));
}

#[test]
fn octets_that_are_stated_go_as_they_are() {
    for octets in [vec![], vec![1], vec![1, 200, 0], vec![5; 40]] {
        let raw = Raw { octets: Some(octets.clone()), ..Raw::default() };
        let made = made(&any(), &raw).expect("a packet");
        assert_eq!(made.datagram, octets);
        let reference = Packet::parse(&made.reference).expect("a packet");
        assert_eq!(reference.identifier(), octets.get(1).copied().unwrap_or(7));
        assert_eq!(reference.authenticator(), &if octets.len() >= 20 { [5; 16] } else { [9; 16] });
    }
}

#[test]
fn a_mutation_is_the_seeds_and_never_leaves_the_packet_right() {
    let (pieces, _) = pieces(&any(), &Round::default(), STAMP).expect("attributes");
    let mutated = |seed| {
        let raw = Raw { mutate: true, ..Raw::default() };
        broken(&any(), &raw, seed, &pieces, STAMP).expect("a packet").datagram
    };
    let whole = datagram(&Raw::default());
    for seed in 0..400 {
        let octets = mutated(seed);
        assert_eq!(octets, mutated(seed));
        assert_ne!(octets, whole);
        assert!(verify(&octets, &secret()).accepted(Policy::STRICT).is_err(), "{seed}");
    }
}

/// What was put in beside an equal octet moved nothing but the end, which then counted as padding.
#[test]
fn a_mutation_is_more_than_padding() {
    let pieces = [Piece::raw(&[[kind::NAS_PORT, 255].as_slice(), &[0; 253]].concat())];
    for seed in 0..20_000 {
        let raw = Raw { mutate: true, ..Raw::default() };
        let octets = broken(&any(), &raw, seed, &pieces, STAMP).expect("a packet").datagram;
        assert!(verify(&octets, &secret()).accepted(Policy::STRICT).is_err(), "{seed}");
    }
}

fn breaking(raw: Raw) -> Option<Breaking> {
    Some(Breaking { raw, seed: 1, earlier: None })
}

#[tokio::test(start_paused = true)]
async fn a_raw_packet_is_sent_once_and_a_quiet_time_is_its_answer() {
    let (server, mut got) = serve(Box::new(|_, _| Vec::new())).await;
    let of = request(server, Method::Pap);
    let begun = tokio::time::Instant::now();
    let sent = RadiusClient::new(&[]).send(&RadiusRequest { raw: breaking(Raw::default()), ..of.clone() }).await;
    assert_eq!(sent.answer, Err(WireError::Silent("nothing within 400ms".into())));
    assert_eq!(begun.elapsed().as_millis(), 400);
    let raw = Raw { retries: 2, ..Raw::default() };
    let sent = RadiusClient::new(&[]).send(&RadiusRequest { raw: breaking(raw), ..of }).await;
    assert_eq!(sent.answer, Err(WireError::Silent("nothing within 1200ms".into())));
    for _ in 0..4 {
        got.recv().await.expect("a datagram");
    }
    assert!(got.try_recv().is_err());
}

#[tokio::test]
async fn a_reply_to_what_must_not_be_answered_is_an_answer() {
    let act = |_: usize, datagram: &[u8]| {
        let mut original = datagram.to_vec();
        original[0] = 1;
        vec![(false, reply(&original, Code::ACCESS_REJECT))]
    };
    let (server, _got) = serve(Box::new(act)).await;
    let raw = Raw { code: Some(99), ..Raw::default() };
    let sent = RadiusClient::new(&[]).send(&RadiusRequest { raw: breaking(raw), ..request(server, Method::Pap) }).await;
    assert_eq!(code(&sent), Some(Code::ACCESS_REJECT));
}

#[tokio::test]
async fn a_packet_is_sent_again_from_the_same_socket() {
    let (server, mut got) = serve(Box::new(|_, datagram| vec![(false, reply(datagram, Code::ACCESS_ACCEPT))])).await;
    let client = RadiusClient::new(&[]);
    let first = client.send(&request(server, Method::Pap)).await;
    let earlier = first.earlier.expect("what went out");
    let again = |again| Breaking { raw: Raw { again, ..Raw::default() }, seed: 1, earlier: Some(earlier.clone()) };
    let with = |again| RadiusRequest { raw: Some(again), ..request(server, Method::Pap) };
    assert_eq!(code(&client.send(&with(again(Again::Datagram))).await), Some(Code::ACCESS_ACCEPT));
    assert_eq!(code(&client.send(&with(again(Again::Identifier))).await), Some(Code::ACCESS_ACCEPT));
    let (one, two, three) = (got.recv().await, got.recv().await, got.recv().await);
    assert_eq!(one, two);
    let (one, three) = (one.expect("a datagram"), three.expect("a datagram"));
    assert_eq!((one.0, one.1[1]), (three.0, three.1[1]), "the same port and identifier");
    assert_ne!(one.1[4..20], three.1[4..20], "another authenticator");
}

#[tokio::test(start_paused = true)]
async fn copies_must_be_answered_alike() {
    for (is_alike, rules) in [(true, vec![]), (false, vec!["RFC 5080 section 2.2.2"])] {
        let act = move |nth: usize, datagram: &[u8]| {
            let code = if is_alike || nth < 2 { Code::ACCESS_REJECT } else { Code::ACCESS_ACCEPT };
            vec![(false, reply(datagram, code))]
        };
        let (server, mut got) = serve(Box::new(act)).await;
        let raw = breaking(Raw { copies: 5, ..Raw::default() });
        let sent = RadiusClient::new(&[]).send(&RadiusRequest { raw, ..request(server, Method::Pap) }).await;
        let answer = sent.answer.expect("an answer");
        let found: Vec<&str> = answer.radius().expect("RADIUS").deviations().iter().map(|it| it.rule).collect();
        assert_eq!(found, rules);
        let first = got.recv().await;
        for _ in 1..5 {
            assert_eq!(got.recv().await, first);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn replies_that_cannot_be_trusted_are_no_answer_to_a_raw_packet() {
    let act = |_: usize, datagram: &[u8]| {
        let mut forged = reply(datagram, Code::ACCESS_ACCEPT);
        forged[5] ^= 1;
        vec![(false, forged)]
    };
    let (server, _got) = serve(Box::new(act)).await;
    let raw = breaking(Raw::default());
    let sent = RadiusClient::new(&[]).send(&RadiusRequest { raw, ..request(server, Method::Pap) }).await;
    assert!(sent.answer.is_err());
    assert_eq!(sent.rejected, [(Discard::Authenticator, 1)].into());
}
