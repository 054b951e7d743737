//! Answers read: what is not as it should be is an error of one of five kinds.

use std::time::Duration;

use hyper::StatusCode;
use sekisho_rules::{AccessToken, EntraUser, GraphAnswer, GraphCall, GraphError, Page, Subcode};
use serde_json::Value;

use super::ask::Arrived;
use super::batch;

/// A token that lasts longer is asked for anew after this.
const LONGEST_TOKEN: u64 = 86_400;

pub(super) fn answer(call: &GraphCall, arrived: &Arrived) -> Result<GraphAnswer, GraphError> {
    let body: Option<Value> = serde_json::from_slice(&arrived.body).ok();
    if arrived.status != 200 {
        return Err(refusal(call, arrived, body.as_ref()));
    }
    let unknown = |text: &str| GraphError::of(Subcode::Unknown, arrived.status, text);
    let body = body.ok_or_else(|| unknown("The answer is not JSON."))?;
    match call {
        GraphCall::Token { .. } => token(&body),
        // The test is passed by any answer, but it must be one.
        GraphCall::Organization => {
            list(&body).map(|_| GraphAnswer::Organization).ok_or_else(|| unknown("The answer names no organization."))
        }
        GraphCall::Domain(_) => domain(&body).ok_or_else(|| unknown("The domain is neither Managed nor Federated.")),
        GraphCall::Users { properties, .. } | GraphCall::More { properties, .. } => {
            users(&body, properties).map(GraphAnswer::Users).ok_or_else(|| unknown("The answer is no page of users."))
        }
        GraphCall::Batch(_) => {
            batch::answers(&body).map(GraphAnswer::Batch).ok_or_else(|| unknown("The answer is none to a batch."))
        }
    }
}

/// A refusal of the sign-in service is an error of what the server signs in with.
fn refusal(call: &GraphCall, arrived: &Arrived, body: Option<&Value>) -> GraphError {
    let signing_in = matches!(call, GraphCall::Token { .. });
    let subcode = if signing_in { Subcode::AccessToken } else { Subcode::Api };
    let told = body.and_then(if signing_in { description } else { message });
    let reason = || {
        let reason = StatusCode::from_u16(arrived.status).ok().and_then(|status| status.canonical_reason());
        reason.unwrap_or("An answer of no known status.").to_owned()
    };
    let text = told.filter(|text| !text.trim().is_empty()).unwrap_or_else(reason);
    GraphError { retry_after: arrived.retry_after, ..GraphError::of(subcode, arrived.status, text) }
}

/// Without the identifiers that stand behind it.
fn description(body: &Value) -> Option<String> {
    let text = body.get("error_description").or_else(|| body.get("error"))?.as_str()?;
    let end = ["Trace ID:", "\r", "\n"].iter().filter_map(|end| text.find(end)).min();
    Some(text[..end.unwrap_or(text.len())].trim_end().to_owned())
}

/// What Graph says of an error: its text, or else its code.
pub(super) fn message(body: &Value) -> Option<String> {
    let error = body.get("error")?;
    let text = |name| error.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    text("message").or_else(|| text("code")).map(ToOwned::to_owned)
}

/// How long it lasts may be a text (RFC 6749 says a number).
fn token(body: &Value) -> Result<GraphAnswer, GraphError> {
    let lacks = |text: &str| GraphError::of(Subcode::AccessToken, 200, text);
    let token = body.get("access_token").and_then(Value::as_str).filter(|token| !token.is_empty());
    let token = token.ok_or_else(|| lacks("The answer has no access_token."))?;
    let lasts = body.get("expires_in").and_then(|lasts| lasts.as_u64().or_else(|| lasts.as_str()?.parse().ok()));
    let lasts = lasts.ok_or_else(|| lacks("The answer has no expires_in."))?;
    Ok(GraphAnswer::Token { token: AccessToken::new(token), lasts: Duration::from_secs(lasts.min(LONGEST_TOKEN)) })
}

fn domain(body: &Value) -> Option<GraphAnswer> {
    match body.get("authenticationType")?.as_str()? {
        "Managed" => Some(GraphAnswer::Domain { federated: false }),
        "Federated" => Some(GraphAnswer::Domain { federated: true }),
        _ => None,
    }
}

fn list(body: &Value) -> Option<&Vec<Value>> {
    body.get("value")?.as_array()
}

fn users(body: &Value, properties: &[String]) -> Option<Page> {
    let users = list(body)?.iter().map(|found| user(found, properties)).collect::<Option<_>>()?;
    let next = match body.get("@odata.nextLink") {
        None | Some(Value::Null) => None,
        Some(link) => Some(link.as_str()?.to_owned()),
    };
    Some(Page { users, next })
}

fn user(found: &Value, properties: &[String]) -> Option<EntraUser> {
    let text = |name: &str| match found.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Null => None,
        other => Some(other.to_string()),
    };
    Some(EntraUser {
        id: found.get("id")?.as_str()?.to_owned(),
        upn: found.get("userPrincipalName")?.as_str()?.to_owned(),
        enabled: found.get("accountEnabled").and_then(Value::as_bool),
        immutable_id: text("onPremisesImmutableId"),
        values: properties.iter().map(|property| text(property)).collect(),
    })
}
