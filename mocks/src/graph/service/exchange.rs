//! One request and its end: which tenant it is of, which fault it meets, what
//! comes of it, and what is noted of it.

use std::borrow::Cow;
use std::sync::Arc;

use hyper::StatusCode;
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use tokio::sync::watch;

use super::batch;
use super::cloud::Cloud;
use super::ending::Ending;
use super::envelope::{self, Item};
use super::scope::{Scope, State};
use super::spoil;
use crate::graph::fault::{Call, Fault, Kind};
use crate::graph::judge::{Asked, bearer};
use crate::graph::message::{Failure, Request, Response};
use crate::graph::{Grant, Route, TenantName};

/// What was done, and what is noted of it beside the request itself.
pub(super) struct Done {
    pub(super) response: Response,
    pub(super) notes: Vec<(i64, Box<str>, Option<u16>)>,
}

/// How far a request came.
enum Turn {
    Ended(Ending),
    /// It waits until it is let go.
    Held(watch::Receiver<u64>),
}

/// A request on its way through its scope.
struct Way<'a> {
    cloud: &'a Cloud,
    scope: &'a Arc<Scope>,
    request: &'a Request,
    /// As the server sent it, where that is something else.
    sent: &'a Request,
    now: Timestamp,
}

impl Cloud {
    /// Answers a request that arrived whole. `trusting` tells that it came
    /// over a connection whose certificate nobody should trust.
    pub(super) async fn answer(&self, mut request: Request, now: Timestamp, trusting: bool) -> Ending {
        let Some(scope) = self.scope_of(&request, now) else {
            request.id = self.stranger();
            return Ending::Answer(self.answer_nobody(&request, now));
        };
        {
            let mut state = scope.lock();
            request.id = state.next_id(self.seed, &scope.name);
            if trusting {
                state.judge.trusts_anyone();
            }
        }
        let resolved = spoil::resolved(&request.query).map(|query| request.with_query(query));
        let way =
            Way { cloud: self, scope: &scope, request: resolved.as_ref().unwrap_or(&request), sent: &request, now };
        match way.turn(None) {
            Turn::Ended(ending) => ending,
            Turn::Held(mut released) => {
                let _ = released.changed().await;
                match way.turn(Some(Fault::OK)) {
                    Turn::Ended(ending) => ending,
                    Turn::Held(_) => Ending::Reset,
                }
            }
        }
    }

    fn scope_of(&self, request: &Request, now: Timestamp) -> Option<Arc<Scope>> {
        match Route::of(&request.path) {
            Route::Token { tenant } | Route::Discovery { tenant } => self.named(&TenantName::of(tenant)),
            Route::Keys => self.named(&TenantName::of(request.path.trim_start_matches('/').split('/').next()?)),
            Route::Graph(_) | Route::Batch => match self.of_token(bearer(request)?) {
                Some(scope) => Some(scope),
                None => self.of_id(self.sign_in.authenticate(request, now).ok()?.tenant),
            },
            Route::Instance | Route::Nowhere => None,
        }
    }

    /// Answers a request that is of no tenant.
    fn answer_nobody(&self, request: &Request, now: Timestamp) -> Response {
        let route = Route::of(&request.path);
        match route {
            Route::Nowhere => spoil::refusal(StatusCode::NOT_FOUND, None, request, now),
            Route::Graph(_) | Route::Batch => match self.sign_in.authenticate(request, now) {
                Err(refused) => refused,
                Ok(_) => spoil::refusal(StatusCode::UNAUTHORIZED, None, request, now),
            },
            _ => self.sign_in.answer(route, None, request, now),
        }
    }
}

