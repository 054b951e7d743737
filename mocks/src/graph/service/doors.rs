//! The listener, and what can be wrong with it as a whole.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll, Waker};
use std::{fmt, io};

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio_rustls::rustls::ServerConfig;

use crate::Tls;

const BACKLOG: u32 = 1024;

/// Where connections come in. It can be shut so that they are refused; then
/// the port stays ours.
pub(super) struct Doors {
    pub(super) address: SocketAddr,
    /// None: plain HTTP.
    pub(super) tls: Option<Arc<ServerConfig>>,
    state: Mutex<State>,
    /// Counts the times that idle connections had to end.
    epoch: watch::Sender<u64>,
    untrusted: OnceLock<Option<Arc<ServerConfig>>>,
    /// Each connection since the last such time listens to it, and those of before to others.
    present: Mutex<Present>,
}

#[derive(Default)]
struct Present {
    now: watch::Sender<()>,
    leaving: Vec<watch::Sender<()>>,
}

struct State {
    listener: Option<TcpListener>,
    /// Holds the port, and never listens.
    reserve: Option<TcpSocket>,
    waker: Option<Waker>,
    trouble: Option<Trouble>,
    /// The scope that wanted it.
    wanted_by: Box<str>,
}

/// What is wrong with all connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Nobody listens, until that is mended: what never arrives cannot be counted.
    Refused,
    /// So many connections fail so.
    Next(Failing, u32),
}

/// How a connection fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failing {
    /// It is reset as soon as it is there.
    Reset,
    /// The TLS handshake ends with an alert.
    Handshake,
    /// The certificate is one that nobody should trust.
    Untrusted,
}

impl fmt::Debug for Doors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Doors").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Doors {
    pub(super) fn open(address: SocketAddr, tls: Option<Arc<ServerConfig>>) -> io::Result<Self> {
        let listener = listening(address)?;
        let address = listener.local_addr()?;
        let state = State { listener: Some(listener), reserve: None, waker: None, trouble: None, wanted_by: "".into() };
        Ok(Self {
            address,
            tls,
            state: Mutex::new(state),
            epoch: watch::Sender::new(0),
            untrusted: OnceLock::new(),
            present: Mutex::default(),
        })
    }

    /// The next connection, and how it fails, if it does.
    pub(super) fn poll_accept(&self, cx: &mut Context<'_>) -> Poll<io::Result<(TcpStream, Option<Failing>)>> {
        let mut state = self.lock();
        let Some(listener) = &state.listener else {
            state.waker = Some(cx.waker().clone());
            return Poll::Pending;
        };
        match listener.poll_accept(cx) {
            Poll::Pending => {
                state.waker = Some(cx.waker().clone());
                Poll::Pending
            }
            Poll::Ready(accepted) => Poll::Ready(accepted.map(|(stream, _)| (stream, state.next()))),
        }
    }

    /// Makes all connections fail so, or none. Idle ones end.
    pub(super) fn set(&self, trouble: Option<Trouble>, wanted_by: &str) -> io::Result<()> {
        let mut state = self.lock();
        match trouble {
            Some(Trouble::Refused) => {
                state.listener = None;
                if state.reserve.is_none() {
                    state.reserve = Some(bound(self.address)?);
                }
            }
            _ if state.listener.is_none() => {
                state.listener = Some(listening(self.address)?);
                state.reserve = None;
            }
            _ => {}
        }
        state.trouble = trouble;
        state.wanted_by = wanted_by.into();
        if let Some(waker) = state.waker.take() {
            waker.wake();
        }
        drop(state);
        let mut present = self.present();
        let before = std::mem::take(&mut present.now);
        present.leaving.retain(|leaving| !leaving.is_closed());
        present.leaving.push(before);
        drop(present);
        self.epoch.send_modify(|epoch| *epoch += 1);
        Ok(())
    }

    /// A connection is here for as long as it holds this.
    pub(super) fn guest(&self) -> watch::Receiver<()> {
        self.present().now.subscribe()
    }

    /// Resolves when all connections that had to end have ended, also for their clients: from then on none of them can
    /// be taken for a good one.
    pub(super) async fn cleared(&self) {
        let leaving = std::mem::take(&mut self.present().leaving);
        for leaving in leaving {
            leaving.closed().await;
        }
    }

    fn present(&self) -> MutexGuard<'_, Present> {
        self.present.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Mends what this scope wanted.
    pub(super) fn mended_by(&self, scope: &str) {
        let is_its = {
            let state = self.lock();
            state.trouble.is_some() && *state.wanted_by == *scope
        };
        if is_its {
            let _ = self.set(None, scope);
        }
    }

    /// Whether connections are to end after the answer they are at.
    pub(super) fn are_troubled(&self) -> bool {
        self.lock().trouble.is_some()
    }

    /// Changes whenever idle connections must end.
    pub(super) fn epoch(&self) -> watch::Receiver<u64> {
        self.epoch.subscribe()
    }

    /// TLS under another authority, which nobody knows.
    pub(super) fn untrusted(&self) -> Option<Arc<ServerConfig>> {
        self.untrusted.get_or_init(|| Tls::new().ok().map(|tls| tls.config)).clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn next(&mut self) -> Option<Failing> {
        let Some(Trouble::Next(failing, left)) = &mut self.trouble else { return None };
        let failing = *failing;
        *left = left.saturating_sub(1);
        if *left == 0 {
            self.trouble = None;
        }
        Some(failing)
    }
}

fn bound(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // The port is ours though connections of before linger, and though the reserve holds it.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

fn listening(address: SocketAddr) -> io::Result<TcpListener> {
    bound(address)?.listen(BACKLOG)
}
