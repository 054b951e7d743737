//! One request through one of the doors.

use std::sync::Arc;

use hyper::body::Incoming;
use hyper::header::{ALLOW, AUTHORIZATION, CONNECTION, HeaderValue, WWW_AUTHENTICATE};
use hyper::http::request::Parts;
use hyper::{HeaderMap, StatusCode};
use rustls::pki_types::CertificateDer;
use sekisho_rules::{Operation, Reply, Request, TenantName, WebRequest};

use super::route::Place;
use super::{
    Body, BodyError, Handler, Response, certificates, change, codes, error, face, offline, pages, read, reply, saml,
    slots, sync, tokens, users, web, windows,
};
use crate::emitter::is_mark;
use crate::service::Service;

const REQUEST_ID: &str = "x-request-id";
const LONGEST_REQUEST_ID: usize = 64;

/// The doors and the user administration.
#[derive(Clone, Debug)]
pub(crate) struct Doors {
    pub(super) service: Arc<Service>,
    /// Whether its connections are TLS.
    pub(super) secure: bool,
    /// The client certificate of its connection; the client has the key.
    certificate: Option<CertificateDer<'static>>,
}

/// A request for the rules, and its tenant.
pub(crate) struct Asked {
    pub(crate) tenant: TenantName,
    pub(crate) what: Request,
}

/// A request that cannot be parsed, and the domain that it names, if that can be told.
#[derive(Debug)]
pub(crate) struct Unreadable(pub(crate) Option<String>);

impl Asked {
    /// A request that names no domain is for the master tenant.
    pub(crate) fn new(domain: Option<String>, what: Request) -> Self {
        let tenant = domain.map_or_else(TenantName::master, |domain| TenantName::new(&domain));
        Self { tenant, what }
    }

    pub(super) fn malformed(Unreadable(domain): Unreadable, operation: Operation) -> Self {
        Self::new(domain, Request::Malformed(operation))
    }
}

impl Handler for Doors {
    async fn answer(&self, request: hyper::Request<Incoming>) -> Response {
        let (parts, body) = request.into_parts();
        let Some(place) = Place::of(parts.uri.path()) else {
            return error(StatusCode::NOT_FOUND, "no such path");
        };
        if !place.takes(&parts.method) {
            return not_allowed(place);
        }
        if place.is_guarded() && !is_admitted(&self.service, &parts.headers) {
            return unauthorized();
        }
        match read(body, self.service.limits).await {
            Ok(body) => self.serve(place, &parts, &body).await,
            Err(BodyError::TooLarge) => self.too_large(place, &parts).await,
            Err(BodyError::Stalled) => closing(error(StatusCode::REQUEST_TIMEOUT, "no body in time")),
        }
    }

    fn over_tls(self, certificate: Option<CertificateDer<'static>>) -> Self {
        Self { secure: true, certificate, ..self }
    }
}

impl Doors {
    pub(crate) fn new(service: Arc<Service>) -> Self {
        Self { service, secure: false, certificate: None }
    }

    async fn serve(&self, place: Place<'_>, parts: &Parts, body: &Body) -> Response {
        match place {
            Place::Style => pages::style(),
            Place::LoginPage => self.login_page(parts, body).await,
            Place::FaceReturn => self.face_return(parts, body).await,
            _ => self.ask(parts, self.presenting(parts, asked(place, parts, body))).await,
        }
    }

    /// A browser that logs in presents what its connection showed, and tells where it found us.
    pub(super) fn presenting(&self, parts: &Parts, mut asked: Asked) -> Asked {
        if let Request::Web(WebRequest::Login { browser, .. }) = &mut asked.what {
            let judged = |certificate| certificates::judge(&self.service, &asked.tenant, certificate);
            browser.certificate = self.certificate.as_ref().map(judged);
            browser.origin = face::origin(&parts.headers, self.secure);
        }
        asked
    }

    pub(super) async fn reply(&self, parts: &Parts, asked: &Asked) -> Option<Reply> {
        self.service.ask(&asked.tenant, asked.what.clone(), name(&parts.headers)).await
    }

    async fn ask(&self, parts: &Parts, asked: Asked) -> Response {
        let name = name(&parts.headers);
        match self.service.ask(&asked.tenant, asked.what, name).await {
            Some(Reply::Offline(order)) => offline::made(order, self.service.texts.clone()).await,
            Some(Reply::Issued(issue)) => certificates::hand_out(&self.service, &issue),
            Some(reply) => reply::from(&reply, &self.service.texts, self.secure),
            None => error(StatusCode::INTERNAL_SERVER_ERROR, "no reply"),
        }
    }

    /// Told like any malformed request, but for the status.
    async fn too_large(&self, place: Place<'_>, parts: &Parts) -> Response {
        let asked = Asked::malformed(Unreadable(None), place.operation(&parts.method));
        let mut response = self.ask(parts, asked).await;
        *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
        closing(response)
    }
}

fn asked(place: Place<'_>, parts: &Parts, body: &Body) -> Asked {
    let query = parts.uri.query();
    let asked = match place {
        Place::Policy => web::policy(query),
        Place::Table => web::table(query),
        Place::Login => web::login(&parts.headers, body),
        Place::Process => windows::process(body),
        Place::WindowsTable => windows::table(body),
        Place::WindowsLogin => windows::login(body),
        Place::Offline => windows::offline(body),
        Place::Seamless => windows::seamless(body),
        Place::Change(step) => change::step(step, body),
        Place::Saml(file) => saml::file(file, query, body),
        Place::Pki => certificates::configure(query, body),
        Place::CodeLogin(shown) => codes::web(shown, body),
        Place::WindowsCodeLogin(shown) => codes::windows(shown, body),
        Place::Tokens => tokens::all(&parts.method, query, body),
        Place::Token(serial) => tokens::one(&parts.method, serial, query, body),
        Place::Slots => slots::register(body),
        Place::Sync => sync::sync(&parts.method, query, body),
        Place::Users => users::all(&parts.method, query, body),
        Place::User(uid) => users::one(&parts.method, uid, query, body),
        Place::Act(uid, act) => users::act(uid, act, query, body),
        // Served elsewhere.
        Place::LoginPage | Place::Style | Place::FaceReturn => Err(Unreadable(None)),
    };
    asked.unwrap_or_else(|unreadable| Asked::malformed(unreadable, place.operation(&parts.method)))
}

/// What the sender calls the request; a name that is not sound is none.
fn name(headers: &HeaderMap) -> Option<String> {
    let name = headers.get(REQUEST_ID)?.to_str().ok()?;
    is_mark(name, LONGEST_REQUEST_ID).then(|| name.to_owned())
}

/// Whether the sender bears the token, where one is asked for.
pub(crate) fn is_admitted(service: &Service, headers: &HeaderMap) -> bool {
    let Some(token) = &service.admin_token else { return true };
    headers.get(AUTHORIZATION).is_some_and(|value| token.is_borne(value.as_bytes()))
}

pub(crate) fn unauthorized() -> Response {
    let mut response = error(StatusCode::UNAUTHORIZED, "a bearer token is needed");
    response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    closing(response)
}

fn not_allowed(place: Place<'_>) -> Response {
    let mut response = error(StatusCode::METHOD_NOT_ALLOWED, "no such method here");
    response.headers_mut().insert(ALLOW, HeaderValue::from_static(place.methods()));
    response
}

/// What is left of the request will not be read.
pub(crate) fn closing(mut response: Response) -> Response {
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}
