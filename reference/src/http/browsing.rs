//! Requests of browsers that people use: the login page, and the way back from the face service.

use hyper::Method as Verb;
use hyper::header::ACCEPT;
use hyper::http::request::Parts;
use hyper::{HeaderMap, StatusCode};
use sekisho_rules::{Method, Operation, Refusal, Reply, Request, TenantName, WebRequest};

use super::cookies::cookie;
use super::doors::{Asked, Doors, Unreadable};
use super::pages::{self, Ask};
use super::{Body, DEVICE_COOKIE, Response, error, face, reply};

impl Doors {
    pub(super) async fn login_page(&self, parts: &Parts, body: &Body) -> Response {
        if parts.method == Verb::GET {
            return pages::first(parts.uri.query());
        }
        match pages::asked(body, cookie(&parts.headers, DEVICE_COOKIE)) {
            Some(Ask::How { tenant, uid }) => self.how(parts, tenant, uid).await,
            Some(Ask::Login { tenant, what }) => self.page(parts, Asked { tenant, what }).await,
            None => self.page(parts, Asked::malformed(Unreadable(None), Operation::WebLogin)).await,
        }
    }

    /// What a user's method asks for. Who is unknown is asked just so.
    async fn how(&self, parts: &Parts, tenant: TenantName, uid: String) -> Response {
        let policy = Asked { tenant: tenant.clone(), what: Request::Web(WebRequest::Policy { uid: uid.clone() }) };
        let offer = match self.reply(parts, &policy).await {
            Some(Reply::Policy(offer)) => offer,
            other => return self.shown(other.as_ref(), &tenant, false),
        };
        if matches!(offer.method, Method::Token | Method::Authenticator) {
            return pages::after(&tenant, &uid, offer, None);
        }
        let table = Asked { tenant: tenant.clone(), what: Request::Web(WebRequest::Table { uid: uid.clone() }) };
        match self.reply(parts, &table).await {
            Some(Reply::Table { ticket, digits }) => pages::after(&tenant, &uid, offer, Some((&ticket, &digits))),
            other => self.shown(other.as_ref(), &tenant, false),
        }
    }

    async fn page(&self, parts: &Parts, asked: Asked) -> Response {
        let asked = self.presenting(parts, asked);
        let reply = self.reply(parts, &asked).await;
        self.shown(reply.as_ref(), &asked.tenant, false)
    }

    /// JSON for whoever asks for that, a page for people.
    pub(super) async fn face_return(&self, parts: &Parts, body: &Body) -> Response {
        if let Some(elsewhere) = face::by_get(parts, body, &self.service) {
            return elsewhere;
        }
        let asked = face::returned(parts, body, &self.service);
        let reply = self.reply(parts, &asked).await;
        let response = match &reply {
            Some(reply) if wants_json(&parts.headers) => reply::from(reply, &self.service.texts, self.secure),
            reply => self.shown(reply.as_ref(), &asked.tenant, true),
        };
        match reply {
            // The answer was not looked at.
            Some(Reply::Refused { why: Refusal::Unavailable, .. }) => response,
            _ => face::forgotten(response, self.secure),
        }
    }

    fn shown(&self, reply: Option<&Reply>, tenant: &TenantName, returned: bool) -> Response {
        match reply {
            Some(reply) => pages::from(reply, tenant, &self.service.texts, self.secure, returned),
            None => error(StatusCode::INTERNAL_SERVER_ERROR, "no reply"),
        }
    }
}

fn wants_json(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT).into_iter().filter_map(|value| value.to_str().ok());
    accepted.into_iter().any(|value| value.contains("application/json"))
}
