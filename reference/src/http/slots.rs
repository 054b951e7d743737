//! Requests of the slot registration API, parsed.

use sekisho_rules::{ApiKey, Request, SlotRequest};
use serde::Deserialize;

use super::Body;
use super::doors::{Asked, Unreadable};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Register {
    uid: String,
    domain: Option<String>,
    device: String,
    key: Option<String>,
}

/// `POST /api/authenticator/slots`
pub(crate) fn register(body: &Body) -> Result<Asked, Unreadable> {
    let Register { uid, domain, device, key } = body.json().map_err(|_| Unreadable(body.domain()))?;
    let key = key.as_deref().map(ApiKey::new);
    Ok(Asked::new(domain, Request::Slot(SlotRequest { uid, device, key })))
}
