//! Replies, good and forged (case P52 of the facts sheet).

use sekisho_protocol::radius::build::{Builder, Placement};
use sekisho_protocol::radius::verify::{self, Fault, Need, Policy};
use sekisho_protocol::radius::{Authenticator, Code, Malformed, Packet, Secret, kind};

const AUTHENTICATOR: Authenticator = *b"0123456789abcdef";

fn secret() -> Secret {
    Secret::new("testing123")
}

fn request() -> Vec<u8> {
    let mut buffer = Vec::new();
    Builder::request(&mut buffer, Code::ACCESS_REQUEST, 7, AUTHENTICATOR)
        .text(kind::USER_NAME, "alice")
        .text(kind::PROXY_STATE, "one")
        .text(kind::PROXY_STATE, "two")
        .seal(&secret())
        .expect("short");
    buffer
}

/// A reply with the request's Proxy-State, after `change`, and what is wrong with it.
fn replied(code: Code, change: impl FnOnce(Builder<'_>) -> Builder<'_>) -> Vec<Fault> {
    let request = request();
    let packet = Packet::parse(&request).expect("a packet");
    let mut buffer = Vec::new();
    let builder = Builder::reply(&mut buffer, code, &packet).proxy_states(&packet);
    change(builder).seal(&secret()).expect("short");
    verify::reply(&packet, &buffer, &secret()).faults
}

#[test]
fn right_replies_have_no_faults() {
    for code in [Code::ACCESS_ACCEPT, Code::ACCESS_REJECT, Code::ACCESS_CHALLENGE, Code::PROTOCOL_ERROR] {
        assert_eq!(replied(code, |it| it.text(kind::REPLY_MESSAGE, "well")), []);
    }
}

#[test]
fn a_forged_accept_with_a_wrong_identifier_and_zeros_is_refused() {
    let faults = replied(Code::ACCESS_ACCEPT, |it| {
        it.identifier(8).authenticator([0; 16]).message_authenticator(Placement::Absent)
    });
    let identifier = Fault::Identifier { expected: 7, got: 8 };
    let missing = Fault::MessageAuthenticatorMissing { need: Need::Access };
    assert_eq!(faults, [identifier, Fault::Authenticator, missing]);
}

#[test]
fn a_code_that_is_no_answer() {
    for code in [Code::ACCESS_REQUEST, Code::ACCOUNTING_RESPONSE, Code::COA_ACK, Code(99)] {
        let fault = Fault::Code { request: Some(Code::ACCESS_REQUEST), got: code };
        assert_eq!(replied(code, |it| it), [fault]);
    }
}

#[test]
fn message_authenticators_of_every_kind() {
    let accept = |change: fn(Builder<'_>) -> Builder<'_>| replied(Code::ACCESS_ACCEPT, change);
    assert_eq!(accept(|it| it.message_authenticator(Placement::Last)), [Fault::MessageAuthenticatorNotFirst]);
    let twice = accept(|it| it.octets(kind::MESSAGE_AUTHENTICATOR, &[0; 16]));
    assert_eq!(twice, [Fault::MessageAuthenticatorRepeated { count: 2 }]);
    let wrong = accept(|it| it.message_authenticator(Placement::Absent).octets(kind::MESSAGE_AUTHENTICATOR, &[0; 16]));
    assert_eq!(wrong, [Fault::MessageAuthenticatorWrong]);
    let short = accept(|it| it.message_authenticator(Placement::Absent).octets(kind::MESSAGE_AUTHENTICATOR, &[0; 3]));
    assert_eq!(short, [Fault::MessageAuthenticatorLength { got: 3 }]);
    let eap = accept(|it| it.message_authenticator(Placement::Absent).eap_message(&[3, 1, 0, 4]));
    assert_eq!(eap, [Fault::MessageAuthenticatorMissing { need: Need::EapMessage }]);
}

#[test]
fn proxy_state_must_come_back_whole_and_in_order() {
    let request = request();
    let packet = Packet::parse(&request).expect("a packet");
    for (states, same) in [(&["one", "two"][..], true), (&["two", "one"], false), (&["one"], false), (&[], false)] {
        let mut buffer = Vec::new();
        let builder = Builder::reply(&mut buffer, Code::ACCESS_REJECT, &packet);
        let builder = states.iter().fold(builder, |it, state| it.text(kind::PROXY_STATE, state));
        builder.seal(&secret()).expect("short");
        let verdict = verify::reply(&packet, &buffer, &secret());
        let fault = Fault::ProxyState { expected: 2, got: states.len() };
        assert_eq!(verdict.faults, if same { vec![] } else { vec![fault] });
        assert!(verdict.accepted(Policy::STRICT).is_ok(), "a finding, but a reply all the same");
    }
}

#[test]
fn what_a_client_puts_up_with_is_a_finding_all_the_same() {
    let faults = replied(Code::ACCESS_REJECT, |it| {
        it.text(kind::REPLY_MESSAGE, "").text(kind::STATE, "x").vendor(311, 2, b"E=691").vendor(9, 1, b"x")
    });
    let not_in_reject = |kind| Fault::NotInReject { kind };
    let empty = Fault::Empty { kind: kind::REPLY_MESSAGE };
    assert_eq!(faults, [empty, not_in_reject(kind::STATE), not_in_reject(kind::VENDOR_SPECIFIC)]);
    assert!(faults.iter().all(|fault| !fault.discards(Policy::STRICT)));
    let padded = replied(Code::ACCESS_ACCEPT, |it| it.trailing(&[0; 3]));
    assert_eq!(padded, [Fault::Padding { octets: 3 }]);
}

#[test]
fn what_is_no_packet_is_no_reply() {
    let request = request();
    let packet = Packet::parse(&request).expect("a packet");
    let verdict = verify::reply(&packet, &[2, 7, 0], &secret());
    let fault = Fault::Malformed(Malformed::Short { got: 3 });
    assert_eq!((verdict.packet, verdict.accepted(Policy::LENIENT)), (None, Err(fault)));
    assert_eq!(replied(Code::ACCESS_ACCEPT, |it| it.raw(&[1])), [Fault::Malformed(Malformed::StrayOctet { at: 48 })]);
}

#[test]
fn another_secret_signs_nothing() {
    let request = request();
    let packet = Packet::parse(&request).expect("a packet");
    let mut buffer = Vec::new();
    let builder = Builder::reply(&mut buffer, Code::ACCESS_ACCEPT, &packet).proxy_states(&packet);
    builder.seal(&Secret::new("testing124")).expect("short");
    let faults = verify::reply(&packet, &buffer, &secret()).faults;
    assert_eq!(faults, [Fault::Authenticator, Fault::MessageAuthenticatorWrong]);
    assert_eq!(verify::request(&request, &Secret::new("")).faults, [Fault::MessageAuthenticatorWrong]);
}

#[test]
fn faults_tell_what_was_expected_and_where_it_is_written() {
    let fault = Fault::Identifier { expected: 7, got: 8 };
    assert_eq!((fault.to_string().as_str(), fault.rule()), ("expected Identifier 7, got 8", "RFC 2865 section 3"));
    let fault = Fault::Code { request: Some(Code::ACCESS_REQUEST), got: Code(99) };
    assert_eq!(fault.to_string(), "expected an answer to Access-Request, got Code 99");
    assert_eq!(Fault::NotInReject { kind: 24 }.to_string(), "State in an Access-Reject");
}
