use std::collections::{BTreeMap, HashMap};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use tokio::time::Instant;

use super::Discard;

/// The sockets of a case.
///
/// Each carries each identifier once: one that was used again too soon would take a late reply for its own. It is
/// then retired, but kept open for a while, so that late replies are counted.
#[derive(Debug, Default)]
pub(super) struct Pool {
    open: Mutex<Open>,
    strays: Arc<Strays>,
}

#[derive(Debug, Default)]
struct Open {
    current: HashMap<(Option<IpAddr>, SocketAddr), (Arc<Socket>, usize)>,
    retired: Vec<(Instant, Arc<Socket>)>,
}

/// How long a socket is kept after its last identifier: longer than any server remembers a request
/// (RFC 5080 section 2.2.2: 5 to 30 s).
const GUARD: Duration = Duration::from_secs(30);
const IDENTIFIERS: usize = 256;

impl Pool {
    /// An identifier that was not used yet, on a socket to this server.
    pub(super) fn lease(&self, source: Option<IpAddr>, server: SocketAddr) -> io::Result<Lease> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retired.retain(|(since, _)| since.elapsed() < GUARD);
        if let Some((socket, used)) = open.current.get_mut(&(source, server))
            && let Ok(identifier) = u8::try_from(*used)
        {
            *used += 1;
            return Ok(socket.lease(identifier));
        }
        let socket = Arc::new(Socket::open(source, server, self.strays.clone())?);
        if let Some((old, _)) = open.current.insert((source, server), (socket.clone(), 1)) {
            open.retired.push((Instant::now(), old));
        }
        Ok(socket.lease(0))
    }

    /// A certain identifier, on a socket of its own.
    pub(super) fn lease_exact(&self, source: Option<IpAddr>, server: SocketAddr, identifier: u8) -> io::Result<Lease> {
        let socket = Arc::new(Socket::open(source, server, self.strays.clone())?);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retired.push((Instant::now(), socket.clone()));
        Ok(socket.lease(identifier))
    }

    /// The replies that no request waited for since this was asked last.
    pub(super) fn take_strays(&self) -> BTreeMap<Discard, u64> {
        self.strays.take()
    }
}

#[derive(Debug, Default)]
struct Strays(Mutex<BTreeMap<Discard, u64>>);

impl Strays {
    fn count(&self, why: Discard) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(why).or_default() += 1;
    }

    fn take(&self) -> BTreeMap<Discard, u64> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What came for an identifier.
#[derive(Debug)]
pub(super) enum Arrival {
    Datagram(Vec<u8>),
    /// The host says that nothing listens there (ICMP port unreachable).
    Refused,
}

/// A connected socket and those who wait for replies on it.
#[derive(Debug)]
pub(super) struct Socket {
    udp: Arc<UdpSocket>,
    slots: Arc<Slots>,
    readers: Vec<AbortHandle>,
}

#[derive(Debug)]
struct Slots {
    table: Mutex<Vec<Slot>>,
    strays: Arc<Strays>,
}

#[derive(Debug, Clone)]
enum Slot {
    Unused,
    Waiting(mpsc::UnboundedSender<Arrival>),
    Answered,
    GivenUp,
}

/// The right to wait for the replies of one identifier.
#[derive(Debug)]
pub(super) struct Lease {
    pub socket: Arc<Socket>,
    pub identifier: u8,
    pub is_answered: bool,
    arrivals: mpsc::UnboundedReceiver<Arrival>,
}

impl Lease {
    /// Sends a datagram. An error that an earlier one brought about (ICMP) does not keep this one from going.
    pub(super) async fn send(&self, datagram: &[u8]) -> io::Result<()> {
        match self.socket.udp.send(datagram).await {
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
                self.socket.udp.send(datagram).await.map(|_| ())
            }
            sent => sent.map(|_| ()),
        }
    }

    /// What comes next; none once the socket is broken.
    pub(super) async fn arrival(&mut self) -> Option<Arrival> {
        self.arrivals.recv().await
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let slot = if self.is_answered { Slot::Answered } else { Slot::GivenUp };
        self.socket.slots.set(self.identifier, slot);
        // What came, but was not looked at any more, is counted all the same.
        while let Ok(arrival) = self.arrivals.try_recv() {
            if matches!(arrival, Arrival::Datagram(_)) {
                self.socket.slots.strays.count(if self.is_answered { Discard::Duplicate } else { Discard::Late });
            }
        }
    }
}

