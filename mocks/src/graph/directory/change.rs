//! Users are created, changed, deleted and restored.

use hyper::StatusCode;
use jiff::Timestamp;
use serde_json::Value;

use super::body::{self, Written, domain_of};
use super::domain::{Authentication, absent};
use super::list::{base, push_text};
use super::property::{ENABLED, IMMUTABLE_ID, PASSWORD, SYNCED, UPN, property};
use super::store::{Change, Fate};
use super::tenant::Tenant;
use super::user::{User, Wanted};
use crate::graph::Guid;
use crate::graph::message::{Failure, ODATA_JSON, Request, Response};

/// Users of a tenant; a real one has such a limit, too.
const MOST_USERS: usize = 300_000;
/// Seconds for which a deleted user can be restored: 30 days.
const KEPT: i64 = 30 * 24 * 60 * 60;
/// What a new user must have, in the service's order.
const REQUIRED: [&str; 5] = [ENABLED, "displayName", "mailNickname", PASSWORD, UPN];
/// What can be changed of a user who is mastered elsewhere.
const FREE: [&str; 4] = [ENABLED, PASSWORD, "usageLocation", "passwordPolicies"];

impl Tenant {
    /// `POST /users`.
    pub(super) fn create(&mut self, request: &Request, now: Timestamp) -> Result<Response, Failure> {
        let written = body::read(request)?;
        let missing = REQUIRED.iter().find(|name| written.iter().all(|(known, _)| known != *name));
        if let Some(name) = missing {
            let message = format!("Property {name} value is required but is empty or missing.");
            return Err(Failure::bad(&message).with("InvalidValue", message, *name));
        }
        let hidden_until = self.hidden_until(now);
        let id = self.add(written, now, hidden_until)?;
        let user = self.users.id(id).ok_or_else(|| absent(&id.to_string()))?;
        let location = format!("{}/directoryObjects/{id}/Microsoft.DirectoryServices.User", base(request));
        Ok(entity(StatusCode::CREATED, request, user, &Wanted::default_ones(), "users").with("Location", location))
    }

    /// Takes a new user in, by all rules but that of required properties.
    pub(super) fn add(
        &mut self,
        written: Written,
        now: Timestamp,
        hidden_until: Option<Timestamp>,
    ) -> Result<Guid, Failure> {
        let upn = text_of(&written, UPN).unwrap_or_default();
        let authentication = self.authentication(&domain_of(&upn)?).ok_or_else(foreign_domain)?;
        let immutable = text_of(&written, IMMUTABLE_ID);
        if authentication == Authentication::Federated && immutable.is_none() && !self.knobs.is_lax {
            return Err(Failure::bad(self.knobs.anchor_missing.message()));
        }
        self.unique(&written, None)?;
        if self.users.len() >= MOST_USERS {
            let message = "The directory object quota limit for the Tenant has been exceeded. Please ask your \
                           administrator to increase the quota limit or delete objects to reduce the used quota.";
            return Err(Failure::new(StatusCode::FORBIDDEN, "Directory_QuotaExceeded", message));
        }
        self.made += 1;
        let id = Guid::of(self.seed, &self.domain, self.made);
        let mut user = User::new(id, now);
        user.number = self.made;
        user.hidden_until = hidden_until;
        user.changed = self.changes.note(0, Change { user: id, hidden_until, what: Fate::Lives });
        user.set("userType", Value::String("Member".into()), user.changed);
        for (name, value) in written {
            user.set(name, value, user.changed);
        }
        self.users.insert(user);
        Ok(id)
    }

    /// `PATCH /users/{id or name}`.
    pub(super) fn update(&mut self, key: &str, request: &Request) -> Result<Response, Failure> {
        let number = self.users.find(key).map(|user| user.number).ok_or_else(|| absent(key))?;
        self.rewrite(number, body::read(request)?)?;
        Ok(Response::empty(StatusCode::NO_CONTENT))
    }

