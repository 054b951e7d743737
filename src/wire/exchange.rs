use std::collections::BTreeMap;

use sekisho_protocol::radius::Code;
use serde_json::Value;

use super::{
    Dialogue, Discard, Earlier, Hop, Http, HttpAnswer, HttpRequest, RadiusAnswer, RadiusClient, RadiusRequest,
    WireError,
};
use crate::scenario::Spoil;

/// A request, ready to be sent or broken.
#[derive(Debug, Clone)]
pub enum Request {
    /// Of HTTP.
    Http(HttpRequest),
    /// Of RADIUS.
    Radius(Box<RadiusRequest>),
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Of HTTP.
    Http(HttpAnswer),
    /// Of RADIUS.
    Radius(RadiusAnswer),
}

/// What came of a request.
#[derive(Debug)]
pub struct Sent {
    /// The answer, or why there is none.
    pub answer: Result<Answer, WireError>,
    /// Replies that came meanwhile and were discarded.
    pub rejected: BTreeMap<Discard, u64>,
    /// The requests of HTTP that were answered; several, where redirects were followed.
    pub hops: Vec<Hop>,
    /// The packets that went to and fro, where the request was one of RADIUS.
    pub dialogue: Dialogue,
    /// The request of RADIUS that went out, for one that is to repeat it.
    pub earlier: Option<Earlier>,
}

/// The clients of one case.
#[derive(Debug, Clone)]
pub struct Clients {
    /// For HTTP, shared by the run.
    pub http: Http,
    /// For RADIUS, the case's own: so that a late reply is known to be its.
    pub radius: RadiusClient,
}

impl Clients {
    /// Sends a request and awaits its answer.
    pub async fn send(&self, request: &Request) -> Sent {
        match request {
            Request::Radius(request) => self.radius.send(request).await,
            Request::Http(request) => {
                let (hops, answer) = self.http.go(request).await;
                Sent { hops, ..Sent::of(answer.map(Answer::Http)) }
            }
        }
    }
}

impl Sent {
    /// That nothing came.
    pub fn silent(why: String) -> Self {
        Self::of(Err(WireError::Silent(why)))
    }

    fn of(answer: Result<Answer, WireError>) -> Self {
        let (rejected, dialogue) = (BTreeMap::new(), Dialogue::default());
        Self { answer, rejected, hops: Vec::new(), dialogue, earlier: None }
    }
}

impl Request {
    /// What the client sends after such an answer without being asked: a vendor's client whose password was rejected
    /// tries the next way to convey it.
    pub fn after(&self, answer: &Result<Answer, WireError>) -> Option<Self> {
        let Request::Radius(request) = self else { return None };
        let is_rejected = answer.as_ref().ok()?.radius()?.code() == Code::ACCESS_REJECT;
        request
            .by_next_method()
            .filter(|_| is_rejected && request.raw.is_none())
            .map(|next| Request::Radius(Box::new(next)))
    }

    /// Breaks the request in one way; false if there is nothing in it that could be broken so.
    pub fn spoil(&mut self, how: Spoil) -> bool {
        match self {
            Request::Http(request) => request.spoil(how),
            Request::Radius(_) => false,
        }
    }
}

impl Answer {
    /// The protocol's own verdict: `HTTP 200`, `Access-Reject`.
    pub fn status(&self) -> String {
        match self {
            Answer::Http(answer) => format!("HTTP {}", answer.status),
            Answer::Radius(answer) => answer.code().to_string(),
        }
    }

    /// Whether the protocol's own verdict is that what was asked was done.
    pub fn is_good(&self) -> bool {
        match self {
            Answer::Http(answer) => (200..300).contains(&answer.status),
            Answer::Radius(answer) => answer.is_good(),
        }
    }

    /// The body as JSON, if it is.
    pub fn json(&self) -> Option<Value> {
        match self {
            Answer::Http(answer) => answer.json(),
            Answer::Radius(_) => None,
        }
    }

    /// What it says to people: the body, or the Reply-Message attributes.
    pub fn text(&self) -> String {
        match self {
            Answer::Http(answer) => answer.text(),
            Answer::Radius(answer) => answer.reply_message(),
        }
    }

    /// All of it in which a secret could be told: in RADIUS not only what users are shown.
    pub fn said(&self) -> String {
        match self {
            Answer::Http(answer) => answer.text(),
            Answer::Radius(answer) => answer.said(),
        }
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        match self {
            Answer::Http(answer) => answer.header(name),
            Answer::Radius(_) => None,
        }
    }

    /// The answer of RADIUS, if it is one.
    pub fn radius(&self) -> Option<&RadiusAnswer> {
        match self {
            Answer::Http(_) => None,
            Answer::Radius(answer) => Some(answer),
        }
    }

    /// Its octets: the body, or the whole packet.
    pub fn octets(&self) -> &[u8] {
        match self {
            Answer::Http(answer) => &answer.body,
            Answer::Radius(answer) => answer.octets(),
        }
    }
}
