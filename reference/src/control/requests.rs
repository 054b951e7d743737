//! One request of whoever runs the server.

use std::sync::Arc;

use hyper::body::Incoming;
use hyper::{Method, Request, StatusCode};
use sekisho_rules::{Control as Word, Dependency, Policy, TenantName};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::answers::{self, Failure};
use super::clock::{self, Told};
use super::policy::Changes;
use super::route::Place;
use super::sync::{self, ManyUsers, NoUsers, Row};
use crate::emitter::{LONGEST_MARK, is_mark};
use crate::http::{Body, BodyError, Handler, Response, closing, empty, error, is_admitted, read, unauthorized};
use crate::service::{Clock, Mode, Service};

/// The control API.
#[derive(Clone, Debug)]
pub(crate) struct Control(pub(crate) Arc<Service>);

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewTenant {
    policy: Option<Changes>,
    clock: Option<String>,
    at: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Switch {
    up: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Marker {
    text: String,
}

impl Handler for Control {
    async fn answer(&self, request: Request<Incoming>) -> Response {
        let (parts, body) = request.into_parts();
        if !is_admitted(&self.0, &parts.headers) {
            return unauthorized();
        }
        let Some(place) = Place::of(parts.uri.path()) else {
            return error(StatusCode::NOT_FOUND, "no such path");
        };
        let body = match read(body, self.0.limits).await {
            Ok(body) => body,
            Err(BodyError::TooLarge) => return closing(error(StatusCode::PAYLOAD_TOO_LARGE, "the body is too large")),
            Err(BodyError::Stalled) => return closing(error(StatusCode::REQUEST_TIMEOUT, "no body in time")),
        };
        let answer = self.obey(&place, &parts.method, &body).unwrap_or_else(|failure| failure.answer());
        self.0.asked.notify_one();
        answer
    }
}

type Answered = Result<Response, Failure>;

impl Control {
    fn obey(&self, place: &Place, method: &Method, body: &Body) -> Answered {
        if place.existing().is_some_and(|name| self.policy(name).is_none()) {
            return Err(Failure::NoTenant);
        }
        match (place, method) {
            (Place::Tenant(name), &Method::PUT) => self.put_tenant(name, body),
            (Place::Tenant(name), &Method::DELETE) => self.delete_tenant(name),
            (Place::Policy(name), &Method::PATCH) => self.change_policy(name, body),
            (Place::Clock(name), &Method::GET) => Ok(answers::now(self.0.core().clock(name))),
            (Place::Clock(name), &Method::POST) => self.tell_clock(name, body),
            (Place::Dependency(name, dependency), &Method::PUT) => self.switch(name, *dependency, body),
            (Place::Sync(name, setting), &Method::PUT) => {
                let row: Row = body.json()?;
                let (setting, row) = (setting.clone(), Box::new(row.setting()?));
                Ok(self.tell(name, Word::PutSync { name: setting, setting: row }))
            }
            (Place::Sync(name, setting), &Method::PATCH) => self.change_sync(name, setting, body),
            (Place::Sync(name, setting), &Method::DELETE) => {
                Ok(self.tell(name, Word::DeleteSync { name: setting.clone() }))
            }
            (Place::Kill(name), &Method::POST) => Ok(self.tell(name, Word::KillSync)),
            (Place::Users(name), &Method::POST) => Ok(self.tell(name, body.json::<ManyUsers>()?.word()?)),
            (Place::Users(name), &Method::DELETE) => Ok(self.tell(name, body.json::<NoUsers>()?.word())),
            (Place::Marker, &Method::POST) => self.mark(body),
            (Place::Coverage, &Method::GET) => Ok(answers::coverage(self.0.core().state.coverage())),
            _ => Err(Failure::NoMethod),
        }
    }

    /// Of the face service; without one, none can be chosen.
    fn suites(&self) -> Vec<&str> {
        self.0.face.iter().flat_map(|face| face.suites()).collect()
    }

    fn policy(&self, name: &TenantName) -> Option<Policy> {
        self.0.core().state.policy(name).cloned()
    }

    fn put_tenant(&self, name: &TenantName, body: &Body) -> Answered {
        if !name.is_sound() {
            return Err(Failure::Wrong(format!("{:?} cannot be a tenant's name", name.as_str())));
        }
        let given: NewTenant = optional(body)?;
        let policy = given.policy.unwrap_or_default().apply(Policy::default(), &self.suites())?;
        let mode = given.clock.as_deref().map_or(Ok(Mode::Real), clock::mode)?;
        let at = given.at.as_deref().map(clock::time).transpose()?;
        let clock = Clock::new(mode, at)?;
        let mut core = self.0.core();
        core.put_tenant(name, policy, clock);
        Ok(answers::now(core.clock(name)))
    }

    fn delete_tenant(&self, name: &TenantName) -> Answered {
        let mut core = self.0.core();
        if core.state.policy(name).is_none() {
            return Err(Failure::NoTenant);
        }
        core.delete_tenant(name);
        Ok(empty())
    }

    fn change_policy(&self, name: &TenantName, body: &Body) -> Answered {
        let changes: Changes = body.json()?;
        let mut core = self.0.core();
        let suites = self.suites();
        let policy = core.state.policy(name).cloned().ok_or(Failure::NoTenant)?;
        core.tell(name, Word::ChangePolicy(changes.apply(policy, &suites)?));
        Ok(empty())
    }

    fn tell_clock(&self, name: &TenantName, body: &Body) -> Answered {
        let told: Told = body.json()?;
        let mut core = self.0.core();
        told.obey(&mut core, name)?;
        Ok(answers::now(core.clock(name)))
    }

    fn switch(&self, name: &TenantName, dependency: Dependency, body: &Body) -> Answered {
        let Switch { up } = body.json()?;
        self.0.core().tell(name, Word::Switch { dependency, up });
        Ok(empty())
    }

    fn change_sync(&self, name: &TenantName, setting: &str, body: &Body) -> Answered {
        let changes: sync::Changes = body.json()?;
        let mut core = self.0.core();
        let row = core.state.sync_setting(name, setting).cloned();
        let row = row.ok_or_else(|| Failure::Wrong(format!("no sync setting {setting:?} is stored")))?;
        let row = Box::new(changes.apply(row)?);
        core.tell(name, Word::PutSync { name: setting.to_owned(), setting: row });
        Ok(empty())
    }

    fn tell(&self, name: &TenantName, word: Word) -> Response {
        self.0.core().tell(name, word);
        empty()
    }

    fn mark(&self, body: &Body) -> Answered {
        let Marker { text } = body.json()?;
        if !is_mark(&text, LONGEST_MARK) {
            return Err(Failure::Wrong(format!("expected 1 to {LONGEST_MARK} of A-Z a-z 0-9 . _ : -, got {text:?}")));
        }
        self.0.core().mark(&text);
        Ok(empty())
    }
}

/// An empty body says nothing.
fn optional<T: Default + DeserializeOwned>(body: &Body) -> Result<T, Failure> {
    if body.is_empty() { Ok(T::default()) } else { Ok(body.json()?) }
}
