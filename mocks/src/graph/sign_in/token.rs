//! The token endpoint: an application proves itself and gets a token (RFC 6749, 4.4).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::{Method, StatusCode};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::aadsts::{Asked, answer, refusal, resource};
use super::authority::Settings;
use super::keys::SigningKey;
use super::registration::State;
use crate::graph::form::Form;
use crate::graph::message::{Failure, Request, Response};
use crate::graph::{Guid, Tenant, TenantName};

/// Microsoft Graph's own application id.
const GRAPH: &str = "00000003-0000-0000-c000-000000000000";

#[derive(Serialize)]
struct Granted {
    token_type: &'static str,
    expires_in: u64,
    ext_expires_in: u64,
    access_token: String,
}

/// What a token says (Entra's access tokens, version 1.0).
#[derive(Serialize, Deserialize)]
pub(super) struct Claims {
    aud: String,
    iss: String,
    iat: i64,
    nbf: i64,
    pub(super) exp: i64,
    app_displayname: String,
    pub(super) appid: String,
    appidacr: String,
    idp: String,
    idtyp: String,
    oid: String,
    pub(super) roles: Vec<String>,
    sub: String,
    pub(super) tid: String,
    pub(super) uti: String,
    ver: String,
    /// What the client can cope with: `cp1` is a claims challenge.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) xms_cc: Vec<String>,
}

impl Claims {
    pub(super) fn issued(&self) -> i64 {
        self.iat
    }
}

/// Who asks, and how it is proven.
struct Client {
    id: Option<String>,
    proof: Proof,
}

enum Proof {
    None,
    Secret(String),
    Assertion,
}

/// Answers `POST /{tenant}/oauth2/v2.0/token`.
pub(super) fn token(
    settings: &Settings,
    key: &SigningKey,
    name: &str,
    tenant: Option<&mut Tenant>,
    request: &Request,
    now: Timestamp,
) -> Response {
    let form = Form::of(&request.body);
    let client = Client::of(&form, request);
    let mut asked = Asked::of(&form, client.id.as_deref(), name);
    let checked = known(name, tenant, request).and_then(|tenant| {
        check(settings, tenant, &form, &client, &mut asked, request)?;
        Ok(tenant)
    });
    let granted = checked.map(|tenant| grant(key, tenant, &form, &asked, settings.app, now));
    match granted {
        Ok(Some(granted)) => answer(StatusCode::OK, &granted, request),
        Ok(None) => broken(request, now),
        Err(number) => refusal(number, &asked, false, request, now).unwrap_or_else(|| broken(request, now)),
    }
}

/// What is left to say when the library fails.
pub(super) fn broken(request: &Request, now: Timestamp) -> Response {
    let what = "the mock could not sign a token";
    Failure::new(StatusCode::INTERNAL_SERVER_ERROR, "InternalServerError", what).answer(request, now)
}

/// The tenant, or the number of what is wrong with its name.
fn known<'t>(name: &str, tenant: Option<&'t mut Tenant>, request: &Request) -> Result<&'t mut Tenant, u32> {
    if request.method != Method::POST {
        return Err(900_561);
    }
    match TenantName::of(name) {
        TenantName::Malformed => Err(900_023),
        TenantName::Any => Err(50059),
        TenantName::Id(_) | TenantName::Domain(_) => tenant.ok_or(90002),
    }
}

/// The service's order: the request's form, the application, what it wants, its proof.
fn check(
    settings: &Settings,
    tenant: &Tenant,
    form: &Form,
    client: &Client,
    asked: &mut Asked,
    request: &Request,
) -> Result<(), u32> {
    for name in ["grant_type", "client_id", "scope"] {
        let is_there = if name == "client_id" { client.id.is_some() } else { form.value(name).is_some() };
        if !is_there {
            asked.parameter = name;
            return Err(900_144);
        }
    }
    if asked.grant != "client_credentials" {
        return Err(70003);
    }
    known_app(settings, tenant, &asked.app)?;
    let resource = resource(&asked.scope).ok_or(1_002_012_u32)?;
    if !is_graph(resource.trim_end_matches('/'), request) {
        return Err(500_011);
    }
    proven(settings, tenant, &client.proof)
}

