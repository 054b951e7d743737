//! The service as a whole: what it listens on, what it knows.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hyper::{Method, StatusCode};
use sekisho_protocol::face::{Credentials, Profile};
use sekisho_protocol::jose::{KeyManagement, Opened, Party, Refusal};

use super::judge::Repetitions;
use super::page;
use super::pending::Pending;
use super::scope::Scope;
use crate::control::{Complaint, Controlled, Facts, Ledger, Program, Scopes, control};
use crate::http::{Play, Request, Response, play, text};
use crate::{Error, Mock};

/// How the service is set up.
#[derive(Debug, Clone)]
pub struct FaceOptions {
    /// Where it answers browsers, on loopback; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where it is programmed, on loopback.
    pub control: SocketAddr,
    /// What it agreed on with login servers.
    pub profile: Profile,
    /// Beginnings of URLs beyond this machine to which browsers may be sent back.
    pub redirects: Vec<String>,
}

/// The service, running; it ends when this is dropped.
#[derive(Debug)]
pub struct FaceMock {
    /// Where it answers browsers.
    pub http: SocketAddr,
    /// Where it is programmed.
    pub control: SocketAddr,
    /// What its portal would hand to a login server.
    pub credentials: Credentials,
    _door: Mock,
    _panel: Mock,
}

/// Plays the face-recognition service; its keys are new at each start.
///
/// # Errors
///
/// When it cannot listen there, an address is not loopback, or no keys can be made.
pub async fn face(options: FaceOptions) -> Result<FaceMock, Error> {
    let profile = options.profile.clone();
    let made = tokio::task::spawn_blocking(move || super::keys::make(&profile)).await;
    let made = made.map_err(|_| sekisho_protocol::jose::KeyError::Entropy).and_then(|made| made);
    let (mut parties, mut suites) = (BTreeMap::new(), BTreeMap::new());
    for (name, sides) in made.map_err(Error::Keys)? {
        suites.insert(name.clone(), sides.server);
        parties.insert(name, sides.service);
    }
    let service = Arc::new(Service {
        profile: options.profile,
        parties,
        redirects: options.redirects,
        scopes: Scopes::default(),
        repetitions: Mutex::default(),
        pending: Mutex::default(),
    });
    let panel = control(service.clone(), options.control).await?;
    let door = play(Door(service.clone()), options.listen).await?;
    let credentials =
        Credentials { service: format!("http://{}/authenticate", door.http), profile: service.profile.clone(), suites };
    Ok(FaceMock { http: door.http, control: panel.http, credentials, _door: door, _panel: panel })
}

pub(super) struct Service {
    pub(super) profile: Profile,
    pub(super) parties: BTreeMap<String, Party>,
    pub(super) redirects: Vec<String>,
    scopes: Scopes<Scope>,
    repetitions: Mutex<Repetitions>,
    pending: Mutex<Pending>,
}

impl Service {
    pub(super) fn scope(&self, name: &str) -> Arc<Scope> {
        self.scopes.begun(name, Scope::default)
    }

    pub(super) fn repetitions(&self) -> MutexGuard<'_, Repetitions> {
        self.repetitions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn pending(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a token holds, and under which suite it was sealed. If none opens it, the refusal of the suite that
    /// its header names.
    pub(super) fn open(&self, token: &str) -> Result<(&str, Opened), Refusal> {
        let mut refusal = None;
        for (name, party) in &self.parties {
            match party.opener.open(token) {
                Ok(opened) => return Ok((name, opened)),
                Err(Refusal::Header { member: "alg" | "enc", .. }) if refusal.is_some() => {}
                Err(other) => refusal = Some(other),
            }
        }
        Err(refusal.unwrap_or(Refusal::Decryption))
    }

    /// Whether all tokens of a suite share the content's key.
    pub(super) fn shares_its_key(&self, suite: &str) -> bool {
        self.profile.suites.get(suite).is_some_and(|suite| suite.key == KeyManagement::Dir)
    }
}

/// Where browsers come.
struct Door(Arc<Service>);

impl Play for Door {
    async fn answer(&self, request: Request) -> Response {
        match (&request.method, request.path.as_str()) {
            (&Method::GET | &Method::POST, "/authenticate") => self.work(request, Service::authenticate).await,
            (&Method::POST, "/answer") => self.work(request, Service::pressed).await,
            (&Method::GET, "/style.css") => text(StatusCode::OK, page::STYLE.into(), "text/css; charset=utf-8"),
            (&Method::GET, "/") => page::about(&self.0.profile),
            _ => page::refused(StatusCode::NOT_FOUND, "There is no such page here", "Requests go to /authenticate."),
        }
    }
}

impl Door {
    /// Aside, as RSA would hold up others.
    async fn work(&self, request: Request, of: fn(&Service, &Request) -> Response) -> Response {
        let service = self.0.clone();
        let done = tokio::task::spawn_blocking(move || of(&service, &request)).await;
        done.unwrap_or_else(|_| page::refused(StatusCode::INTERNAL_SERVER_ERROR, "The service broke down", ""))
    }
}

impl Controlled for Service {
    fn program(&self, scope: &str, program: Program) -> Result<(), String> {
        self.scope(scope).program(&self.profile, program)
    }

    fn ledger(&self, scope: &str) -> Arc<Ledger> {
        self.scope(scope).ledger.clone()
    }

    fn facts(&self, scope: &str, wanted: &[String]) -> Facts {
        self.scope(scope).facts(wanted)
    }

    fn verdict(&self, scope: &str) -> Vec<Complaint> {
        self.scope(scope).verdict()
    }

    fn forget(&self, scope: &str) {
        self.scopes.forget(scope);
    }
}
