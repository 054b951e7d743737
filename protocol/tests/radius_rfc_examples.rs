//! The packets that RFC 2865 section 7 and RFC 5997 section 6 print, octet for octet. All share the
//! secret of RFC 2865.

use std::net::Ipv4Addr;

use sekisho_protocol::radius::build::{Builder, Placement};
use sekisho_protocol::radius::verify::{self, Fault, Need, Policy};
use sekisho_protocol::radius::{Code, Packet, Secret, dictionary, kind, password};

fn hex(text: &str) -> Vec<u8> {
    text.split_whitespace().map(|octet| u8::from_str_radix(octet, 16).expect("an octet")).collect()
}

fn secret() -> Secret {
    Secret::new("xyzzy5461")
}

/// Section 7.1: a user's Telnet to a host.
const TELNET: [&str; 2] = [
    "01 00 00 38 0f 40 3f 94 73 97 80 57 bd 83 d5 cb 98 f4 22 7a 01 06 6e 65 6d 6f 02 12 0d be 70 8d
     93 d4 13 ce 31 96 e4 3f 78 2a 0a ee 04 06 c0 a8 01 10 05 06 00 00 00 03",
    "02 00 00 26 86 fe 22 0e 76 24 ba 2a 10 05 f6 bf 9b 55 e0 b2 06 06 00 00 00 01 0f 06 00 00 00 00
     0e 06 c0 a8 01 03",
];

/// Section 7.2: a framed user with CHAP.
const CHAP: [&str; 2] = [
    "01 01 00 47 2a ee 86 f0 8d 0d 55 96 9c a5 97 8e 0d 33 67 a2 01 08 66 6c 6f 70 73 79 03 13 16 e9
     75 57 c3 16 18 58 95 f2 93 ff 63 44 07 72 75 04 06 c0 a8 01 10 05 06 00 00 00 14 06 06 00 00 00
     02 07 06 00 00 00 01",
    "02 01 00 38 15 ef bc 7d ab 26 cf a3 dc 34 d9 c0 3c 86 01 a4 06 06 00 00 00 02 07 06 00 00 00 01
     08 06 ff ff ff fe 0a 06 00 00 00 02 0d 06 00 00 00 01 0c 06 00 00 05 dc",
];

/// Section 7.3: a challenge, and a response that is rejected. In the response the RFC prints State
/// with a length of 16 where 10 octets are (`18 10` for `18 0a`): as printed, it is malformed.
const CARD: [&str; 4] = [
    "01 02 00 39 f3 a4 7a 1f 6a 6d 76 71 0b 94 7a b9 30 41 a0 39 01 07 6d 6f 70 73 79 02 12 33 65 75
     73 77 82 89 b5 70 88 5e 15 08 48 25 c5 04 06 c0 a8 01 10 05 06 00 00 00 07",
    "0b 02 00 4e 36 f3 c8 76 4a e8 c7 11 57 40 3c 0c 71 ff 9c 45 12 30 43 68 61 6c 6c 65 6e 67 65 20
     33 32 37 36 39 34 33 30 2e 20 20 45 6e 74 65 72 20 72 65 73 70 6f 6e 73 65 20 61 74 20 70 72 6f
     6d 70 74 2e 18 0a 33 32 37 36 39 34 33 30",
    "01 03 00 43 b1 22 55 6d 42 8a 13 d0 d6 25 38 07 c4 57 ec f0 01 07 6d 6f 70 73 79 02 12 69 2c 1f
     20 5f c0 81 b9 19 b9 51 95 f5 61 a5 81 04 06 c0 a8 01 10 05 06 00 00 00 07 18 10 33 32 37 36 39
     34 33 30",
    "03 03 00 14 a4 2f 4f ca 45 91 6c 4e 09 c8 34 0f 9e 74 6a a0",
];

/// RFC 5997 section 6.1: Status-Server to an authentication port.
const STATUS: [&str; 2] = [
    "0c da 00 26 8a 54 f4 68 6f b3 94 c5 28 66 e3 02 18 5d 06 23 50 12 5a 66 5e 2e 1e 84 11 f3 e2 43
     82 20 97 c8 4f a3",
    "02 da 00 14 ef 0d 55 2a 4b f2 d6 93 ec 2b 6f e8 b5 41 1d 66",
];

const LACKS_SIGNATURE: Fault = Fault::MessageAuthenticatorMissing { need: Need::Access };

fn address(last: u8) -> Ipv4Addr {
    Ipv4Addr::new(192, 168, 1, last)
}

