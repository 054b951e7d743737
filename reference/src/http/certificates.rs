//! Client certificates: asked for by administrators, and presented by browsers.

use std::time::Duration;

use hyper::StatusCode;
use rustls::pki_types::CertificateDer;
use sekisho_rules::{Issue, Presented, Request, TenantName, UserAct};
use serde::{Deserialize, Serialize};

use super::doors::{Asked, Unreadable};
use super::query::Query;
use super::reply::{Response, error, json};
use super::{Body, users};
use crate::pki;
use crate::service::Service;

/// A year.
const VALID_BY_DEFAULT: Duration = Duration::from_secs(365 * 86_400);

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    valid_ms: Option<u64>,
}

#[derive(Serialize)]
struct Issued<'a> {
    code: &'a str,
    level: &'static str,
    message: &'a str,
    serial: String,
    certificate: &'a str,
    key: &'a str,
}

/// `PUT /api/pki`
pub(super) fn configure(query: Option<&str>, body: &Body) -> Result<Asked, Unreadable> {
    let mut query = Query::read(query).map_err(|_| Unreadable(None))?;
    let domain = query.take("domain");
    match (query.end(), users::says_nothing(body)) {
        (Ok(()), true) => Ok(Asked::new(domain, Request::ConfigurePki)),
        _ => Err(Unreadable(domain)),
    }
}

/// `POST /api/users/{uid}/certificate`
pub(super) fn order(body: &Body, domain: Option<String>, uid: String) -> Result<Asked, Unreadable> {
    let order: Result<Order, _> = if body.is_empty() { Ok(Order::default()) } else { body.json() };
    let Ok(Order { valid_ms }) = order else { return Err(Unreadable(domain)) };
    let valid = valid_ms.map_or(VALID_BY_DEFAULT, Duration::from_millis);
    Ok(users::act_on(domain, uid, UserAct::IssueCertificate(valid)))
}

/// Signs what the rules issued, and hands it out with its key, which is kept nowhere.
pub(super) fn hand_out(service: &Service, issue: &Issue) -> Response {
    let signed = service.authorities.of(issue.authority).and_then(|authority| authority.sign(issue));
    let Ok(pair) = signed else { return error(StatusCode::INTERNAL_SERVER_ERROR, "cannot sign") };
    let face = service.texts.face(issue.code, None);
    let issued = Issued {
        code: &face.code,
        level: face.level.as_str(),
        message: &face.message,
        serial: format!("{:016x}", issue.serial.0),
        certificate: &pair.certificate,
        key: &pair.key,
    };
    json(StatusCode::OK, &issued)
}

/// What a client certificate is to a tenant. The lock is not held for the arithmetic.
pub(super) fn judge(service: &Service, tenant: &TenantName, certificate: &CertificateDer<'_>) -> Presented {
    let id = service.core().state.authority(tenant);
    let authority = id.and_then(|id| Some((id, service.authorities.of(id).ok()?)));
    pki::presented(certificate, authority.as_ref().map(|(id, authority)| (*id, &**authority)))
}
