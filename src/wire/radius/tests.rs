//! The client against servers of a few lines, on loopback.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use sekisho_protocol::radius::build::{Builder, Placement};
use sekisho_protocol::radius::dictionary::by_name;
use sekisho_protocol::radius::verify::Policy;
use sekisho_protocol::radius::{Code, Packet, Secret, kind, password};
use tokio::net::UdpSocket;

use super::{Discard, Item, RadiusClient, RadiusRequest, Timers};
use crate::target::RadiusMethod as Method;
use crate::wire::{Answer, Sent, WireError};

pub(super) fn secret() -> Secret {
    Secret::new("xyzzy5461")
}

pub(super) fn request(server: SocketAddr, method: Method) -> RadiusRequest {
    let text = |name: &str, value: &str| {
        let definition = by_name(name).expect("a name");
        Item::Attribute(definition, definition.encode(value).expect("a value"))
    };
    RadiusRequest {
        code: Code::ACCESS_REQUEST,
        server: server.to_string(),
        source: None,
        secret: secret(),
        items: vec![
            text("User-Name", "alice"),
            Item::Password("480958".to_owned()),
            text("NAS-Identifier", "door"),
            text("Proxy-State", "0x01"),
        ],
        method,
        policy: Policy { require_message_authenticator: true, limit_proxy_state: false },
        timers: Timers::RFC_5080,
        silence: Duration::from_millis(400),
        habits: super::Habits::default(),
        raw: None,
    }
}

/// What a server does with a datagram: the datagrams that it sends back, each from its own or a foreign port.
type Act = dyn Fn(usize, &[u8]) -> Vec<(bool, Vec<u8>)> + Send;

/// A server that acts; gives its address and, in the end, what it got.
pub(super) async fn serve(act: Box<Act>) -> (SocketAddr, tokio::sync::mpsc::UnboundedReceiver<(SocketAddr, Vec<u8>)>) {
    let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a socket");
    let foreign = UdpSocket::bind("127.0.0.1:0").await.expect("a socket");
    let address = socket.local_addr().expect("an address");
    let (sender, got) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        let mut buffer = [0; 65_535];
        for nth in 0.. {
            let (length, from) = socket.recv_from(&mut buffer).await.expect("a datagram");
            sender.send((from, buffer[..length].to_vec())).expect("the test listens");
            for (is_foreign, octets) in act(nth, &buffer[..length]) {
                let way = if is_foreign { &foreign } else { &socket };
                way.send_to(&octets, from).await.expect("sent");
            }
        }
    });
    (address, got)
}

