//! Requests of the hardware-token API, parsed.

use hyper::Method;
use sekisho_rules::{Request, TokenAct, TokenShape, TokensRequest};
use serde::Deserialize;

use super::Body;
use super::doors::{Asked, Unreadable};
use super::query::Query;
use super::users::named;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Register {
    serial: String,
    domain: Option<String>,
    seed: String,
    algorithm: Option<String>,
    digits: Option<u32>,
    step_ms: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    seed: Option<String>,
    algorithm: Option<String>,
    digits: Option<u32>,
    step_ms: Option<u64>,
}

/// `GET` and `POST /api/tokens`
pub(crate) fn all(method: &Method, query: Option<&str>, body: &Body) -> Result<Asked, Unreadable> {
    if *method == Method::GET { list(query) } else { register(body) }
}

/// `PATCH` and `DELETE /api/tokens/{serial}`
pub(crate) fn one(method: &Method, serial: &str, query: Option<&str>, body: &Body) -> Result<Asked, Unreadable> {
    let (domain, serial) = named(serial, query)?;
    if *method == Method::DELETE {
        return if body.is_empty() { Ok(act_on(domain, serial, TokenAct::Delete)) } else { Err(Unreadable(domain)) };
    }
    match body.json::<Edit>() {
        Ok(Edit { seed, algorithm, digits, step_ms }) => {
            Ok(act_on(domain, serial, TokenAct::Edit(TokenShape { seed, algorithm, digits, step_ms })))
        }
        Err(_) => Err(Unreadable(domain)),
    }
}

fn list(query: Option<&str>) -> Result<Asked, Unreadable> {
    let mut query = Query::read(query).map_err(|_| Unreadable(None))?;
    let domain = query.take("domain");
    match query.end() {
        Ok(()) => Ok(Asked::new(domain, Request::Tokens(TokensRequest::List))),
        Err(_) => Err(Unreadable(domain)),
    }
}

fn register(body: &Body) -> Result<Asked, Unreadable> {
    let Register { serial, domain, seed, algorithm, digits, step_ms } =
        body.json().map_err(|_| Unreadable(body.domain()))?;
    let shape = TokenShape { seed: Some(seed), algorithm, digits, step_ms };
    Ok(act_on(domain, serial, TokenAct::Register(shape)))
}

fn act_on(domain: Option<String>, serial: String, act: TokenAct) -> Asked {
    Asked::new(domain, Request::Tokens(TokensRequest::One { serial, act }))
}
