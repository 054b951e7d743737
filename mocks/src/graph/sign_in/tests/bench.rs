#![expect(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]

use hyper::Method;
use hyper::body::Bytes;
use jiff::Timestamp;
use serde_json::Value;

use crate::control::Program;
use crate::graph::message::{Headers, Request, Response};
use crate::graph::sign_in::{ClientSecret, Settings, SignIn, USUAL_APP};
use crate::graph::{Content, Grant, Guid, Route, Tenant};

/// The sign-in of one tenant, at a fixed time.
pub(super) struct Bench {
    pub(super) sign_in: SignIn,
    pub(super) tenant: Tenant,
    pub(super) now: Timestamp,
}

pub(super) const GOOD: &str = "grant_type=client_credentials&client_id=11111111-2222-4333-8444-555555555555\
    &client_secret=right&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default";

pub(super) fn request(method: Method, path: &str, query: &str, body: &str) -> Request {
    Request {
        method,
        origin: "https://login.microsoftonline.com".into(),
        path: path.into(),
        query: query.into(),
        headers: Headers::default(),
        body: Bytes::copy_from_slice(body.as_bytes()),
        id: Guid(0xabc),
    }
}

impl Bench {
    pub(super) fn new() -> Self {
        let settings = Settings { app: USUAL_APP, secret: Some(ClientSecret::new("right".into())) };
        let now = "2026-08-13T21:24:29Z".parse().unwrap();
        Self { sign_in: SignIn::new(settings), tenant: Tenant::new("contoso.example", 7), now }
    }

    pub(super) fn program(&mut self, told: &Value) {
        let mut program = Program::new(told.as_object().unwrap().clone());
        let content = Content::take(&mut program).unwrap();
        self.tenant.program(&content, self.now).unwrap();
    }

    pub(super) fn token(&mut self, body: &str) -> Response {
        self.ask(&request(Method::POST, "/contoso.example/oauth2/v2.0/token", "client-request-id=x", body))
    }

    /// The tenant is there under its names, and under no other.
    pub(super) fn ask(&mut self, request: &Request) -> Response {
        let route = Route::of(&request.path);
        let name = match route {
            Route::Token { tenant } | Route::Discovery { tenant } => tenant,
            _ => "common",
        };
        let is_it = name == "contoso.example" || name == self.tenant.id().to_string();
        self.sign_in.answer(route, Some(&mut self.tenant).filter(|_| is_it), request, self.now)
    }

    pub(super) fn granted(&mut self) -> String {
        let answer = self.token(GOOD);
        assert_eq!(answer.status, 200, "{answer:?}");
        json(&answer)["access_token"].as_str().unwrap().to_owned()
    }

    pub(super) fn enter(&self, authorization: &str) -> Result<Grant, Response> {
        let mut request = request(Method::GET, "/v1.0/users", "", "");
        request.headers.authorization = Some(authorization.to_owned());
        self.sign_in.authenticate(&request, self.now)
    }
}

pub(super) fn json(answer: &Response) -> Value {
    serde_json::from_slice(&answer.body).unwrap()
}
