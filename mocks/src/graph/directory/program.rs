//! What tests want of a tenant, and what they can learn of it.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::body::{Written, checked, domain_of};
use super::domain::Authentication;
use super::property::{ENABLED, IMMUTABLE_ID, SYNCED};
use super::seeded;
use super::tenant::{AnchorMissing, Tenant};
use crate::control::{Fact, Facts, Program};
use crate::graph::sign_in::State;

/// Users that one command can make.
const MOST_AT_ONCE: u64 = 200_000;

/// The content part of a control program, read in one go: one with a mistake changes nothing.
#[derive(Debug, Default)]
pub struct Content {
    domain: Option<&'static str>,
    delete: Option<String>,
    users: Option<u64>,
    prefix: Option<String>,
    user: Option<String>,
    written: Written,
    drawn_immutable_id: bool,
    replication_lag: Option<Duration>,
    expires_in: Option<Duration>,
    roles: Option<Vec<String>>,
    app: Option<State>,
    revokes: bool,
    resets_delta: bool,
    anchor_missing: Option<AnchorMissing>,
    null_is_refused: Option<bool>,
    change_is_refused: Option<bool>,
    conflict_breaks: Option<bool>,
}

/// Keys of a program that set a property of the user, or of the users, that it names.
const TEXTS: [(&str, &str); 8] = [
    ("display_name", "displayName"),
    ("mail", "mail"),
    ("given_name", "givenName"),
    ("surname", "surname"),
    ("department", "department"),
    ("job_title", "jobTitle"),
    ("employee_id", "employeeId"),
    ("mobile_phone", "mobilePhone"),
];

impl Content {
    /// Takes the keys that are about a tenant's content and leaves the others:
    ///
    /// | key | meaning |
    /// |---|---|
    /// | `domain` | `managed`, `federated`, or `none`: the tenant has lost it |
    /// | `users`, `prefix` | so many users, `user00001@DOMAIN` and so on: those that are not there yet are made |
    /// | `user` | a user, by name or UPN, who is made or changed |
    /// | `display_name`, `mail`, `given_name`, `surname`, `department`, `job_title`, `employee_id`, `mobile_phone` | of that user or those users; `none` takes it away |
    /// | `immutable_id` | the same; `drawn` makes one up for each |
    /// | `enabled`, `synced` | whether they may sign in; whether they are mastered elsewhere |
    /// | `set` | `{ usageLocation = "JP" }`: any other property by Graph's name |
    /// | `delete` | a user's name or UPN, or `all`: moved among the deleted ones |
    /// | `replication_lag`, `expires_in` | how long new users are missing from lists; the life of tokens |
    /// | `roles` | the permissions of new tokens, with blanks between them |
    /// | `app` | `usable`, `secret-expired`, `disabled`, `absent`: the application that signs in |
    /// | `revoke` | `true`: tokens issued so far count no more |
    /// | `reset_delta` | `true`: delta clients must start anew |
    /// | `anchor_missing` | `invalid-values` or `source-anchor`: what is said of a federated user without immutable id |
    /// | `immutable_id_null`, `immutable_id_change` | `allowed` or `refused` |
    /// | `immutable_id_conflict` | `conflict`, or `broken`: 500 |
    ///
    /// # Errors
    ///
    /// What is wrong with a value, for people.
    pub fn take(program: &mut Program) -> Result<Self, String> {
        let mut content = Self {
            domain: program.word("domain", &["managed", "federated", "none"])?,
            delete: program.text("delete")?,
            users: program.number("users")?,
            prefix: program.text("prefix")?,
            user: program.text("user")?,
            replication_lag: program.duration("replication_lag")?,
            expires_in: program.duration("expires_in")?,
            roles: program.text("roles")?.map(|roles| roles.split_whitespace().map(str::to_owned).collect()),
            app: program.word("app", &["usable", "secret-expired", "disabled", "absent"])?.map(state),
            revokes: program.truth("revoke")?.unwrap_or_default(),
            resets_delta: program.truth("reset_delta")?.unwrap_or_default(),
            anchor_missing: program
                .word("anchor_missing", &["invalid-values", "source-anchor"])?
                .map(|word| if word == "source-anchor" { AnchorMissing::Required } else { AnchorMissing::Invalid }),
            null_is_refused: refused(program, "immutable_id_null")?,
            change_is_refused: refused(program, "immutable_id_change")?,
            conflict_breaks: program.word("immutable_id_conflict", &["conflict", "broken"])?.map(|w| w == "broken"),
            ..Self::default()
        };
        content.take_properties(program)?;
        if content.users.is_some_and(|users| users > MOST_AT_ONCE) {
            return Err(format!("`users` may be {MOST_AT_ONCE} at most"));
        }
        if content.user.is_some() && content.users.is_some() {
            return Err("`user` and `users` do not go together: say one after the other".into());
        }
        if !content.written.is_empty() && content.user.is_none() && content.users.is_none() {
            return Err("properties are given without `user` or `users` that they belong to".into());
        }
        Ok(content)
    }

