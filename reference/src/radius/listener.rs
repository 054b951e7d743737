//! The socket.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::sync::watch;
use tokio::time::sleep;

use super::door::{Door, Taken};

/// Octets of the largest datagram: what follows a packet is padding, and no reason to lose it.
const LARGEST: usize = 65_535;
/// How long to rest after the socket has failed.
const REST: Duration = Duration::from_millis(10);

/// Takes datagrams until the server stops.
pub(crate) async fn listen(socket: UdpSocket, door: Arc<Door>, mut stopped: watch::Receiver<bool>) {
    let socket = Arc::new(socket);
    let mut buffer = vec![0; LARGEST];
    loop {
        let received = tokio::select! {
            received = socket.recv_from(&mut buffer) => received,
            _ = stopped.wait_for(|stopped| *stopped) => return,
        };
        match received {
            Ok((length, from)) => answer(&socket, &door, &buffer[..length], from).await,
            Err(_) => sleep(REST).await,
        }
    }
}

async fn answer(socket: &Arc<UdpSocket>, door: &Arc<Door>, datagram: &[u8], from: SocketAddr) {
    match door.take(datagram, from) {
        Taken::Silence => {}
        Taken::Answer(answer) => send(socket, &answer, from).await,
        Taken::Work(work) => {
            let (socket, door) = (socket.clone(), door.clone());
            tokio::spawn(async move {
                if let Some(answer) = door.work(work).await {
                    send(&socket, &answer, from).await;
                }
            });
        }
    }
}

/// An answer that is lost is asked for again.
async fn send(socket: &UdpSocket, answer: &[u8], to: SocketAddr) {
    let _ = socket.send_to(answer, to).await;
}
