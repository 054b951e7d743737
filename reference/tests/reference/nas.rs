//! A RADIUS client, strict with what it gets.

use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sekisho_protocol::radius::build::Builder;
use sekisho_protocol::radius::{Authenticator, Code, Packet, Secret, eap, kind, verify};
use sekisho_reference::Options;
use serde_json::json;

use crate::bench::{Bench, CELLS};

pub(crate) const SECRET: &str = "shared by all of them";
/// How long nothing must come for it to count as silence.
pub(crate) const SILENCE: Duration = Duration::from_millis(300);

pub(crate) fn secret() -> Secret {
    Secret::new(SECRET)
}

/// Never the same again.
fn authenticator() -> Authenticator {
    static SERIAL: AtomicU64 = AtomicU64::new(0);
    let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
    *[serial.to_be_bytes(); 2].concat().first_chunk().unwrap()
}

/// With clients 127.0.0.1, 127.0.0.2 (strict) and ::1, and an automatic clock.
pub(crate) fn bench() -> Bench {
    on("127.0.0.1:0")
}

pub(crate) fn on(address: &str) -> Bench {
    with(address, Options::default())
}

pub(crate) fn with(address: &str, options: Options) -> Bench {
    let clients = ["127.0.0.1", "127.0.0.2,require-message-authenticator,limit-proxy-state", "::1"];
    let bench = Bench::bare(Options {
        radius: Some(address.parse().unwrap()),
        radius_accounting: Some(address.parse().unwrap()),
        radius_clients: clients
            .into_iter()
            .map(|client| client.parse().unwrap())
            .chain(options.radius_clients)
            .collect(),
        radius_secret: Some(secret()),
        ..options
    });
    bench.put("t1", &json!({ "clock": "automatic", "at": "2027-01-15T08:00:00Z" }));
    assert_eq!(bench.create("alice").field("code"), "30001");
    bench.codes();
    bench
}

/// A client at an address, with a socket of its own.
pub(crate) struct Client {
    socket: UdpSocket,
    pub(crate) server: SocketAddr,
    identifier: u8,
}

/// A request as it was sent.
pub(crate) struct Sent(pub(crate) Vec<u8>);

/// What came back, held against its request.
pub(crate) struct Got(pub(crate) Vec<u8>);

impl Got {
    pub(crate) fn packet(&self) -> Packet<'_> {
        Packet::parse(&self.0).unwrap()
    }

    pub(crate) fn code(&self) -> Code {
        self.packet().code()
    }

    pub(crate) fn state(&self) -> Vec<u8> {
        self.packet().first(kind::STATE).unwrap().to_vec()
    }

    pub(crate) fn message(&self) -> String {
        String::from_utf8(self.packet().first(kind::REPLY_MESSAGE).unwrap().to_vec()).unwrap()
    }

    pub(crate) fn eap(&self) -> Vec<u8> {
        eap::reassemble(&self.packet()).unwrap().octets
    }

    /// What the user alice reads from the table that the challenge shows.
    pub(crate) fn answer(&self) -> String {
        let digits = self.message();
        CELLS.iter().map(|&cell| char::from(digits.as_bytes()[cell])).collect()
    }
}

pub(crate) type Add<'a> = &'a dyn for<'b> Fn(Builder<'b>) -> Builder<'b>;

pub(crate) fn named(it: Builder<'_>) -> Builder<'_> {
    it.text(kind::USER_NAME, "alice@t1")
}

pub(crate) fn typed(it: Builder<'_>) -> Builder<'_> {
    it.user_password(&secret(), b"1")
}

impl Client {
    pub(crate) fn of(bench: &Bench) -> Self {
        Self::at("127.0.0.1", bench.server.radius.unwrap())
    }

    pub(crate) fn at(address: &str, server: SocketAddr) -> Self {
        let socket = UdpSocket::bind((address.parse::<IpAddr>().unwrap(), 0)).unwrap();
        Self { socket, server, identifier: 0 }
    }

    pub(crate) fn build(&mut self, code: Code, add: Add<'_>) -> Sent {
        self.identifier = self.identifier.wrapping_add(1);
        let mut buffer = Vec::new();
        let authenticator = authenticator();
        let builder = Builder::request(&mut buffer, code, self.identifier, authenticator);
        add(builder).seal(&secret()).unwrap();
        Sent(buffer)
    }

    pub(crate) fn send(&self, octets: &[u8]) {
        self.socket.send_to(octets, self.server).unwrap();
    }

    pub(crate) fn receive(&self, within: Duration) -> Option<Vec<u8>> {
        self.socket.set_read_timeout(Some(within)).unwrap();
        let mut buffer = [0; 4096];
        let (length, from) = self.socket.recv_from(&mut buffer).ok()?;
        assert_eq!(from, self.server);
        Some(buffer[..length].to_vec())
    }

    pub(crate) fn is_silent_at(&self, octets: &[u8]) {
        self.send(octets);
        assert_eq!(self.receive(SILENCE), None);
    }

    /// Sends, and holds the answer against all that a good client looks at: not a single fault, of whatever weight.
    pub(crate) fn exchange(&self, sent: &Sent) -> Got {
        self.send(&sent.0);
        let got = self.receive(Duration::from_secs(20)).expect("an answer");
        let request = Packet::parse(&sent.0).unwrap();
        let verdict = verify::reply(&request, &got, &secret());
        assert_eq!(verdict.faults, [], "{:?}", verdict.packet);
        Got(got)
    }

    pub(crate) fn access(&mut self, add: Add<'_>) -> Got {
        let sent = self.build(Code::ACCESS_REQUEST, add);
        self.exchange(&sent)
    }

    pub(crate) fn pap(&mut self, name: &str, password: &str) -> Got {
        self.access(&|it| it.text(kind::USER_NAME, name).user_password(&secret(), password.as_bytes()))
    }

    pub(crate) fn pap_with_state(&mut self, name: &str, password: &str, state: &[u8]) -> Got {
        let password = password.as_bytes();
        self.access(&|it| it.text(kind::USER_NAME, name).user_password(&secret(), password).octets(kind::STATE, state))
    }

    pub(crate) fn eap(&mut self, name: &str, packet: &[u8], state: Option<&[u8]>) -> Got {
        self.access(&|it| {
            let it = it.text(kind::USER_NAME, name).eap_message(packet);
            state.into_iter().fold(it, |it, state| it.octets(kind::STATE, state))
        })
    }
}
