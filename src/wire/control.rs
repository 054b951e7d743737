use std::fmt;
use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::request::percent;
use super::{Http, HttpRequest, WireError};

/// One scope of a mock, as its control listener serves it.
#[derive(Debug, Clone)]
pub struct Control {
    http: Http,
    base: String,
    path: String,
}

/// Why a mock could not be told or asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ControlError {
    /// It did not understand what it was told; its own words.
    Refused(String),
    /// It answered what no mock answers.
    Strange(String),
    /// Nothing came of the request.
    Wire(WireError),
}

/// Something that a mock saw.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Sight {
    /// From 1 in the order in which it came.
    pub number: u64,
    /// When, by the clock that mock and server share, in milliseconds.
    pub at_ms: i64,
    /// What: `POST /$batch`.
    pub what: String,
    /// How it was answered; nothing, if it was not.
    pub status: Option<u16>,
}

/// What a mock has against a server.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Complaint {
    /// The rule that was broken: an RFC's section.
    pub rule: String,
    /// What should have been.
    pub expected: String,
    /// What was.
    pub got: String,
}

/// How long a mock may take beyond what it was told to wait.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Deserialize)]
struct Refusal {
    error: String,
}

/// What a mock saw after the thing of some number.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct News {
    /// In the order in which it came.
    pub seen: Vec<Sight>,
    /// How much of it the mock has forgotten already.
    #[serde(default)]
    pub forgotten: u64,
}

#[derive(Deserialize)]
struct Facts {
    facts: Map<String, Value>,
}

#[derive(Deserialize)]
struct Verdict {
    complaints: Vec<Complaint>,
}

#[derive(Deserialize)]
struct Anything {}

impl Control {
    /// The scope of a mock that is controlled at an address.
    pub fn new(http: &Http, address: &str, scope: &str) -> Self {
        Self { http: http.clone(), base: format!("http://{address}"), path: format!("/control/{}", percent(scope)) }
    }

    /// Tells the mock how to behave.
    pub async fn program(&self, program: &Value) -> Result<(), ControlError> {
        let body = Some(program.to_string().into_bytes());
        self.call::<Anything>("POST", "", Vec::new(), body, PATIENCE).await.map(|_| ())
    }

    /// What it saw that has a higher number, as soon as there is something: none, if nothing came for so long.
    pub async fn seen(&self, after: u64, patience: Duration) -> Result<News, ControlError> {
        let query =
            vec![("after".to_owned(), after.to_string()), ("wait_ms".to_owned(), patience.as_millis().to_string())];
        self.call("GET", "/seen", query, None, PATIENCE + patience).await
    }

    /// What is so there: of these names, those that there are.
    pub async fn facts(&self, names: &[String]) -> Result<Map<String, Value>, ControlError> {
        let query = names.iter().map(|name| ("fact".to_owned(), percent(name))).collect();
        self.call::<Facts>("GET", "/facts", query, None, PATIENCE).await.map(|answer| answer.facts)
    }

    /// What it has against the server.
    pub async fn verdict(&self) -> Result<Vec<Complaint>, ControlError> {
        self.call::<Verdict>("GET", "/verdict", Vec::new(), None, PATIENCE).await.map(|answer| answer.complaints)
    }

    /// It may forget the scope.
    pub async fn forget(&self) -> Result<(), ControlError> {
        self.call::<Anything>("DELETE", "", Vec::new(), None, PATIENCE).await.map(|_| ())
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: &str,
        below: &str,
        query: Vec<(String, String)>,
        body: Option<Vec<u8>>,
        patience: Duration,
    ) -> Result<T, ControlError> {
        let kind = body.iter().map(|_| ("content-type".to_owned(), "application/json".to_owned()));
        let request = HttpRequest {
            method: method.to_owned(),
            base: self.base.clone(),
            path: format!("{}{below}", self.path),
            query,
            headers: kind.collect(),
            body,
            identity: None,
            browser: None,
        };
        let answer = self.http.send_within(&request, Some(patience)).await.map_err(ControlError::Wire)?;
        let refusal = || serde_json::from_slice::<Refusal>(&answer.body).ok();
        match answer.status {
            200 => serde_json::from_slice(&answer.body).map_err(|error| ControlError::Strange(error.to_string())),
            status => Err(refusal().map_or_else(
                || ControlError::Strange(format!("HTTP {status}")),
                |refusal| ControlError::Refused(refusal.error),
            )),
        }
    }
}

impl fmt::Display for ControlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(why) => write!(f, "it refuses: {why}"),
            Self::Strange(what) => write!(f, "it answers as no mock does: {what}"),
            Self::Wire(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ControlError {}
