//! A tenant as a whole.

use std::collections::VecDeque;
use std::time::Duration;

use hyper::{Method, StatusCode};
use jiff::Timestamp;
use percent_encoding::percent_decode_str;

use super::change::entity;
use super::delta::Delta;
use super::domain::{Authentication, Domain, absent, domain, domains, organization};
use super::list::Listing;
use super::options::{Options, form};
use super::page_token::Of;
use super::store::{Changes, Users};
use super::user::Wanted;
use crate::graph::message::{Failure, Request, Response};
use crate::graph::sign_in::{CHALLENGE, Registration, denied};
use crate::graph::{Grant, Guid};

/// One tenant: everything about it but how its answers travel.
#[derive(Debug)]
pub struct Tenant {
    id: Guid,
    pub(super) domain: String,
    pub(super) seed: u64,
    /// `None`: the custom domain is not the tenant's any more.
    pub(super) authentication: Option<Authentication>,
    pub(super) users: Users,
    pub(super) deleted: Users,
    /// When who was deleted, oldest first.
    pub(super) graves: VecDeque<(Timestamp, Guid)>,
    pub(super) changes: Changes,
    /// Users made so far: the newest one's number.
    pub(super) made: u64,
    /// How long new users are missing from lists.
    pub(super) lag: Duration,
    /// How often delta clients were told to start anew.
    pub(super) resets: u32,
    pub(super) knobs: Knobs,
    pub(super) registration: Registration,
    /// The time of the newest request: control commands bear none.
    pub(super) latest: Option<Timestamp>,
}

/// Where the service is known to behave in more than one way.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Knobs {
    /// What is said when a federated user lacks an immutable id.
    pub(super) anchor_missing: AnchorMissing,
    /// Taking an immutable id away is refused.
    pub(super) refuses_null: bool,
    /// Changing the immutable id of a federated user is refused.
    pub(super) refuses_change: bool,
    /// A duplicate immutable id breaks the service (500) instead of being refused.
    pub(super) conflict_breaks: bool,
    /// Federated users may lack an immutable id: while a test sets up such ones.
    pub(super) is_lax: bool,
}

#[derive(Debug, Clone, Copy, Default)]
pub(super) enum AnchorMissing {
    #[default]
    Invalid,
    Required,
}

impl AnchorMissing {
    pub(super) fn message(self) -> &'static str {
        match self {
            Self::Invalid => "One or more properties contains invalid values.",
            Self::Required => "SourceAnchor is a required property for creation of a federated user.",
        }
    }
}

/// What a part of the directory asks of who reads or changes it: one of these permissions.
const READ_USERS: [&str; 4] = ["Directory.Read.All", "Directory.ReadWrite.All", "User.Read.All", "User.ReadWrite.All"];
const WRITE_USERS: [&str; 2] = ["Directory.ReadWrite.All", "User.ReadWrite.All"];
const READ_DOMAINS: [&str; 4] =
    ["Directory.Read.All", "Directory.ReadWrite.All", "Domain.Read.All", "Domain.ReadWrite.All"];
const READ_ORGANIZATION: [&str; 5] = [
    "Directory.Read.All",
    "Directory.ReadWrite.All",
    "Organization.Read.All",
    "Organization.ReadWrite.All",
    "User.Read.All",
];

