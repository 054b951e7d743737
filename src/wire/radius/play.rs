use std::time::Duration;

use sekisho_protocol::radius::build::Placement as Signing;
use sekisho_protocol::radius::dictionary::Definition;
use sekisho_protocol::radius::{Code, kind};

use super::{Habits, Item, Method, RadiusRequest, Refusals, Timers};
use crate::template::{Scope, Template};
use crate::vendor::{AttributeName, Demand, Methods, Placement, Profile, Timing, UnknownProxyState, Value};
use crate::wire::RequestError;

/// What of a profile a request takes on.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// The client.
    pub profile: &'a Profile,
    /// Whether the next way to convey a password is tried after an Access-Reject.
    pub in_turn: bool,
    /// Whether the request says itself how the password is conveyed.
    pub method_is_stated: bool,
    /// Attributes whose value the step itself states: there it goes before the vendor's in any case.
    pub stated: &'a [&'static Definition],
    /// How long an answer may take at most.
    pub limit: Duration,
}

impl RadiusRequest {
    /// Becomes the request that a vendor's client would send in its place. Only Access-Requests differ.
    ///
    /// # Errors
    ///
    /// A slot of the profile has no value, or one that its attribute cannot hold.
    pub fn play(&mut self, part: Part<'_>, scope: &dyn Scope) -> Result<(), RequestError> {
        if self.code != Code::ACCESS_REQUEST {
            return Ok(());
        }
        let profile = part.profile;
        self.items = items(std::mem::take(&mut self.items), part, scope)?;
        self.cut(profile);
        self.timers = timers(profile.timing).within(part.limit);
        self.policy.require_message_authenticator = match profile.reply_signed {
            Some(demand) => demand == Demand::Required,
            None => self.policy.require_message_authenticator,
        };
        self.habits = habits(profile);
        let mut methods = profile.methods.iter().flat_map(Methods::iter).filter_map(Method::of);
        // Without a password there is nothing to convey: so is a challenge asked for.
        let is_empty = self.items.iter().any(|item| matches!(item, Item::Password(password) if password.is_empty()));
        if let Some(first) = methods.next().filter(|_| !part.method_is_stated && !is_empty) {
            self.method = first;
            self.habits.then = if part.in_turn { methods.collect() } else { Vec::new() };
        }
        Ok(())
    }

    /// The same by the next way to convey the password, which the client tries after an Access-Reject.
    pub fn by_next_method(&self) -> Option<Self> {
        let (next, rest) = self.habits.then.split_first()?;
        let habits = Habits { then: rest.to_vec(), ..self.habits.clone() };
        Some(Self { method: *next, habits, ..self.clone() })
    }

    fn cut(&mut self, profile: &Profile) {
        for item in &mut self.items {
            if let (Item::Password(password), Some(longest)) = (item, profile.longest) {
                *password = longest.cut(password).to_owned();
            }
        }
    }
}

/// The vendor's attributes in its order, with the binding's own: its value goes before the vendor's, but for what tells
/// of the access server. What the vendor gives no place stands before, or after if it gives User-Name one.
fn items(own: Vec<Item>, part: Part<'_>, scope: &dyn Scope) -> Result<Vec<Item>, RequestError> {
    let profile = part.profile;
    let is_stated = |name: &AttributeName| part.stated.iter().any(|own| AttributeName::Known(own) == *name);
    let is_of_vendor = |item: &Item| profile.request.iter().any(|(name, _)| item.is(name));
    let (mut placed, rest): (Vec<Item>, Vec<Item>) = own.into_iter().partition(is_of_vendor);
    let is_bound: Vec<bool> = profile.request.iter().map(|(name, _)| placed.iter().any(|item| item.is(name))).collect();
    let mut items = Vec::new();
    for ((name, value), is_bound) in profile.request.iter().zip(is_bound) {
        let bound: Vec<Item> = placed.extract_if(.., |item| item.is(name)).collect();
        match value {
            Value::Own(template) if !is_bound || (name.is_of_the_nas() && !is_stated(name)) => {
                items.extend(filled(name, template, scope)?);
            }
            _ => items.extend(bound),
        }
    }
    let user_name = AttributeName::of(None, kind::USER_NAME);
    let is_last = profile.request.iter().any(|(name, _)| *name == user_name);
    Ok(if is_last { items.into_iter().chain(rest).collect() } else { rest.into_iter().chain(items).collect() })
}

/// Nothing, if an optional slot has no value.
fn filled(name: &AttributeName, template: &Template, scope: &dyn Scope) -> Result<Option<Item>, RequestError> {
    let text = template.text(scope, str::to_owned)?;
    let value = text.map(|text| name.encode(&text)).transpose();
    let value = value.map_err(|error| RequestError::Impossible(error.to_string()))?;
    Ok(value.map(|value| Item::of(name, value)))
}

/// What is not known of a client is as RFC 5080 has it.
fn timers(timing: Timing) -> Timers {
    let plain = Timers::RFC_5080;
    let transmissions = timing.retries.map_or(plain.transmissions, |retries| u32::from(retries) + 1);
    match timing.timeout {
        Some(timeout) => Timers::quiet(timeout, transmissions - 1),
        None => Timers { transmissions, ..plain },
    }
}

fn habits(profile: &Profile) -> Habits {
    Habits {
        signed: profile.request_signed.map(|placement| match placement {
            Placement::First => Signing::First,
            Placement::Last => Signing::Last,
            Placement::None => Signing::Absent,
        }),
        refuses: Refusals {
            message_authenticator: profile.reply_signed == Some(Demand::Refused),
            unknown_proxy_state: profile.unknown_proxy_state == Some(UnknownProxyState::Refused),
        },
        needs: profile.accept.needs.clone().unwrap_or_default(),
        then: Vec::new(),
    }
}

impl Item {
    fn of(name: &AttributeName, value: Vec<u8>) -> Self {
        match name {
            AttributeName::Known(definition) => Item::Attribute(definition, value),
            AttributeName::Numbered { vendor, number } => Item::Numbered(*vendor, *number, value),
        }
    }

    fn is(&self, name: &AttributeName) -> bool {
        match self {
            Item::Attribute(definition, _) => AttributeName::Known(definition) == *name,
            Item::Numbered(vendor, number, _) => (*vendor, *number) == (name.vendor(), name.number()),
            Item::Password(_) => AttributeName::of(None, kind::USER_PASSWORD) == *name,
        }
    }
}

impl Method {
    /// The method of a profile, by the name that both give it.
    fn of(method: crate::vendor::Method) -> Option<Self> {
        Self::named(method.as_str())
    }
}
