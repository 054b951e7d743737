//! Replies as HTTP carries them. The order of fields is fixed.

use http_body_util::Full;
use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use sekisho_rules::{COLUMNS, Code, DeviceCookie, Digits, Enrolment, Grant, ListedToken, Offer, ROWS, Refusal, Reply};
use serde::Serialize;

use super::cookies::give;
use super::face;
use super::sync::Running;
use crate::emitter::Texts;

/// The cookie by which browsers are told apart.
pub(crate) const DEVICE_COOKIE: &str = "device";

pub(crate) type Response = hyper::Response<Full<Bytes>>;

#[derive(Serialize)]
struct Policy {
    method: &'static str,
    rows: u8,
    columns: u8,
    blocks: u8,
}

#[derive(Serialize)]
struct Table<'a> {
    ticket: String,
    rows: u8,
    columns: u8,
    blocks: u8,
    table: &'a str,
}

#[derive(Serialize)]
struct Process {
    process: String,
}

/// What carries a code, and what comes with it.
#[derive(Default, Serialize)]
struct Verdict<'a> {
    code: &'a str,
    level: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pattern: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    users: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tokens: Option<Vec<Token<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    algorithm: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    digits: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    step_ms: Option<u64>,
}

#[derive(Serialize)]
struct Token<'a> {
    serial: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<&'a str>,
}

/// What a sync does, or null.
#[derive(Serialize)]
struct Progress {
    running: Option<Running>,
}

/// A grant, with what it hands out.
#[derive(Serialize)]
struct Granted<'a> {
    code: &'a str,
    level: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proof: Option<String>,
}

/// A step of a password change, with the table of the next.
#[derive(Serialize)]
struct Change<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    columns: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    blocks: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<&'a str>,
}

#[derive(Serialize)]
struct Failure<'a> {
    error: &'a str,
}

/// The reply of the rules. Over TLS, a cookie is for TLS alone.
pub(crate) fn from(reply: &Reply, texts: &Texts, secure: bool) -> Response {
    match reply {
        Reply::Policy(offer) => json(StatusCode::OK, &policy(*offer)),
        Reply::Table { ticket, digits } => {
            let (ticket, blocks) = (ticket.to_string(), digits.blocks().count());
            json(StatusCode::OK, &Table { ticket, rows: ROWS, columns: COLUMNS, blocks, table: digits.as_str() })
        }
        Reply::Process(process) => json(StatusCode::OK, &Process { process: process.to_string() }),
        Reply::Granted(grant) => granted(grant, texts, secure),
        Reply::Face { code, session, url } => face::told(*code, session, url, texts, secure),
        Reply::Change { code, why, digits } => change(*code, *why, digits.as_ref(), texts),
        // Its tables are made elsewhere.
        Reply::Offline(order) => verdict(StatusCode::OK, order.code, Verdict::default(), texts),
        // Signed and handed out elsewhere.
        Reply::Issued(issue) => verdict(StatusCode::OK, issue.code, Verdict::default(), texts),
        Reply::Done { code, pattern } => {
            let pattern = pattern.as_deref();
            verdict(StatusCode::OK, *code, Verdict { pattern, ..Verdict::default() }, texts)
        }
        Reply::Users { code, users } => {
            verdict(StatusCode::OK, *code, Verdict { users: Some(users), ..Verdict::default() }, texts)
        }
        Reply::Tokens { code, tokens } => {
            let tokens = Some(tokens.iter().map(Token::of).collect());
            verdict(StatusCode::OK, *code, Verdict { tokens, ..Verdict::default() }, texts)
        }
        Reply::Sync { why, code, detail } => {
            let status = why.map_or(StatusCode::OK, status);
            detailed(status, *code, detail.as_deref(), Verdict::default(), texts)
        }
        Reply::SyncProgress(progress) => json(StatusCode::OK, &Progress { running: progress.map(Running::of) }),
        Reply::Enrolled { code, slot } => verdict(StatusCode::OK, *code, enrolled(slot), texts),
        Reply::Radius(_) => error(StatusCode::INTERNAL_SERVER_ERROR, "a reply of another door"),
        Reply::Refused { why, code: Some(code) } => verdict(status(*why), *code, Verdict::default(), texts),
        Reply::Refused { why, code: None } => error(status(*why), plainly(*why)),
    }
}

