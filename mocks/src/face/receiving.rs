//! Requests that come in.

use std::time::Instant;

use hyper::StatusCode;
use jiff::Timestamp;
use sekisho_protocol::face::Claims;
use sekisho_protocol::jose::Opened;

use super::judge::{Came, complaint, judge};
use super::page;
use super::redirect::is_permitted;
use super::scope::UNATTRIBUTED;
use super::service::Service;
use crate::control::Complaint;
use crate::http::{Request, Response};

/// A request that was opened and can be answered.
pub(super) struct Received {
    pub(super) suite: String,
    pub(super) claims: Claims,
    pub(super) token: String,
    pub(super) arrived: Instant,
    /// The present when it arrived, in seconds since 1970.
    pub(super) made_s: i64,
}

impl Received {
    /// The tenant, whose scope it is.
    pub(super) fn scope(&self) -> &str {
        self.claims.issuer.as_deref().unwrap_or(UNATTRIBUTED)
    }

    /// The present, as the login server's clock goes.
    pub(super) fn now_s(&self) -> i64 {
        let passed = i64::try_from(self.arrived.elapsed().as_secs()).unwrap_or_default();
        self.made_s.saturating_add(passed)
    }

    /// Where the browser goes back to.
    pub(super) fn redirect(&self) -> &str {
        self.claims.redirect.as_deref().unwrap_or_default()
    }
}

impl Service {
    /// A browser comes with a request.
    pub(super) fn authenticate(&self, request: &Request) -> Response {
        match self.receive(request) {
            Ok(received) => self.received(received),
            Err((scope, complaint)) => {
                let page = page::refused_request(&complaint);
                let scope = self.scope(&scope);
                let mut state = scope.state();
                state.requests += 1;
                state.complain(vec![complaint]);
                drop(state);
                scope.ledger.note(Timestamp::now().as_millisecond(), "request", Some(page.status().as_u16()));
                page
            }
        }
    }

    /// Opens and judges it; what cannot be answered is a complaint of a scope.
    fn receive(&self, request: &Request) -> Result<Received, (String, Complaint)> {
        let nobodys = |complaint| (UNATTRIBUTED.to_owned(), complaint);
        let name = &self.profile.parameters.request;
        let mut tokens: Vec<_> = request.fields().into_iter().filter(|(known, _)| known == name).collect();
        let token = tokens.pop().filter(|_| tokens.is_empty());
        let wanted = || complaint("RFC 9101 5.1", format!("one parameter {name}"), "none, or several");
        let (_, token) = token.ok_or_else(|| nobodys(wanted()))?;
        let (suite, opened) = self
            .open(&token)
            .map_err(|refusal| nobodys(complaint(refusal.rule(), refusal.expected(), refusal.got())))?;
        let claims = Claims::read(&self.profile.claims, &opened.claims).map_err(|wrong| {
            nobodys(complaint("RFC 7519 2", format!("{} as {}", wrong.claim, wrong.expected), "another kind of value"))
        })?;
        let issuer = claims.issuer.clone().filter(|issuer| !issuer.is_empty());
        let wanted = || complaint("RFC 7519 4.1.1", format!("a claim {}", self.profile.claims.issuer), "none");
        let scope = issuer.ok_or_else(|| nobodys(wanted()))?;
        self.judge(suite, &claims, &opened, in_clear(request, name));
        if !claims.redirect.as_deref().is_some_and(|url| is_permitted(url, &self.redirects)) {
            let expected = format!("a {} on this machine, or one that was allowed", self.profile.claims.redirect);
            let got = if claims.redirect.is_some() { "another" } else { "none" };
            return Err((scope, complaint("RFC 9700 4.1.3", expected, got)));
        }
        let made_s = claims.issued_at_s.unwrap_or_else(|| Timestamp::now().as_second());
        Ok(Received { suite: suite.to_owned(), claims, token, arrived: Instant::now(), made_s })
    }

    fn judge(&self, suite: &str, claims: &Claims, opened: &Opened, in_clear: Vec<(&'static str, String)>) {
        let content_key = (!self.shares_its_key(suite)).then_some(opened.content_key);
        let came = Came { claims, content_key, iv: opened.iv, suite, in_clear };
        let complaints = judge(&self.profile, &came, &mut self.repetitions());
        self.scope(claims.issuer.as_deref().unwrap_or(UNATTRIBUTED)).state().complain(complaints);
    }

    /// Answers, or lets a person answer.
    fn received(&self, received: Received) -> Response {
        let scope = self.scope(received.scope());
        let at_ms = received.made_s.saturating_mul(1000);
        let mut state = scope.state();
        state.requests += 1;
        state.suite.clone_from(&received.suite);
        state.nonces.swap(0, 1);
        state.nonces[0].clone_from(&received.claims.nonce);
        if !state.page {
            let (result, twist) = state.next(&self.profile);
            drop(state);
            scope.ledger.note(at_ms, "request", Some(StatusCode::FOUND.as_u16()));
            return self.answer(&received, &result, twist, StatusCode::FOUND);
        }
        state.pages += 1;
        let (twist, complaints) = (state.twist(), state.complaints().to_vec());
        drop(state);
        scope.ledger.note(at_ms, "request", Some(StatusCode::OK.as_u16()));
        let shown =
            page::Shown { profile: &self.profile, answer: self.claims(&received, ""), twist, complaints: &complaints };
        let (request, suite) = (received.claims.clone(), received.suite.clone());
        let name = self.pending().keep(received);
        shown.page(&name, &suite, &request)
    }
}

/// What anybody on the way can read: the query but for the token, and the page that the browser comes from.
fn in_clear(request: &Request, token: &str) -> Vec<(&'static str, String)> {
    let others = request.query.split('&').filter(|pair| pair.split_once('=').is_none_or(|(name, _)| name != token));
    let url = others.map(|pair| ("the URL", pair.replace('+', " ")));
    let from = request.header("referer").map(|url| ("the Referer", url.to_owned()));
    url.chain(from).collect()
}
