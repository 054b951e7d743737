use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::{Method, StatusCode};
use percent_encoding::percent_decode_str;
use serde::Serialize;
use serde_json::{Map, json};
use tokio::time::timeout;

use super::{Ledger, Program, Seen};
use crate::http::{Play, Request, Response, error, json as answer, play};
use crate::{Error, Mock};

/// How long a question for news may wait at most.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// How long whoever programs waits for what was programmed to be so.
const SETTLING: Duration = Duration::from_millis(500);

/// What a mock tells of a scope by name.
pub type Facts = BTreeMap<String, Fact>;

/// One of a mock's facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Fact {
    /// How many.
    Number(u64),
    /// What.
    Text(String),
}

/// What a mock has against the server that calls it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Complaint {
    /// The rule, with its source: `RFC 9110 10.2.3: Retry-After is waited for`.
    pub rule: String,
    /// What a server that keeps it would have done.
    pub expected: String,
    /// What this one did; no secrets.
    pub got: String,
}

/// A mock that can be programmed and asked, scope by scope.
pub trait Controlled: Send + Sync + 'static {
    /// Programs a scope: all that is told, or nothing.
    ///
    /// # Errors
    ///
    /// When something of it cannot be done: what, for people.
    fn program(&self, scope: &str, program: Program) -> Result<(), String>;

    /// Resolves when all that was programmed is so, where that takes time: connections that are to end, say.
    fn settled(&self) -> impl Future<Output = ()> + Send {
        std::future::ready(())
    }

    /// What was seen.
    fn ledger(&self, scope: &str) -> Arc<Ledger>;

    /// The facts of these names, or all that are worth telling. Unknown names are left out.
    fn facts(&self, scope: &str, wanted: &[String]) -> Facts;

    /// What it has against the server.
    fn verdict(&self, scope: &str) -> Vec<Complaint>;

    /// Forgets the scope.
    fn forget(&self, scope: &str);
}

/// Listens for whoever tests on a loopback address; port 0 for a free one.
/// [`Mock::http`] is then where.
///
/// # Errors
///
/// When it cannot listen there, or the address is not loopback.
pub async fn control(mock: Arc<impl Controlled>, listen: SocketAddr) -> Result<Mock, Error> {
    play(Panel(mock), listen).await
}

struct Panel<C>(Arc<C>);

#[derive(Serialize)]
struct News {
    seen: Vec<Seen>,
    /// How many of those asked for have given way already.
    forgotten: u64,
}

impl<C: Controlled> Play for Panel<C> {
    async fn answer(&self, request: Request) -> Response {
        let Some((scope, what)) = place(&request.path) else {
            return error(StatusCode::NOT_FOUND, "no such path; expected /control/SCOPE");
        };
        match (&request.method, what) {
            (&Method::POST, "") => self.program(&scope, &request).await,
            (&Method::DELETE, "") => {
                self.0.forget(&scope);
                answer(StatusCode::OK, &json!({}))
            }
            (&Method::GET, "seen") => self.seen(&scope, &request).await,
            (&Method::GET, "facts") => {
                let facts = self.0.facts(&scope, &request.parameters("fact"));
                answer(StatusCode::OK, &json!({ "facts": facts }))
            }
            (&Method::GET, "verdict") => answer(StatusCode::OK, &json!({ "complaints": self.0.verdict(&scope) })),
            (_, "" | "seen" | "facts" | "verdict") => error(StatusCode::METHOD_NOT_ALLOWED, "no such method here"),
            _ => error(StatusCode::NOT_FOUND, "no such path; a scope has seen, facts and verdict"),
        }
    }
}

impl<C: Controlled> Panel<C> {
    async fn program(&self, scope: &str, request: &Request) -> Response {
        let told: Result<Map<_, _>, _> = match request.body.is_empty() {
            true => Ok(Map::new()),
            false => serde_json::from_slice(&request.body),
        };
        let done = told.map_err(|wrong| format!("expected a JSON object: {wrong}"));
        match done.and_then(|told| self.0.program(scope, Program::new(told))) {
            Ok(()) => {
                // What is busy may take as long as it likes.
                let _ = timeout(SETTLING, self.0.settled()).await;
                answer(StatusCode::OK, &json!({}))
            }
            Err(wrong) => error(StatusCode::BAD_REQUEST, &wrong),
        }
    }

    async fn seen(&self, scope: &str, request: &Request) -> Response {
        let (after, wait) = match (request.count("after"), request.count("wait_ms")) {
            (Ok(after), Ok(wait)) => (after, Duration::from_millis(wait).min(LONGEST_WAIT)),
            (Err(wrong), _) | (_, Err(wrong)) => return error(StatusCode::BAD_REQUEST, &wrong),
        };
        let (seen, forgotten) = self.0.ledger(scope).news(after, wait).await;
        answer(StatusCode::OK, &News { seen, forgotten })
    }
}

impl Request {
    /// A whole number of the query; 0 if there is none.
    fn count(&self, name: &str) -> Result<u64, String> {
        let Some(text) = self.parameter(name) else { return Ok(0) };
        text.parse().map_err(|_| format!("`{name}` must be a whole number from 0, got \"{text}\""))
    }
}

/// `/control/SCOPE` or `/control/SCOPE/WHAT`: the scope decoded, and what.
fn place(path: &str) -> Option<(String, &str)> {
    let rest = path.strip_prefix("/control/")?;
    let (scope, what) = rest.split_once('/').unwrap_or((rest, ""));
    let scope = percent_decode_str(scope).decode_utf8().ok()?;
    (!scope.is_empty()).then(|| (scope.into_owned(), what))
}
