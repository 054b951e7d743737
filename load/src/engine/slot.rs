//! A connection, and the login that is on it.

use std::net::SocketAddr;
use std::os::fd::OwnedFd;

use rustix::event::epoll::{self, EventData, EventFlags};
use rustix::io::Errno;
use rustix::net::sockopt::{set_tcp_nodelay, socket_error};
use rustix::net::{AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType, connect, recv, send, socket_with};

use crate::journey::Kept;

/// A connection, and the login that is on it.
#[derive(Debug, Default)]
pub(super) struct Slot {
    socket: Option<OwnedFd>,
    /// Tells events of this connection from those of the one before.
    pub(super) generation: u32,
    pub(super) state: State,
    pub(super) login: Login,
    /// The request, and how much of it was sent.
    pub(super) out: Vec<u8>,
    sent: usize,
    /// What came of an answer that is not whole yet.
    pub(super) input: Vec<u8>,
    pub(super) kept: Kept,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    #[default]
    Closed,
    /// Since then.
    Connecting(u64),
    Idle,
    /// A request is on its way, or its answer.
    Asked,
}

/// The login that is on a connection.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Login {
    pub(super) account: u32,
    pub(super) call: usize,
    /// When it was due.
    pub(super) due: u64,
    /// When the request was sent that is on its way.
    pub(super) asked: u64,
}

impl Slot {
    /// Begins a connection. What comes of it comes as an event: once for all, edges of both directions, so that no
    /// request costs a call to ask for them.
    pub(super) fn connect(&mut self, epoll: &OwnedFd, place: u32, to: SocketAddr, now: u64) -> Result<(), Errno> {
        self.close();
        let family = if to.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
        let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
        let socket = socket_with(family, SocketType::STREAM, flags, None)?;
        set_tcp_nodelay(&socket, true)?;
        let edges = EventFlags::IN | EventFlags::OUT | EventFlags::RDHUP | EventFlags::ET;
        let data = u64::from(self.generation) << 32 | u64::from(place);
        epoll::add(epoll, &socket, EventData::new_u64(data), edges)?;
        match connect(&socket, &to) {
            Ok(()) | Err(Errno::INPROGRESS) => {}
            Err(error) => return Err(error),
        }
        self.socket = Some(socket);
        self.state = State::Connecting(now);
        Ok(())
    }

    /// How a connection came about, once an event said that something did.
    pub(super) fn connected(&self) -> Result<(), Errno> {
        let Some(socket) = &self.socket else { return Err(Errno::NOTCONN) };
        match socket_error(socket) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) | Err(error) => Err(error),
        }
    }

    /// Ends the connection; events of it that are still to come are nobody's.
    pub(super) fn close(&mut self) {
        self.socket = None;
        self.state = State::Closed;
        self.generation = self.generation.wrapping_add(1);
        self.input.clear();
        self.out.clear();
        self.sent = 0;
    }

    /// Sends a new request.
    pub(super) fn ask(&mut self) -> Result<(), Errno> {
        self.sent = 0;
        self.state = State::Asked;
        self.flush()
    }

    /// Sends what is left of the request, as far as it goes.
    pub(super) fn flush(&mut self) -> Result<(), Errno> {
        let Some(socket) = &self.socket else { return Err(Errno::NOTCONN) };
        while self.sent < self.out.len() {
            match send(socket, &self.out[self.sent..], SendFlags::NOSIGNAL | SendFlags::DONTWAIT) {
                Ok(octets) => self.sent += octets,
                Err(Errno::AGAIN) => return Ok(()),
                Err(Errno::INTR) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Whether a part of the request is still to be sent.
    pub(super) fn has_more_to_send(&self) -> bool {
        self.state == State::Asked && self.sent < self.out.len()
    }

    /// Octets that came; none where there are none for now, 0 at the end.
    pub(super) fn receive(&self, into: &mut [u8]) -> Result<Option<usize>, Errno> {
        let Some(socket) = &self.socket else { return Err(Errno::NOTCONN) };
        loop {
            match recv(socket, &mut *into, RecvFlags::DONTWAIT) {
                Ok((octets, _)) => return Ok(Some(octets)),
                Err(Errno::AGAIN) => return Ok(None),
                Err(Errno::INTR) => {}
                Err(error) => return Err(error),
            }
        }
    }
}