#[test]
fn section_7_1_is_written_and_verified() {
    let [request, reply] = TELNET.map(hex);
    let packet = Packet::parse(&request).expect("a packet");
    let mut buffer = Vec::new();
    Builder::request(&mut buffer, Code::ACCESS_REQUEST, 0, *packet.authenticator())
        .message_authenticator(Placement::Absent)
        .text(kind::USER_NAME, "nemo")
        .user_password(&secret(), b"arctangent")
        .address(kind::NAS_IP_ADDRESS, address(16))
        .integer(kind::NAS_PORT, 3)
        .seal(&secret())
        .expect("short");
    assert_eq!(buffer, request);
    Builder::reply(&mut buffer, Code::ACCESS_ACCEPT, &packet)
        .message_authenticator(Placement::Absent)
        .integer(kind::SERVICE_TYPE, 1)
        .integer(15, 0)
        .address(14, address(3))
        .seal(&secret())
        .expect("short");
    assert_eq!(buffer, reply);
    let verdict = verify::reply(&packet, &reply, &secret());
    assert_eq!(verdict.faults, [LACKS_SIGNATURE]);
    assert!(verdict.accepted(Policy::LENIENT).is_ok());
    assert_eq!(verdict.accepted(Policy::STRICT), Err(LACKS_SIGNATURE));
}

#[test]
fn section_7_1_reads_as_text_but_for_the_password() {
    let request = hex(TELNET[0]);
    let packet = Packet::parse(&request).expect("a packet");
    let hidden = packet.first(kind::USER_PASSWORD).expect("a password");
    let revealed = password::reveal(hidden, &secret(), packet.authenticator());
    assert_eq!(revealed.as_deref(), Some(&b"arctangent"[..]));
    let lines: Vec<String> = packet.attributes().map(|attribute| dictionary::describe(&attribute)).collect();
    let expected = ["User-Name = \"nemo\"", "User-Password = •••", "NAS-IP-Address = 192.168.1.16", "NAS-Port = 3"];
    assert_eq!(lines, expected);
    assert_eq!(format!("{packet:?}"), format!("Access-Request 0 [{}]", expected.join(", ")));
}

#[test]
fn section_7_2_is_written_and_verified() {
    let [request, reply] = CHAP.map(hex);
    let packet = Packet::parse(&request).expect("a packet");
    let mut buffer = Vec::new();
    Builder::request(&mut buffer, Code::ACCESS_REQUEST, 1, *packet.authenticator())
        .message_authenticator(Placement::Absent)
        .text(kind::USER_NAME, "flopsy")
        .chap_password(0x16, b"arctangent", None)
        .address(kind::NAS_IP_ADDRESS, address(16))
        .integer(kind::NAS_PORT, 20)
        .integer(kind::SERVICE_TYPE, 2)
        .integer(7, 1)
        .seal(&secret())
        .expect("short");
    assert_eq!(buffer, request);
    let chap = packet.first(kind::CHAP_PASSWORD).expect("a password");
    assert!(password::chap_matches(chap, b"arctangent", packet.authenticator()));
    assert_eq!(verify::reply(&packet, &reply, &secret()).faults, [LACKS_SIGNATURE]);
}

#[test]
fn section_7_3_is_verified_as_far_as_it_is_well_formed() {
    let [request, challenge, response, reject] = CARD.map(hex);
    let first = Packet::parse(&request).expect("a packet");
    let hidden = first.first(kind::USER_PASSWORD).expect("a password");
    let password = password::reveal(hidden, &secret(), first.authenticator());
    assert_eq!(password.as_deref(), Some(&b"challenge"[..]));
    let verdict = verify::reply(&first, &challenge, &secret());
    assert_eq!(verdict.faults, [LACKS_SIGNATURE]);
    let state = verdict.accepted(Policy::LENIENT).expect("a reply").first(kind::STATE);
    assert_eq!(state, Some(&b"32769430"[..]));
    let malformed = Packet::parse(&response).expect_err("State runs past Length");
    assert_eq!(malformed.to_string(), "expected at most 10 octets for attribute 24 at octet 57, got 16");
    let mended: Vec<u8> = response.iter().enumerate().map(|(at, octet)| if at == 58 { 10 } else { *octet }).collect();
    let second = Packet::parse(&mended).expect("a packet");
    assert_eq!(verify::reply(&second, &reject, &secret()).faults, [LACKS_SIGNATURE]);
}

#[test]
fn rfc_5997_section_6_is_written_and_verified() {
    let [request, reply] = STATUS.map(hex);
    assert_eq!(verify::request(&request, &secret()).faults, []);
    let packet = Packet::parse(&request).expect("a packet");
    let mut buffer = Vec::new();
    let builder = Builder::request(&mut buffer, Code::STATUS_SERVER, 0xda, *packet.authenticator());
    builder.seal(&secret()).expect("short");
    assert_eq!(buffer, request);
    assert_eq!(verify::reply(&packet, &reply, &secret()).faults, [LACKS_SIGNATURE]);
}