    fn take_properties(&mut self, program: &mut Program) -> Result<(), String> {
        for (key, name) in TEXTS {
            if let Some(text) = program.text(key)? {
                self.write(name, if text == "none" { Value::Null } else { Value::String(text) })?;
            }
        }
        match program.text("immutable_id")?.as_deref() {
            None => {}
            Some("drawn") => self.drawn_immutable_id = true,
            Some("none") => self.write(IMMUTABLE_ID, Value::Null)?,
            Some(text) => self.write(IMMUTABLE_ID, Value::String(text.to_owned()))?,
        }
        for (key, name) in [("enabled", ENABLED), ("synced", SYNCED)] {
            self.written.extend(program.truth(key)?.map(|flag| (name, Value::Bool(flag))));
        }
        match program.take("set") {
            None => Ok(()),
            Some(Value::Object(all)) => all.into_iter().try_for_each(|(name, value)| self.write(&name, value)),
            Some(other) => Err(format!("`set` must be an object of properties, got {other}")),
        }
    }

    fn write(&mut self, name: &str, value: Value) -> Result<(), String> {
        self.written.push(checked(name, value).map_err(|failure| failure.message)?);
        Ok(())
    }
}

fn state(word: &str) -> State {
    match word {
        "secret-expired" => State::SecretExpired,
        "disabled" => State::Disabled,
        "absent" => State::Absent,
        _ => State::Usable,
    }
}

fn refused(program: &mut Program, key: &'static str) -> Result<Option<bool>, String> {
    Ok(program.word(key, &["allowed", "refused"])?.map(|word| word == "refused"))
}

impl Tenant {
    /// Changes what a test wants otherwise; `machine` is the machine's time, which counts as long as no request told
    /// another.
    ///
    /// # Errors
    ///
    /// What cannot be done, for people; nothing is done then.
    pub fn program(&mut self, content: &Content, machine: Timestamp) -> Result<(), String> {
        let now = self.latest.unwrap_or(machine);
        if content.users.is_some() {
            self.full_name(content.prefix.as_deref().unwrap_or("user"))?;
        }
        let name = content.user.as_deref().map(|name| self.full_name(name)).transpose()?;
        let delete =
            content.delete.as_deref().filter(|who| *who != "all").map(|who| self.full_name(who)).transpose()?;
        if let Some(upn) = delete.as_deref().filter(|upn| self.users.name(upn).is_none()) {
            return Err(format!("there is no user {upn} to delete"));
        }
        self.set_knobs(content);
        if content.delete.as_deref() == Some("all") {
            let all: Vec<u64> = self.users.from(0).map(|user| user.number).collect();
            all.into_iter().for_each(|number| self.bury(number, now));
        }
        if let Some(number) = delete.and_then(|upn| self.users.name(&upn).map(|user| user.number)) {
            self.bury(number, now);
        }
        self.knobs.is_lax = true;
        let made = self.make(content, name, now);
        self.knobs.is_lax = false;
        made
    }

    fn set_knobs(&mut self, content: &Content) {
        match content.domain {
            Some("managed") => self.authentication = Some(Authentication::Managed),
            Some("federated") => self.authentication = Some(Authentication::Federated),
            Some(_) => self.authentication = None,
            None => {}
        }
        let (knobs, registration) = (&mut self.knobs, &mut self.registration);
        self.lag = content.replication_lag.unwrap_or(self.lag);
        self.resets += u32::from(content.resets_delta);
        knobs.anchor_missing = content.anchor_missing.unwrap_or(knobs.anchor_missing);
        knobs.refuses_null = content.null_is_refused.unwrap_or(knobs.refuses_null);
        knobs.refuses_change = content.change_is_refused.unwrap_or(knobs.refuses_change);
        knobs.conflict_breaks = content.conflict_breaks.unwrap_or(knobs.conflict_breaks);
        registration.expires_in = content.expires_in.unwrap_or(registration.expires_in);
        registration.state = content.app.unwrap_or(registration.state);
        if let Some(roles) = &content.roles {
            registration.roles.clone_from(roles);
        }
        if content.revokes {
            registration.revoked = registration.issued;
        }
    }

