//! What is peculiar to one RADIUS client: replies without Message-Authenticator, and what it sends, told.

use sekisho_protocol::radius::{Code, Packet, kind};
use sekisho_reference::Options;

use crate::nas::{Client, secret, with};

const UNSIGNED: &str = "127.0.0.3,omit-message-authenticator";

#[test]
fn a_client_that_drops_signed_replies_gets_none() {
    let options = Options { radius_clients: vec![UNSIGNED.parse().unwrap()], ..Options::default() };
    let bench = with("127.0.0.1:0", options);
    let mut client = Client::at("127.0.0.3", bench.server.radius.unwrap());
    let answer = bench.table("alice").answer();
    let sent = client.build(Code::ACCESS_REQUEST, &|it| {
        it.text(kind::USER_NAME, "alice@t1").user_password(&secret(), answer.as_bytes())
    });
    client.send(&sent.0);
    let got = client.receive(std::time::Duration::from_secs(20)).expect("an answer");
    let packet = Packet::parse(&got).unwrap();
    assert_eq!(packet.code(), Code::ACCESS_ACCEPT);
    assert_eq!(packet.first(kind::MESSAGE_AUTHENTICATOR), None);
    let mut signed = Client::of(&bench);
    assert_eq!(signed.pap("alice@t1", "wrong").code(), Code::ACCESS_REJECT, "others get theirs");
}

#[test]
fn each_request_of_a_known_client_is_told_as_often_as_it_comes() {
    let (watch, mut told) = tokio::sync::mpsc::channel(2);
    let bench = with("127.0.0.1:0", Options { radius_watch: Some(watch), ..Options::default() });
    let mut client = Client::of(&bench);
    let sent = client
        .build(Code::ACCESS_REQUEST, &|it| it.text(kind::USER_NAME, "alice@t1").user_password(&secret(), b"wrong"));
    let status = client.build(Code::STATUS_SERVER, &|it| it);
    client.exchange(&sent);
    client.exchange(&sent);
    client.exchange(&status);
    // There is no room for a third one, and the client must not feel that.
    client.exchange(&sent);
    Client::at("127.0.0.9", bench.server.radius.unwrap()).is_silent_at(&sent.0);
    let arrivals: Vec<_> = std::iter::from_fn(|| told.try_recv().ok()).collect();
    let octets: Vec<&[u8]> = arrivals.iter().map(|arrival| arrival.octets.as_slice()).collect();
    assert_eq!(octets, [sent.0.as_slice(), sent.0.as_slice()]);
    assert!(arrivals[0].at < arrivals[1].at);
}
