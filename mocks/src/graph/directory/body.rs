//! What a client wants to write.

use hyper::StatusCode;
use serde_json::{Map, Value};

use super::property::{IMMUTABLE_ID, PASSWORD, UPN, property};
use crate::graph::message::{Failure, Request};

/// Properties with the values that they shall have.
pub(super) type Written = Vec<(&'static str, Value)>;

/// Reads the body of a request that creates or changes a user.
pub(super) fn read(request: &Request) -> Result<Written, Failure> {
    let bad = |message: &str| Failure::new(StatusCode::BAD_REQUEST, "BadRequest", message);
    let Some(kind) = request.headers.content_type.as_deref().filter(|_| !request.body.is_empty()) else {
        let message = "Write requests (excluding DELETE) must contain the Content-Type header declaration.";
        let empty = "Empty Payload. JSON content expected.";
        return Err(bad(if request.body.is_empty() { empty } else { message }));
    };
    if !kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json") {
        let message = "Unsupported media type: expected application/json.";
        return Err(Failure::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UnsupportedMediaType", message));
    }
    let members: Map<String, Value> = serde_json::from_slice(&request.body).map_err(|_| {
        bad("Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON \
             format.")
    })?;
    members
        .into_iter()
        .filter(|(name, _)| !name.contains("@odata."))
        .map(|(name, value)| checked(&name, value))
        .collect()
}

/// One property with a value that can stand in it.
pub(super) fn checked(name: &str, value: Value) -> Result<(&'static str, Value), Failure> {
    if name.starts_with("extension_") {
        return Err(Failure::bad(format!("The following extension properties are not available: {name}.")));
    }
    // Unlike in questions, names of what is written have a case.
    let known = property(name).filter(|property| property.name == name).ok_or_else(|| {
        Failure::bad(format!("Property '{name}' does not exist as a declared property or extension property."))
    })?;
    if known.name == PASSWORD {
        password(&value)?;
    }
    let value = known.checked(value)?;
    match (known.name, value.as_str()) {
        (IMMUTABLE_ID, Some(text)) if text.contains(['$', '_']) => Err(known.invalid()),
        ("mailNickname", Some(text)) if !is_nickname(text) => Err(known.invalid()),
        _ => Ok((known.name, value)),
    }
}

/// The password is judged and not kept.
fn password(profile: &Value) -> Result<(), Failure> {
    let Some(profile) = profile.as_object() else { return Ok(()) };
    let Some(password) = profile.get("password").and_then(Value::as_str) else {
        return Err(Failure::bad("Property passwordProfile.password value is required but is empty or missing."));
    };
    let has = |class: fn(char) -> bool| usize::from(password.contains(class));
    let classes = has(char::is_lowercase)
        + has(char::is_uppercase)
        + has(|letter| letter.is_ascii_digit())
        + has(|letter| !letter.is_alphanumeric());
    if (8..=256).contains(&password.chars().count()) && classes >= 3 {
        return Ok(());
    }
    let message = "The specified password does not comply with password complexity requirements. Please provide a \
                   different password.";
    Err(Failure::bad(message).with("InvalidPassword", message, "passwordProfile"))
}

/// Characters that no address could begin with.
fn is_nickname(text: &str) -> bool {
    text.chars().all(|letter| letter.is_ascii_graphic() && !"@()\\[]\";:<>,".contains(letter))
}

/// The domain of a name that a user can have.
pub(super) fn domain_of(upn: &str) -> Result<String, Failure> {
    let message = "Property userPrincipalName is invalid.";
    let invalid = || Failure::bad(message).with("InvalidValue", message, UPN);
    let (name, domain) = upn.rsplit_once('@').ok_or_else(invalid)?;
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || "'.-_!#^~".contains(letter);
    let is_name = (1..=64).contains(&name.len())
        && name.chars().all(is_letter)
        && !name.starts_with('.')
        && !name.ends_with('.')
        && !name.contains("..");
    if is_name { Ok(domain.to_lowercase()) } else { Err(invalid()) }
}
