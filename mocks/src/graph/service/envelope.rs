//! Reading a batch: what is wrong with it is wrong as a whole.

use std::borrow::Cow;
use std::collections::BTreeMap;

use hyper::Method;
use hyper::body::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::graph::judge::Judge;
use crate::graph::message::{Failure, Headers, Request};

/// "Microsoft Graph supports batching up to 20 requests" (JSON batching).
const MOST_ITEMS: usize = 20;

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    requests: Vec<Told<'a>>,
}

/// One request as it is told; what the service does not know it passes over.
#[derive(Deserialize)]
struct Told<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    method: Cow<'a, str>,
    #[serde(borrow)]
    url: Cow<'a, str>,
    #[serde(borrow, default)]
    headers: Option<BTreeMap<Cow<'a, str>, Cow<'a, str>>>,
    #[serde(borrow, default)]
    body: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "dependsOn")]
    depends_on: Option<Vec<Cow<'a, str>>>,
}

/// A request within a batch.
pub(super) struct Item {
    pub(super) id: Box<str>,
    pub(super) method: Method,
    /// Below the version, as it came, without its first slash.
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: Headers,
    pub(super) body: Bytes,
    /// Places of the items that must succeed before it.
    pub(super) after: Vec<usize>,
}

/// The items of a batch in the order in which they are carried out.
pub(super) fn items(request: &Request, judge: &mut Judge) -> Result<Vec<Item>, Failure> {
    let envelope: Envelope<'_> = serde_json::from_slice(&request.body).map_err(|_| malformed())?;
    let told = envelope.requests;
    if told.is_empty() {
        return Err(malformed());
    }
    if told.len() > MOST_ITEMS {
        judge.batch_is_too_large(told.len());
        return Err(bad(format!("Number of requests inside batch exceeds the limit of {MOST_ITEMS}.")));
    }
    let ids: Vec<String> = told.iter().map(|told| told.id.to_lowercase()).collect();
    if let Some((at, _)) = ids.iter().enumerate().find(|(at, id)| ids.iter().take(*at).any(|other| other == *id)) {
        let id = told.get(at).map_or("", |told| &told.id);
        judge.batch_id_is_double(id);
        return Err(bad(format!("Request Id {id} has to be unique in a batch.")));
    }
    let items: Result<Vec<Item>, Failure> = told.iter().map(|told| told.item(request, &ids, judge)).collect();
    in_order(items?)
}

impl Told<'_> {
    fn item(&self, request: &Request, ids: &[String], judge: &mut Judge) -> Result<Item, Failure> {
        let method = match &*self.method.to_ascii_uppercase() {
            "GET" => Method::GET,
            "POST" => Method::POST,
            "PATCH" => Method::PATCH,
            "PUT" => Method::PUT,
            "DELETE" => Method::DELETE,
            _ => return Err(malformed()),
        };
        if self.id.is_empty() || self.url.contains("://") || self.url.is_empty() {
            return Err(malformed());
        }
        let headers = self.headers.iter().flatten().map(|(name, value)| (&**name, &**value));
        let headers = Headers::of(headers);
        if self.body.is_some() && headers.content_type.is_none() {
            judge.item_has_no_type(&self.id);
            return Err(bad(format!("Write request id : {} does not contain Content-Type header or body.", self.id)));
        }
        let (path, query) = self.url.split_once('?').unwrap_or((&self.url, ""));
        let place = |id: &Cow<'_, str>| {
            let id = id.to_lowercase();
            ids.iter().position(|other| *other == id).ok_or_else(malformed)
        };
        Ok(Item {
            id: (&*self.id).into(),
            method,
            path: path.trim_start_matches('/').to_owned(),
            query: query.to_owned(),
            headers,
            body: self.body.map_or_else(Bytes::new, |body| request.body.slice_ref(body.get().as_bytes())),
            after: self.depends_on.iter().flatten().map(place).collect::<Result<_, _>>()?,
        })
    }
}

/// Each item after those that it depends on, else as they came. A circle is malformed.
fn in_order(items: Vec<Item>) -> Result<Vec<Item>, Failure> {
    if items.iter().enumerate().all(|(at, item)| item.after.iter().all(|before| *before < at)) {
        return Ok(items);
    }
    let mut order: Vec<usize> = Vec::new();
    while order.len() < items.len() {
        let ready =
            |(at, item): &(usize, &Item)| !order.contains(at) && item.after.iter().all(|before| order.contains(before));
        let (next, _) = items.iter().enumerate().find(ready).ok_or_else(malformed)?;
        order.push(next);
    }
    let mut items: Vec<Option<Item>> = items.into_iter().map(Some).collect();
    let moved = |at: &usize| {
        let mut item = items.get_mut(*at)?.take()?;
        item.after = item.after.iter().filter_map(|old| order.iter().position(|at| at == old)).collect();
        Some(item)
    };
    Ok(order.iter().filter_map(moved).collect())
}

fn bad(message: impl Into<String>) -> Failure {
    Failure::new(hyper::StatusCode::BAD_REQUEST, "BadRequest", message)
}

fn malformed() -> Failure {
    bad("Invalid batch payload format.")
}
