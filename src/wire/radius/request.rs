use std::net::IpAddr;
use std::time::Duration;

use sekisho_protocol::radius::dictionary::Definition;
use sekisho_protocol::radius::verify::Policy;
use sekisho_protocol::radius::{Code, Secret, kind};

use super::{Earlier, Habits, Method, Timers};
use crate::scenario::Raw;
use crate::target::{RADIUS_METHODS, RadiusCall, RadiusPort, RadiusServer};
use crate::template::{Scope, Template};
use crate::wire::RequestError;

/// A request of RADIUS. Identifier and authenticator come with the socket that it is sent on.
#[derive(Debug, Clone)]
pub struct RadiusRequest {
    /// What it is.
    pub code: Code,
    /// ADDRESS:PORT.
    pub server: String,
    /// The address it is sent from, if it is a certain one.
    pub source: Option<IpAddr>,
    /// What client and server share.
    pub secret: Secret,
    /// The attributes in order.
    pub items: Vec<Item>,
    /// How the password is conveyed.
    pub method: Method,
    /// Which replies are discarded.
    pub policy: Policy,
    /// When it is sent again, and given up.
    pub timers: Timers,
    /// The quiet time after which a raw packet counts as unanswered.
    pub silence: Duration,
    /// What sets the client apart from the plain one.
    pub habits: Habits,
    /// How a scenario breaks it, if it does.
    pub raw: Option<Breaking>,
}

/// How a scenario breaks a packet, and what it takes to do so.
#[derive(Debug, Clone)]
pub struct Breaking {
    /// What the scenario says.
    pub raw: Raw,
    /// From which chance is derived.
    pub seed: u64,
    /// The request that this one repeats, if it does.
    pub earlier: Option<Earlier>,
}

/// An attribute of a request.
#[derive(Clone, PartialEq, Eq)]
pub enum Item {
    /// Its value as it goes on the wire.
    Attribute(&'static Definition, Vec<u8>),
    /// The same of one that has no name: vendor, number, value.
    Numbered(Option<u32>, u8, Vec<u8>),
    /// What the user types, in the place of what conveys it.
    Password(String),
}

/// Fills the slots of a call; `limit` is how long an answer may take at most.
pub fn render(
    call: &RadiusCall,
    server: &RadiusServer,
    limit: Duration,
    scope: &dyn Scope,
) -> Result<RadiusRequest, RequestError> {
    let address = match (call.port, &server.accounting) {
        (RadiusPort::Accounting, Some(accounting)) => accounting,
        _ => &server.server,
    };
    Ok(RadiusRequest {
        code: call.packet,
        server: needed(address, scope)?,
        source: None,
        secret: Secret::new(needed(&server.secret, scope)?),
        items: items(call, scope)?,
        method: method(call.method.as_ref(), scope)?,
        policy: Policy {
            require_message_authenticator: server.require_message_authenticator,
            limit_proxy_state: false,
        },
        timers: Timers::RFC_5080.within(limit),
        silence: server.silence,
        habits: Habits::default(),
        raw: None,
    })
}

/// The source address of a client that the target names; none if it names no such client.
pub(crate) fn client(server: &RadiusServer, name: &str, scope: &dyn Scope) -> Result<Option<IpAddr>, RequestError> {
    let Some((_, template)) = server.clients.iter().find(|(own, _)| own == name) else { return Ok(None) };
    let text = needed(template, scope)?;
    let address = text.parse().map_err(|_| RequestError::Impossible(format!("`{text}` is no address of a client")))?;
    Ok(Some(address))
}

fn needed(template: &Template, scope: &dyn Scope) -> Result<String, RequestError> {
    template.text(scope, str::to_owned)?.ok_or(RequestError::NoBase)
}

fn items(call: &RadiusCall, scope: &dyn Scope) -> Result<Vec<Item>, RequestError> {
    let mut items = Vec::new();
    for (definition, template) in &call.attributes {
        let Some(text) = template.text(scope, str::to_owned)? else { continue };
        if definition.vendor.is_none() && definition.number == kind::USER_PASSWORD {
            items.push(Item::Password(text));
            continue;
        }
        let value = definition.encode(&text).map_err(|error| RequestError::Impossible(error.to_string()))?;
        items.push(Item::Attribute(definition, value));
    }
    Ok(items)
}

fn method(template: Option<&Template>, scope: &dyn Scope) -> Result<Method, RequestError> {
    let text = template.map(|template| template.text(scope, str::to_owned)).transpose()?.flatten();
    let Some(text) = text else { return Ok(Method::Pap) };
    let unknown = || {
        let known = RADIUS_METHODS.join(", ");
        RequestError::Impossible(format!("`{text}` is no way to convey a password; known are {known}"))
    };
    Method::named(&text).ok_or_else(unknown)
}

impl RadiusRequest {
    /// The value of User-Name.
    pub(super) fn user_name(&self) -> &[u8] {
        let name = self.items.iter().find_map(|item| match item {
            Item::Attribute(definition, value) if definition.vendor.is_none() => {
                (definition.number == kind::USER_NAME).then_some(value.as_slice())
            }
            _ => None,
        });
        name.unwrap_or_default()
    }
}

impl RadiusRequest {
    /// What the user types.
    pub(super) fn password(&self) -> Option<&str> {
        self.items.iter().find_map(|item| match item {
            Item::Password(password) => Some(password.as_str()),
            Item::Attribute(..) | Item::Numbered(..) => None,
        })
    }
}

impl std::fmt::Debug for Item {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Item::Attribute(definition, _) => f.write_str(definition.name),
            Item::Numbered(_, number, _) => write!(f, "Attribute {number}"),
            Item::Password(_) => f.write_str("•••"),
        }
    }
}
