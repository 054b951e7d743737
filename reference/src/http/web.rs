//! Requests through the web door, parsed.

use hyper::HeaderMap;
use sekisho_rules::{Browser, Factor, Password, Request, WebRequest};
use serde::Deserialize;

use super::cookies::cookie;
use super::doors::{Asked, Unreadable};
use super::query::Query;
use super::{Body, DEVICE_COOKIE};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Login {
    uid: String,
    domain: Option<String>,
    ticket: String,
    password: String,
}

pub(crate) fn policy(query: Option<&str>) -> Result<Asked, Unreadable> {
    let (domain, uid) = user(query)?;
    Ok(Asked::new(domain, Request::Web(WebRequest::Policy { uid })))
}

pub(crate) fn table(query: Option<&str>) -> Result<Asked, Unreadable> {
    let (domain, uid) = user(query)?;
    Ok(Asked::new(domain, Request::Web(WebRequest::Table { uid })))
}

pub(crate) fn login(headers: &HeaderMap, body: &Body) -> Result<Asked, Unreadable> {
    let Login { uid, domain, ticket, password } = body.json().map_err(|_| Unreadable(body.domain()))?;
    let password = Password::new(&password);
    Ok(Asked::new(
        domain,
        Request::Web(WebRequest::Login {
            uid,
            factor: Factor::Matrix { ticket, password },
            browser: Browser { device: cookie(headers, DEVICE_COOKIE), ..Browser::default() },
        }),
    ))
}

/// The domain and the user of a query that has nothing else.
fn user(query: Option<&str>) -> Result<(Option<String>, String), Unreadable> {
    let mut query = Query::read(query).map_err(|_| Unreadable(None))?;
    let (domain, uid) = (query.take("domain"), query.take("uid"));
    match (uid, query.end()) {
        (Some(uid), Ok(())) => Ok((domain, uid)),
        _ => Err(Unreadable(domain)),
    }
}
