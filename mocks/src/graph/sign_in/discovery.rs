//! Where clients learn the endpoints (OpenID Connect Discovery 1.0), and which hosts are one cloud.

use hyper::StatusCode;
use serde_json::{Value, json};

use super::aadsts::answer;
use super::keys::Jwk;
use crate::graph::form::Form;
use crate::graph::message::{Request, Response};
use crate::graph::{Guid, TenantName};

/// `GET /{tenant}/v2.0/.well-known/openid-configuration`; without a tenant, that of all of them. A tenant is named by
/// its GUID, however it was asked for.
pub(super) fn configuration(tenant: Option<Guid>, request: &Request) -> Response {
    let origin = &request.origin;
    let (path, issuer) = tenant.map_or(("common".into(), "{tenantid}".into()), |id| (id.to_string(), id.to_string()));
    let body = json!({
        "token_endpoint": format!("{origin}/{path}/oauth2/v2.0/token"),
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "jwks_uri": format!("{origin}/{path}/discovery/v2.0/keys"),
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": format!("{origin}/{issuer}/v2.0"),
        "request_uri_parameter_supported": false,
        "userinfo_endpoint": format!("{origin}/oidc/userinfo"),
        "authorization_endpoint": format!("{origin}/{path}/oauth2/v2.0/authorize"),
        "device_authorization_endpoint": format!("{origin}/{path}/oauth2/v2.0/devicecode"),
        "http_logout_supported": true,
        "frontchannel_logout_supported": true,
        "end_session_endpoint": format!("{origin}/{path}/oauth2/v2.0/logout"),
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "tid", "ver"],
        "tenant_region_scope": Value::Null,
        "cloud_instance_name": "microsoftonline.com",
        "cloud_graph_host_name": "graph.windows.net",
        "msgraph_host": "graph.microsoft.com",
    });
    answer(StatusCode::OK, &body, request)
}

/// `GET /{tenant}/discovery/v2.0/keys` (RFC 7517, 5).
pub(super) fn keys(key: &Jwk, request: &Request) -> Response {
    answer(StatusCode::OK, &json!({ "keys": [key] }), request)
}

/// The hosts under which sign-in is the same.
const HOSTS: [&str; 4] = ["login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"];

/// `GET /common/discovery/instance?authorization_endpoint=…`; `Err` with an AADSTS number for an unknown host.
pub(super) fn instance(request: &Request) -> Result<Response, u32> {
    let query = Form::of(request.query.as_bytes());
    let endpoint = query.value("authorization_endpoint").ok_or(50049_u32)?;
    let (_, place) = endpoint.split_once("://").ok_or(50049_u32)?;
    let (host, path) = place.split_once('/').ok_or(50049_u32)?;
    let own = request.origin.split_once("://").map_or("", |(_, own)| own);
    if !HOSTS.contains(&host) && host != own {
        return Err(50049);
    }
    let tenant = path.split('/').next().unwrap_or_default();
    if TenantName::of(tenant) == TenantName::Malformed {
        return Err(900_023);
    }
    let body = json!({
        "tenant_discovery_endpoint": format!("https://{host}/{tenant}/v2.0/.well-known/openid-configuration"),
        "api-version": "1.1",
        "metadata": [
            { "preferred_network": HOSTS[0], "preferred_cache": HOSTS[1], "aliases": HOSTS },
        ],
    });
    Ok(answer(StatusCode::OK, &body, request))
}