    /// Changes a user by all rules.
    fn rewrite(&mut self, number: u64, written: Written) -> Result<(), Failure> {
        let Some(user) = self.users.number(number) else { return Ok(()) };
        if user.is(SYNCED) && written.iter().any(|(name, _)| !FREE.contains(name)) {
            let message = "Unable to update the specified properties for objects that have originated within an \
                           external service.";
            return Err(Failure::bad(message));
        }
        if let Some(upn) = text_of(&written, UPN) {
            self.authentication(&domain_of(&upn)?).ok_or_else(foreign_domain)?;
        }
        self.changeable(user, &written)?;
        self.unique(&written, Some(number))?;
        self.put(number, written);
        Ok(())
    }

    /// Changes a user, whatever rules say.
    pub(super) fn put(&mut self, number: u64, written: Written) {
        let Some(user) = self.users.number(number) else { return };
        let change = Change { user: user.id, hidden_until: user.hidden_until, what: Fate::Lives };
        let changed = self.changes.note(user.changed, change);
        self.users.change(number, |user| {
            user.changed = changed;
            for (name, value) in written {
                user.set(name, value, changed);
            }
        });
    }

    /// Whether the immutable id can become what it shall.
    fn changeable(&self, user: &User, written: &Written) -> Result<(), Failure> {
        let Some((_, value)) = written.iter().find(|(name, _)| *name == IMMUTABLE_ID) else { return Ok(()) };
        let is_same = user.kept(IMMUTABLE_ID).unwrap_or(&Value::Null) == value;
        let was_set = user.kept(IMMUTABLE_ID).is_some();
        let is_federated = domain_of(user.upn()).ok().and_then(|domain| self.authentication(&domain));
        let is_federated = is_federated == Some(Authentication::Federated);
        let is_refused = value.is_null() && self.knobs.refuses_null
            || was_set && !is_same && is_federated && self.knobs.refuses_change;
        match property(IMMUTABLE_ID) {
            Some(property) if is_refused => Err(property.invalid()),
            _ => Ok(()),
        }
    }

    /// Whether nobody else has what must be unique.
    fn unique(&self, written: &Written, own: Option<u64>) -> Result<(), Failure> {
        let is_other = |user: Option<&User>| user.is_some_and(|user| Some(user.number) != own);
        if text_of(written, UPN).is_some_and(|upn| is_other(self.users.name(&upn))) {
            return Err(conflict(UPN));
        }
        if text_of(written, IMMUTABLE_ID).is_some_and(|id| is_other(self.users.immutable_id(&id))) {
            return Err(if self.knobs.conflict_breaks {
                let message = "The given key was not present in the dictionary.";
                Failure::new(StatusCode::INTERNAL_SERVER_ERROR, "Service_InternalServerError", message)
            } else {
                conflict(IMMUTABLE_ID)
            });
        }
        Ok(())
    }

    /// `DELETE /users/{id or name}`: it can be restored for 30 days.
    pub(super) fn delete(&mut self, key: &str, now: Timestamp) -> Result<Response, Failure> {
        let number = self.users.find(key).map(|user| user.number).ok_or_else(|| absent(key))?;
        self.bury(number, now);
        Ok(Response::empty(StatusCode::NO_CONTENT))
    }

    /// Moves a user among the deleted ones. Its name is free for others then.
    pub(super) fn bury(&mut self, number: u64, now: Timestamp) {
        let Some(mut user) = self.users.remove(number) else { return };
        let change = Change { user: user.id, hidden_until: None, what: Fate::Deleted };
        user.changed = self.changes.note(user.changed, change);
        user.deleted = Some(now);
        let upn = format!("{:032x}{}", user.id.0, user.upn());
        user.set(UPN, Value::String(upn), user.changed);
        self.graves.push_back((now, user.id));
        self.deleted.insert(user);
        if self.deleted.len() > MOST_USERS
            && let Some((_, oldest)) = self.graves.pop_front()
        {
            self.purge(oldest);
        }
    }

