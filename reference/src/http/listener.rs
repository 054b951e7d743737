//! Connections: accepted, served and, when they stall, closed.

use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use rustls::pki_types::CertificateDer;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use super::Response;
use super::patience::Patient;
use crate::Limits;

/// Octets of a request's head.
const LONGEST_HEAD: usize = 16 * 1024;
const PAUSE_AFTER_ERROR: Duration = Duration::from_millis(50);

/// What answers requests.
pub(crate) trait Handler: Clone + Send + Sync + 'static {
    /// Answers one request, whatever it is.
    fn answer(&self, request: Request<Incoming>) -> impl Future<Output = Response> + Send;

    /// For a connection over TLS, and the certificate that its client showed.
    fn over_tls(self, _certificate: Option<CertificateDer<'static>>) -> Self {
        self
    }
}

/// How connections are spoken.
#[derive(Clone)]
pub(crate) enum Way {
    Plain,
    Tls(TlsAcceptor),
}

/// Serves until it is told to stop; then finishes the requests at hand.
pub(crate) async fn listen(
    listener: TcpListener,
    way: Way,
    handler: impl Handler,
    limits: Limits,
    stop: watch::Receiver<bool>,
) {
    let room = Arc::new(Semaphore::new(limits.connections));
    let mut connections = JoinSet::new();
    let mut stopped = stop.clone();
    loop {
        let accepted = tokio::select! {
            () = told(&mut stopped) => break,
            accepted = accept(&listener, &room) => accepted,
        };
        if let Some((stream, place)) = accepted {
            connections.spawn(serve(stream, way.clone(), place, handler.clone(), limits, stop.clone()));
        }
        while connections.try_join_next().is_some() {}
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

/// Until it is told to stop, or nobody is left to tell it.
async fn told(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|&stop| stop).await;
}

/// None when no connection could be accepted (too many open files, say).
async fn accept(listener: &TcpListener, room: &Arc<Semaphore>) -> Option<(TcpStream, OwnedSemaphorePermit)> {
    let place = room.clone().acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, _)) => Some((stream, place)),
        Err(_) => {
            tokio::time::sleep(PAUSE_AFTER_ERROR).await;
            None
        }
    }
}

async fn serve(
    stream: TcpStream,
    way: Way,
    _place: OwnedSemaphorePermit,
    handler: impl Handler,
    limits: Limits,
    mut stop: watch::Receiver<bool>,
) {
    let _ = stream.set_nodelay(true);
    let stream = Patient::new(stream, limits.read);
    match way {
        Way::Plain => converse(stream, handler, limits, stop).await,
        Way::Tls(tls) => {
            let shaken = tokio::select! {
                () = told(&mut stop) => return,
                shaken = timeout(limits.read, tls.accept(stream)) => shaken,
            };
            let Ok(Ok(stream)) = shaken else { return };
            let certificates = stream.get_ref().1.peer_certificates();
            let certificate = certificates.and_then(<[_]>::first).cloned();
            converse(stream, handler.over_tls(certificate), limits, stop).await;
        }
    }
}

async fn converse(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    handler: impl Handler,
    limits: Limits,
    mut stop: watch::Receiver<bool>,
) {
    let service = service_fn(move |request| {
        let handler = handler.clone();
        async move { Ok::<_, Infallible>(handler.answer(request).await) }
    });
    let connection = protocol(limits).serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => {}
        () = told(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

fn protocol(limits: Limits) -> http1::Builder {
    let mut protocol = http1::Builder::new();
    protocol.timer(TokioTimer::new()).header_read_timeout(limits.read).max_buf_size(LONGEST_HEAD);
    protocol
}
