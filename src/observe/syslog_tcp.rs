//! Syslog over TCP (RFC 6587), in either framing.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sekisho_protocol::syslog::framing::{Deframer, Frame};
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use super::{Line, Source};

/// Bytes kept of a message; what is beyond is dropped and noted.
const MAX_FRAME: usize = 64 * 1024;

/// Connections held at a time. One more ends the one that was silent for longest: senders that
/// vanished without a word are the likeliest, and must not keep others out.
const MAX_CONNECTIONS: usize = 256;

/// Bytes taken from a connection at a time.
const MAX_READ: usize = 16 * 1024;

/// A wait after a failed accept: for want of file descriptors it would fail again at once.
const PAUSE: Duration = Duration::from_millis(10);

/// Receives syslog messages over any number of connections to `listen`; port 0 takes a free one,
/// see [`Source::address`]. The framing is found anew for each message. At a connection's end, in
/// order or not, what came of an unfinished message comes out too.
///
/// # Errors
///
/// The address cannot be bound.
pub async fn syslog_tcp(observer: usize, listen: SocketAddr, lines: UnboundedSender<Line>) -> io::Result<Source> {
    let listener = TcpListener::bind(listen).await?;
    let address = listener.local_addr()?;
    let connections = Connections {
        outlet: Outlet { observer, lines },
        tasks: JoinSet::new(),
        open: Vec::new(),
        reads: Arc::new(AtomicU64::new(0)),
    };
    Ok(Source::listening(address, connections.accept(listener)))
}

/// Where a connection's messages go.
#[derive(Clone)]
struct Outlet {
    observer: usize,
    lines: UnboundedSender<Line>,
}

impl Outlet {
    /// That nobody receives any more ends the accepting task, and with it all connections.
    fn send(&self, frame: &Frame) {
        drop(self.lines.send(Line::from_syslog(self.observer, &frame.bytes, &frame.deviations)));
    }
}

struct Connections {
    outlet: Outlet,
    /// One for each connection; aborted with this.
    tasks: JoinSet<()>,
    open: Vec<Connection>,
    /// Counts the reads of all connections: the clock by which silence is measured.
    reads: Arc<AtomicU64>,
}

/// What the accepting task knows of a connection.
struct Connection {
    /// The number of its last read.
    heard: Arc<AtomicU64>,
    /// To drop this ends the connection; closed where it has ended by itself.
    end: oneshot::Sender<()>,
}

impl Connections {
    async fn accept(mut self, listener: TcpListener) {
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = self.outlet.lines.closed() => return,
            };
            match accepted {
                Ok((stream, _)) => self.admit(stream),
                Err(_) => tokio::time::sleep(PAUSE).await,
            }
        }
    }

    fn admit(&mut self, stream: TcpStream) {
        self.make_room();
        let heard = Arc::new(AtomicU64::new(self.reads.fetch_add(1, Ordering::Relaxed)));
        let (end, ended) = oneshot::channel();
        self.open.push(Connection { heard: Arc::clone(&heard), end });
        let ear = Ear { heard, reads: Arc::clone(&self.reads), outlet: self.outlet.clone() };
        self.tasks.spawn(ear.listen(stream, ended));
    }

    fn make_room(&mut self) {
        while self.tasks.try_join_next().is_some() {}
        self.open.retain(|connection| !connection.end.is_closed());
        if self.open.len() >= MAX_CONNECTIONS {
            self.open.sort_by_key(|connection| connection.heard.load(Ordering::Relaxed));
            self.open.remove(0);
        }
    }
}

/// One connection's task.
struct Ear {
    heard: Arc<AtomicU64>,
    reads: Arc<AtomicU64>,
    outlet: Outlet,
}

impl Ear {
    async fn listen(self, mut stream: TcpStream, mut ended: oneshot::Receiver<()>) {
        let mut deframer = Deframer::new(MAX_FRAME);
        let mut buffer = vec![0; MAX_READ];
        loop {
            let read = tokio::select! {
                read = stream.read(&mut buffer) => read,
                _ = &mut ended => Ok(0),
            };
            let Ok(count @ 1..) = read else { break };
            self.heard.store(self.reads.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
            deframer.push(&buffer[..count]);
            deframer.by_ref().for_each(|frame| self.outlet.send(&frame));
        }
        deframer.finish().iter().for_each(|frame| self.outlet.send(frame));
    }
}
