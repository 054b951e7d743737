//! What comes in and what goes out, whatever brought it: a connection of its own, or an item of a batch.

use std::fmt;

use hyper::body::Bytes;
use hyper::{Method, StatusCode};
use jiff::Timestamp;
use serde::Serialize;

use super::Guid;

/// A request that arrived whole.
pub struct Request {
    /// The method.
    pub method: Method,
    /// Where the client thinks it called, without a slash at the end (`https://graph.microsoft.com`): links in answers
    /// lead there.
    pub origin: String,
    /// The path as it came, percent-encoded, but for doubled slashes: `/v1.0/users/alice%40contoso.example`.
    pub path: String,
    /// The query as it came, without its question mark.
    pub query: String,
    /// The headers that count.
    pub headers: Headers,
    /// The body; empty if there is none.
    pub body: Bytes,
    /// What the answer calls the request (`request-id`).
    pub id: Guid,
}

/// Bodies and headers bear secrets.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({} octets)", self.method, self.path, self.body.len())
    }
}

/// The headers that what is answered depends on.
#[derive(Default, Clone)]
pub struct Headers {
    /// `Authorization`, whole.
    pub authorization: Option<String>,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// `ConsistencyLevel`: `eventual`.
    pub consistency_level: Option<String>,
    /// `Prefer`.
    pub prefer: Option<String>,
    /// `client-request-id`, which the answer echoes.
    pub client_request_id: Option<String>,
}

impl Headers {
    /// Keeps those that count; of doubled ones the first. Names are compared without regard to case (RFC 9110, 5.1).
    pub fn of<'a>(all: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut headers = Self::default();
        for (name, value) in all {
            if let Some(place) = headers.place(name) {
                place.get_or_insert_with(|| value.to_owned());
            }
        }
        headers
    }

    fn place(&mut self, name: &str) -> Option<&mut Option<String>> {
        let is = |known: &str| name.eq_ignore_ascii_case(known);
        match () {
            () if is("authorization") => Some(&mut self.authorization),
            () if is("content-type") => Some(&mut self.content_type),
            () if is("consistencylevel") => Some(&mut self.consistency_level),
            () if is("prefer") => Some(&mut self.prefer),
            () if is("client-request-id") => Some(&mut self.client_request_id),
            () => None,
        }
    }

    /// Whether the client accepts what is not quite up to date, as advanced queries need.
    #[must_use]
    pub fn is_eventual(&self) -> bool {
        self.consistency_level.as_deref().is_some_and(|level| level.trim().eq_ignore_ascii_case("eventual"))
    }
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The status.
    pub status: StatusCode,
    /// All headers but those of the connection: Date, Content-Length.
    pub headers: Vec<(&'static str, String)>,
    /// The body, in UTF-8; empty if there is none.
    pub body: Bytes,
    /// The `@odata.nextLink` or `@odata.deltaLink` in the body.
    pub link: Option<String>,
}

/// What Graph says of its JSON.
pub const ODATA_JSON: &str =
    "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

impl Response {
    /// An answer without a body.
    #[must_use]
    pub fn empty(status: StatusCode) -> Self {
        Self { status, headers: Vec::new(), body: Bytes::new(), link: None }
    }

    /// An answer with a body of that type.
    #[must_use]
    pub fn of(status: StatusCode, kind: &str, body: impl Into<Bytes>) -> Self {
        Self { status, headers: vec![("Content-Type", kind.to_owned())], body: body.into(), link: None }
    }

    /// An answer of Graph in JSON.
    #[must_use]
    pub fn json(status: StatusCode, body: &impl Serialize) -> Self {
        Self::of(status, ODATA_JSON, serde_json::to_vec(body).unwrap_or_default())
    }

    /// The same with a further header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The value of the first header of that name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The headers by which Graph names a request, added.
    #[must_use]
    pub(crate) fn named_after(self, request: &Request) -> Self {
        let own = request.id.to_string();
        let theirs = request.headers.client_request_id.clone().unwrap_or_else(|| own.clone());
        self.with("request-id", own).with("client-request-id", theirs)
    }
}

