//! What a fault makes of an answer.

use std::collections::BTreeMap;

use hyper::StatusCode;
use jiff::fmt::rfc2822::DateTimePrinter;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::graph::directory::delta_expired;
use crate::graph::fault::{Kind, Wait};
use crate::graph::message::{Failure, ODATA_JSON, Request, Response};

/// Ends a page token that leads to the very page that it was given on.
const AGAIN: &str = ".again";

const WEB_PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Service Unavailable</title></head>\
     <body><h2>Our services aren't available right now</h2></body></html>\n";

/// Whether the fault is about the answer, so that there must be one.
pub(super) fn needs_doing(kind: &Kind) -> bool {
    match kind {
        Kind::Ok
        | Kind::Truncated
        | Kind::Html
        | Kind::NotJson
        | Kind::Loop
        | Kind::NoExpiresIn
        | Kind::Missing
        | Kind::Duplicate
        | Kind::UnknownValue => true,
        Kind::Status { .. }
        | Kind::Aadsts(_)
        | Kind::Reset
        | Kind::HalfClose
        | Kind::Hang
        | Kind::Hold
        | Kind::EmptyPage
        | Kind::ExpiredPage
        | Kind::Gone => false,
    }
}

/// What is answered where a request meets this fault; `done` is what would be.
/// None where that takes more than a changed answer.
pub(super) fn told(kind: &Kind, done: Option<&Response>, request: &Request, now: Timestamp) -> Option<Response> {
    if let Some(refused) = done.filter(|done| is_about_success(kind) && !done.status.is_success()) {
        return Some(refused.clone());
    }
    Some(match kind {
        Kind::Ok | Kind::Missing | Kind::Duplicate => done?.clone(),
        Kind::Status { status, code, wait } => {
            let refused = refusal(*status, code.as_deref(), request, now);
            match wait {
                Some(wait) => refused.with("Retry-After", retry_after(*wait, now)),
                None => refused,
            }
        }
        Kind::Html => Response::of(StatusCode::OK, "text/html; charset=utf-8", WEB_PAGE),
        Kind::NotJson => {
            let kind = done?.header("Content-Type").unwrap_or(ODATA_JSON).to_owned();
            Response::of(StatusCode::OK, &kind, "upstream connect error or disconnect/reset before headers")
        }
        Kind::EmptyPage => page(Value::Array(Vec::new()), again(request), request),
        Kind::Loop => {
            let body: Value = serde_json::from_slice(&done?.body).unwrap_or_default();
            page(body.get("value").cloned().unwrap_or_default(), itself(request), request)
        }
        Kind::ExpiredPage if is_delta(request) => delta_expired().answer(request, now),
        Kind::ExpiredPage => {
            let message = "The specified page token value has expired and can no longer be included in your request.";
            let code = "Directory_ExpiredPageToken";
            Failure::new(StatusCode::BAD_REQUEST, code, message).answer(request, now)
        }
        Kind::Gone => gone(request, now),
        Kind::NoExpiresIn => changed(done?, |body| {
            body.remove("expires_in");
            body.remove("ext_expires_in");
        }),
        Kind::UnknownValue => changed(done?, |body| {
            // What Graph's evolvable enumerations call values that a client need not know.
            body.insert("authenticationType".into(), "unknownFutureValue".into());
        }),
        Kind::Aadsts(_) | Kind::Reset | Kind::HalfClose | Kind::Hang | Kind::Hold | Kind::Truncated => return None,
    })
}

/// Whether the fault is one of an answer that tells something.
fn is_about_success(kind: &Kind) -> bool {
    matches!(kind, Kind::Loop | Kind::NoExpiresIn | Kind::UnknownValue)
}

/// A refusal of that status in Graph's form.
pub(super) fn refusal(status: StatusCode, code: Option<&str>, request: &Request, now: Timestamp) -> Response {
    let Some(mut failure) = Failure::usual(status) else { return Response::empty(status) };
    if let Some(code) = code {
        code.clone_into(&mut failure.code);
    }
    failure.answer(request, now)
}