fn known_app(settings: &Settings, tenant: &Tenant, app: &str) -> Result<(), u32> {
    let app: Guid = app.parse().ok().filter(|app| *app != Guid(0)).ok_or(700_038_u32)?;
    match tenant.registration().state {
        State::Absent => Err(700_016),
        State::Disabled if app == settings.app => Err(7_000_112),
        _ if app != settings.app => Err(700_016),
        _ => Ok(()),
    }
}

/// By its name, its application id, or where the client calls it.
fn is_graph(resource: &str, request: &Request) -> bool {
    resource == "https://graph.microsoft.com" || resource == GRAPH || resource == request.origin
}

fn proven(settings: &Settings, tenant: &Tenant, proof: &Proof) -> Result<(), u32> {
    let is_expired = tenant.registration().state == State::SecretExpired;
    match (proof, &settings.secret) {
        (Proof::None, _) => Err(7_000_216),
        (Proof::Assertion, Some(_)) => Err(700_027),
        (Proof::Secret(said), Some(right)) if !right.is(said) => Err(7_000_215),
        (Proof::Secret(said), None) if said.is_empty() => Err(7_000_215),
        _ if is_expired => Err(7_000_222),
        _ => Ok(()),
    }
}

fn grant(
    key: &SigningKey,
    tenant: &mut Tenant,
    form: &Form,
    asked: &Asked,
    app: Guid,
    now: Timestamp,
) -> Option<Granted> {
    let id = tenant.id();
    let registration = tenant.registration_mut();
    registration.issued += 1;
    let life = registration.expires_in.as_secs();
    let begun = now.as_second();
    let principal = Guid::of(0, &format!("{app} in {id}"), 0).to_string();
    let issuer = format!("https://sts.windows.net/{id}/");
    let can_be_challenged = form.value("claims").is_some_and(|claims| claims.contains("\"cp1\""));
    let claims = Claims {
        aud: asked.resource.trim_end_matches('/').to_owned(),
        iss: issuer.clone(),
        iat: begun,
        nbf: begun,
        exp: begun.saturating_add_unsigned(life),
        app_displayname: "sync".into(),
        appid: app.to_string(),
        appidacr: "1".into(),
        idp: issuer,
        idtyp: "app".into(),
        oid: principal.clone(),
        roles: registration.roles.clone(),
        sub: principal,
        tid: id.to_string(),
        uti: format!("{:022}", registration.issued),
        ver: "1.0".into(),
        xms_cc: if can_be_challenged { vec!["cp1".into()] } else { Vec::new() },
    };
    let access_token = key.sign(&claims)?;
    Some(Granted { token_type: "Bearer", expires_in: life, ext_expires_in: life, access_token })
}

impl Client {
    /// From the form, or HTTP Basic (RFC 6749, 2.3.1: both halves are form-encoded).
    fn of(form: &Form, request: &Request) -> Self {
        let basic = request.headers.authorization.as_deref().and_then(basic);
        let (name, password) = basic.unzip();
        let proof = match (form.value("client_secret"), form.value("client_assertion"), password) {
            (Some(secret), ..) => Proof::Secret(secret.to_owned()),
            (None, Some(_), _) => Proof::Assertion,
            (None, None, Some(password)) => Proof::Secret(password),
            (None, None, None) => Proof::None,
        };
        Self { id: form.value("client_id").map(str::to_owned).or(name), proof }
    }
}

fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, rest) = header.split_once(' ')?;
    let octets = STANDARD.decode(rest.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let text = String::from_utf8(octets).ok()?;
    let (name, password) = text.split_once(':')?;
    let plain = |part: &str| Form::of(part.as_bytes()).pairs().next().map(|(name, _)| name.to_owned());
    Some((plain(name)?, plain(password).unwrap_or_default()))
}