/// A refusal in Graph's form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The status.
    pub status: StatusCode,
    /// `Request_BadRequest`.
    pub code: String,
    /// The message for people.
    pub message: String,
    /// What is wrong with which property.
    pub details: Vec<Detail>,
}

/// What is wrong with one property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Detail {
    /// `ObjectConflict`, `InvalidValue`.
    pub code: &'static str,
    /// The message for people.
    pub message: String,
    /// The property.
    pub target: String,
}

impl Failure {
    /// A refusal without details.
    #[must_use]
    pub fn new(status: StatusCode, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { status, code: code.into(), message: message.into(), details: Vec::new() }
    }

    /// Status 400, code `Request_BadRequest`.
    #[must_use]
    pub fn bad(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "Request_BadRequest", message)
    }

    /// What Graph calls a refusal of this status, if nothing says it better; `None` for a status that is no refusal.
    #[must_use]
    pub fn usual(status: StatusCode) -> Option<Self> {
        let (code, message) = match status.as_u16() {
            400 => ("Request_BadRequest", "Invalid request."),
            401 => ("InvalidAuthenticationToken", "Access token is empty."),
            403 => ("Authorization_RequestDenied", "Insufficient privileges to complete the operation."),
            404 => (
                "Request_ResourceNotFound",
                "Resource does not exist or one of its queried reference-property objects are not present.",
            ),
            405 => ("Request_BadRequest", "Specified HTTP method is not allowed for the request target."),
            409 => ("Conflict", "The request conflicts with the current state of the resource."),
            410 => ("Gone", "The requested resource is no longer available at the server."),
            412 => ("PreconditionFailed", "A precondition of the request does not match the current state."),
            413 => ("RequestEntityTooLarge", "The request size exceeds the maximum limit."),
            423 => ("Locked", "The resource that is being accessed is locked."),
            424 => ("FailedDependency", "The request failed since a request that it depends on failed."),
            429 => ("TooManyRequests", "Please retry again later."),
            500 => ("InternalServerError", "An internal server error has occurred."),
            501 => ("NotImplemented", "The requested feature is not implemented."),
            502 => ("BadGateway", "The upstream service gave no usable answer."),
            503 => ("serviceNotAvailable", "The service is temporarily unavailable."),
            504 => ("GatewayTimeout", "The upstream service gave no answer in time."),
            507 => ("InsufficientStorage", "The maximum storage quota has been reached."),
            _ if status.is_client_error() || status.is_server_error() => ("UnknownError", "The request was refused."),
            _ => return None,
        };
        Some(Self::new(status, code, message))
    }

    /// With what is wrong with a property.
    #[must_use]
    pub fn with(mut self, code: &'static str, message: impl Into<String>, target: impl Into<String>) -> Self {
        self.details.push(Detail { code, message: message.into(), target: target.into() });
        self
    }

    /// The answer to that request, with the headers that name it.
    #[must_use]
    pub fn answer(&self, request: &Request, now: Timestamp) -> Response {
        let id = request.id.to_string();
        let client_request_id = request.headers.client_request_id.as_deref().unwrap_or(&id);
        let throttled = self.status == StatusCode::TOO_MANY_REQUESTS;
        let body = Body {
            error: ErrorBody {
                code: &self.code,
                message: &self.message,
                details: &self.details,
                inner_error: InnerError {
                    code: throttled.then_some("429"),
                    status: throttled.then_some("429"),
                    message: throttled.then_some("Please retry after"),
                    date: zoneless(now),
                    request_id: &id,
                    client_request_id,
                },
            },
        };
        Response::json(self.status, &body).named_after(request)
    }
}

/// The time of an error body has no zone, though the service's own description wants one.
fn zoneless(now: Timestamp) -> String {
    now.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

#[derive(Serialize)]
struct Body<'a> {
    error: ErrorBody<'a>,
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    code: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    details: &'a [Detail],
    #[serde(rename = "innerError")]
    inner_error: InnerError<'a>,
}

#[derive(Serialize)]
struct InnerError<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
    date: String,
    #[serde(rename = "request-id")]
    request_id: &'a str,
    #[serde(rename = "client-request-id")]
    client_request_id: &'a str,
}
