#![expect(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]

use hyper::Method;
use hyper::body::Bytes;
use jiff::{SignedDuration, Timestamp};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::control::Program;
use crate::graph::message::{Headers, Request, Response};
use crate::graph::{Content, Grant, Guid, Tenant};

/// A tenant, and a client that may do everything.
pub(super) struct Bench {
    pub(super) tenant: Tenant,
    pub(super) now: Timestamp,
    pub(super) grant: Grant,
    pub(super) headers: Headers,
}

pub(super) const ORIGIN: &str = "https://graph.microsoft.com";

/// What was answered.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) status: u16,
    pub(super) body: Value,
    pub(super) response: Response,
}

impl Bench {
    pub(super) fn new() -> Self {
        let tenant = Tenant::new("contoso.example", 7);
        let now = "2026-08-13T21:24:29Z".parse().unwrap();
        let grant = Grant {
            tenant: tenant.id(),
            app: Guid(1),
            issued: now,
            expires: now,
            token: 1,
            roles: ["Directory.ReadWrite.All", "User.ReadWrite.All"].map(str::to_owned).to_vec(),
            can_be_challenged: false,
        };
        let content_type = Some("application/json".to_owned());
        let headers = Headers { content_type, client_request_id: Some("theirs".into()), ..Headers::default() };
        Self { tenant, now, grant, headers }
    }

    /// With so many users.
    pub(super) fn of(users: u64) -> Self {
        let mut bench = Self::new();
        bench.program(&json!({ "users": users }));
        bench
    }

    pub(super) fn eventual(mut self) -> Self {
        self.headers.consistency_level = Some("eventual".into());
        self
    }

    pub(super) fn tried(&mut self, told: &Value) -> Result<(), String> {
        let mut program = Program::new(told.as_object().unwrap().clone());
        let content = Content::take(&mut program)?;
        program.finish()?;
        self.tenant.program(&content, self.now)
    }

    pub(super) fn program(&mut self, told: &Value) {
        self.tried(told).unwrap();
    }

    pub(super) fn pass(&mut self, seconds: i64) {
        self.now = self.now.checked_add(SignedDuration::from_secs(seconds)).unwrap();
    }

    /// `place` is a path after the version with its query, or a whole link.
    pub(super) fn ask(&mut self, method: &str, place: &str, body: &str) -> Told {
        let place = place.strip_prefix(ORIGIN).and_then(|place| place.strip_prefix("/v1.0/")).unwrap_or(place);
        let (path, query) = place.split_once('?').unwrap_or((place, ""));
        let request = Request {
            method: Method::from_bytes(method.as_bytes()).unwrap(),
            origin: ORIGIN.into(),
            path: format!("/v1.0/{path}"),
            query: query.into(),
            headers: self.headers.clone(),
            body: Bytes::copy_from_slice(body.as_bytes()),
            id: Guid(0xabc),
        };
        let response = self.tenant.answer(&self.grant, path, &request, self.now);
        let body = serde_json::from_slice(&response.body).unwrap_or(Value::Null);
        Told { status: response.status.as_u16(), body, response }
    }

    pub(super) fn get(&mut self, place: &str) -> Told {
        self.ask("GET", place, "")
    }

    pub(super) fn post(&mut self, body: &Value) -> Told {
        self.ask("POST", "users", &body.to_string())
    }

    pub(super) fn patch(&mut self, user: &str, body: &Value) -> Told {
        self.ask("PATCH", &format!("users/{user}"), &body.to_string())
    }

    /// The names before `@` that a filter finds, or the message of its refusal.
    pub(super) fn filtered(&mut self, filter: &str) -> Result<Vec<String>, String> {
        let filter = utf8_percent_encode(filter, NON_ALPHANUMERIC);
        let told = self.get(&format!("users?$count=true&$filter={filter}"));
        if told.status == 200 { Ok(told.names()) } else { Err(told.message()) }
    }
}

impl Told {
    pub(super) fn items(&self) -> &[Value] {
        self.body["value"].as_array().map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn names(&self) -> Vec<String> {
        let upns = self.items().iter().filter_map(|user| user["userPrincipalName"].as_str());
        upns.map(|upn| upn.split('@').next().unwrap_or_default().to_owned()).collect()
    }

    pub(super) fn message(&self) -> String {
        self.body["error"]["message"].as_str().unwrap_or_default().to_owned()
    }

    pub(super) fn code(&self) -> &str {
        self.body["error"]["code"].as_str().unwrap_or_default()
    }

    pub(super) fn next(&self) -> Option<&str> {
        self.body["@odata.nextLink"].as_str()
    }

    pub(super) fn text(&self, name: &str) -> &str {
        self.body[name].as_str().unwrap_or_default()
    }
}

/// All that a user needs.
pub(super) fn alice() -> Value {
    json!({
        "accountEnabled": true,
        "displayName": "Alice",
        "mailNickname": "alice",
        "passwordProfile": { "password": "Long-enough-1", "forceChangePasswordNextSignIn": true },
        "userPrincipalName": "alice@contoso.example",
    })
}

/// The same with some properties otherwise; null leaves them out.
pub(super) fn alice_but(others: &Value) -> Value {
    let mut whole = alice();
    for (name, value) in others.as_object().into_iter().flatten() {
        match value {
            Value::Null => drop(whole.as_object_mut().and_then(|whole| whole.remove(name))),
            value => whole[name] = value.clone(),
        }
    }
    whole
}
