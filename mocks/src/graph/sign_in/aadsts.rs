//! Why Entra refuses to sign in: the numbers by which the world knows its errors.

use hyper::StatusCode;
use jiff::Timestamp;
use serde::Serialize;

use crate::graph::form::Form;
use crate::graph::message::{Request, Response};

/// One refusal, as the service words it; `{app}` and the like stand for what was asked.
struct Row {
    number: u32,
    status: StatusCode,
    error: &'static str,
    /// Whether `error_uri` leads to more about it.
    leads: bool,
    text: &'static str,
}

const fn row(number: u32, status: StatusCode, error: &'static str, text: &'static str) -> Row {
    Row { number, status, error, leads: true, text }
}

const BAD: StatusCode = StatusCode::BAD_REQUEST;
const DENIED: StatusCode = StatusCode::UNAUTHORIZED;

/// By number. Statuses count: clients remember a 400 for a while, and ask again after a 401.
static TABLE: [Row; 18] = [
    row(50049, BAD, "invalid_instance", "Unknown or invalid instance."),
    row(
        50059,
        BAD,
        "invalid_request",
        "No tenant-identifying information found in either the request or implied by any provided credentials.",
    ),
    Row {
        leads: false,
        ..row(70003, BAD, "unsupported_grant_type", "The app requested an unsupported grant type '{grant}'.")
    },
    row(
        90002,
        BAD,
        "invalid_request",
        "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the \
         correct cloud. Check with your subscription administrator, this may happen if there are no active \
         subscriptions for the tenant.",
    ),
    row(
        90033,
        StatusCode::SERVICE_UNAVAILABLE,
        "temporarily_unavailable",
        "A transient error has occurred. Please try again.",
    ),
    row(
        500_011,
        BAD,
        "invalid_resource",
        concat!(
            "The resource principal named {resource} was not found in the tenant named {tenant}. This can happen if the ",
            "application has not been installed by the administrator of the tenant or consented to by any user in the ",
            "tenant. You might have sent your authentication request to the wrong tenant.",
        ),
    ),
    row(
        700_016,
        BAD,
        "unauthorized_client",
        concat!(
            "Application with identifier '{app}' was not found in the directory '{tenant}'. This can happen if the ",
            "application has not been installed by the administrator of the tenant or consented to by any user in the ",
            "tenant. You may have sent your authentication request to the wrong tenant.",
        ),
    ),
    row(
        700_027,
        DENIED,
        "invalid_client",
        "The certificate with identifier used to sign the client assertion is not registered on application.",
    ),
    Row { leads: false, ..row(700_038, BAD, "unauthorized_client", "{app} is not a valid application identifier.") },
    row(
        900_023,
        BAD,
        "invalid_request",
        "Specified tenant identifier '{tenant}' is neither a valid DNS name, nor a valid external domain.",
    ),
    row(900_144, BAD, "invalid_request", "The request body must contain the following parameter: '{parameter}'."),
    row(900_561, BAD, "invalid_request", "The endpoint only accepts POST requests. Received a {method} request."),
    row(
        1_002_012,
        BAD,
        "invalid_scope",
        concat!(
            "The provided value for scope {scope} is not valid. Client credential flows must have a scope value with ",
            "/.default suffixed to the resource identifier (application ID URI).",
        ),
    ),
    row(7_000_112, BAD, "unauthorized_client", "Application '{app}' is disabled."),
    row(
        7_000_215,
        DENIED,
        "invalid_client",
        concat!(
            "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, ",
            "not the client secret ID, for a secret added to app '{app}'.",
        ),
    ),
    row(
        7_000_216,
        DENIED,
        "invalid_client",
        "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
    ),
    row(
        7_000_218,
        DENIED,
        "invalid_client",
        "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    ),
    row(
        7_000_222,
        DENIED,
        "invalid_client",
        concat!(
            "The provided client secret keys for app '{app}' are expired. Visit the Azure portal to create new keys for ",
            "your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: ",
            "https://aka.ms/certCreds.",
        ),
    ),
];

/// All numbers of the table, ascending.
pub fn numbers() -> impl Iterator<Item = u32> {
    TABLE.iter().map(|row| row.number)
}

/// What was asked for, as far as a refusal repeats it.
#[derive(Default)]
pub(super) struct Asked {
    pub(super) app: String,
    pub(super) tenant: String,
    pub(super) scope: String,
    pub(super) resource: String,
    pub(super) grant: String,
    /// What is missing, if something is.
    pub(super) parameter: &'static str,
}

impl Asked {
    pub(super) fn of(form: &Form, app: Option<&str>, tenant: &str) -> Self {
        let value = |name| form.value(name).unwrap_or_default().to_owned();
        let scope = value("scope");
        let resource = resource(&scope).unwrap_or(&scope).to_owned();
        let app = app.unwrap_or_default().to_owned();
        Self { app, tenant: tenant.to_owned(), resource, scope, grant: value("grant_type"), parameter: "grant_type" }
    }
}

/// The resource of a scope that asks for all of it.
pub(super) fn resource(scope: &str) -> Option<&str> {
    scope.strip_suffix("/.default")
}

#[derive(Serialize)]
struct Body<'a> {
    error: &'a str,
    error_description: String,
    error_codes: [u32; 1],
    timestamp: &'a str,
    trace_id: &'a str,
    correlation_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_uri: Option<String>,
}