impl Way<'_> {
    fn at_ms(&self) -> i64 {
        self.now.as_millisecond()
    }

    /// Goes through the scope; `known` is the fault that it met already.
    fn turn(&self, known: Option<Fault>) -> Turn {
        let mut state = self.scope.lock();
        let route = Route::of(&self.request.path);
        let path = match route {
            Route::Graph(path) => plain_path(path),
            _ => Cow::Borrowed("/$batch"),
        };
        let call = match route {
            Route::Token { .. } => Call::Token,
            Route::Discovery { .. } => Call::Discovery,
            Route::Keys => Call::Keys,
            _ => {
                let page = state.judge.page(self.sent);
                Call::Graph { method: self.request.method.as_str(), path: &path, page }
            }
        };
        let asked = Asked { call: &call, request: self.sent, at_ms: self.at_ms() };
        let is_new = known.is_none();
        let fault = known.unwrap_or_else(|| {
            state.counts.requests += 1;
            state.judge.asked(asked);
            state.script.meet(&call)
        });
        if fault.kind == Kind::Hold {
            self.note(&call, None);
            return Turn::Held(self.scope.releases());
        }
        Turn::Ended(self.end(&mut state, route, asked, &fault, is_new))
    }

    fn end(&self, state: &mut State, route: Route<'_>, asked: Asked<'_>, fault: &Fault, is_new: bool) -> Ending {
        let items = (route == Route::Batch).then(|| envelope::items(self.request, &mut state.judge));
        let is_done = fault.executed || spoil::needs_doing(&fault.kind);
        let tells = matches!(fault.kind, Kind::Ok);
        let done = is_done.then(|| self.carry_out(state, route, items.as_ref(), tells));
        let told = match &fault.kind {
            Kind::Aadsts(number) => {
                let refused = self.cloud.sign_in.failure(*number, route, self.request, self.now);
                refused.or_else(|| Some(spoil::refusal(StatusCode::BAD_REQUEST, None, self.request, self.now)))
            }
            kind => spoil::told(kind, done.as_ref().map(|done| &done.response), self.sent, self.now),
        };
        // An answer that cannot be read tells the server nothing.
        let understood = told.as_ref().filter(|_| !matches!(fault.kind, Kind::Html | Kind::NotJson));
        state.judge.answered(asked, done.as_ref().map(|done| &done.response), understood);
        // What was held was noted when it came.
        let own = is_new.then(|| (self.at_ms(), asked.call.name(), told.as_ref().map(|told| told.status.as_u16())));
        let notes = done.iter().flat_map(|done| done.notes.iter().cloned());
        self.scope.ledger.note_all(own.into_iter().chain(notes));
        let throttled = told.as_ref().is_some_and(|told| told.status == StatusCode::TOO_MANY_REQUESTS);
        state.counts.throttled += u64::from(throttled);
        if let (Some(told), Some(Ok(items))) = (&told, &items) {
            self.items_sent_away(state, items, told);
        }
        if let (Route::Token { .. }, Some(told)) = (route, understood) {
            self.token_issued(state, told);
        }
        match (&fault.kind, told, done) {
            (Kind::Reset, ..) => Ending::Reset,
            (Kind::HalfClose, ..) => Ending::HalfClose,
            (Kind::Hang, ..) => Ending::Hang(self.scope.releases()),
            (Kind::Truncated, _, Some(done)) => Ending::Truncated(done.response),
            (_, Some(told), _) => Ending::Answer(told),
            _ => Ending::Reset,
        }
    }

    /// `tells`: whether the server learns what came of it.
    fn carry_out(
        &self,
        state: &mut State,
        route: Route<'_>,
        items: Option<&Result<Vec<Item>, Failure>>,
        tells: bool,
    ) -> Done {
        let (request, now) = (self.request, self.now);
        let plain = |response| Done { response, notes: Vec::new() };
        let path = match route {
            Route::Graph(path) => path,
            Route::Batch => "",
            _ => return plain(self.cloud.sign_in.answer(route, Some(&mut state.tenant), request, now)),
        };
        let grant: Grant = match self.cloud.sign_in.authenticate(request, now) {
            Ok(grant) => grant,
            Err(refused) => return plain(refused),
        };
        match items {
            None => plain(batch::carried_out(state, &grant, path, request, now)),
            Some(Err(failure)) => plain(batch::refused(failure, request, now)),
            Some(Ok(items)) => {
                state.counts.batches += 1;
                let envelope = batch::Envelope { request, grant: &grant, now, tells };
                batch::carry_out(self.scope, state, self.cloud.seed, envelope, items)
            }
        }
    }

    fn note(&self, call: &Call<'_>, status: Option<u16>) {
        self.scope.ledger.note(self.at_ms(), call.name(), status);
    }

    /// A batch that is sent away sends away its items.
    fn items_sent_away(&self, state: &mut State, items: &[Item], told: &Response) {
        if told.status.is_success() || told.header("Retry-After").is_none() {
            return;
        }
        for item in items {
            let path = plain_path(&item.path);
            let call = Call::Item { method: item.method.as_str(), path: &path, number: 1 };
            let request = batch::request_of(item, self.request, self.request.id);
            state.judge.sent_away(Asked { call: &call, request: &request, at_ms: self.at_ms() }, told);
        }
    }

    fn token_issued(&self, state: &mut State, told: &Response) {
        #[derive(Deserialize)]
        struct Issued {
            access_token: String,
            expires_in: Option<i64>,
        }
        if let Ok(issued) = serde_json::from_slice::<Issued>(&told.body) {
            state.judge.issued(&issued.access_token, self.at_ms(), issued.expires_in);
            self.cloud.issued(&issued.access_token, self.scope.id);
        }
    }
}

impl Request {
    fn with_query(&self, query: String) -> Self {
        Self {
            method: self.method.clone(),
            origin: self.origin.clone(),
            path: self.path.clone(),
            query,
            headers: self.headers.clone(),
            body: self.body.clone(),
            id: self.id,
        }
    }
}

/// A path below the version as people write it: `/users/alice@x.example`,
/// `/users/delta`.
pub(super) fn plain_path(path: &str) -> Cow<'static, str> {
    match path {
        "users" => return Cow::Borrowed("/users"),
        "organization" => return Cow::Borrowed("/organization"),
        _ => {}
    }
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    let path = decoded.trim_end_matches('/');
    let path = path.strip_suffix("()").unwrap_or(path);
    let plain = path.replace("/microsoft.graph.", "/");
    Cow::Owned(["/", &plain].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_named_plainly() {
        for (path, plain) in [
            ("users", "/users"),
            ("users/a%40x.example", "/users/a@x.example"),
            ("users/delta()", "/users/delta"),
            ("users/microsoft.graph.delta()", "/users/delta"),
            ("users/", "/users"),
            ("", "/"),
        ] {
            assert_eq!(plain_path(path), plain, "{path}");
        }
    }
}
