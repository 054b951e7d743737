//! Login protection: the phone app releases its user's logins, and a login
//! server asks when that was last done.
//!
//! | request | does |
//! |---|---|
//! | `POST /release {"user", "domain"?, "at"?}` | the app releases; `at` is RFC 3339, by default the machine's time |
//! | `GET /last-release?user=…&domain=…` | the server asks: `{"released": "…"}`, or null if never |
//! | `POST /behaviour {"prefix", "status"? \| "delay_ms"? \| "garbage"?}` | how questions for users of that prefix are answered; with none of the three, well again |

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hyper::{Method, StatusCode};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::http::{Play, Request, Response, error, json, play, text};
use crate::{Error, Mock};

/// Users whose releases are remembered; the oldest gives way.
const MOST_RELEASES: usize = 1 << 16;
/// Prefixes with a behaviour of their own.
const MOST_BEHAVIOURS: usize = 1024;
const LONGEST_DELAY: Duration = Duration::from_secs(60);

/// Plays the login-protection service on a loopback address; port 0 for a free one.
///
/// # Errors
///
/// When it cannot listen there, or the address is not loopback.
pub async fn login_protection(listen: SocketAddr) -> Result<Mock, Error> {
    play(LoginProtection::default(), listen).await
}

#[derive(Default)]
struct LoginProtection(Mutex<Memory>);

#[derive(Default)]
struct Memory {
    releases: HashMap<Person, Timestamp>,
    /// In the order in which they first released.
    people: VecDeque<Person>,
    behaviours: HashMap<String, Behaviour>,
}

/// One user of one domain; without a domain, of that name.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Person {
    user: String,
    domain: Option<String>,
}

#[derive(Clone, Copy)]
enum Behaviour {
    Status(StatusCode),
    Delay(Duration),
    Garbage,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Release {
    user: String,
    domain: Option<String>,
    at: Option<Timestamp>,
}

#[derive(Serialize)]
struct Released {
    released: Option<Timestamp>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Behave {
    prefix: String,
    status: Option<u16>,
    delay_ms: Option<u64>,
    #[serde(default)]
    garbage: bool,
}

impl Play for LoginProtection {
    async fn answer(&self, request: Request) -> Response {
        match (&request.method, request.path.as_str()) {
            (&Method::POST, "/release") => taken(&request, |release| self.release(release)),
            (&Method::GET, "/last-release") => self.last_release(&request).await,
            (&Method::POST, "/behaviour") => taken(&request, |behave| self.behave(&behave)),
            _ => error(StatusCode::NOT_FOUND, "no such path or method"),
        }
    }
}

/// What comes of a body, or what is wrong with it.
fn taken<T: DeserializeOwned>(request: &Request, then: impl FnOnce(T) -> Result<Response, String>) -> Response {
    let read = serde_json::from_slice(&request.body).map_err(|error| error.to_string());
    read.and_then(then).unwrap_or_else(|wrong| error(StatusCode::BAD_REQUEST, &wrong))
}

impl LoginProtection {
    fn release(&self, release: Release) -> Result<Response, String> {
        let at = release.at.unwrap_or_else(Timestamp::now);
        self.memory().remember(Person { user: release.user, domain: release.domain }, at);
        Ok(json(StatusCode::OK, &Released { released: Some(at) }))
    }

    async fn last_release(&self, request: &Request) -> Response {
        let Some(user) = request.parameter("user") else {
            return error(StatusCode::BAD_REQUEST, "no user");
        };
        match self.behaviour(&user) {
            Some(Behaviour::Status(status)) => return error(status, "told to refuse"),
            Some(Behaviour::Garbage) => return text(StatusCode::OK, "<p>Under maintenance".into(), "text/html"),
            Some(Behaviour::Delay(delay)) => tokio::time::sleep(delay).await,
            None => {}
        }
        let person = Person { user, domain: request.parameter("domain") };
        let released = self.memory().releases.get(&person).copied();
        json(StatusCode::OK, &Released { released })
    }

    fn behaviour(&self, user: &str) -> Option<Behaviour> {
        let memory = self.memory();
        let fitting = memory.behaviours.iter().filter(|(prefix, _)| user.starts_with(prefix.as_str()));
        fitting.max_by_key(|(prefix, _)| prefix.len()).map(|(_, behaviour)| *behaviour)
    }

    fn behave(&self, told: &Behave) -> Result<Response, String> {
        let behaviour = told.behaviour()?;
        let mut memory = self.memory();
        if memory.behaviours.len() >= MOST_BEHAVIOURS && !memory.behaviours.contains_key(&told.prefix) {
            return Ok(error(StatusCode::TOO_MANY_REQUESTS, "too many behaviours"));
        }
        match behaviour {
            Some(behaviour) => drop(memory.behaviours.insert(told.prefix.clone(), behaviour)),
            None => drop(memory.behaviours.remove(&told.prefix)),
        }
        Ok(json(StatusCode::OK, &serde_json::json!({})))
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Memory {
    /// The newest release counts, whatever time it tells: clocks may be set back.
    fn remember(&mut self, person: Person, at: Timestamp) {
        if self.releases.insert(person.clone(), at).is_none() {
            self.people.push_back(person);
        }
        if self.people.len() > MOST_RELEASES
            && let Some(oldest) = self.people.pop_front()
        {
            self.releases.remove(&oldest);
        }
    }
}

impl Behave {
    fn behaviour(&self) -> Result<Option<Behaviour>, String> {
        match (self.status, self.delay_ms, self.garbage) {
            (None, None, false) => Ok(None),
            (None, None, true) => Ok(Some(Behaviour::Garbage)),
            (None, Some(millis), false) => Ok(Some(Behaviour::Delay(Duration::from_millis(millis).min(LONGEST_DELAY)))),
            (Some(status), None, false) => {
                let status = StatusCode::from_u16(status).ok().filter(|status| status.as_u16() >= 200);
                status.map(|status| Some(Behaviour::Status(status))).ok_or_else(|| "no such status".into())
            }
            _ => Err("expected one of status, delay_ms and garbage".into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_bounded() {
        let mut memory = Memory::default();
        let person = |n: usize| Person { user: n.to_string(), domain: None };
        for n in 0..=MOST_RELEASES {
            memory.remember(person(n), Timestamp::UNIX_EPOCH);
        }
        assert_eq!((memory.releases.len(), memory.people.len()), (MOST_RELEASES, MOST_RELEASES));
        assert!(!memory.releases.contains_key(&person(0)));
        memory.remember(person(1), Timestamp::UNIX_EPOCH);
        assert_eq!(memory.people.len(), MOST_RELEASES, "one who releases again is no newcomer");
    }
}
