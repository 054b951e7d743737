//! The domains of a tenant, and the tenant itself as an organization.

use hyper::StatusCode;
use serde::Serialize;
use serde_json::{Value, json};

use super::list::{base, collection};
use super::tenant::Tenant;
use crate::graph::form::Form;
use crate::graph::message::{Failure, Request, Response};

/// How users of a domain sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) enum Authentication {
    /// At Entra.
    Managed,
    /// Elsewhere.
    Federated,
}

impl Authentication {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Managed => "Managed",
            Self::Federated => "Federated",
        }
    }
}

/// One domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Domain {
    pub(super) authentication_type: Authentication,
    availability_status: Option<String>,
    pub(super) id: String,
    is_admin_managed: bool,
    is_default: bool,
    is_initial: bool,
    is_root: bool,
    is_verified: bool,
    supported_services: Vec<&'static str>,
    password_validity_period_in_days: Option<u32>,
    password_notification_window_in_days: Option<u32>,
    state: Option<String>,
}

impl Domain {
    pub(super) fn new(name: &str, authentication_type: Authentication, is_default: bool, is_initial: bool) -> Self {
        Self {
            authentication_type,
            availability_status: None,
            id: name.to_owned(),
            is_admin_managed: true,
            is_default,
            is_initial,
            is_root: true,
            is_verified: true,
            supported_services: vec!["Email"],
            password_validity_period_in_days: None,
            password_notification_window_in_days: None,
            state: None,
        }
    }

    fn verified(&self) -> Value {
        json!({
            "capabilities": self.supported_services.join(", "),
            "isDefault": self.is_default,
            "isInitial": self.is_initial,
            "name": self.id,
            "type": self.authentication_type,
        })
    }
}

/// `GET /domains`.
pub(super) fn domains(tenant: &Tenant, request: &Request) -> Response {
    let all: Vec<Value> = tenant.domains().iter().map(|domain| selected(json!(domain), request)).collect();
    listed(request, "domains", &all)
}

/// `GET /domains/{name}`.
pub(super) fn domain(tenant: &Tenant, name: &str, request: &Request) -> Result<Response, Failure> {
    let found = tenant.domains().into_iter().find(|domain| domain.id.eq_ignore_ascii_case(name));
    let found = found.ok_or_else(|| absent(name))?;
    Ok(entity(request, "domains", selected(json!(found), request)))
}

/// `GET /organization`, and `GET /organization/{id}`.
pub(super) fn organization(tenant: &Tenant, id: Option<&str>, request: &Request) -> Result<Response, Failure> {
    let own = tenant.id().to_string();
    if let Some(id) = id.filter(|id| !id.eq_ignore_ascii_case(&own)) {
        return Err(absent(id));
    }
    let whole = json!({
        "id": own,
        "deletedDateTime": null,
        "businessPhones": [],
        "city": null,
        "country": null,
        "countryLetterCode": "JP",
        "createdDateTime": "2020-01-01T00:00:00Z",
        "defaultUsageLocation": null,
        "displayName": tenant.domain(),
        "isMultipleDataLocationsForServicesEnabled": null,
        "marketingNotificationEmails": [],
        "onPremisesLastSyncDateTime": null,
        "onPremisesSyncEnabled": null,
        "partnerTenantType": null,
        "preferredLanguage": "en",
        "securityComplianceNotificationMails": [],
        "technicalNotificationMails": [],
        "tenantType": "AAD",
        "verifiedDomains": tenant.domains().iter().map(Domain::verified).collect::<Vec<_>>(),
    });
    let whole = selected(whole, request);
    Ok(match id {
        Some(_) => entity(request, "organization", whole),
        None => listed(request, "organization", &[whole]),
    })
}

/// What is said of anything that is not there.
pub(super) fn absent(what: &str) -> Failure {
    let message =
        format!("Resource '{what}' does not exist or one of its queried reference-property objects are not present.");
    Failure::new(StatusCode::NOT_FOUND, "Request_ResourceNotFound", message)
}

/// What `$select` leaves of it.
fn selected(whole: Value, request: &Request) -> Value {
    let form = Form::of(request.query.as_bytes());
    let Some(select) = form.value("$select").filter(|select| !select.is_empty()) else { return whole };
    let Value::Object(members) = whole else { return whole };
    Value::Object(members.into_iter().filter(|(name, _)| select.split(',').any(|asked| asked.trim() == name)).collect())
}

fn context(request: &Request, set: &str) -> String {
    let form = Form::of(request.query.as_bytes());
    let select = form.value("$select").filter(|select| !select.is_empty());
    format!("{set}{}", select.map(|select| format!("({select})")).unwrap_or_default())
}

fn entity(request: &Request, set: &str, whole: Value) -> Response {
    let mut members = serde_json::Map::new();
    let context = format!("{}/$metadata#{}/$entity", base(request), context(request, set));
    members.insert("@odata.context".into(), Value::String(context));
    if let Value::Object(others) = whole {
        members.extend(others);
    }
    Response::json(StatusCode::OK, &members)
}

fn listed(request: &Request, set: &str, all: &[Value]) -> Response {
    let all: Vec<String> = all.iter().map(ToString::to_string).collect();
    collection(request, &context(request, set), None, None, all.join(",").as_bytes())
}
