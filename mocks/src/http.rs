//! What all mocks share: a listener on loopback, requests with bounded bodies,
//! and answers in JSON.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use percent_encoding::percent_decode_str;
use serde::Serialize;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::Error;

/// Octets of a request's body.
const LONGEST_BODY: usize = 16 * 1024;
/// Connections at a time; further ones wait.
const CONNECTIONS: usize = 256;
/// How long a request may take to arrive, and a connection to stay idle.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE_AFTER_ERROR: Duration = Duration::from_millis(50);

/// A mock that runs; it ends when this is dropped.
#[derive(Debug)]
pub struct Mock {
    /// Where it answers HTTP.
    pub http: SocketAddr,
    listener: JoinHandle<()>,
}

impl Drop for Mock {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

pub(crate) type Response = hyper::Response<Full<Bytes>>;

/// A request that arrived whole.
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: String,
    headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Request {
    /// A parameter of the query, as forms encode it (WHATWG URL).
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        self.values(name).next()
    }

    /// All of one name.
    pub(crate) fn parameters(&self, name: &str) -> Vec<String> {
        self.values(name).collect()
    }

    fn values(&self, name: &str) -> impl Iterator<Item = String> {
        pairs(&self.query).filter(move |(known, _)| *known == name).filter_map(|(_, value)| decoded(value))
    }

    /// All parameters of the query, and of a form that was posted.
    pub(crate) fn fields(&self) -> Vec<(String, String)> {
        let is_form = self.header("content-type").is_some_and(|kind| kind.starts_with(FORM));
        let form = str::from_utf8(&self.body).ok().filter(|_| is_form && self.method == Method::POST);
        let all = pairs(&self.query).chain(pairs(form.unwrap_or_default()));
        all.filter_map(|(name, value)| Some((decoded(name)?, decoded(value)?))).collect()
    }

    /// A header, if it is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

fn pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    query.split('&').filter_map(|pair| pair.split_once('='))
}

fn decoded(text: &str) -> Option<String> {
    Some(percent_decode_str(&text.replace('+', " ")).decode_utf8().ok()?.into_owned())
}

/// What a mock answers.
pub(crate) trait Play: Send + Sync + 'static {
    fn answer(&self, request: Request) -> impl Future<Output = Response> + Send;
}

/// Plays on this address; when this returns, it listens.
pub(crate) async fn play(play: impl Play, address: SocketAddr) -> Result<Mock, Error> {
    if !address.ip().is_loopback() {
        return Err(Error::NotLoopback { address });
    }
    let failed = |cause| Error::Listen { address, cause };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let http = listener.local_addr().map_err(failed)?;
    Ok(Mock { http, listener: tokio::spawn(listen(listener, Arc::new(play))) })
}

async fn listen(listener: TcpListener, play: Arc<impl Play>) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    while let Ok(place) = room.clone().acquire_owned().await {
        match listener.accept().await {
            Ok((stream, _)) => drop(tokio::spawn(serve(stream, play.clone(), place))),
            Err(_) => tokio::time::sleep(PAUSE_AFTER_ERROR).await,
        }
    }
}

async fn serve(stream: TcpStream, play: Arc<impl Play>, _place: OwnedSemaphorePermit) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let play = play.clone();
        async move { Ok::<_, Infallible>(respond(&*play, request).await) }
    });
    let mut protocol = http1::Builder::new();
    protocol.timer(TokioTimer::new()).header_read_timeout(PATIENCE);
    let _ = protocol.serve_connection(TokioIo::new(stream), service).await;
}

async fn respond(play: &impl Play, request: hyper::Request<Incoming>) -> Response {
    let (head, body) = request.into_parts();
    match timeout(PATIENCE, Limited::new(body, LONGEST_BODY).collect()).await {
        Ok(Ok(body)) => {
            let (path, query) = (head.uri.path().to_owned(), head.uri.query().unwrap_or_default().to_owned());
            let (method, headers) = (head.method, head.headers);
            play.answer(Request { method, path, query, headers, body: body.to_bytes() }).await
        }
        _ => error(StatusCode::BAD_REQUEST, "the body is too long or too slow"),
    }
}

#[derive(Serialize)]
struct Failure<'a> {
    error: &'a str,
}

/// `{"error":"…"}`
pub(crate) fn error(status: StatusCode, what: &str) -> Response {
    json(status, &Failure { error: what })
}

pub(crate) fn json(status: StatusCode, what: &impl Serialize) -> Response {
    text(status, serde_json::to_string(what).unwrap_or_default(), "application/json")
}

pub(crate) fn text(status: StatusCode, text: String, kind: &'static str) -> Response {
    let mut response = Response::new(Full::new(text.into()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}
