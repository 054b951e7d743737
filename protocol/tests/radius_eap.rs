//! EAP packets by hand, and through EAP-Message attributes.

use sekisho_protocol::radius::build::Builder;
use sekisho_protocol::radius::eap::mschapv2::Message;
use sekisho_protocol::radius::eap::{self, Malformed, Method, Reassembled};
use sekisho_protocol::radius::{Code, Packet, Secret, kind, mschap2, password};

fn parsed(octets: &[u8]) -> eap::Packet<'_> {
    eap::Packet::parse(octets).expect("a packet")
}

#[test]
fn packets_are_written_as_rfc_3748_draws_them() {
    let cases: [(Vec<u8>, &[u8]); 8] = [
        (eap::response(1, Method::Identity(b"alice")), b"\x02\x01\x00\x0a\x01alice"),
        (eap::request(2, Method::Notification(b"hi")), b"\x01\x02\x00\x07\x02hi"),
        (eap::response(3, Method::Nak(&[6, 26])), &[2, 3, 0, 7, 3, 6, 26]),
        (eap::request(4, Method::Md5Challenge { value: &[9, 8], name: b"s" }), &[1, 4, 0, 9, 4, 2, 9, 8, b's']),
        (eap::request(5, Method::Gtc(b"Code: ")), b"\x01\x05\x00\x0b\x06Code: "),
        (eap::request(6, Method::Other { kind: 13, data: &[32] }), &[1, 6, 0, 6, 13, 32]),
        (eap::success(7), &[3, 7, 0, 4]),
        (eap::failure(8), &[4, 8, 0, 4]),
    ];
    for (written, drawn) in cases {
        assert_eq!(written, drawn);
        assert_eq!(parsed(drawn).to_octets(), drawn);
    }
}

#[test]
fn what_is_no_eap_packet() {
    let parse = |octets: &'static [u8]| eap::Packet::parse(octets).expect_err("no packet");
    assert_eq!(parse(&[1, 1, 0]), Malformed::Short { got: 3 });
    assert_eq!(parse(&[5, 1, 0, 4]), Malformed::Code { got: 5 });
    assert_eq!(parse(&[1, 1, 0, 3, 1]), Malformed::Length { length: 3, got: 5 });
    assert_eq!(parse(&[1, 1, 0, 6, 1]), Malformed::Length { length: 6, got: 5 });
    assert_eq!(parse(&[1, 1, 0, 4, 1]), Malformed::NoMethod);
    assert_eq!(parse(&[1, 1, 0, 5, 4]), Malformed::Method { kind: 4 });
    assert_eq!(parse(&[1, 1, 0, 7, 4, 2, 0]), Malformed::Method { kind: 4 });
    assert_eq!(parse(&[1, 1, 0, 7, 26, 1, 0]), Malformed::Method { kind: 26 });
    assert_eq!(parse(&[1, 1, 0, 9, 26, 9, 0, 0, 4]), Malformed::Method { kind: 26 });
    assert_eq!(parsed(&[3, 1, 0, 4, 0xff, 0xff]), parsed(&[3, 1, 0, 4]), "padding");
}

#[test]
fn md5_challenge_is_chap_with_the_packets_identifier() {
    let response = password::chap_response(4, b"password", b"challenge");
    let octets = eap::response(4, Method::Md5Challenge { value: &response, name: b"alice" });
    let Some(Method::Md5Challenge { value, .. }) = parsed(&octets).method else { panic!("another method") };
    assert!(password::chap_matches(&[&[4], value].concat(), b"password", b"challenge"));
}

#[test]
fn mschapv2_is_framed_with_opcode_identifier_and_length() {
    let (challenge, peer) = ([0x5b; 16], [0x21; 16]);
    let response = mschap2::Response::new(9, peer, &challenge, b"alice", "password");
    let message = Message::Challenge { identifier: 9, challenge, name: b"srv" };
    let octets = eap::request(1, Method::MsChapV2(message));
    assert_eq!(octets[..10], [1, 1, 0, 29, 26, 1, 9, 0, 24, 16]);
    assert_eq!((&octets[10..26], &octets[26..]), (&challenge[..], &b"srv"[..]));
    let octets = eap::response(1, Method::MsChapV2(Message::Response { response, name: b"alice" }));
    assert_eq!(octets[..10], [2, 1, 0, 64, 26, 2, 9, 0, 59, 49]);
    assert_eq!((&octets[10..26], &octets[26..34], &octets[58..]), (&peer[..], &[0; 8][..], &b"\0alice"[..]));
    let Some(Method::MsChapV2(Message::Response { response, .. })) = parsed(&octets).method else {
        panic!("another method")
    };
    assert!(response.matches(&challenge, b"alice", "password"));
}

#[test]
fn mschapv2_ends_with_success_or_failure() {
    let messages = [
        Message::Success { identifier: 9, message: b"S=00 M=OK" },
        Message::Failure { identifier: 9, message: b"E=691 R=0" },
        Message::SuccessResponse,
        Message::FailureResponse,
    ];
    for message in messages {
        let octets = eap::response(1, Method::MsChapV2(message));
        assert_eq!(parsed(&octets).method, Some(Method::MsChapV2(message)));
    }
    assert_eq!(eap::response(1, Method::MsChapV2(Message::SuccessResponse)), [2, 1, 0, 6, 26, 3]);
}

/// Through a RADIUS packet: how many attributes it takes, and what comes out.
fn through(change: impl FnOnce(Builder<'_>) -> Builder<'_>) -> (usize, Option<Reassembled>) {
    let mut buffer = Vec::new();
    let builder = Builder::request(&mut buffer, Code::ACCESS_REQUEST, 1, [0; 16]);
    change(builder).seal(&Secret::new("testing123")).expect("short");
    let packet = Packet::parse(&buffer).expect("a packet");
    (packet.all(kind::EAP_MESSAGE).count(), eap::reassemble(&packet))
}

#[test]
fn long_packets_are_split_over_attributes_and_joined() {
    for (octets, attributes) in [(0, 1), (1, 1), (253, 1), (254, 2), (506, 2), (507, 3), (3000, 12)] {
        let octets: Vec<u8> = (0..octets).map(|at: usize| at.to_le_bytes()[0]).collect();
        let (count, joined) = through(|it| it.eap_message(&octets));
        assert_eq!((count, joined), (attributes, Some(Reassembled { octets, consecutive: true })));
    }
    assert_eq!(through(|it| it), (0, None));
}

#[test]
fn attributes_between_are_told() {
    let (_, joined) = through(|it| it.eap_message(b"ab").text(kind::USER_NAME, "x").eap_message(b"c"));
    assert_eq!(joined, Some(Reassembled { octets: b"abc".to_vec(), consecutive: false }));
}

#[test]
fn what_the_user_typed_does_not_show() {
    let octets = eap::response(5, Method::Gtc(b"secret"));
    let shown = format!("{:?}", parsed(&octets));
    assert_eq!(shown, "Packet { code: Response, identifier: 5, method: Some(GTC) }");
}