fn retry_after(wait: Wait, now: Timestamp) -> String {
    match wait {
        Wait::Seconds(wait) => wait.as_secs().to_string(),
        Wait::Date(wait) => {
            let then = SignedDuration::try_from(wait).ok().and_then(|wait| now.checked_add(wait).ok());
            http_date(then.unwrap_or(now))
        }
    }
}

/// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7).
pub(super) fn http_date(at: Timestamp) -> String {
    static DATES: DateTimePrinter = DateTimePrinter::new();
    DATES.timestamp_to_rfc9110_string(&at).unwrap_or_default()
}

/// 410: whoever follows changes must begin anew, from where `Location` says.
fn gone(request: &Request, now: Timestamp) -> Response {
    let failure = Failure::usual(StatusCode::GONE).unwrap_or_else(|| Failure::bad("Gone"));
    let mut response = failure.answer(request, now);
    if !is_delta(request) {
        return response;
    }
    let location = format!("{}{}?$deltatoken=", request.origin, request.path);
    response.link = Some(location.clone());
    response.with("Location", location)
}

fn is_delta(request: &Request) -> bool {
    request.path.contains("delta")
}

fn page(value: Value, link: String, request: &Request) -> Response {
    let context = format!("{}/v1.0/$metadata#users", request.origin);
    let told = [("@odata.context", context.into()), ("@odata.nextLink", link.clone().into()), ("value", value)];
    let mut response = Response::json(StatusCode::OK, &BTreeMap::from(told)).named_after(request);
    response.link = Some(link);
    response
}

fn changed(done: &Response, change: impl FnOnce(&mut serde_json::Map<String, Value>)) -> Response {
    let mut response = done.clone();
    if let Ok(Value::Object(mut body)) = serde_json::from_slice(&done.body) {
        change(&mut body);
        response.body = serde_json::to_vec(&body).unwrap_or_default().into();
    }
    response
}

fn itself(request: &Request) -> String {
    let mark = if request.query.is_empty() { "" } else { "?" };
    [&request.origin, &request.path, mark, &request.query].concat()
}

/// A link to the same page, which yet looks like one to the next.
fn again(request: &Request) -> String {
    let mut pairs: Vec<String> = request.query.split('&').filter(|pair| !pair.is_empty()).map(str::to_owned).collect();
    match pairs.iter_mut().find(|pair| is_skip_token(pair)) {
        Some(pair) => pair.push_str(AGAIN),
        None => pairs.push(format!("$skiptoken={AGAIN}")),
    }
    format!("{}{}?{}", request.origin, request.path, pairs.join("&"))
}

/// A request as it would be without what faults put into links.
pub(super) fn resolved(query: &str) -> Option<String> {
    let is_ours = |pair: &str| (is_skip_token(pair) && pair.ends_with(AGAIN)) || is_empty_delta(pair);
    if !query.split('&').any(is_ours) {
        return None;
    }
    let pairs = query.split('&').filter_map(|pair| {
        if is_empty_delta(pair) {
            return None;
        }
        if !is_skip_token(pair) {
            return Some(pair);
        }
        let mut rest = pair;
        while let Some(shorter) = rest.strip_suffix(AGAIN) {
            rest = shorter;
        }
        (!rest.ends_with('=')).then_some(rest)
    });
    Some(pairs.collect::<Vec<_>>().join("&"))
}

fn is_skip_token(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or_default();
    name.eq_ignore_ascii_case("$skiptoken") || name.eq_ignore_ascii_case("%24skiptoken")
}

fn is_empty_delta(pair: &str) -> bool {
    pair.eq_ignore_ascii_case("$deltatoken=") || pair.eq_ignore_ascii_case("%24deltatoken=")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_faults_are_undone() {
        for (query, undone) in [
            ("$top=2&$skiptoken=abc.again", Some("$top=2&$skiptoken=abc")),
            ("$top=2&%24skiptoken=abc.again.again", Some("$top=2&%24skiptoken=abc")),
            ("$top=2&$skiptoken=.again.again", Some("$top=2")),
            ("$skiptoken=.again", Some("")),
            ("$deltatoken=", Some("")),
            ("$deltatoken=latest", None),
            ("$skiptoken=abc", None),
            ("", None),
        ] {
            assert_eq!(resolved(query).as_deref(), undone, "{query}");
        }
    }
}