impl Tenant {
    /// A tenant without users whose custom domain is `domain` (managed); its GUID is derived from domain and seed.
    #[must_use]
    pub fn new(domain: &str, seed: u64) -> Self {
        let domain = domain.to_lowercase();
        Self {
            id: Guid::of(seed, &domain, 0),
            domain,
            seed,
            authentication: Some(Authentication::Managed),
            users: Users::default(),
            deleted: Users::default(),
            graves: VecDeque::new(),
            changes: Changes::default(),
            made: 0,
            lag: Duration::ZERO,
            resets: 0,
            knobs: Knobs::default(),
            registration: Registration::default(),
            latest: None,
        }
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

    pub(crate) fn registration(&self) -> &Registration {
        &self.registration
    }

    pub(crate) fn registration_mut(&mut self) -> &mut Registration {
        &mut self.registration
    }

    /// The initial domain first, then the custom one.
    pub(super) fn domains(&self) -> Vec<Domain> {
        let custom = self.authentication.map(|how| Domain::new(&self.domain, how, true, false));
        let initial = Domain::new(&self.initial_domain(), Authentication::Managed, custom.is_none(), true);
        [Some(initial), custom].into_iter().flatten().collect()
    }

    /// What each tenant is born with.
    fn initial_domain(&self) -> String {
        let first = self.domain.split('.').next().unwrap_or_default();
        let name: String = first.chars().filter(char::is_ascii_alphanumeric).collect();
        format!("{}.onmicrosoft.com", if name.is_empty() { "tenant" } else { &name })
    }

    /// How users of that domain sign in; `None` for a foreign one.
    pub(super) fn authentication(&self, domain: &str) -> Option<Authentication> {
        let own = self.authentication.filter(|_| self.domain == domain);
        own.or_else(|| (domain == self.initial_domain()).then_some(Authentication::Managed))
    }

    pub(super) fn hidden_until(&self, now: Timestamp) -> Option<Timestamp> {
        if self.lag.is_zero() { None } else { now.checked_add(self.lag).ok() }
    }

    /// Answers a request under `/v1.0` of a client that [`SignIn::authenticate`](crate::graph::SignIn::authenticate)
    /// let in; `path` is what [`Route::Graph`](crate::graph::Route) holds. An item of a batch is such a request, too.
    pub fn answer(&mut self, grant: &Grant, path: &str, request: &Request, now: Timestamp) -> Response {
        self.latest = Some(now);
        self.purge_old(now);
        if grant.token <= self.registration.revoked {
            return revoked(grant, request, now);
        }
        let segments: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(decoded).collect();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let answered = self.routed(grant, &segments, request, now);
        let answered = answered.map(|answer| answer.with("OData-Version", "4.0").named_after(request));
        answered.unwrap_or_else(|failure| failure.answer(request, now))
    }

    fn routed(&mut self, grant: &Grant, path: &[&str], request: &Request, now: Timestamp) -> Result<Response, Failure> {
        let method = request.method.as_str();
        let needed: &[&str] = match path {
            ["domains", ..] => &READ_DOMAINS,
            ["organization", ..] => &READ_ORGANIZATION,
            _ if request.method == Method::GET => &READ_USERS,
            _ => &WRITE_USERS,
        };
        let may = grant.roles.iter().any(|role| needed.contains(&role.as_str()));
        match (method, path) {
            (_, ["me", ..]) => Err(bad("/me request is only valid with delegated authentication flow.")),
            (_, ["users" | "domains" | "organization" | "directory", ..]) if !may => Err(forbidden()),
            ("GET", ["domains"]) => Ok(domains(self, request)),
            ("GET", ["domains", name]) => domain(self, name, request),
            ("GET", ["organization"]) => organization(self, None, request),
            ("GET", ["organization", id]) => organization(self, Some(id), request),
            (_, ["users", rest @ ..]) => self.people(method, rest, request, now),
            (_, ["directory", "deletedItems", rest @ ..]) => self.graveyard(method, rest, request, now),
            (_, ["domains" | "organization"] | ["domains" | "organization", _]) => Err(wrong_method()),
            (_, [.., last]) => Err(bad(format!("Resource not found for the segment '{last}'."))),
            (_, []) => Err(bad("Resource not found for the segment ''.")),
        }
    }

    /// All under `/users`.
    fn people(&mut self, method: &str, path: &[&str], request: &Request, now: Timestamp) -> Result<Response, Failure> {
        match (method, path) {
            ("GET", []) => self.living().page(request, now),
            ("POST", []) => self.create(request, now),
            ("GET", ["$count"]) => count(&self.living(), request, now),
            ("GET", ["delta" | "delta()" | "microsoft.graph.delta()" | "microsoft.graph.delta"]) => {
                self.delta().page(request, now)
            }
            ("GET", [key]) => {
                let wanted = Wanted::of(form(request)?.value("$select"));
                let user = self.users.find(key).ok_or_else(|| absent(key))?;
                Ok(entity(StatusCode::OK, request, user, &wanted, "users"))
            }
            ("PATCH", [key]) => self.update(key, request),
            ("DELETE", [key]) => self.delete(key, now),
            (_, [] | [_]) => Err(wrong_method()),
            (_, [.., last]) => Err(bad(format!("Resource not found for the segment '{last}'."))),
        }
    }

    /// All under `/directory/deletedItems`.
    fn graveyard(
        &mut self,
        method: &str,
        path: &[&str],
        request: &Request,
        now: Timestamp,
    ) -> Result<Response, Failure> {
        match (method, path) {
            ("GET", [] | ["microsoft.graph.user" | "graph.user"]) => self.dead().page(request, now),
            ("GET", ["microsoft.graph.user" | "graph.user", "$count"]) => count(&self.dead(), request, now),
            ("GET", [id] | [id, "microsoft.graph.user"]) => {
                self.deleted_user(id, request, &Wanted::of(form(request)?.value("$select")))
            }
            ("DELETE", [id]) => self.delete_for_good(id),
            ("POST", [id, "restore" | "microsoft.graph.restore"]) => self.restore(id, request),
            (_, [] | [_] | [_, "restore"]) => Err(wrong_method()),
            (_, [.., last]) => Err(bad(format!("Resource not found for the segment '{last}'."))),
        }
    }

    fn living(&self) -> Listing<'_> {
        Listing { users: &self.users, of: Of::Users, tenant: self.id }
    }