/// Scripts do not see the cookie, and it outlives the browser's session (RFC 6265, 4.1.2).
pub(super) fn with_device(response: Response, device: &DeviceCookie, secure: bool) -> Response {
    give(response, &format!("{DEVICE_COOKIE}={}", device.value()), "Path=/; Max-Age=31536000", secure)
}

fn policy(offer: Offer) -> Policy {
    Policy { method: offer.method.as_str(), rows: ROWS, columns: COLUMNS, blocks: offer.blocks.count() }
}

fn verdict(status: StatusCode, code: Code, beside: Verdict<'_>, texts: &Texts) -> Response {
    detailed(status, code, None, beside, texts)
}

fn detailed(status: StatusCode, code: Code, detail: Option<&str>, beside: Verdict<'_>, texts: &Texts) -> Response {
    let face = texts.face(code, detail);
    json(status, &Verdict { code: &face.code, level: face.level.as_str(), message: &face.message, ..beside })
}

impl<'a> Token<'a> {
    fn of(token: &'a ListedToken) -> Self {
        Self { serial: &token.serial, user: token.user.as_deref() }
    }
}

/// What an app needs to show codes.
fn enrolled(slot: &Enrolment) -> Verdict<'static> {
    let Enrolment { seed, totp } = slot;
    Verdict {
        seed: Some(seed.to_base32()),
        algorithm: Some(totp.algorithm.as_str()),
        digits: Some(totp.digits.count()),
        step_ms: Some(u64::from(totp.step_s.get()) * 1000),
        ..Verdict::default()
    }
}

fn granted(grant: &Grant, texts: &Texts, secure: bool) -> Response {
    let face = texts.face(grant.code, None);
    let (session, proof) = (grant.session.map(|it| it.to_string()), grant.proof.map(|it| it.to_string()));
    let (code, level, message) = (&face.code, face.level.as_str(), &face.message);
    let response = json(StatusCode::OK, &Granted { code, level, message, session, proof });
    match &grant.device {
        Some(device) => with_device(response, device, secure),
        None => response,
    }
}

fn change(code: Option<Code>, why: Option<Refusal>, digits: Option<&Digits>, texts: &Texts) -> Response {
    let face = code.map(|code| texts.face(code, None));
    let face = face.as_ref();
    let body = Change {
        code: face.map(|face| face.code.as_ref()),
        level: face.map(|face| face.level.as_str()),
        message: face.map(|face| face.message.as_ref()),
        rows: digits.map(|_| ROWS),
        columns: digits.map(|_| COLUMNS),
        blocks: digits.map(|digits| digits.blocks().count()),
        table: digits.map(Digits::as_str),
    };
    json(why.map_or(StatusCode::OK, status), &body)
}

pub(super) fn status(why: Refusal) -> StatusCode {
    match why {
        Refusal::Malformed => StatusCode::BAD_REQUEST,
        Refusal::Denied => StatusCode::UNAUTHORIZED,
        Refusal::Unknown => StatusCode::NOT_FOUND,
        Refusal::Exists => StatusCode::CONFLICT,
        Refusal::Unfit => StatusCode::UNPROCESSABLE_ENTITY,
        Refusal::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    }
}

pub(super) fn plainly(why: Refusal) -> &'static str {
    match why {
        Refusal::Malformed => "malformed request",
        Refusal::Denied => "denied",
        Refusal::Unknown => "unknown",
        Refusal::Exists => "exists",
        Refusal::Unfit => "does not fit",
        Refusal::Unavailable => "unavailable",
    }
}

/// `{"error":"…"}`
pub(crate) fn error(status: StatusCode, what: &str) -> Response {
    json(status, &Failure { error: what })
}

/// `{}`
pub(crate) fn empty() -> Response {
    body(StatusCode::OK, Bytes::from_static(b"{}"))
}

pub(crate) fn json(status: StatusCode, what: &impl Serialize) -> Response {
    match serde_json::to_vec(what) {
        Ok(text) => body(status, text.into()),
        Err(_) => body(StatusCode::INTERNAL_SERVER_ERROR, Bytes::from_static(b"{}")),
    }
}

fn body(status: StatusCode, text: Bytes) -> Response {
    let mut response = Response::new(Full::new(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
