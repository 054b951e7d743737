//! A request's body, as long as it may be.

use std::time::Duration;

use http_body_util::{BodyExt, Limited};
use hyper::body::{Body as _, Incoming};
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use super::query::{BadQuery, Query};
use crate::Limits;

/// So many bodies' worth of a body that is too long are read and thrown away,
/// so that its sender comes to read the reply.
const PATIENCE: usize = 16;

/// A body that arrived.
pub(crate) struct Body(Vec<u8>);

/// Why there is no body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyError {
    /// It is longer than a body may be.
    TooLarge,
    /// It did not arrive in time, or its connection broke.
    Stalled,
}

impl Body {
    /// The body as JSON, or what is wrong with it.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, String> {
        serde_json::from_slice(&self.0).map_err(|error| error.to_string())
    }

    /// The domain that a body names that is otherwise not as it should be.
    pub(crate) fn domain(&self) -> Option<String> {
        let body: serde_json::Value = self.json().ok()?;
        body.get("domain")?.as_str().map(ToOwned::to_owned)
    }

    /// The body as a form (WHATWG URL, application/x-www-form-urlencoded).
    pub(crate) fn form(&self) -> Result<Query, BadQuery> {
        Query::read(Some(self.text().ok_or(BadQuery)?))
    }

    pub(crate) fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    pub(crate) fn octets(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

pub(crate) async fn read(body: Incoming, limits: Limits) -> Result<Body, BodyError> {
    timeout(limits.read, read_all(body, limits.body)).await.unwrap_or(Err(BodyError::Stalled))
}

async fn read_all(mut body: Incoming, limit: usize) -> Result<Body, BodyError> {
    if body.size_hint().lower() > limit as u64 {
        return Err(throw_away(body, limit).await);
    }
    let mut octets = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| BodyError::Stalled)?;
        let Some(data) = frame.data_ref() else { continue };
        if octets.len() + data.len() > limit {
            return Err(throw_away(body, limit).await);
        }
        octets.extend_from_slice(data);
    }
    Ok(Body(octets))
}

async fn throw_away(body: Incoming, limit: usize) -> BodyError {
    let mut rest = Limited::new(body, limit.saturating_mul(PATIENCE));
    let reading = async { while rest.frame().await.is_some_and(|frame| frame.is_ok()) {} };
    let _ = timeout(Duration::from_secs(1), reading).await;
    BodyError::TooLarge
}
