//! One datagram, from the client's address to the answer.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use sekisho_protocol::radius::build::Placement;
use sekisho_protocol::radius::verify;
use sekisho_protocol::radius::{Code, Packet, Secret};
use sekisho_rules::{RadiusReply, Reply, Request};

use tokio::sync::mpsc::Sender;

use super::memory::{Admission, Memory};
use super::{RadiusClient, parse, reply};
use crate::service::Service;

/// What a port is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Port {
    /// Logins.
    Access,
    /// Accounting.
    Accounting,
}

/// The server behind a port.
#[derive(Debug)]
pub(crate) struct Door {
    service: Arc<Service>,
    port: Port,
    clients: Vec<RadiusClient>,
    secret: Secret,
    memory: Mutex<Memory>,
    watch: Option<Sender<RadiusArrival>>,
}

/// An Access-Request of a client that may ask, as it came.
#[derive(Clone, Debug)]
pub struct RadiusArrival {
    /// From where.
    pub from: SocketAddr,
    /// The packet, without padding.
    pub octets: Vec<u8>,
    /// When.
    pub at: Instant,
}

/// What to do about a datagram.
#[derive(Debug)]
pub(super) enum Taken {
    /// Nothing: whoever sent it must not hear of us (RFC 2865 sections 2 and 3).
    Silence,
    /// To answer with this at once.
    Answer(Arc<[u8]>),
    /// To find the answer.
    Work(Work),
}

/// An Access-Request that is to be answered.
#[derive(Debug)]
pub(super) struct Work {
    from: SocketAddr,
    client: IpAddr,
    octets: Vec<u8>,
}

impl Door {
    pub(crate) fn new(service: Arc<Service>, port: Port, clients: &[RadiusClient], secret: Secret) -> Self {
        Self { service, port, clients: clients.to_vec(), secret, memory: Mutex::default(), watch: None }
    }

    /// The same, telling each Access-Request.
    pub(crate) fn watched(self, watch: Option<Sender<RadiusArrival>>) -> Self {
        Self { watch, ..self }
    }

    pub(super) fn take(&self, datagram: &[u8], from: SocketAddr) -> Taken {
        let client = from.ip().to_canonical();
        let Some(known) = self.client(client) else { return Taken::Silence };
        let Ok(packet) = verify::request(datagram, &self.secret).accepted(known.policy) else { return Taken::Silence };
        self.report(&packet, from);
        match (self.port, packet.code()) {
            (Port::Access, Code::ACCESS_REQUEST) if !parse::is_bare(&packet) => self.admit(&packet, from, client),
            (Port::Access, Code::STATUS_SERVER) => self.plainly(&packet, Code::ACCESS_ACCEPT),
            (Port::Accounting, Code::STATUS_SERVER | Code::ACCOUNTING_REQUEST) => {
                self.plainly(&packet, Code::ACCOUNTING_RESPONSE)
            }
            _ => Taken::Silence,
        }
    }

    /// Finds the answer; none if there is none, or another request has come in this one's place.
    pub(super) async fn work(&self, work: Work) -> Option<Arc<[u8]>> {
        let packet = Packet::parse(&work.octets).ok()?;
        let (key, authenticator) = ((work.from, packet.identifier()), packet.authenticator());
        let answer: Option<Arc<[u8]>> = self.decide(&packet, work.client).await.map(Into::into);
        match answer {
            Some(answer) => self.memory().keep(key, authenticator, answer.clone()).then_some(answer),
            None => {
                self.memory().give_up(key, authenticator);
                None
            }
        }
    }

    async fn decide(&self, packet: &Packet<'_>, client: IpAddr) -> Option<Vec<u8>> {
        let name = parse::user_name(packet).unwrap_or_default();
        let (uid, tenant) = self.service.core().user_and_tenant(&name);
        let request = parse::request(packet, uid, client, &self.secret);
        let reply = match self.service.ask(&tenant, Request::Radius(request), None).await? {
            Reply::Radius(reply) => reply,
            // What ends a login from outside, such as its tenant's end, is no verdict of this door.
            _ => RadiusReply::Reject { ms_chap: None },
        };
        let is_signed = self.client(client).is_none_or(|known| known.is_signed_to);
        let signed = if is_signed { Placement::First } else { Placement::Absent };
        reply::access(packet, &reply, signed, &self.secret)
    }

    fn admit(&self, packet: &Packet<'_>, from: SocketAddr, client: IpAddr) -> Taken {
        match self.memory().admit((from, packet.identifier()), packet.authenticator(), Instant::now()) {
            Admission::New => Taken::Work(Work { from, client, octets: packet.octets().to_vec() }),
            Admission::Answered(answer) => Taken::Answer(answer),
            Admission::Dropped => Taken::Silence,
        }
    }

    fn plainly(&self, packet: &Packet<'_>, code: Code) -> Taken {
        reply::plain(packet, code, &self.secret).map_or(Taken::Silence, |answer| Taken::Answer(answer.into()))
    }

    fn client(&self, address: IpAddr) -> Option<&RadiusClient> {
        self.clients.iter().find(|known| known.address == address)
    }

    /// Tells who watches of an Access-Request, each time that it comes.
    fn report(&self, packet: &Packet<'_>, from: SocketAddr) {
        if let Some(watch) = self.watch.as_ref().filter(|_| packet.code() == Code::ACCESS_REQUEST) {
            let arrival = RadiusArrival { from, octets: packet.octets().to_vec(), at: Instant::now() };
            // Who watched may have gone, or have seen enough.
            let _ = watch.try_send(arrival);
        }
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
