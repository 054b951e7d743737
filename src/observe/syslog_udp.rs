//! Syslog over UDP (RFC 5426): one datagram, one message.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::sync::mpsc::UnboundedSender;

use super::{Line, Source};

/// No UDP payload is longer, so nothing is ever cut.
const MAX_DATAGRAM: usize = 64 * 1024;

/// A wait after a failed receive, so that a failure that lasts does not spin.
const PAUSE: Duration = Duration::from_millis(10);

/// Receives syslog datagrams on `listen`; port 0 takes a free one, see [`Source::address`]. What
/// the system drops for want of buffers is lost without a trace, as it is with UDP.
///
/// # Errors
///
/// The address cannot be bound.
pub async fn syslog_udp(observer: usize, listen: SocketAddr, lines: UnboundedSender<Line>) -> io::Result<Source> {
    let socket = UdpSocket::bind(listen).await?;
    let address = socket.local_addr()?;
    Ok(Source::listening(address, receive(observer, socket, lines)))
}

async fn receive(observer: usize, socket: UdpSocket, lines: UnboundedSender<Line>) {
    let mut buffer = vec![0; MAX_DATAGRAM];
    loop {
        let received = tokio::select! {
            received = socket.recv_from(&mut buffer) => received,
            () = lines.closed() => return,
        };
        match received {
            Ok((count, _)) => drop(lines.send(Line::from_syslog(observer, &buffer[..count], &[]))),
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}
