//! Batches as Graph spells them.

use std::time::Duration;

use sekisho_rules::{Item, ItemAnswer, NewEntraUser};
use serde_json::{Map, Value, json};

use super::ask::plain;

/// `{"requests":[{"id":"1",…},…]}`
pub(super) fn body(items: &[Item]) -> String {
    let requests: Vec<_> = items.iter().enumerate().map(|(place, item)| request(place + 1, item)).collect();
    json!({ "requests": requests }).to_string()
}

fn request(id: usize, item: &Item) -> Value {
    let id = id.to_string();
    let with = |method: &str, url: String, body: Value| {
        json!({
            "id": id, "method": method, "url": url, "body": body,
            "headers": { "Content-Type": "application/json" },
        })
    };
    match item {
        Item::Create(user) => with("POST", "/users".to_owned(), create(user)),
        Item::Update { id: user, enabled, immutable_id, properties } => {
            let mut body: Map<_, _> =
                properties.iter().map(|(property, value)| (property.clone(), json!(value))).collect();
            body.extend(enabled.map(|enabled| ("accountEnabled".to_owned(), json!(enabled))));
            body.extend(immutable_id.as_ref().map(|id| ("onPremisesImmutableId".to_owned(), json!(id))));
            with("PATCH", format!("/users/{}", plain(user)), Value::Object(body))
        }
        Item::Delete { id: user } => json!({ "id": id, "method": "DELETE", "url": format!("/users/{}", plain(user)) }),
        Item::Find { id: user } => {
            json!({ "id": id, "method": "GET", "url": format!("/users/{}?$select=id", plain(user)) })
        }
    }
}

/// What creation needs, with what is mapped in its place.
fn create(user: &NewEntraUser) -> Value {
    let mut body = Map::new();
    body.insert("displayName".to_owned(), json!(user.nickname));
    body.insert("mailNickname".to_owned(), json!(user.nickname));
    body.extend(user.properties.iter().map(|(property, value)| (property.clone(), json!(value))));
    body.insert("userPrincipalName".to_owned(), json!(user.upn));
    body.insert("accountEnabled".to_owned(), json!(user.enabled));
    let password = user.password.reveal();
    let profile = json!({ "password": password, "forceChangePasswordNextSignIn": false });
    body.insert("passwordProfile".to_owned(), profile);
    body.extend(user.immutable_id.as_ref().map(|id| ("onPremisesImmutableId".to_owned(), json!(id))));
    Value::Object(body)
}

/// The answers of a batch; none if that is not what it holds.
pub(super) fn answers(body: &Value) -> Option<Vec<ItemAnswer>> {
    body.get("responses")?.as_array()?.iter().map(item).collect()
}

fn item(answer: &Value) -> Option<ItemAnswer> {
    let id = answer.get("id")?;
    let number: usize = id.as_str().map_or_else(|| id.as_u64()?.try_into().ok(), |id| id.parse().ok())?;
    let status = u16::try_from(answer.get("status")?.as_u64()?).ok().filter(|status| (100..1000).contains(status))?;
    let body = answer.get("body").unwrap_or(&Value::Null);
    let text = super::read::message(body);
    Some(ItemAnswer {
        place: number.checked_sub(1)?,
        status,
        retry_after: retry_after(answer.get("headers")),
        id: body.get("id").and_then(Value::as_str).map(ToOwned::to_owned),
        conflict: is_conflict(body, text.as_deref()),
        text: text.unwrap_or_default(),
    })
}

/// An item says when to come again by a header of its own, in seconds.
fn retry_after(headers: Option<&Value>) -> Option<Duration> {
    let mut headers = headers?.as_object()?.iter();
    let (_, value) = headers.find(|(name, _)| name.eq_ignore_ascii_case("retry-after"))?;
    let seconds = value.as_str().map_or_else(|| value.as_u64(), |text| text.trim().parse().ok());
    seconds.map(Duration::from_secs)
}

fn is_conflict(body: &Value, text: Option<&str>) -> bool {
    let details = body.pointer("/error/details").and_then(Value::as_array).into_iter().flatten();
    let told = details.filter_map(|detail| detail.get("code")?.as_str()).any(|code| code == "ObjectConflict");
    told || text.is_some_and(|text| text.contains("already exists"))
}
