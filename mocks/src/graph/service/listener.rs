//! Takes connections in.

use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use super::cloud::Cloud;
use super::connection;
use super::doors::Failing;
use super::wire::Wire;

/// Connections at a time; further ones wait.
const CONNECTIONS: usize = 1024;
const PAUSE_AFTER_ERROR: Duration = Duration::from_millis(50);
const HANDSHAKE: Duration = Duration::from_secs(10);
/// A fatal alert, handshake_failure (RFC 8446, 6.2), as a record of its own.
const ALERT: [u8; 7] = [21, 3, 3, 0, 2, 2, 40];

/// Serves whoever comes, for good.
pub(super) async fn listen(cloud: Arc<Cloud>) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    while let Ok(place) = room.clone().acquire_owned().await {
        match poll_fn(|cx| cloud.doors.poll_accept(cx)).await {
            Ok((stream, failing)) => drop(tokio::spawn(welcome(cloud.clone(), stream, failing, place))),
            Err(_) => tokio::time::sleep(PAUSE_AFTER_ERROR).await,
        }
    }
}

async fn welcome(cloud: Arc<Cloud>, stream: TcpStream, failing: Option<Failing>, _place: OwnedSemaphorePermit) {
    let _ = stream.set_nodelay(true);
    let (epoch, _guest) = (cloud.doors.epoch(), cloud.doors.guest());
    let tls = match failing {
        Some(Failing::Reset) => {
            let _ = stream.set_zero_linger();
            return;
        }
        Some(Failing::Handshake) => return refuse_handshake(stream).await,
        Some(Failing::Untrusted) => cloud.doors.untrusted(),
        None => cloud.doors.tls.clone(),
    };
    let wire = match tls {
        None => Wire::Plain(stream),
        Some(config) => match timeout(HANDSHAKE, TlsAcceptor::from(config).accept(stream)).await {
            Ok(Ok(stream)) => Wire::Tls(Box::new(stream)),
            _ => return,
        },
    };
    connection::serve(cloud, wire, epoch, failing == Some(Failing::Untrusted)).await;
}

/// Reads the client's greeting, answers with an alert, and waits for its end.
async fn refuse_handshake(mut stream: TcpStream) {
    let mut greeting = [0; 4096];
    let refused = async {
        if stream.read(&mut greeting).await.is_ok() {
            let _ = stream.write_all(&ALERT).await;
            let _ = stream.shutdown().await;
            while matches!(stream.read(&mut greeting).await, Ok(1..)) {}
        }
    };
    let _ = timeout(HANDSHAKE, refused).await;
}