    fn make(&mut self, content: &Content, name: Option<String>, now: Timestamp) -> Result<(), String> {
        if let Some(upn) = name {
            return self.make_one(&upn, content, now);
        }
        let prefix = content.prefix.as_deref().unwrap_or("user");
        for number in 1..=content.users.unwrap_or_default() {
            self.make_one(&format!("{prefix}{number:05}@{}", self.domain), content, now)?;
        }
        Ok(())
    }

    fn make_one(&mut self, upn: &str, content: &Content, now: Timestamp) -> Result<(), String> {
        let mut written = content.written.clone();
        if content.drawn_immutable_id {
            written.push((IMMUTABLE_ID, Value::String(seeded::immutable_id(self.seed, upn))));
        }
        if let Some(number) = self.users.name(upn).map(|user| user.number) {
            if !written.is_empty() {
                self.put(number, written);
            }
            return Ok(());
        }
        let mut whole = seeded::person(self.seed, upn);
        whole.retain(|(name, _)| written.iter().all(|(known, _)| known != name));
        whole.extend(written);
        self.add(whole, now, None).map(drop).map_err(|failure| format!("user {upn}: {}", failure.message))
    }

    /// A name with its domain.
    fn full_name(&self, name: &str) -> Result<String, String> {
        let full = if name.contains('@') { name.to_owned() } else { format!("{name}@{}", self.domain) };
        let domain = domain_of(&full).map_err(|failure| format!("{full}: {}", failure.message))?;
        if domain == self.domain || self.authentication(&domain).is_some() {
            return Ok(full);
        }
        Err(format!("{full}: the domains of this tenant are {}", self.names().join(" and ")))
    }

    fn names(&self) -> Vec<String> {
        self.domains().into_iter().map(|domain| domain.id).collect()
    }

    /// What can be said of it in numbers and texts: `users`, `deleted`, `federated` (domains), `with-immutable-id`,
    /// `tokens` (issued), `domain`, and by name `user:UPN` (`present` or `absent`) and `user:UPN:PROPERTY`.
    #[must_use]
    pub fn facts(&self, wanted: &[String]) -> Facts {
        let number = |count: usize| Fact::Number(u64::try_from(count).unwrap_or(u64::MAX));
        let federated = usize::from(self.authentication == Some(Authentication::Federated));
        let domain = self.authentication.map_or("None", Authentication::as_str);
        let mut facts = Facts::from([
            ("users".to_owned(), number(self.users.len())),
            ("deleted".to_owned(), number(self.deleted.len())),
            ("federated".to_owned(), number(federated)),
            ("with-immutable-id".to_owned(), number(self.users.with_immutable_id())),
            ("tokens".to_owned(), Fact::Number(self.registration.issued)),
            ("domain".to_owned(), Fact::Text(domain.to_owned())),
            ("tenant".to_owned(), Fact::Text(self.id().to_string())),
        ]);
        if !wanted.is_empty() {
            facts.retain(|name, _| wanted.contains(name));
        }
        let named = wanted.iter().filter_map(|name| Some((name, self.user_fact(name.strip_prefix("user:")?)?)));
        facts.extend(named.map(|(name, fact)| (name.clone(), fact)));
        facts
    }

    /// `UPN` or `UPN:PROPERTY`.
    fn user_fact(&self, name: &str) -> Option<Fact> {
        let (upn, property) = name.split_once(':').map_or((name, None), |(upn, property)| (upn, Some(property)));
        let user = self.full_name(upn).ok().and_then(|upn| self.users.name(&upn));
        let Some(property) = property else {
            return Some(Fact::Text(if user.is_some() { "present" } else { "absent" }.to_owned()));
        };
        let text = match user?.value(property) {
            None => String::new(),
            Some(Value::String(text)) => text,
            Some(other) => other.to_string(),
        };
        Some(Fact::Text(text))
    }
}
