//! The way to the face service and back.

use hyper::StatusCode;
use hyper::header::{HOST, HeaderValue, LOCATION};
use hyper::http::request::Parts;
use hyper::http::uri::Authority;
use hyper::{HeaderMap, Method};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sekisho_rules::{Code, FaceReturn, FaceSession, FaceToken, Request};
use serde::Serialize;

use super::cookies::{cookie, give};
use super::doors::Asked;
use super::query::only;
use super::reply::{Response, empty, json};
use super::{Body, pages};
use crate::emitter::Texts;
use crate::service::Service;

/// The cookie by which a browser is known that comes back. No other path needs it.
const COOKIE: &str = "face";
const ATTRIBUTES: &str = "Path=/face";
/// The parameter of an answer, where no service is there to say so.
const RESPONSE: &str = "response";
/// Octets of a host and a port.
const LONGEST_HOST: usize = 255;

/// A login that goes on at the face service.
#[derive(Serialize)]
struct Sent<'a> {
    code: &'a str,
    level: &'static str,
    message: &'a str,
    redirect: &'a str,
}

/// `{"code":"82201",…,"redirect":"http://…"}`: a client of the API goes there by itself.
pub(super) fn told(code: Code, session: &FaceSession, url: &str, texts: &Texts, secure: bool) -> Response {
    let face = texts.face(code, None);
    let (code, level, message) = (&face.code, face.level.as_str(), &face.message);
    known(json(StatusCode::OK, &Sent { code, level, message, redirect: url }), session, secure)
}

/// A browser that people use is sent there.
pub(super) fn sent(session: &FaceSession, url: &str, secure: bool) -> Response {
    known(see_other(url), session, secure)
}

fn known(response: Response, session: &FaceSession, secure: bool) -> Response {
    give(response, &format!("{COOKIE}={session}"), ATTRIBUTES, secure)
}

/// What was judged is awaited no longer.
pub(super) fn forgotten(response: Response, secure: bool) -> Response {
    give(response, &format!("{COOKIE}="), &format!("{ATTRIBUTES}; Max-Age=0"), secure)
}

/// `GET` or `POST /face/return?domain=…`: the response comes in the query, or as a form. Whatever else is there, the
/// service may have its reasons for; what is missing, doubled or unreadable is no token that could be opened.
pub(super) fn returned(parts: &Parts, body: &Body, service: &Service) -> Asked {
    let name = parameter(service);
    let query = parts.uri.query();
    let response = if parts.method == Method::POST { only(body.text(), name) } else { only(query, name) };
    let response = FaceToken::new(&response.unwrap_or_default());
    Asked::new(only(query, "domain"), Request::Face(FaceReturn { session: cookie(&parts.headers, COOKIE), response }))
}

/// Where to come again, for a browser that comes from another site by POST: it keeps its cookie to itself then, and
/// brings it along by GET (`SameSite=Lax`, RFC 6265bis section 5.5).
pub(super) fn by_get(parts: &Parts, body: &Body, service: &Service) -> Option<Response> {
    if parts.method != Method::POST || cookie(&parts.headers, COOKIE).is_some() {
        return None;
    }
    let name = parameter(service);
    let response = only(body.text(), name)?;
    let encoded = |text| utf8_percent_encode(text, NON_ALPHANUMERIC);
    let (path, name, response) = (parts.uri.path(), encoded(name), encoded(&response));
    let domain = parts.uri.query().map(|query| format!("{query}&")).unwrap_or_default();
    Some(see_other(&format!("{path}?{domain}{name}={response}")))
}

fn parameter(service: &Service) -> &str {
    service.face.as_ref().map_or(RESPONSE, |face| face.response_parameter())
}

/// RFC 9110, 15.4.4. The next page is not told which page led there.
fn see_other(url: &str) -> Response {
    let mut response = pages::private(empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    match HeaderValue::try_from(url) {
        Ok(url) => response.headers_mut().insert(LOCATION, url),
        Err(_) => return super::error(StatusCode::INTERNAL_SERVER_ERROR, "no such URL"),
    };
    response
}

/// The URL under which a browser reaches this server, by its own account (RFC 9110, 7.2).
pub(super) fn origin(headers: &HeaderMap, secure: bool) -> Option<String> {
    let host = headers.get(HOST)?.to_str().ok().filter(|host| host.len() <= LONGEST_HOST)?;
    let host: Authority = host.parse().ok().filter(|host: &Authority| !host.as_str().contains('@'))?;
    Some(format!("{}://{host}", if secure { "https" } else { "http" }))
}
