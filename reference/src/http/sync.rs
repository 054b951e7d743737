//! Requests that start a sync with Entra ID, parsed.

use hyper::Method;
use sekisho_rules::{Node, Progress, Request, SyncRequest};
use serde::{Deserialize, Serialize};

use super::Body;
use super::doors::{Asked, Unreadable};
use super::query::Query;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Start {
    setting: Option<String>,
    mode: Option<String>,
    node: Option<u8>,
}

/// How far a sync has come.
#[derive(Serialize)]
pub(super) struct Running {
    mode: &'static str,
    pid: u32,
    found: usize,
    left: usize,
}

/// `POST /api/sync?domain=…` `{"setting":"entra","mode":"export","node":1}`, and `GET`
pub(crate) fn sync(method: &Method, query: Option<&str>, body: &Body) -> Result<Asked, Unreadable> {
    let mut query = Query::read(query).map_err(|_| Unreadable(None))?;
    let domain = query.take("domain");
    if query.end().is_err() {
        return Err(Unreadable(domain));
    }
    if *method == Method::GET {
        return Ok(Asked::new(domain, Request::SyncProgress));
    }
    let given = if body.is_empty() { Ok(Start::default()) } else { body.json::<Start>() };
    let Ok(Start { setting, mode, node }) = given else { return Err(Unreadable(domain)) };
    let node = match node.unwrap_or(1) {
        1 => Node::First,
        2 => Node::Second,
        _ => return Err(Unreadable(domain)),
    };
    let (setting, mode) = (setting.unwrap_or_default(), mode.unwrap_or_default());
    Ok(Asked::new(domain, Request::Sync(SyncRequest { setting, mode, node })))
}

impl Running {
    pub(super) fn of(progress: Progress) -> Self {
        let mode = if progress.import { "import" } else { "export" };
        Self { mode, pid: progress.pid, found: progress.found, left: progress.left }
    }
}
