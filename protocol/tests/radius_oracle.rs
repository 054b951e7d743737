//! Packets that pyrad 2.6.0 wrote, octet for octet: the RFCs print no reply with a
//! Message-Authenticator, no long password, and no accounting.

use sekisho_protocol::radius::build::{Builder, Placement};
use sekisho_protocol::radius::verify;
use sekisho_protocol::radius::{Authenticator, Code, Packet, Secret, kind, password};

const AUTHENTICATOR: Authenticator = *b"0123456789abcdef";
const PASSWORD: &[u8] = b"correct horse battery staple";

const ACCESS_REQUEST: &str = "01 07 00 4f 30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66 50 12 ad 43
    12 62 83 58 32 ee 13 6a ad a2 3a 85 6c 23 01 07 61 6c 69 63 65 02 22 39 6a a9 4f 84 62 dd 7f c8 c1
    dd 63 76 e5 f3 a8 d8 0c da 39 7f 68 32 30 53 a7 d7 2b 2c 00 18 78";
const ACCESS_CHALLENGE: &str = "0b 07 00 31 22 d4 e8 24 8c bb b6 f7 c0 d7 33 27 b0 15 4d a7 50 12 01 d2
    0e 4b 08 b2 df e7 ca ca 25 3f f2 79 0b dc 12 07 43 6f 64 65 3f 18 04 01 02";
const ACCOUNTING_REQUEST: &str = "04 09 00 1a 90 c6 29 0b 3c df 04 d5 43 1c 96 4e d7 3f 74 d1 28 06 00 00 00 01";
const ACCOUNTING_RESPONSE: &str = "05 09 00 14 6f 24 2f ad 7e 94 18 98 17 5b b3 57 b1 56 1a ff";

fn hex(text: &str) -> Vec<u8> {
    text.split_whitespace().map(|octet| u8::from_str_radix(octet, 16).expect("an octet")).collect()
}

fn secret() -> Secret {
    Secret::new("testing123")
}

#[test]
fn a_signed_access_request_with_a_long_password() {
    let mut buffer = Vec::new();
    Builder::request(&mut buffer, Code::ACCESS_REQUEST, 7, AUTHENTICATOR)
        .text(kind::USER_NAME, "alice")
        .user_password(&secret(), PASSWORD)
        .seal(&secret())
        .expect("short");
    assert_eq!(buffer, hex(ACCESS_REQUEST));
    let verdict = verify::request(&buffer, &secret());
    assert_eq!(verdict.faults, []);
    let hidden = verdict.packet.and_then(|packet| packet.first(kind::USER_PASSWORD)).expect("a password");
    assert_eq!(password::reveal(hidden, &secret(), &AUTHENTICATOR).as_deref(), Some(PASSWORD));
}

#[test]
fn a_signed_access_challenge() {
    let request = hex(ACCESS_REQUEST);
    let packet = Packet::parse(&request).expect("a packet");
    assert_eq!(verify::reply(&packet, &hex(ACCESS_CHALLENGE), &secret()).faults, []);
    let mut buffer = Vec::new();
    let builder = Builder::reply(&mut buffer, Code::ACCESS_CHALLENGE, &packet);
    builder.text(kind::REPLY_MESSAGE, "Code?").octets(kind::STATE, &[1, 2]).seal(&secret()).expect("short");
    assert_eq!(buffer, hex(ACCESS_CHALLENGE));
}

#[test]
fn accounting() {
    let mut buffer = Vec::new();
    let builder = Builder::hashed_request(&mut buffer, Code::ACCOUNTING_REQUEST, 9);
    builder.message_authenticator(Placement::Absent).integer(40, 1).seal(&secret()).expect("short");
    assert_eq!(buffer, hex(ACCOUNTING_REQUEST));
    assert_eq!(verify::request(&buffer, &secret()).faults, []);
    let packet = Packet::parse(&buffer).expect("a packet");
    assert_eq!(verify::reply(&packet, &hex(ACCOUNTING_RESPONSE), &secret()).faults, []);
}
