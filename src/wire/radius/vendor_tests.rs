//! Requests as vendors' clients send them, and what these make of replies.

use std::net::SocketAddr;
use std::time::Duration;

use sekisho_files::{Problems, Source};
use sekisho_protocol::radius::build::{Builder, Placement};
use sekisho_protocol::radius::verify::{MessageAuthenticator, Policy, message_authenticator};
use sekisho_protocol::radius::{Code, Packet, kind, password};

use super::tests::{request, secret, serve};
use super::{Discard, Method, RadiusClient, RadiusRequest, Timers, VendorPart};
use crate::template::{Scope, Value};
use crate::vendor::{Profile, read_vendor};
use crate::wire::Request;

struct Names;

impl Scope for Names {
    fn value(&self, path: &str) -> Option<Value> {
        (path == "request").then(|| Value::from("case-7"))
    }
}

/// A profile that states no sources.
fn profile(below: &str, facts: &[&str]) -> Profile {
    let facts: Vec<String> = facts.iter().map(|fact| format!("\"{fact}\"")).collect();
    let head = format!("format = 1\ntitle = \"A box\"\nproduct = \"Box\"\nunverified = [{}]\n", facts.join(", "));
    let mut problems = Problems::new();
    let profile = read_vendor(&Source::new("box.toml", head + below), &mut problems);
    assert!(problems.is_empty(), "{problems}");
    profile.expect("a profile")
}

fn played(below: &str, facts: &[&str]) -> RadiusRequest {
    played_at("127.0.0.1:9".parse().expect("an address"), below, facts)
}

fn played_at(server: SocketAddr, below: &str, facts: &[&str]) -> RadiusRequest {
    let mut request = request(server, Method::Pap);
    let profile = profile(below, facts);
    let limit = Duration::from_secs(30);
    let part = VendorPart { profile: &profile, in_turn: true, method_is_stated: false, stated: &[], limit };
    request.play(part, &Names).expect("a request");
    request
}

/// The names of its attributes, in order.
fn names(request: &RadiusRequest) -> Vec<String> {
    request.items.iter().map(|item| format!("{item:?}")).collect()
}

/// What a server got of it.
async fn sent(request: &RadiusRequest) -> Vec<u8> {
    let (address, mut got) = serve(Box::new(|_, _| Vec::new())).await;
    let once = RadiusRequest {
        server: address.to_string(),
        timers: Timers::quiet(Duration::from_millis(50), 0),
        ..request.clone()
    };
    RadiusClient::new(&[]).send(&once).await;
    got.recv().await.expect("a datagram").1
}

#[test]
fn its_attributes_come_in_its_order_and_the_targets_values_go_before_its_own_but_for_the_access_server() {
    let below = "[request]\nnas-identifier = \"gate\"\nuser-name = true\nuser-password = true\nnas-port = 7\n\
                 acct-session-id = \"{{ request }}\"\nproxy-state = \"0xff\"\nvendor-9-200 = \"0x01\"\n\
                 cisco-avpair = [\"a=1\", \"b=2\"]\n";
    let request = played(below, &["request"]);
    let wanted = [
        "NAS-Identifier",
        "User-Name",
        "•••",
        "NAS-Port",
        "Acct-Session-Id",
        "Proxy-State",
        "Attribute 200",
        "Cisco-AVPair",
        "Cisco-AVPair",
    ];
    assert_eq!(names(&request), wanted);
    let value = |nth: usize| match &request.items[nth] {
        super::Item::Attribute(_, value) | super::Item::Numbered(_, _, value) => value.clone(),
        super::Item::Password(_) => Vec::new(),
    };
    assert_eq!(value(0), b"gate", "what tells of the access server is the vendor's");
    assert_eq!((value(4), value(5)), (b"case-7".to_vec(), vec![1]), "all else is the target's");
    let unplaced = played("[request]\nconnect-info = \"vpn\"\n", &["request"]);
    assert_eq!(names(&unplaced), ["User-Name", "•••", "NAS-Identifier", "Proxy-State", "Connect-Info"]);
}

#[tokio::test]
async fn message_authenticator_stands_where_the_client_puts_it() {
    for (word, wanted) in [
        ("first", MessageAuthenticator::Valid { first: true }),
        ("last", MessageAuthenticator::Valid { first: false }),
        ("none", MessageAuthenticator::Absent),
    ] {
        let below = format!("[message-authenticator]\nrequest = \"{word}\"\n");
        let octets = sent(&played(&below, &["message-authenticator.request"])).await;
        let packet = Packet::parse(&octets).expect("a packet");
        assert_eq!(message_authenticator(&packet, packet.authenticator(), &secret()), wanted, "{word}");
        let last = packet.attributes().last().expect("attributes").kind;
        assert_eq!(last == kind::MESSAGE_AUTHENTICATOR, word == "last");
    }
}

#[tokio::test]
async fn a_password_is_sent_as_far_as_the_client_sends_it() {
    let octets = sent(&played("[password]\nlongest = 4\n", &["password.longest"])).await;
    let packet = Packet::parse(&octets).expect("a packet");
    let hidden = packet.first(kind::USER_PASSWORD).expect("a password");
    let shown = password::reveal(hidden, &secret(), packet.authenticator()).expect("a password");
    assert_eq!(shown, b"4809");
}

