//! Syslog over UDP (RFC 5426): a datagram for each line.

use tokio::net::{UdpSocket, lookup_host};

use super::queue::{Lines, Losses};
use super::syslog;

pub(crate) async fn tell(address: String, mut lines: Lines, losses: Losses) {
    let mut socket = None;
    let mut message = Vec::new();
    while let Some(line) = lines.recv().await {
        message.clear();
        syslog::message(&mut message, &line);
        if let Err(error) = send(&mut socket, &address, &message).await {
            losses.add(1, &error.to_string());
            socket = None;
        }
    }
}

async fn send(socket: &mut Option<UdpSocket>, address: &str, message: &[u8]) -> std::io::Result<()> {
    let socket = match socket {
        Some(socket) => socket,
        None => socket.insert(connect(address).await?),
    };
    socket.send(message).await.map(drop)
}

async fn connect(address: &str) -> std::io::Result<UdpSocket> {
    let to = lookup_host(address).await?.next().ok_or(std::io::ErrorKind::NotFound)?;
    let from = if to.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
    let socket = UdpSocket::bind(from).await?;
    socket.connect(to).await?;
    Ok(socket)
}
