//! A tenant as a whole.

use hyper::StatusCode;
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::graph::message::{Failure, Request, Response};
use crate::graph::{Grant, Guid};

/// One tenant: everything about it but how its answers travel.
#[derive(Debug)]
pub struct Tenant {
    id: Guid,
    domain: String,
}

impl Tenant {
    /// A tenant without users whose custom domain is `domain` (managed); its GUID is derived from domain and seed.
    #[must_use]
    pub fn new(domain: &str, seed: u64) -> Self {
        let domain = domain.to_lowercase();
        Self { id: Guid::of(seed, &domain, 0), domain }
    }

    /// Its GUID.
    #[must_use]
    pub fn id(&self) -> Guid {
        self.id
    }

    /// Its custom domain.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// Answers a request under `/v1.0` of a client that [`SignIn::authenticate`](crate::graph::SignIn::authenticate)
    /// let in; `path` is what [`Route::Graph`](crate::graph::Route) holds. An item of a batch is such a request, too.
    pub fn answer(&mut self, _grant: &Grant, _path: &str, request: &Request, now: Timestamp) -> Response {
        Failure::new(StatusCode::NOT_IMPLEMENTED, "NotImplemented", "not yet").answer(request, now)
    }

    /// Changes what tests want otherwise.
    pub fn program(&mut self, _program: Program, _now: Timestamp) {}

    /// What can be said of it in numbers and texts: `users`, `deleted`, `federated`, `with-immutable-id`, `tokens`, and
    /// per user `user:UPN:PROPERTY` as asked for by name.
    #[must_use]
    pub fn facts(&self) -> Map<String, Value> {
        Map::new()
    }
}

/// What a test wants of a tenant: read in one go, so that a program with a mistake changes nothing.
#[derive(Debug, Default)]
pub struct Program {}

impl Program {
    /// Takes the keys that are about a tenant's content out of a control program and leaves the others.
    ///
    /// # Errors
    ///
    /// What is wrong with a value, in words for people.
    pub fn take(_keys: &mut Map<String, Value>) -> Result<Self, String> {
        Ok(Self::default())
    }
}
