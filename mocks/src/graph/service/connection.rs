//! One connection: requests in, answers out, and ends that no answer has.

use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONNECTION, CONTENT_TYPE, DATE, HOST, HeaderMap, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{StatusCode, Uri};
use hyper_util::rt::{TokioIo, TokioTimer};
use jiff::Timestamp;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::watch;
use tokio::time::timeout;

use super::cloud::Cloud;
use super::ending::Ending;
use super::spoil::{http_date, refusal};
use super::wire::Wire;
use crate::graph::Guid;
use crate::graph::message::{Headers, Request, Response};
use crate::time_of;

/// Octets of a request's body: Graph takes 4 MB.
const LONGEST_BODY: usize = 4 * 1024 * 1024;
/// How long a body may take to arrive, and a client that should go to do so.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a connection may stay idle.
const IDLE: Duration = Duration::from_secs(120);

/// Serves a connection until its end.
pub(super) async fn serve(cloud: Arc<Cloud>, wire: Wire, mut epoch: watch::Receiver<u64>, trusting: bool) {
    let scheme = if matches!(wire, Wire::Plain(_)) { "http" } else { "https" };
    epoch.mark_unchanged();
    let cut = Arc::new(Cut::default());
    let client = Arc::new(Client { cloud, scheme, trusting, epoch: epoch.clone(), cut: cut.clone() });
    let service = service_fn(move |request| {
        let client = client.clone();
        Box::pin(async move { client.exchange(request).await })
    });
    let mut protocol = http1::Builder::new();
    protocol.timer(TokioTimer::new()).header_read_timeout(IDLE);
    let mut connection = protocol.serve_connection(TokioIo::new(wire), service);
    let mut is_ending = false;
    let ended = loop {
        tokio::select! {
            ended = poll_fn(|cx| connection.poll_without_shutdown(cx)) => break ended,
            changed = epoch.changed(), if !is_ending => {
                is_ending = true;
                if changed.is_ok() {
                    std::pin::Pin::new(&mut connection).graceful_shutdown();
                }
            }
        }
    };
    let wire = connection.into_parts().io.into_inner();
    match cut.take() {
        Some(end) => finish(wire, end).await,
        None if ended.is_ok() => close(wire).await,
        None => {}
    }
}

/// An end that is no answer of HTTP.
#[derive(Debug)]
enum End {
    Reset,
    HalfClose,
    /// These octets, and then the end.
    Truncated(Vec<u8>),
}

/// Carries such an end out of the service, which can only give up.
#[derive(Debug, Default)]
struct Cut(Mutex<Option<End>>);

impl Cut {
    fn set(&self, end: End) -> GivenUp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(end);
        GivenUp
    }

    fn take(&self) -> Option<End> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The service does not answer.
#[derive(Debug)]
struct GivenUp;

impl fmt::Display for GivenUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the exchange ends without an answer")
    }
}

impl std::error::Error for GivenUp {}

async fn finish(mut wire: Wire, end: End) {
    match end {
        End::Reset => {
            let _ = wire.tcp().set_zero_linger();
        }
        End::HalfClose => close(wire).await,
        End::Truncated(octets) => {
            let written = async {
                wire.write_all(&octets).await?;
                wire.flush().await
            };
            if let Ok(Ok(())) = timeout(PATIENCE, written).await {
                // Without TLS's close_notify: the end comes by accident.
                let _ = wire.tcp().shutdown().await;
                drain(wire.tcp()).await;
            }
        }
    }
}

/// Closes one direction, and then waits for the client to close the other.
async fn close(mut wire: Wire) {
    let _ = timeout(PATIENCE, wire.shutdown()).await;
    drain(wire.tcp()).await;
}

async fn drain(stream: &mut tokio::net::TcpStream) {
    let mut rest = [0; 4096];
    let read = async { while matches!(stream.read(&mut rest).await, Ok(1..)) {} };
    let _ = timeout(PATIENCE, read).await;
}

/// What the service knows of the connection.
struct Client {
    cloud: Arc<Cloud>,
    scheme: &'static str,
    trusting: bool,
    epoch: watch::Receiver<u64>,
    cut: Arc<Cut>,
}

impl Client {
    async fn exchange(&self, request: hyper::Request<Incoming>) -> Result<hyper::Response<Full<Bytes>>, GivenUp> {
        if self.epoch.has_changed().unwrap_or(true) {
            // It was to end while it was idle, and this request came too late.
            return Err(self.cut.set(End::Reset));
        }
        let (head, body) = request.into_parts();
        let now = time_of(head.headers.get(DATE).and_then(|date| date.to_str().ok()));
        let ending = match timeout(PATIENCE, Limited::new(body, LONGEST_BODY).collect()).await {
            Ok(Ok(body)) => {
                let request = self.request(head.method, &head.uri, &head.headers, body.to_bytes());
                self.cloud.answer(request, now, self.trusting).await
            }
            Ok(Err(error)) if error.is::<LengthLimitError>() => {
                let request = self.request(head.method, &head.uri, &head.headers, Bytes::new());
                Ending::Answer(refusal(StatusCode::PAYLOAD_TOO_LARGE, None, &request, now))
            }
            _ => Ending::Reset,
        };
        match ending {
            Ending::Answer(response) => Ok(self.carried(response, now)),
            Ending::Truncated(response) => Err(self.cut.set(End::Truncated(half(&response, now)))),
            Ending::Reset => Err(self.cut.set(End::Reset)),
            Ending::HalfClose => Err(self.cut.set(End::HalfClose)),
            Ending::Hang(mut scope) => {
                while scope.changed().await.is_ok() {}
                Err(self.cut.set(End::Reset))
            }
        }
    }

    fn request(&self, method: hyper::Method, uri: &Uri, headers: &HeaderMap, body: Bytes) -> Request {
        let host = headers.get(HOST).and_then(|host| host.to_str().ok()).map(str::to_owned);
        let host = host.unwrap_or_else(|| self.cloud.doors.address.to_string());
        let told = headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
        Request {
            method,
            origin: format!("{}://{host}", self.scheme),
            path: single_slashed(uri.path()),
            query: uri.query().unwrap_or_default().to_owned(),
            headers: Headers::of(told),
            body,
            id: Guid(0),
        }
    }

    fn carried(&self, answer: Response, now: Timestamp) -> hyper::Response<Full<Bytes>> {
        let mut response = hyper::Response::new(Full::new(answer.body));
        *response.status_mut() = answer.status;
        let headers = response.headers_mut();
        for (name, value) in answer.headers {
            if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::try_from(value)) {
                headers.append(name, value);
            }
        }
        if let Ok(date) = HeaderValue::try_from(http_date(now)) {
            headers.insert(DATE, date);
        }
        if self.cloud.doors.are_troubled() {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

/// An answer's head, and half of the body that it tells of.
fn half(response: &Response, now: Timestamp) -> Vec<u8> {
    let kind = response.header(CONTENT_TYPE.as_str()).unwrap_or("application/json");
    let (status, length) = (response.status, response.body.len().max(2));
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ndate: {}\r\ncontent-length: {length}\r\n\r\n",
        http_date(now)
    );
    let body = response.body.get(..length / 2).unwrap_or_default();
    [head.as_bytes(), body].concat()
}

/// SDKs send `/v1.0//users`.
fn single_slashed(path: &str) -> String {
    let mut single = String::with_capacity(path.len());
    for letter in path.chars() {
        if letter != '/' || !single.ends_with('/') {
            single.push(letter);
        }
    }
    single
}