    /// Whoever was deleted 30 days ago is gone for good.
    pub(super) fn purge_old(&mut self, now: Timestamp) {
        while let Some((at, id)) = self.graves.front().copied() {
            if now.as_second().saturating_sub(at.as_second()) <= KEPT {
                return;
            }
            self.graves.pop_front();
            // Whoever was restored and deleted again has a later grave.
            if self.deleted.id(id).is_some_and(|user| user.deleted == Some(at)) {
                self.purge(id);
            }
        }
    }

    fn purge(&mut self, id: Guid) {
        let number = self.deleted.id(id).map(|user| user.number);
        if let Some(user) = number.and_then(|number| self.deleted.remove(number)) {
            self.changes.note(user.changed, Change { user: id, hidden_until: None, what: Fate::Gone });
        }
    }

    fn grave(&self, id: &str) -> Result<&User, Failure> {
        id.parse().ok().and_then(|id| self.deleted.id(id)).ok_or_else(|| absent(id))
    }

    /// `GET /directory/deletedItems/{id}`.
    pub(super) fn deleted_user(&self, id: &str, request: &Request, wanted: &Wanted) -> Result<Response, Failure> {
        Ok(entity(StatusCode::OK, request, self.grave(id)?, wanted, "directoryObjects"))
    }

    /// `DELETE /directory/deletedItems/{id}`: for good.
    pub(super) fn delete_for_good(&mut self, id: &str) -> Result<Response, Failure> {
        let id = self.grave(id)?.id;
        self.purge(id);
        Ok(Response::empty(StatusCode::NO_CONTENT))
    }

    /// `POST /directory/deletedItems/{id}/restore`.
    pub(super) fn restore(&mut self, id: &str, request: &Request) -> Result<Response, Failure> {
        let grave = self.grave(id)?;
        let (id, number) = (grave.id, grave.number);
        let upn = grave.upn().get(32..).unwrap_or_default().to_owned();
        let mut back = vec![(UPN, Value::String(upn))];
        back.extend(grave.kept(IMMUTABLE_ID).map(|immutable| (IMMUTABLE_ID, immutable.clone())));
        self.unique(&back, None)?;
        if let Some(mut user) = self.deleted.remove(number) {
            user.deleted = None;
            self.users.insert(user);
            self.put(number, back);
        }
        let user = self.users.id(id).ok_or_else(|| absent(&id.to_string()))?;
        Ok(entity(StatusCode::OK, request, user, &Wanted::default_ones(), "directoryObjects"))
    }
}

fn text_of(written: &Written, name: &str) -> Option<String> {
    let (_, value) = written.iter().find(|(known, _)| *known == name)?;
    value.as_str().map(str::to_owned)
}

fn conflict(name: &str) -> Failure {
    let message = format!("Another object with the same value for property {name} already exists.");
    Failure::bad(&message).with("ObjectConflict", message, name)
}

fn foreign_domain() -> Failure {
    let message = "The domain portion of the userPrincipalName property is invalid. You must use one of the verified \
                   domain names in your organization.";
    Failure::bad(message).with("InvalidValue", message, UPN)
}

/// One user.
pub(super) fn entity(status: StatusCode, request: &Request, user: &User, wanted: &Wanted, set: &str) -> Response {
    let mut body = b"{\"@odata.context\":".to_vec();
    let selected = if set == "users" { wanted.context() } else { String::new() };
    push_text(&mut body, &format!("{}/$metadata#{set}{selected}/$entity", base(request)));
    if set != "users" {
        body.extend_from_slice(b",\"@odata.type\":\"#microsoft.graph.user\"");
    }
    if !wanted.is_empty() {
        body.push(b',');
    }
    user.write(wanted, &mut body);
    body.push(b'}');
    Response::of(status, ODATA_JSON, body)
}