impl Socket {
    fn open(source: Option<IpAddr>, server: SocketAddr, strays: Arc<Strays>) -> io::Result<Self> {
        let any: IpAddr = if server.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
        let own = unbound(server)?;
        own.bind(&SocketAddr::new(source.unwrap_or(any), 0).into())?;
        // Only now: a socket that shares its port may be given one that another such socket has, and the replies of
        // two cases would go to either.
        share_port(&own)?;
        own.connect(&server.into())?;
        let udp = Arc::new(UdpSocket::from_std(own.into())?);
        let slots = Arc::new(Slots { table: Mutex::new(vec![Slot::Unused; IDENTIFIERS]), strays });
        let mut readers = vec![tokio::spawn(replies(udp.clone(), slots.clone())).abort_handle()];
        // Counting is all that the second one is for: where it cannot be had, nothing else is lost.
        if let Ok(foreign) = second(udp.local_addr()?) {
            readers.push(tokio::spawn(foreign_replies(foreign, slots.clone())).abort_handle());
        }
        Ok(Self { udp, slots, readers })
    }

    /// The right to wait for an identifier's replies.
    pub(super) fn lease(self: &Arc<Self>, identifier: u8) -> Lease {
        let (sender, arrivals) = mpsc::unbounded_channel();
        self.slots.set(identifier, Slot::Waiting(sender));
        Lease { socket: self.clone(), identifier, is_answered: false, arrivals }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.readers.iter().for_each(AbortHandle::abort);
    }
}

/// A second socket of an address: the connected one gets the server's datagrams, this one all else.
fn second(address: SocketAddr) -> io::Result<UdpSocket> {
    let socket = unbound(address)?;
    share_port(&socket)?;
    socket.bind(&address.into())?;
    UdpSocket::from_std(socket.into())
}

fn unbound(family: SocketAddr) -> io::Result<socket2::Socket> {
    let socket = socket2::Socket::new(socket2::Domain::for_address(family), socket2::Type::DGRAM, None)?;
    socket.set_nonblocking(true)?;
    Ok(socket)
}

fn share_port(socket: &socket2::Socket) -> io::Result<()> {
    #[cfg(unix)]
    socket.set_reuse_port(true)?;
    Ok(())
}

const LARGEST_DATAGRAM: usize = 65_535;

async fn replies(udp: Arc<UdpSocket>, slots: Arc<Slots>) {
    let mut buffer = vec![0; LARGEST_DATAGRAM];
    loop {
        match udp.recv(&mut buffer).await {
            Ok(length) => slots.came(&buffer[..length]),
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => slots.refused(),
            Err(_) => return,
        }
    }
}

async fn foreign_replies(udp: UdpSocket, slots: Arc<Slots>) {
    let mut buffer = [0; 1];
    while udp.recv_from(&mut buffer).await.is_ok() {
        slots.strays.count(Discard::ForeignSource);
    }
}

impl Slots {
    fn set(&self, identifier: u8, slot: Slot) {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)[usize::from(identifier)] = slot;
    }

    fn came(&self, datagram: &[u8]) {
        let Some(identifier) = datagram.get(1) else { return self.strays.count(Discard::Malformed) };
        let slot = self.table.lock().unwrap_or_else(PoisonError::into_inner)[usize::from(*identifier)].clone();
        match slot {
            Slot::Waiting(waiting) => drop(waiting.send(Arrival::Datagram(datagram.to_vec()))),
            Slot::Unused => self.strays.count(Discard::Identifier),
            Slot::Answered => self.strays.count(Discard::Duplicate),
            Slot::GivenUp => self.strays.count(Discard::Late),
        }
    }

    fn refused(&self) {
        let table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        for slot in table.iter() {
            if let Slot::Waiting(waiting) = slot {
                drop(waiting.send(Arrival::Refused));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// As many as a run has open at a time; with shared ports some of them were the same, and a case took the replies
    /// of another.
    #[tokio::test]
    async fn no_two_sockets_have_one_port() {
        let server = SocketAddr::from(([127, 0, 0, 1], 1812));
        let open = || Socket::open(None, server, Arc::default()).expect("a socket");
        let sockets: Vec<Socket> = (0..300).map(|_| open()).collect();
        let ports: BTreeSet<u16> = sockets.iter().map(|it| it.udp.local_addr().expect("an address").port()).collect();
        assert_eq!(ports.len(), sockets.len());
        assert!(sockets.iter().all(|socket| socket.readers.len() == 2), "and foreign replies are heard on each");
    }
}
