//! The Login Protection API, asked.

use http_body_util::{BodyExt, Empty, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::HOST;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sekisho_rules::{TenantName, Time};
use serde::{Deserialize, Deserializer};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::NeighbourUrl;
use crate::timestamp;

/// Octets of an answer.
const LONGEST_ANSWER: usize = 4096;

#[derive(Deserialize)]
struct Told {
    /// Null if never; absent is no answer.
    #[serde(deserialize_with = "nullable")]
    released: Option<String>,
}

/// When the user last released logins, if ever. None when that cannot be told: nobody answers, or not with 200,
/// or not with what was asked.
pub(super) async fn last_release(from: &NeighbourUrl, tenant: &TenantName, uid: &str) -> Option<Option<Time>> {
    let stream = TcpStream::connect(from.address()).await.ok()?;
    let (mut requests, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
    // Ends with this: whoever drops a set of tasks aborts them.
    let mut tasks = JoinSet::new();
    tasks.spawn(connection);
    let answer = requests.send_request(question(from, tenant, uid)?).await.ok()?;
    read(answer).await
}

fn question(to: &NeighbourUrl, tenant: &TenantName, uid: &str) -> Option<Request<Empty<Bytes>>> {
    let encoded = |text| utf8_percent_encode(text, NON_ALPHANUMERIC);
    let (path, uid, domain) = (to.path(), encoded(uid), encoded(tenant.as_str()));
    let question = Request::get(format!("{path}/last-release?user={uid}&domain={domain}"));
    question.header(HOST, to.authority()).body(Empty::new()).ok()
}

async fn read(answer: Response<Incoming>) -> Option<Option<Time>> {
    if answer.status() != StatusCode::OK {
        return None;
    }
    let body = Limited::new(answer.into_body(), LONGEST_ANSWER).collect().await.ok()?.to_bytes();
    let told: Told = serde_json::from_slice(&body).ok()?;
    told.released.map(|time| timestamp::read(&time).ok_or(())).transpose().ok()
}

/// A field that may be null, and must be there.
fn nullable<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Option::deserialize(from)
}
