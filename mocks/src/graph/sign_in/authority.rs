//! Who issues tokens and knows them again.

use hyper::StatusCode;
use jiff::Timestamp;

use crate::graph::message::{Failure, Request, Response};
use crate::graph::{Guid, Route, Tenant};

/// What the sign-in goes by.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What keys of tokens and identifiers are drawn from.
    pub seed: u64,
    /// The application that is registered in every tenant.
    pub app: Guid,
}

/// The sign-in of all tenants.
#[derive(Debug)]
pub struct SignIn {
    _settings: Settings,
}

/// What a token grants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The tenant's GUID.
    pub tenant: Guid,
    /// The application that signed in.
    pub app: Guid,
    /// When it was issued.
    pub issued: Timestamp,
    /// When it ends.
    pub expires: Timestamp,
    /// Tells the token from others (its claim `uti`).
    pub token: u64,
    /// Permissions: `User.ReadWrite.All`.
    pub roles: Vec<String>,
}

impl SignIn {
    /// The sign-in, without tenants of its own.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self { _settings: settings }
    }

    /// Answers a request to sign-in: [`Route::Token`], [`Route::Discovery`], [`Route::Keys`], [`Route::Instance`].
    /// `tenant` is whom the route names, if there is such a one.
    pub fn answer(
        &self,
        _route: Route<'_>,
        _tenant: Option<&mut Tenant>,
        request: &Request,
        now: Timestamp,
    ) -> Response {
        Failure::new(StatusCode::NOT_IMPLEMENTED, "NotImplemented", "not yet").answer(request, now)
    }

    /// Whose token a request to Graph bears.
    ///
    /// # Errors
    ///
    /// The answer to give instead: 401.
    pub fn authenticate(&self, request: &Request, now: Timestamp) -> Result<Grant, Response> {
        let failure = Failure::usual(StatusCode::UNAUTHORIZED);
        Err(failure.map_or_else(|| Response::empty(StatusCode::UNAUTHORIZED), |failure| failure.answer(request, now)))
    }

    /// The refusal with that AADSTS number, as a fault script asks for it; `None` for a number that is in no table.
    #[must_use]
    pub fn failure(&self, _number: u32, _route: Route<'_>, _request: &Request, _now: Timestamp) -> Option<Response> {
        None
    }
}