pub(super) fn reply_with(datagram: &[u8], code: Code, with: impl FnOnce(Builder<'_>) -> Builder<'_>) -> Vec<u8> {
    let request = Packet::parse(datagram).expect("a packet");
    let mut octets = Vec::new();
    with(Builder::reply(&mut octets, code, &request).proxy_states(&request)).seal(&secret()).expect("a reply");
    octets
}

pub(super) fn reply(datagram: &[u8], code: Code) -> Vec<u8> {
    reply_with(datagram, code, |builder| builder)
}

pub(super) fn code(sent: &Sent) -> Option<Code> {
    sent.answer.as_ref().ok().and_then(Answer::radius).map(super::RadiusAnswer::code)
}

fn unsigned(builder: Builder<'_>) -> Builder<'_> {
    builder.message_authenticator(Placement::Absent)
}

fn counted(of: &[(Discard, u64)]) -> BTreeMap<Discard, u64> {
    of.iter().copied().collect()
}

#[tokio::test]
async fn a_right_password_is_let_in_by_each_method() {
    let (server, _got) = serve(Box::new(|_, datagram| {
        let packet = Packet::parse(datagram).expect("a packet");
        let authenticator = packet.authenticator();
        let pap = packet.first(kind::USER_PASSWORD).and_then(|it| password::reveal(it, &secret(), authenticator));
        let chap =
            packet.first(kind::CHAP_PASSWORD).is_some_and(|it| password::chap_matches(it, b"480958", authenticator));
        let is_right = pap.as_deref() == Some(b"480958") || chap;
        let code = if is_right { Code::ACCESS_ACCEPT } else { Code::ACCESS_REJECT };
        assert_eq!(packet.attributes().next().map(|first| first.kind), Some(kind::MESSAGE_AUTHENTICATOR));
        vec![(false, reply(datagram, code))]
    }))
    .await;
    let client = RadiusClient::new(&[]);
    for method in [Method::Pap, Method::Chap] {
        let sent = client.send(&request(server, method)).await;
        assert_eq!(code(&sent), Some(Code::ACCESS_ACCEPT), "{method:?}: {:?}", sent.answer);
        assert_eq!(sent.answer.expect("an answer").radius().expect("RADIUS").deviations(), []);
    }
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_trusted_is_counted_and_ends_nothing() {
    let (server, _got) = serve(Box::new(|_, datagram| {
        let altered = |at: usize, by: u8| {
            let mut octets = reply(datagram, Code::ACCESS_ACCEPT);
            octets[at] ^= by;
            octets
        };
        let wrong_signature =
            reply_with(datagram, Code::ACCESS_ACCEPT, |it| unsigned(it).octets(kind::MESSAGE_AUTHENTICATOR, &[7; 16]));
        vec![
            (false, altered(1, 1)),
            (false, altered(8, 1)),
            (false, wrong_signature),
            (false, reply_with(datagram, Code::ACCESS_ACCEPT, unsigned)),
            (false, reply_with(datagram, Code::ACCOUNTING_RESPONSE, |it| it)),
            (false, datagram[..2].to_vec()),
            (true, reply(datagram, Code::ACCESS_ACCEPT)),
            (false, reply(datagram, Code::ACCESS_REJECT)),
            (false, reply(datagram, Code::ACCESS_REJECT)),
        ]
    }))
    .await;
    let client = RadiusClient::new(&[]);
    let sent = client.send(&request(server, Method::Pap)).await;
    assert_eq!(code(&sent), Some(Code::ACCESS_REJECT));
    let expected = [
        (Discard::Malformed, 1),
        (Discard::Code, 1),
        (Discard::Authenticator, 1),
        (Discard::NoMessageAuthenticator, 1),
        (Discard::MessageAuthenticator, 1),
    ];
    assert_eq!(sent.rejected, counted(&expected));
    // The reader of the socket may not have come to the last ones yet.
    let mut strays = BTreeMap::new();
    while strays.len() < 3 {
        tokio::task::yield_now().await;
        strays.extend(client.take_strays());
    }
    assert_eq!(strays, counted(&[(Discard::Identifier, 1), (Discard::ForeignSource, 1), (Discard::Duplicate, 1)]));
}

#[tokio::test(start_paused = true)]
async fn a_request_is_sent_again_as_it_was_until_it_is_given_up() {
    let (server, mut got) = serve(Box::new(|_, _| Vec::new())).await;
    let begun = tokio::time::Instant::now();
    let sent = RadiusClient::new(&[]).send(&request(server, Method::Chap)).await;
    assert!(matches!(sent.answer, Err(WireError::Silent(_))), "{:?}", sent.answer);
    assert!((27..=31).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
    let first = got.recv().await.expect("a datagram");
    let mut again = Vec::new();
    while let Ok(datagram) = got.try_recv() {
        again.push(datagram);
    }
    assert!((3..=4).contains(&again.len()), "{}", again.len());
    assert!(again.iter().all(|datagram| *datagram == first), "the same octets from the same port");
}

#[tokio::test(start_paused = true)]
async fn the_answer_to_a_retransmission_counts() {
    let act = |nth: usize, datagram: &[u8]| match nth {
        2 => vec![(false, reply(datagram, Code::ACCESS_CHALLENGE))],
        _ => Vec::new(),
    };
    let (server, _got) = serve(Box::new(act)).await;
    let sent = RadiusClient::new(&[]).send(&request(server, Method::Pap)).await;
    assert_eq!(code(&sent), Some(Code::ACCESS_CHALLENGE));
}

#[tokio::test(start_paused = true)]
async fn a_reply_after_the_end_is_late() {
    let held = std::sync::Mutex::new(Vec::new());
    let act = move |nth: usize, datagram: &[u8]| {
        let mut held = held.lock().expect("a lock");
        held.push((false, reply(datagram, Code::ACCESS_ACCEPT)));
        if nth == 0 { Vec::new() } else { std::mem::take(&mut *held) }
    };
    let (server, _got) = serve(Box::new(act)).await;
    let client = RadiusClient::new(&[]);
    let short = RadiusRequest { timers: Timers::quiet(Duration::from_millis(400), 0), ..request(server, Method::Pap) };
    assert!(client.send(&short).await.answer.is_err());
    assert_eq!(code(&client.send(&request(server, Method::Pap)).await), Some(Code::ACCESS_ACCEPT));
    assert_eq!(client.take_strays(), counted(&[(Discard::Late, 1)]));
}

#[tokio::test]
async fn no_identifier_is_used_twice_on_a_socket() {
    let (server, mut got) = serve(Box::new(|_, datagram| vec![(false, reply(datagram, Code::ACCESS_REJECT))])).await;
    let client = RadiusClient::new(&[]);
    let mut used = std::collections::BTreeSet::new();
    for _ in 0..300 {
        assert_eq!(code(&client.send(&request(server, Method::Pap)).await), Some(Code::ACCESS_REJECT));
        let (from, datagram) = got.recv().await.expect("a datagram");
        assert!(used.insert((from, datagram[1])), "{from} {}", datagram[1]);
    }
    let ports: std::collections::BTreeSet<_> = used.iter().map(|(from, _)| from).collect();
    assert_eq!(ports.len(), 2, "256 identifiers, then another socket");
}

#[tokio::test]
async fn a_client_has_its_own_address() {
    let (server, mut got) = serve(Box::new(|_, datagram| vec![(false, reply(datagram, Code::ACCESS_ACCEPT))])).await;
    let source = Some("127.0.0.2".parse().expect("an address"));
    let sent = RadiusClient::new(&[]).send(&RadiusRequest { source, ..request(server, Method::Pap) }).await;
    assert_eq!(code(&sent), Some(Code::ACCESS_ACCEPT));
    assert_eq!(got.recv().await.map(|(from, _)| from.ip()), source);
}

#[tokio::test]
async fn a_closed_port_and_a_far_host_are_told() {
    let closed = UdpSocket::bind("127.0.0.1:0").await.expect("a socket").local_addr().expect("an address");
    let client = RadiusClient::new(&[]);
    let sent = client.send(&request(closed, Method::Pap)).await;
    assert_eq!(sent.answer, Err(WireError::Unreachable("the port is closed".into())));
    for far in ["8.8.8.8:1812", "radius.example.com:1812"] {
        assert!(matches!(client.find(far).await, Err(WireError::NotAllowed { .. })), "{far}");
    }
    assert!(RadiusClient::new(&["8.8.8.8".into()]).find("8.8.8.8:1812").await.is_ok());
    assert!(matches!(client.find("127.0.0.1").await, Err(WireError::Malformed(_))));
}

#[tokio::test]
async fn what_counts_though_it_breaks_a_rule_is_told_with_the_rule() {
    let act = |_: usize, datagram: &[u8]| {
        let request = Packet::parse(datagram).expect("a packet");
        let mut octets = Vec::new();
        let builder = Builder::reply(&mut octets, Code::ACCESS_REJECT, &request).text(kind::FILTER_ID, "x");
        builder.message_authenticator(Placement::Last).seal(&secret()).expect("a reply");
        vec![(false, octets)]
    };
    let (server, _got) = serve(Box::new(act)).await;
    let rules = |sent: Sent| {
        let answer = sent.answer.expect("an answer");
        let deviations = answer.radius().expect("RADIUS").deviations();
        deviations.iter().map(|deviation| deviation.rule).collect::<Vec<_>>()
    };
    let client = RadiusClient::new(&[]);
    let strict = rules(client.send(&request(server, Method::Pap)).await);
    let first = "draft-ietf-radext-deprecating-radius section 5.3";
    assert_eq!(strict, [first, "RFC 2865 section 5.33", "RFC 2865 section 5.44"]);
    let policy = Policy { require_message_authenticator: false, limit_proxy_state: false };
    let lenient = rules(client.send(&RadiusRequest { policy, ..request(server, Method::Pap) }).await);
    assert_eq!(lenient, ["RFC 2865 section 5.33", "RFC 2865 section 5.44"]);
}

#[tokio::test]
async fn ms_chap2_must_be_proven_by_the_server() {
    let act = |_: usize, datagram: &[u8]| vec![(false, reply(datagram, Code::ACCESS_ACCEPT))];
    let (server, _got) = serve(Box::new(act)).await;
    let sent = RadiusClient::new(&[]).send(&request(server, Method::MsChap2)).await;
    let answer = sent.answer.expect("an answer");
    let rules: Vec<&str> = answer.radius().expect("RADIUS").deviations().iter().map(|it| it.rule).collect();
    assert_eq!(rules, ["RFC 2548 section 2.3.3"]);
}

#[tokio::test]
async fn a_trace_shows_packets_but_no_secrets() {
    let act = |_: usize, datagram: &[u8]| {
        vec![(false, reply_with(datagram, Code::ACCESS_CHALLENGE, |it| it.octets(kind::STATE, b"0123456789abcdef")))]
    };
    let (server, _got) = serve(Box::new(act)).await;
    let sent = RadiusClient::new(&[]).send(&request(server, Method::Pap)).await;
    let lines = sent.dialogue.lines();
    assert!(lines.contains(&"> User-Name = \"alice\"".to_owned()), "{lines:?}");
    assert!(lines.contains(&"> User-Password = •••".to_owned()), "{lines:?}");
    assert!(lines.contains(&"< State = ••• (16 octets)".to_owned()), "{lines:?}");
    assert!(lines.iter().any(|line| line.starts_with("< Access-Challenge 0, ")), "{lines:?}");
}
