//! Carrying out a batch, and writing what came of it.

use hyper::StatusCode;
use hyper::body::Bytes;
use jiff::Timestamp;

use super::envelope::Item;
use super::exchange::{Done, plain_path};
use super::scope::{Scope, State};
use super::spoil::{self, refusal};
use crate::graph::fault::{Call, Kind};
use crate::graph::judge::Asked;
use crate::graph::message::{Failure, ODATA_JSON, Request, Response};
use crate::graph::throttle::{Cost, Quota};
use crate::graph::{Grant, Guid};

/// What the items of a batch came in.
#[derive(Clone, Copy)]
pub(super) struct Envelope<'a> {
    pub(super) request: &'a Request,
    pub(super) grant: &'a Grant,
    pub(super) now: Timestamp,
    /// Whether the server learns what came of them.
    pub(super) tells: bool,
}

/// Carries out the items of a batch and answers them together.
pub(super) fn carry_out(scope: &Scope, state: &mut State, seed: u64, of: Envelope<'_>, items: &[Item]) -> Done {
    let Envelope { request: envelope, grant, now, .. } = of;
    let mut notes = Vec::with_capacity(items.len() + 1);
    let mut statuses: Vec<StatusCode> = Vec::with_capacity(items.len());
    let mut parts: Vec<Bytes> = Vec::with_capacity(items.len());
    for (number, item) in (1..).zip(items) {
        let request = request_of(item, envelope, state.next_id(seed, &scope.name));
        let path = plain_path(&item.path);
        let call = Call::Item { method: item.method.as_str(), path: &path, number };
        let failed = item.after.iter().any(|at| statuses.get(*at).is_none_or(|status| !status.is_success()));
        let (told, copies) = match failed {
            true => (refusal(StatusCode::FAILED_DEPENDENCY, None, &request, now), 1),
            false => answer_item(state, of, &call, item, &request),
        };
        state.counts.items += 1;
        state.counts.throttled += u64::from(told.status == StatusCode::TOO_MANY_REQUESTS);
        let shown = (copies > 0).then_some(told.status.as_u16());
        notes.push((now.as_millisecond(), call.name(), shown));
        let part = written(&item.id, &told);
        parts.extend((0..copies).map(|_| part.clone()));
        statuses.push(told.status);
    }
    if state.shuffled {
        shuffle(&mut parts, seed ^ grant.tenant.0 as u64 ^ state.counts.batches);
    }
    Done { response: together(&parts, envelope), notes }
}

/// What an item is answered, and how often.
fn answer_item(
    state: &mut State,
    of: Envelope<'_>,
    call: &Call<'_>,
    item: &Item,
    request: &Request,
) -> (Response, usize) {
    let Envelope { grant, now, tells, .. } = of;
    let asked = Asked { call, request, at_ms: now.as_millisecond() };
    state.judge.asked(asked);
    let fault = state.script.meet(call);
    let done = (fault.executed || spoil::needs_doing(&fault.kind))
        .then(|| carried_out(state, grant, &item.path, request, now));
    let told = spoil::told(&fault.kind, done.as_ref(), request, now);
    let told = told.unwrap_or_else(|| Response::empty(StatusCode::BAD_GATEWAY));
    let copies = match fault.kind {
        Kind::Missing => 0,
        Kind::Duplicate => 2,
        _ => 1,
    };
    state.judge.answered(asked, done.as_ref(), (tells && copies > 0).then_some(&told));
    (told, copies)
}

/// Carries out a request to Graph within its limits.
pub(super) fn carried_out(state: &mut State, grant: &Grant, path: &str, request: &Request, now: Timestamp) -> Response {
    let plain = plain_path(path);
    let cost = Cost::of(request.method.as_str(), &plain, &request.query);
    if let Some(quota) = &mut state.quota
        && let Err(throttled) = quota.take(cost, now.as_millisecond())
    {
        let refused = refusal(StatusCode::TOO_MANY_REQUESTS, None, request, now);
        return refused
            .with("Retry-After", throttled.wait.as_secs().to_string())
            .with("x-ms-throttle-scope", throttled.scope(grant.app, grant.tenant))
            .with("x-ms-throttle-information", throttled.why);
    }
    let response = state.tenant.answer(grant, path, request, now).with("x-ms-resource-unit", cost.units.to_string());
    match state.quota.as_ref().and_then(Quota::percentage) {
        Some(used) => response.with("x-ms-throttle-limit-percentage", used),
        None => response,
    }
}

pub(super) fn request_of(item: &Item, envelope: &Request, id: Guid) -> Request {
    let version = envelope.path.split('/').nth(1).unwrap_or("v1.0");
    Request {
        method: item.method.clone(),
        origin: envelope.origin.clone(),
        path: ["/", version, "/", &item.path].concat(),
        query: item.query.clone(),
        headers: item.headers.clone(),
        body: item.body.clone(),
        id,
    }
}

/// `{"id":"1","status":201,"headers":{…},"body":{…}}`; without a body if there is none.
fn written(id: &str, response: &Response) -> Bytes {
    let mut out = Vec::with_capacity(response.body.len() + 512);
    out.extend_from_slice(b"{\"id\":");
    text(id, &mut out);
    out.extend_from_slice(b",\"status\":");
    out.extend_from_slice(response.status.as_str().as_bytes());
    out.extend_from_slice(b",\"headers\":{");
    for (at, (name, value)) in response.headers.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        text(name, &mut out);
        out.push(b':');
        text(value, &mut out);
    }
    out.push(b'}');
    if !response.body.is_empty() {
        out.extend_from_slice(b",\"body\":");
        let is_json = response.header("Content-Type").is_some_and(|kind| kind.starts_with("application/json"));
        match is_json {
            true => out.extend_from_slice(&response.body),
            false => text(&String::from_utf8_lossy(&response.body), &mut out),
        }
    }
    out.push(b'}');
    out.into()
}

fn text(text: &str, out: &mut Vec<u8>) {
    let _ = serde_json::to_writer(out, text);
}

fn together(parts: &[Bytes], envelope: &Request) -> Response {
    let mut out = Vec::with_capacity(parts.iter().map(|part| part.len() + 1).sum::<usize>() + 16);
    out.extend_from_slice(b"{\"responses\":[");
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        out.extend_from_slice(part);
    }
    out.extend_from_slice(b"]}");
    Response::of(StatusCode::OK, ODATA_JSON, out).named_after(envelope)
}

/// The order of Fisher and Yates, drawn from this seed by SplitMix64.
fn shuffle<T>(parts: &mut [T], seed: u64) {
    let mut state = seed;
    for at in (1..parts.len()).rev() {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut drawn = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        drawn = (drawn ^ drawn >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        let other = (drawn ^ drawn >> 31) % (at as u64 + 1);
        parts.swap(at, usize::try_from(other).unwrap_or(at));
    }
}

/// What answers a batch that cannot be read.
pub(super) fn refused(failure: &Failure, envelope: &Request, now: Timestamp) -> Response {
    failure.answer(envelope, now)
}
