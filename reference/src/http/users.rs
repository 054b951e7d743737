//! Requests of the user administration, parsed.

use hyper::Method;
use sekisho_rules::{Changes, NewSecret, NewUser, Password, Request, Time, UserAct, UsersRequest};
use serde::{Deserialize, Deserializer};

use super::doors::{Asked, Unreadable};
use super::query::Query;
use super::route::Act;
use super::{Body, certificates, decode};
use crate::timestamp;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Create {
    uid: String,
    domain: Option<String>,
    pattern: Option<String>,
    phrase: Option<String>,
    phrase_position: Option<usize>,
    mail: Option<String>,
    #[serde(default, deserialize_with = "time")]
    expires: Option<Time>,
    change_required: Option<bool>,
    token: Option<String>,
    pin: Option<String>,
}

/// A field that is null is taken away; one that is absent stays.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    pattern: Option<String>,
    #[serde(default, deserialize_with = "nullable")]
    phrase: Option<Option<String>>,
    phrase_position: Option<usize>,
    #[serde(default, deserialize_with = "nullable")]
    mail: Option<Option<String>>,
    #[serde(default, deserialize_with = "nullable_time")]
    expires: Option<Option<Time>>,
    change_required: Option<bool>,
    #[serde(default, deserialize_with = "nullable")]
    token: Option<Option<String>>,
    #[serde(default, deserialize_with = "nullable")]
    pin: Option<Option<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reissue {
    pattern: Option<String>,
    phrase: Option<String>,
    phrase_position: Option<usize>,
}

/// A body that may be there, and says nothing.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// `GET` and `POST /api/users`
pub(crate) fn all(method: &Method, query: Option<&str>, body: &Body) -> Result<Asked, Unreadable> {
    if *method == Method::GET { search(query) } else { create(body) }
}

/// `PATCH` and `DELETE /api/users/{uid}`
pub(crate) fn one(method: &Method, uid: &str, query: Option<&str>, body: &Body) -> Result<Asked, Unreadable> {
    let (domain, uid) = named(uid, query)?;
    if *method == Method::DELETE {
        return nothing(body, domain, uid, UserAct::Delete);
    }
    match body.json::<Edit>() {
        Ok(edit) => Ok(act_on(domain, uid, UserAct::Edit(edit.changes()))),
        Err(_) => Err(Unreadable(domain)),
    }
}

/// `POST /api/users/{uid}/{act}`, and `DELETE /api/users/{uid}/devices`
pub(crate) fn act(uid: &str, act: Act, query: Option<&str>, body: &Body) -> Result<Asked, Unreadable> {
    let (domain, uid) = named(uid, query)?;
    match act {
        Act::Enable => nothing(body, domain, uid, UserAct::Enable),
        Act::Disable => nothing(body, domain, uid, UserAct::Disable),
        Act::Lock => nothing(body, domain, uid, UserAct::Lock),
        Act::Unlock => nothing(body, domain, uid, UserAct::Unlock),
        Act::Password => reissue(body, domain, uid),
        Act::Certificate => certificates::order(body, domain, uid),
        Act::Revoke => nothing(body, domain, uid, UserAct::RevokeCertificate),
        Act::Devices => nothing(body, domain, uid, UserAct::ForgetDevices),
        Act::ResetApp => nothing(body, domain, uid, UserAct::ResetApp),
    }
}

fn search(query: Option<&str>) -> Result<Asked, Unreadable> {
    let mut query = Query::read(query).map_err(|_| Unreadable(None))?;
    let domain = query.take("domain");
    let prefix = query.take("prefix").unwrap_or_default();
    let limit = query.take("limit").map(|limit| limit.parse()).transpose();
    match (limit, query.end()) {
        (Ok(limit), Ok(())) => Ok(Asked::new(domain, Request::Users(UsersRequest::Search { prefix, limit }))),
        _ => Err(Unreadable(domain)),
    }
}

fn create(body: &Body) -> Result<Asked, Unreadable> {
    let given: Create = body.json().map_err(|_| Unreadable(body.domain()))?;
    let Create { phrase, phrase_position, .. } = given;
    let secret = match given.pattern {
        Some(pattern) => Some(NewSecret { pattern, phrase, phrase_position }),
        None if phrase.is_none() && phrase_position.is_none() => None,
        None => return Err(Unreadable(given.domain)),
    };
    let user = NewUser {
        secret,
        mail: given.mail,
        expires: given.expires,
        change_required: given.change_required.unwrap_or(false),
        token: given.token,
        pin: given.pin.as_deref().map(Password::new),
    };
    Ok(act_on(given.domain, given.uid, UserAct::Create(user)))
}

/// An empty body asks for a generated pattern.
fn reissue(body: &Body, domain: Option<String>, uid: String) -> Result<Asked, Unreadable> {
    let given = if body.is_empty() { Ok(Reissue::default()) } else { body.json() };
    match given {
        Ok(Reissue { pattern: Some(pattern), phrase, phrase_position }) => {
            let secret = NewSecret { pattern, phrase, phrase_position };
            Ok(act_on(domain, uid, UserAct::Reissue(Some(secret))))
        }
        Ok(Reissue { pattern: None, phrase: None, phrase_position: None }) => {
            Ok(act_on(domain, uid, UserAct::Reissue(None)))
        }
        _ => Err(Unreadable(domain)),
    }
}

fn nothing(body: &Body, domain: Option<String>, uid: String, act: UserAct) -> Result<Asked, Unreadable> {
    if says_nothing(body) {
        return Ok(act_on(domain, uid, act));
    }
    Err(Unreadable(domain))
}

/// A body may be there.
pub(crate) fn says_nothing(body: &Body) -> bool {
    body.is_empty() || body.json::<Nothing>().is_ok()
}

pub(crate) fn act_on(domain: Option<String>, uid: String, act: UserAct) -> Asked {
    Asked::new(domain, Request::Users(UsersRequest::One { uid, act }))
}

/// The domain of the query, and the user (or whatever else is named there) of the path.
pub(super) fn named(uid: &str, query: Option<&str>) -> Result<(Option<String>, String), Unreadable> {
    let mut query = Query::read(query).map_err(|_| Unreadable(None))?;
    let domain = query.take("domain");
    match (decode(uid), query.end()) {
        (Some(uid), Ok(())) => Ok((domain, uid.into_owned())),
        _ => Err(Unreadable(domain)),
    }
}

impl Edit {
    fn changes(self) -> Changes {
        Changes {
            pattern: self.pattern,
            phrase: self.phrase,
            phrase_position: self.phrase_position,
            mail: self.mail,
            expires: self.expires,
            change_required: self.change_required,
            token: self.token,
            pin: self.pin.map(|pin| pin.as_deref().map(Password::new)),
        }
    }
}

/// Tells null (some none) from absent (none).
fn nullable<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}

fn time<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Time>, D::Error> {
    let text: Option<String> = Option::deserialize(from)?;
    let time = text.map(|text| timestamp::read(&text).ok_or("an RFC 3339 time is needed"));
    time.transpose().map_err(serde::de::Error::custom)
}

fn nullable_time<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Option<Time>>, D::Error> {
    time(from).map(Some)
}
