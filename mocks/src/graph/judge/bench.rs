//! The judge: hears each request and each answer, in the order of the scope.

use std::hash::{BuildHasher, RandomState};

use hyper::Method;

use super::creates::{Creates, named};
use super::paging::Links;
use super::retries::{Retries, told as wait_told};
use super::rules::{self, Complaints};
use super::tokens::Tokens;
use crate::control::Complaint;
use crate::graph::fault::Call;
use crate::graph::message::{Request, Response};

/// The judge of one scope. Its memory is bounded.
#[derive(Debug, Default)]
pub(crate) struct Judge {
    against: Complaints,
    retries: Retries,
    links: Links,
    tokens: Tokens,
    creates: Creates,
    hasher: RandomState,
}

/// A request, and what the judge calls it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) call: &'a Call<'a>,
    pub(crate) request: &'a Request,
    /// Milliseconds since 1970, on the clock that is shared.
    pub(crate) at_ms: i64,
}

impl Judge {
    pub(crate) fn verdict(&self) -> Vec<Complaint> {
        self.against.list()
    }

    /// Which page of a list a request asks for, counted from 1.
    pub(crate) fn page(&self, request: &Request) -> u32 {
        self.links.page(request)
    }

    /// A request came.
    pub(crate) fn asked(&mut self, asked: Asked<'_>) {
        let Asked { call, request, at_ms } = asked;
        has_no_secret(request, &mut self.against);
        match call {
            Call::Token => has_type(request, "application/x-www-form-urlencoded", &mut self.against),
            Call::Graph { .. } => has_type(request, "application/json", &mut self.against),
            _ => {}
        }
        if let (Call::Graph { .. }, Some(token)) = (call, bearer(request)) {
            let token = self.hasher.hash_one(token);
            self.tokens.used(token, at_ms, &mut self.against);
        }
        if request.method == Method::GET {
            self.links.asked(request, &mut self.against);
        }
        if !self.retries.is_empty() {
            let key = self.key(asked);
            self.retries.came(key, at_ms, &|| call.name(), &mut self.against);
        }
        if let Call::Graph { method: "GET", path: "/organization", .. } = call {
            self.new_run();
        }
    }

    /// It was carried out as `done` says, if at all, and answered as `told`
    /// says, if at all.
    pub(crate) fn answered(&mut self, asked: Asked<'_>, done: Option<&Response>, told: Option<&Response>) {
        if let Call::Graph { method: "POST", path: "/users", .. } | Call::Item { method: "POST", path: "/users", .. } =
            asked.call
            && let Some(name) = named(&asked.request.body)
        {
            let who = self.hasher.hash_one(&name);
            self.creates.answered(who, &name, done, told, &mut self.against);
        }
        let Some(told) = told else { return };
        if let (Call::Graph { .. }, Some(token)) = (asked.call, bearer(asked.request)) {
            self.tokens.answered(self.hasher.hash_one(token), told.status.as_u16());
        }
        if asked.request.method == Method::GET {
            self.links.answered(asked.request, told);
        }
        self.sent_away(asked, told);
    }

    /// The request may come again later; so may the items of a batch that was sent away as a whole.
    pub(crate) fn sent_away(&mut self, asked: Asked<'_>, told: &Response) {
        if let Some(wait) = wait_told(told, asked.at_ms) {
            let key = self.key(asked);
            self.retries.sent_away(key, asked.at_ms, wait);
        }
    }

    /// A token was issued.
    pub(crate) fn issued(&mut self, token: &str, at_ms: i64, expires_in: Option<i64>) {
        self.tokens.issued(self.hasher.hash_one(token), at_ms, expires_in, &mut self.against);
        self.new_run();
    }

    /// A batch had so many items.
    pub(crate) fn batch_is_too_large(&mut self, items: usize) {
        self.against.add(rules::BATCH_SIZE, "20 at most", items.to_string());
    }

    pub(crate) fn batch_id_is_double(&mut self, id: &str) {
        self.against.add(rules::BATCH_IDS, "each id once", format!("`{id}` twice"));
    }

    /// An item has a body and no type.
    pub(crate) fn item_has_no_type(&mut self, id: &str) {
        let got = format!("item `{id}` with a body and without it");
        self.against.add(rules::CONTENT_TYPE, "the header Content-Type in the item", got);
    }

    /// A request came over a connection whose certificate nobody should trust.
    pub(crate) fn trusts_anyone(&mut self) {
        self.against.add(rules::CERTIFICATE, "an end of the handshake", "a request");
    }

    /// The server's work begins anew: it may not know what went before.
    fn new_run(&mut self) {
        self.retries.clear();
        self.creates.new_run();
    }

    /// The same request again has the same key, whichever batch it comes in.
    fn key(&self, asked: Asked<'_>) -> u64 {
        let Asked { call, request, .. } = asked;
        match call {
            Call::Graph { method: "POST", path: "/users", .. } | Call::Item { method: "POST", path: "/users", .. } => {
                self.hasher.hash_one(("POST", "/users", named(&request.body)))
            }
            Call::Graph { method, path: "/$batch", .. } => self.hasher.hash_one((method, &*request.body)),
            Call::Graph { method, path, .. } | Call::Item { method, path, .. } => {
                self.hasher.hash_one((method, path, &request.query))
            }
            Call::Token => self.hasher.hash_one("token"),
            Call::Discovery => self.hasher.hash_one("discovery"),
            Call::Keys => self.hasher.hash_one("keys"),
        }
    }
}

/// The token that a request bears.
pub(crate) fn bearer(request: &Request) -> Option<&str> {
    let (scheme, token) = request.headers.authorization.as_deref()?.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn has_type(request: &Request, wanted: &str, against: &mut Complaints) {
    if request.body.is_empty() {
        return;
    }
    let kind = request.headers.content_type.as_deref();
    let is_it = |kind: &str| kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(wanted));
    if !kind.is_some_and(is_it) {
        against.add(rules::CONTENT_TYPE, wanted, kind.unwrap_or("a body without it"));
    }
}

fn has_no_secret(request: &Request, against: &mut Complaints) {
    const SECRETS: [&str; 4] = ["client_secret", "access_token", "client_assertion", "password"];
    for pair in request.query.split('&') {
        let name = pair.split_once('=').map_or(pair, |(name, _)| name);
        if let Some(secret) = SECRETS.into_iter().find(|secret| name.eq_ignore_ascii_case(secret)) {
            against.add(rules::SECRET_IN_URL, "secrets in the body or a header", format!("the parameter {secret}"));
        }
    }
}