    fn dead(&self) -> Listing<'_> {
        Listing { users: &self.deleted, of: Of::Deleted, tenant: self.id }
    }

    fn delta(&self) -> Delta<'_> {
        Delta { users: &self.users, changes: &self.changes, tenant: self.id, resets: self.resets }
    }
}

fn count(listing: &Listing<'_>, request: &Request, now: Timestamp) -> Result<Response, Failure> {
    let filter = Options::of_count(request)?;
    Ok(Response::of(StatusCode::OK, "text/plain", listing.count(filter.as_ref(), now).to_string()))
}

fn decoded(part: &str) -> String {
    percent_decode_str(part).decode_utf8_lossy().into_owned()
}

fn bad(message: impl Into<String>) -> Failure {
    Failure::new(StatusCode::BAD_REQUEST, "BadRequest", message)
}

fn wrong_method() -> Failure {
    let message = "Specified HTTP method is not allowed for the request target.";
    Failure::new(StatusCode::METHOD_NOT_ALLOWED, "Request_BadRequest", message)
}

fn forbidden() -> Failure {
    let message = "Insufficient privileges to complete the operation.";
    Failure::new(StatusCode::FORBIDDEN, "Authorization_RequestDenied", message)
}

/// A token that was taken back (continuous access evaluation): clients that can cope learn what to ask for.
fn revoked(grant: &Grant, request: &Request, now: Timestamp) -> Response {
    use base64::Engine;
    let code = "TokenIssuedBeforeRevocationTimestamp";
    let failure =
        denied("Continuous access evaluation resulted in challenge with result: InteractionRequired and code: ");
    let failure = Failure { message: failure.message + code, ..failure };
    let claims = format!("{{\"access_token\":{{\"nbf\":{{\"essential\":true,\"value\":\"{}\"}}}}}}", now.as_second());
    let claims = base64::engine::general_purpose::STANDARD.encode(claims);
    let challenge = if grant.can_be_challenged {
        format!("{CHALLENGE}, error=\"insufficient_claims\", claims=\"{claims}\"")
    } else {
        CHALLENGE.to_owned()
    };
    failure.answer(request, now).with("WWW-Authenticate", challenge)
}