/// The refusal with that number; `None` for one that is in no table. At discovery an unknown tenant has a word of its
/// own.
pub(super) fn refusal(
    number: u32,
    asked: &Asked,
    at_discovery: bool,
    request: &Request,
    now: Timestamp,
) -> Option<Response> {
    let row = TABLE.iter().find(|row| row.number == number)?;
    let error = if at_discovery && matches!(number, 90002 | 900_023) { "invalid_tenant" } else { row.error };
    let (trace, correlation) = (request.id.to_string(), correlation(request));
    let time = now.strftime("%Y-%m-%d %H:%M:%SZ").to_string();
    let text = worded(row.text, asked, request);
    let body = Body {
        error,
        error_description: format!(
            "AADSTS{number}: {text} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {time}"
        ),
        error_codes: [number],
        timestamp: &time,
        trace_id: &trace,
        correlation_id: &correlation,
        error_uri: row.leads.then(|| format!("https://login.microsoftonline.com/error?code={number}")),
    };
    Some(answer(row.status, &body, request))
}

/// An answer of sign-in, which nothing may keep (RFC 6749, 5.1).
pub(super) fn answer(status: StatusCode, body: &impl Serialize, request: &Request) -> Response {
    let text = serde_json::to_vec(body).unwrap_or_default();
    let response = Response::of(status, "application/json; charset=utf-8", text)
        .with("Cache-Control", "no-store, no-cache")
        .with("Pragma", "no-cache")
        .with("x-ms-request-id", request.id.to_string());
    match &request.headers.client_request_id {
        Some(theirs) => response.with("client-request-id", theirs.clone()),
        None => response,
    }
}

/// What the client calls the request: in a header, or in the query as some libraries have it.
fn correlation(request: &Request) -> String {
    let told = request.headers.client_request_id.clone();
    let told = told.or_else(|| Form::of(request.query.as_bytes()).value("client-request-id").map(str::to_owned));
    told.unwrap_or_else(|| request.id.to_string())
}

/// The text with what was asked in its slots, each filled once: what was asked may hold braces itself.
fn worded(text: &str, asked: &Asked, request: &Request) -> String {
    let mut whole = String::with_capacity(text.len() + 64);
    let mut parts = text.split('{');
    whole += parts.next().unwrap_or_default();
    for part in parts {
        let (slot, rest) = part.split_once('}').unwrap_or((part, ""));
        whole += match slot {
            "app" => &asked.app,
            "tenant" => &asked.tenant,
            "scope" => &asked.scope,
            "resource" => &asked.resource,
            "grant" => &asked.grant,
            "parameter" => asked.parameter,
            "method" => request.method.as_str(),
            _ => slot,
        };
        whole += rest;
    }
    whole
}
