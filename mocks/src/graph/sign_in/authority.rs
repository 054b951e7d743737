//! Who issues tokens and knows them again.

use std::fmt;
use std::sync::OnceLock;

use hyper::StatusCode;
use jiff::Timestamp;

use super::aadsts::{Asked, refusal};
use super::discovery;
use super::keys::{SigningKey, Wrong};
use super::token::{Claims, broken, token};
use crate::graph::form::Form;
use crate::graph::message::{Failure, Request, Response};
use crate::graph::{Guid, Route, Tenant, TenantName};

/// The application that is registered in every tenant, unless the command line names another.
pub const USUAL_APP: Guid = Guid(0x1111_1111_2222_4333_8444_5555_5555_5555);

/// What the sign-in goes by.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The application that is registered in every tenant.
    pub app: Guid,
    /// Its secret; without one any secret is right, but for an empty one.
    pub secret: Option<ClientSecret>,
}

/// What an application proves itself with. It is shown to nobody.
#[derive(Clone)]
pub struct ClientSecret(String);

impl ClientSecret {
    /// From the environment.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    pub(super) fn is(&self, said: &str) -> bool {
        self.0 == said
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}

/// The sign-in of all tenants.
pub struct SignIn {
    settings: Settings,
    /// Made when it is first needed.
    key: OnceLock<Option<SigningKey>>,
}

/// The key is nobody's business.
impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignIn").field("settings", &self.settings).finish_non_exhaustive()
    }
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
    /// Which of the tenant's tokens it is, counted from 1.
    pub token: u64,
    /// Permissions: `User.ReadWrite.All`.
    pub roles: Vec<String>,
    /// Whether the client understands claims challenges.
    pub can_be_challenged: bool,
}

impl SignIn {
    /// The sign-in, without tenants of its own.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self { settings, key: OnceLock::new() }
    }

    /// Makes the key that signs tokens, which takes a moment, unless that was done.
    pub fn warm_up(&self) {
        let _ = self.key();
    }

    fn key(&self) -> Option<&SigningKey> {
        self.key.get_or_init(SigningKey::new).as_ref()
    }

    /// Answers a request to sign-in: [`Route::Token`], [`Route::Discovery`], [`Route::Keys`], [`Route::Instance`].
    /// `tenant` is whom the route names, if there is such a one.
    pub fn answer(&self, route: Route<'_>, tenant: Option<&mut Tenant>, request: &Request, now: Timestamp) -> Response {
        let Some(key) = self.key() else { return broken(request, now) };
        let answered = match route {
            Route::Token { tenant: name } => return token(&self.settings, key, name, tenant, request, now),
            Route::Discovery { tenant: name } => match (TenantName::of(name), tenant) {
                (TenantName::Malformed, _) => Err(900_023),
                (TenantName::Any, _) => Ok(discovery::configuration(None, request)),
                (_, Some(tenant)) => Ok(discovery::configuration(Some(tenant.id()), request)),
                (_, None) => Err(90002),
            },
            Route::Keys => Ok(discovery::keys(key.jwk(), request)),
            Route::Instance => discovery::instance(request),
            Route::Batch | Route::Graph(_) | Route::Nowhere => return Response::empty(StatusCode::NOT_FOUND),
        };
        answered
            .unwrap_or_else(|number| self.failure(number, route, request, now).unwrap_or_else(|| broken(request, now)))
    }

    /// Whose token a request to Graph bears. The tenant may have revoked it: that it says itself, when it answers.
    ///
    /// # Errors
    ///
    /// The answer to give instead: 401.
    pub fn authenticate(&self, request: &Request, now: Timestamp) -> Result<Grant, Response> {
        let refused = |why: &str| Err(denied(why).answer(request, now).with("WWW-Authenticate", CHALLENGE));
        let header = request.headers.authorization.as_deref().unwrap_or_default().trim();
        let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
        if !scheme.eq_ignore_ascii_case("bearer") || token.trim().is_empty() {
            return refused("Access token is empty.");
        }
        let Some(key) = self.key() else { return Err(broken(request, now)) };
        match key.open::<Claims>(token.trim()).map(|claims| grant(&claims)) {
            Ok(Some(grant)) if grant.expires > now => Ok(grant),
            Ok(Some(_)) => refused("Lifetime validation failed, the token is expired."),
            Ok(None) | Err(Wrong::Form) => refused("IDX14100: JWT is not well formed."),
            Err(Wrong::Signature) => refused("Access token validation failure. Invalid signature."),
        }
    }

    /// The refusal with that AADSTS number, as a fault script asks for it; `None` for a number that is in no table
    /// ([`numbers`](super::numbers)).
    #[must_use]
    pub fn failure(&self, number: u32, route: Route<'_>, request: &Request, now: Timestamp) -> Option<Response> {
        let form = Form::of(&request.body);
        let tenant = match route {
            Route::Token { tenant } | Route::Discovery { tenant } => tenant,
            _ => "common",
        };
        let asked = Asked::of(&form, form.value("client_id"), tenant);
        refusal(number, &asked, !matches!(route, Route::Token { .. }), request, now)
    }
}

/// Where a client without a good token is sent (RFC 6750, 3).
pub(crate) const CHALLENGE: &str =
    "Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\"";

pub(crate) fn denied(why: &str) -> Failure {
    Failure::new(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", why)
}

fn grant(claims: &Claims) -> Option<Grant> {
    Some(Grant {
        tenant: claims.tid.parse().ok()?,
        app: claims.appid.parse().ok()?,
        issued: Timestamp::from_second(claims.issued()).ok()?,
        expires: Timestamp::from_second(claims.exp).ok()?,
        token: claims.uti.parse().ok()?,
        roles: claims.roles.clone(),
        can_be_challenged: claims.xms_cc.iter().any(|capability| capability == "cp1"),
    })
}
