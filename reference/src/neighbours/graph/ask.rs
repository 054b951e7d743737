//! One request, and what its answer says.

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, DATE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Method, RequestBuilder, Response, Url};
use sekisho_rules::{AccessToken, GraphAnswer, GraphCall, GraphError, Subcode, Time};

use super::client::innermost;
use super::{Graph, batch, read};

/// Octets of an answer.
const LONGEST_ANSWER: usize = 8 << 20;
/// Users of a page; Graph gives no more.
const PAGE: &str = "999";
/// What may stand in a path or query as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b',');

/// An answer that came whole.
pub(super) struct Arrived {
    pub(super) status: u16,
    pub(super) retry_after: Option<std::time::Duration>,
    pub(super) body: Vec<u8>,
}

/// Asks, and reads the answer. The request tells the time on the tenant's clock: a mock shares it.
pub(in crate::neighbours) async fn answer(
    graph: &Graph,
    at: Time,
    token: Option<&AccessToken>,
    call: &GraphCall,
) -> GraphAnswer {
    match ask(graph, at, token, call).await {
        Ok(arrived) => read::answer(call, &arrived).unwrap_or_else(GraphAnswer::Failed),
        Err(error) => GraphAnswer::Failed(error),
    }
}

async fn ask(graph: &Graph, at: Time, token: Option<&AccessToken>, call: &GraphCall) -> Result<Arrived, GraphError> {
    let mut request = request(graph, call)?;
    if let Some(token) = token {
        request = request.header(AUTHORIZATION, bearer(token)?);
    }
    if let Some(date) = date(at) {
        request = request.header(DATE, date);
    }
    arrived(request.send().await.map_err(|error| network(&error))?, at).await
}

fn request(graph: &Graph, call: &GraphCall) -> Result<RequestBuilder, GraphError> {
    let get = |url: Option<Url>| Ok(graph.client.request(Method::GET, url.ok_or_else(unfit)?));
    let post = |url: Option<Url>, kind: &'static str, body: String| {
        let request = graph.client.request(Method::POST, url.ok_or_else(unfit)?);
        Ok(request.header(CONTENT_TYPE, kind).body(body))
    };
    match call {
        GraphCall::Token { tenant_id, application_id, secret } => {
            let url = graph.login.at(&format!("/{}/oauth2/v2.0/token", plain(tenant_id)));
            let form = form(&[
                ("grant_type", "client_credentials"),
                ("client_id", application_id),
                ("client_secret", secret.reveal()),
                ("scope", "https://graph.microsoft.com/.default"),
            ]);
            post(url, "application/x-www-form-urlencoded", form)
        }
        GraphCall::Organization => get(graph.graph.at("/v1.0/organization")),
        GraphCall::Domain(domain) => get(graph.graph.at(&format!("/v1.0/domains/{}", plain(domain)))),
        GraphCall::Users { filter, properties } => {
            let request = get(graph.graph.at(&users(filter, properties)))?;
            Ok(if is_advanced(filter) { eventual(request) } else { request })
        }
        // The header of an advanced query goes with each of its pages.
        GraphCall::More { link, .. } => {
            let foreign = || GraphError::of(Subcode::Unknown, 200, "The next page is not where this one came from.");
            Ok(eventual(get(Some(graph.graph.link(link).ok_or_else(foreign)?))?))
        }
        GraphCall::Batch(items) => post(graph.graph.at("/v1.0/$batch"), "application/json", batch::body(items)),
    }
}

fn users(filter: &str, properties: &[String]) -> String {
    let mut select = "id,userPrincipalName,accountEnabled,onPremisesImmutableId".to_owned();
    for property in properties {
        select.push(',');
        select.push_str(&plain(property));
    }
    let mut path = format!("/v1.0/users?$select={select}&$top={PAGE}");
    if !filter.is_empty() {
        path.push_str(&format!("&$filter={}", plain(filter)));
    }
    if is_advanced(filter) {
        path.push_str("&$count=true");
    }
    path
}

/// Operators that Graph takes in advanced queries alone.
fn is_advanced(filter: &str) -> bool {
    let filter = filter.to_ascii_lowercase();
    [" ne ", "not ", "not(", "endswith(", "$count"].iter().any(|operator| filter.contains(operator))
}

fn eventual(request: RequestBuilder) -> RequestBuilder {
    request.header("ConsistencyLevel", "eventual")
}

fn unfit() -> GraphError {
    GraphError::new(Subcode::Passlogic, "The setting makes no URL.")
}

pub(super) fn plain(text: &str) -> String {
    utf8_percent_encode(text, PLAIN).to_string()
}

fn form(fields: &[(&str, &str)]) -> String {
    let fields: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={}", plain(value))).collect();
    fields.join("&")
}

fn bearer(token: &AccessToken) -> Result<HeaderValue, GraphError> {
    let value = HeaderValue::from_str(&format!("Bearer {}", token.reveal()));
    let mut value = value.map_err(|_| GraphError::of(Subcode::AccessToken, 200, "The access token is not a text."))?;
    value.set_sensitive(true);
    Ok(value)
}

/// As RFC 9110 section 5.6.7 writes it.
fn date(at: Time) -> Option<String> {
    let time = Timestamp::from_millisecond(at.millis()).ok()?;
    rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&time).ok()
}

async fn arrived(mut response: Response, at: Time) -> Result<Arrived, GraphError> {
    let status = response.status().as_u16();
    let retry_after = retry_after(response.headers(), at);
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() <= LONGEST_ANSWER => body.extend_from_slice(&chunk),
            Ok(Some(_)) => return Err(GraphError::of(Subcode::Unknown, status, "The answer is too long.")),
            Ok(None) => return Ok(Arrived { status, retry_after, body }),
            Err(error) if error.is_timeout() => return Err(network(&error)),
            Err(_) => return Err(GraphError::of(Subcode::Unknown, status, "The answer broke off.")),
        }
    }
}

/// Seconds, or a time (RFC 9110 section 10.2.3).
fn retry_after(headers: &HeaderMap, at: Time) -> Option<std::time::Duration> {
    wait(headers.get(RETRY_AFTER)?.to_str().ok()?, at)
}

pub(super) fn wait(text: &str, at: Time) -> Option<std::time::Duration> {
    if let Ok(seconds) = text.trim().parse() {
        return Some(std::time::Duration::from_secs(seconds));
    }
    let time = rfc2822::DateTimeParser::new().parse_timestamp(text.trim()).ok()?;
    let millis = time.as_millisecond().saturating_sub(at.millis());
    Some(std::time::Duration::from_millis(u64::try_from(millis).unwrap_or(0)))
}

fn network(error: &reqwest::Error) -> GraphError {
    let text = if error.is_timeout() { "No answer in time.".to_owned() } else { innermost(error) };
    GraphError::new(Subcode::Network, text)
}