#[test]
fn the_next_method_is_for_after_a_reject_and_the_methods_end() {
    let request = played("methods = [\"pap\", \"ms-chap2\", \"chap\"]\n", &["methods"]);
    assert_eq!(request.method, Method::Pap);
    let second = request.by_next_method().expect("a second method");
    let third = second.by_next_method().expect("a third method");
    assert_eq!((second.method, third.method), (Method::MsChap2, Method::Chap));
    assert!(third.by_next_method().is_none());
    let asked = Request::Radius(Box::new(request));
    assert!(asked.after(&Err(crate::wire::WireError::Silent("nothing".into()))).is_none(), "silence is no reject");
}

#[test]
fn it_sends_again_when_the_client_does() {
    let facts = ["timers.timeout", "timers.retries"];
    let both = played("[timers]\ntimeout = \"5s\"\nretries = 3\n", &facts);
    assert_eq!(both.timers, Timers::quiet(Duration::from_secs(5), 3));
    let long = played("[timers]\ntimeout = \"180s\"\nretries = 3\n", &facts);
    assert_eq!(long.timers.total, Duration::from_secs(30), "an answer may take so long at most");
    let one = played("[timers]\nretries = 1\n", &facts);
    assert_eq!((one.timers.initial, one.timers.transmissions), (Timers::RFC_5080.initial, 2));
}

/// An Access-Accept of these attributes, each as type and value.
fn accept(request: &[u8], signed: Placement, attributes: &[(u8, &[u8])]) -> Vec<u8> {
    let mut datagram = Vec::new();
    let request = Packet::parse(request).expect("a request");
    let builder = Builder::reply(&mut datagram, Code::ACCESS_ACCEPT, &request).message_authenticator(signed);
    let builder = builder.octets(kind::PROXY_STATE, &[1]);
    let built = attributes.iter().fold(builder, |builder, (kind, value)| builder.octets(*kind, value));
    built.seal(&secret()).expect("a reply");
    datagram
}

/// What comes of a reply to a client of this profile.
async fn came_of(
    below: &str,
    fact: &str,
    reply: impl Fn(&[u8]) -> Vec<u8> + Send + 'static,
) -> Result<Vec<String>, Vec<Discard>> {
    let (address, _got) = serve(Box::new(move |_, octets| vec![(false, reply(octets))])).await;
    let mut request = played_at(address, below, &[fact]);
    request.timers = Timers::quiet(Duration::from_millis(100), 0);
    let sent = RadiusClient::new(&[]).send(&request).await;
    match sent.answer {
        Ok(answer) => {
            let deviations = answer.radius().map(super::RadiusAnswer::deviations).unwrap_or_default();
            Ok(deviations.iter().map(|deviation| deviation.what.clone()).collect())
        }
        Err(_) => Err(sent.rejected.into_keys().collect()),
    }
}

#[tokio::test]
async fn replies_are_dropped_that_the_client_drops() {
    let signed = |octets: &[u8]| accept(octets, Placement::First, &[]);
    let bare = |octets: &[u8]| accept(octets, Placement::Absent, &[]);
    let foreign = |octets: &[u8]| accept(octets, Placement::First, &[(kind::PROXY_STATE, b"x")]);
    let habit = |word: &str| format!("[message-authenticator]\nreply = \"{word}\"\n");
    let fact = "message-authenticator.reply";
    assert_eq!(came_of(&habit("required"), fact, signed).await, Ok(vec![]));
    assert_eq!(came_of(&habit("required"), fact, bare).await, Err(vec![Discard::NoMessageAuthenticator]));
    assert_eq!(came_of(&habit("refused"), fact, signed).await, Err(vec![Discard::SignedUnasked]));
    assert_eq!(came_of(&habit("refused"), fact, bare).await, Ok(vec![]));
    assert_eq!(came_of(&habit("optional"), fact, bare).await, Ok(vec![]));
    let refused = "[reply]\nunknown-proxy-state = \"refused\"\n";
    let fact = "reply.unknown-proxy-state";
    assert_eq!(came_of(refused, fact, foreign).await, Err(vec![Discard::UnknownProxyState]));
    assert_eq!(came_of(refused, fact, signed).await, Ok(vec![]));
    assert!(came_of("", fact, foreign).await.is_ok(), "the plain client tells it and goes on");
}

#[tokio::test]
async fn an_accept_without_what_the_client_needs_is_told() {
    let needs = "[accept]\nneeds = [\"Class\"]\n";
    let with = |octets: &[u8]| accept(octets, Placement::First, &[(kind::CLASS, b"staff")]);
    let without = |octets: &[u8]| accept(octets, Placement::First, &[]);
    assert_eq!(came_of(needs, "accept.needs", with).await, Ok(vec![]));
    let told = vec!["Access-Accept without class, which the client needs".to_owned()];
    assert_eq!(came_of(needs, "accept.needs", without).await, Ok(told));
}

#[test]
fn only_access_requests_are_a_vendors() {
    let mut status = RadiusRequest { code: Code::STATUS_SERVER, ..played("", &[]) };
    let (before, own) = (names(&status), profile("[request]\nconnect-info = \"vpn\"\n", &["request"]));
    let limit = Duration::from_secs(1);
    let part = VendorPart { profile: &own, in_turn: true, method_is_stated: false, stated: &[], limit };
    status.play(part, &Names).expect("a request");
    assert_eq!(names(&status), before);
    assert_eq!(status.policy, Policy { require_message_authenticator: true, limit_proxy_state: false });
}
