//! What the control API answers with.

use hyper::StatusCode;
use sekisho_rules::Coverage;
use serde::Serialize;

use crate::http::{Response, error, json};
use crate::service::{Clock, ClockError};
use crate::timestamp;

/// What was not done, and why.
#[derive(Debug)]
pub(super) enum Failure {
    /// The request is wrong; the text says what is.
    Wrong(String),
    /// There is no such tenant.
    NoTenant,
    /// There is no such path, or the method is not for it.
    NoMethod,
}

impl Failure {
    pub(super) fn answer(&self) -> Response {
        match self {
            Self::Wrong(what) => error(StatusCode::BAD_REQUEST, what),
            Self::NoTenant => error(StatusCode::NOT_FOUND, "no such tenant"),
            Self::NoMethod => error(StatusCode::METHOD_NOT_ALLOWED, "no such method here"),
        }
    }
}

impl From<String> for Failure {
    fn from(what: String) -> Self {
        Self::Wrong(what)
    }
}

impl From<ClockError> for Failure {
    fn from(error: ClockError) -> Self {
        match error {
            ClockError::Real => Self::Wrong("a real clock cannot be set; its mode must be moved or automatic".into()),
        }
    }
}

#[derive(Serialize)]
struct Now {
    now: String,
    mode: &'static str,
}

#[derive(Serialize)]
struct Rules {
    rules: Vec<Rule>,
}

#[derive(Serialize)]
struct Rule {
    rule: &'static str,
    held: u64,
    failed: u64,
}

/// `{"now":"…","mode":"moved"}`
pub(super) fn now(clock: Clock) -> Response {
    json(StatusCode::OK, &Now { now: timestamp::write(clock.now()), mode: clock.mode().as_str() })
}

/// `{"rules":[{"rule":"store-up","held":7,"failed":1},…]}`
pub(super) fn coverage(rules: impl Iterator<Item = Coverage>) -> Response {
    let rules = rules.map(|seen| Rule { rule: seen.rule.as_str(), held: seen.held, failed: seen.failed });
    json(StatusCode::OK, &Rules { rules: rules.collect() })
}
