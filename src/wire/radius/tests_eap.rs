//! EAP in its several rounds, against a server that holds a conversation.

use std::sync::Mutex;

use sekisho_protocol::radius::eap::mschapv2::Message;
use sekisho_protocol::radius::eap::{self, Method as Eap, kind as eap_kind, reassemble};
use sekisho_protocol::radius::{Code, Packet, kind, password};

use super::RadiusClient;
use super::tests::{code, reply_with, request, serve};
use crate::target::RadiusMethod as Method;
use crate::wire::Sent;

const CHALLENGE: [u8; 16] = [3; 16];
const STATE: &[u8] = b"a session";

/// What the server asks for.
#[derive(Clone, Copy)]
enum Speaks {
    Md5,
    Gtc,
    MsChap,
}

impl Speaks {
    fn ask(self) -> Eap<'static> {
        match self {
            Speaks::Md5 => Eap::Md5Challenge { value: &CHALLENGE, name: b"server" },
            Speaks::Gtc => Eap::Gtc(b"Password:"),
            Speaks::MsChap => {
                Eap::MsChapV2(Message::Challenge { identifier: 5, challenge: CHALLENGE, name: b"server" })
            }
        }
    }

    fn kind(self) -> u8 {
        self.ask().kind()
    }
}

/// What the server says to an EAP response: a request that goes on, or whether it lets in.
fn said(speaks: Speaks, honest: bool, response: &eap::Packet<'_>) -> Result<Vec<u8>, bool> {
    match response.method.expect("a method") {
        Eap::Identity(b"alice") => Ok(eap::request(9, speaks.ask())),
        Eap::Nak(wanted) => Err(wanted == [speaks.kind()]),
        Eap::Md5Challenge { value, .. } => Err(value == password::chap_response(9, b"480958", &CHALLENGE)),
        Eap::Gtc(text) => Err(text == b"480958"),
        Eap::MsChapV2(Message::Response { response, .. }) if response.matches(&CHALLENGE, b"alice", "480958") => {
            let typed = if honest { "480958" } else { "guessed" };
            let message = response.authenticator_response(&CHALLENGE, b"alice", typed);
            Ok(eap::request(10, Eap::MsChapV2(Message::Success { identifier: 5, message: message.as_bytes() })))
        }
        Eap::MsChapV2(Message::SuccessResponse) => Err(true),
        _ => Err(false),
    }
}

async fn login(method: Method, speaks: Speaks, honest: bool) -> Sent {
    let states = Mutex::new(Vec::new());
    let act = move |nth: usize, datagram: &[u8]| {
        let packet = Packet::parse(datagram).expect("a packet");
        states.lock().expect("a lock").push(packet.first(kind::STATE).map(<[u8]>::to_vec));
        assert_eq!(packet.first(kind::STATE), (nth > 0).then_some(STATE), "the State of the challenge before");
        let message = reassemble(&packet).expect("an EAP-Message").octets;
        let asked = eap::Packet::parse(&message).expect("EAP");
        let octets = match said(speaks, honest, &asked) {
            Ok(request) => {
                reply_with(datagram, Code::ACCESS_CHALLENGE, |it| it.eap_message(&request).octets(kind::STATE, STATE))
            }
            Err(true) => {
                reply_with(datagram, Code::ACCESS_ACCEPT, |it| it.eap_message(&eap::success(asked.identifier)))
            }
            Err(false) => {
                reply_with(datagram, Code::ACCESS_REJECT, |it| it.eap_message(&eap::failure(asked.identifier)))
            }
        };
        vec![(false, octets)]
    };
    let (server, _got) = serve(Box::new(act)).await;
    RadiusClient::new(&[]).send(&request(server, method)).await
}

fn rules(sent: &Sent) -> Vec<&'static str> {
    let answer = sent.answer.as_ref().expect("an answer").radius().expect("RADIUS");
    answer.deviations().iter().map(|it| it.rule).collect()
}

#[tokio::test]
async fn each_method_comes_to_its_end_within_one_action() {
    for (method, speaks) in
        [(Method::EapMd5, Speaks::Md5), (Method::EapGtc, Speaks::Gtc), (Method::EapMsChapV2, Speaks::MsChap)]
    {
        let sent = login(method, speaks, true).await;
        assert_eq!(code(&sent), Some(Code::ACCESS_ACCEPT), "{method:?}: {:?}", sent.dialogue);
        assert_eq!(rules(&sent), [""; 0], "{method:?}");
    }
}

#[tokio::test]
async fn a_server_that_asks_for_another_method_is_told_the_wanted_one() {
    let sent = login(Method::EapGtc, Speaks::Md5, true).await;
    assert_eq!(code(&sent), Some(Code::ACCESS_REJECT), "it holds to its own");
    let lines = sent.dialogue.lines();
    assert!(lines.iter().any(|line| line.contains("Response 9 Nak")), "{lines:?}");
    assert_eq!(eap_kind::GTC, 6);
}

#[tokio::test]
async fn a_server_that_does_not_know_the_password_is_found_out() {
    let sent = login(Method::EapMsChapV2, Speaks::MsChap, false).await;
    assert_eq!(rules(&sent), ["RFC 2759 section 5"]);
}

#[tokio::test]
async fn verdicts_that_contradict_each_other_are_told() {
    let act = |_: usize, datagram: &[u8]| {
        vec![(false, reply_with(datagram, Code::ACCESS_ACCEPT, |it| it.eap_message(&eap::failure(1))))]
    };
    let (server, _got) = serve(Box::new(act)).await;
    let sent = RadiusClient::new(&[]).send(&request(server, Method::EapMd5)).await;
    assert_eq!(rules(&sent), ["RFC 3579 section 2.6.3"]);
}

#[tokio::test]
async fn a_challenge_without_eap_is_an_answer_and_no_server_goes_on_for_ever() {
    let plain = |_: usize, datagram: &[u8]| {
        vec![(false, reply_with(datagram, Code::ACCESS_CHALLENGE, |it| it.text(kind::REPLY_MESSAGE, "more")))]
    };
    let endless = |_: usize, datagram: &[u8]| {
        let again = eap::request(1, Eap::Notification(b"wait"));
        vec![(false, reply_with(datagram, Code::ACCESS_CHALLENGE, |it| it.eap_message(&again)))]
    };
    let (server, _got) = serve(Box::new(plain)).await;
    let sent = RadiusClient::new(&[]).send(&request(server, Method::EapMd5)).await;
    assert_eq!(code(&sent), Some(Code::ACCESS_CHALLENGE));
    let (server, mut got) = serve(Box::new(endless)).await;
    let sent = RadiusClient::new(&[]).send(&request(server, Method::EapMd5)).await;
    assert_eq!(code(&sent), Some(Code::ACCESS_CHALLENGE));
    let mut rounds = 0;
    while got.try_recv().is_ok() {
        rounds += 1;
    }
    assert_eq!(rounds, 17);
}
