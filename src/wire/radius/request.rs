use std::net::IpAddr;
use std::time::Duration;

use sekisho_protocol::radius::dictionary::Definition;
use sekisho_protocol::radius::verify::Policy;
use sekisho_protocol::radius::{Code, Secret, kind};

use super::{Habits, Timers};
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

/// How a password is conveyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// User-Password (RFC 2865 section 5.2).
    Pap,
    /// CHAP-Password (RFC 2865 section 5.3).
    Chap,
    /// MS-CHAP2-Response (RFC 2548 section 2.3.2).
    MsChap2,
    /// EAP-MD5 (RFC 3748 section 5.4).
    EapMd5,
    /// EAP-GTC (RFC 3748 section 5.6).
    EapGtc,
    /// EAP-MSCHAPv2 (draft-kamath-pppext-eap-mschapv2).
    EapMsChapV2,
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
    })
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

impl Method {
    /// The method of a name that target and scenario files use.
    pub fn named(name: &str) -> Option<Self> {
        let all = [Self::Pap, Self::Chap, Self::MsChap2, Self::EapMd5, Self::EapGtc, Self::EapMsChapV2];
        RADIUS_METHODS.iter().zip(all).find(|(own, _)| **own == name).map(|(_, method)| method)
    }

    /// Whether it takes several rounds of EAP.
    pub fn is_eap(self) -> bool {
        matches!(self, Self::EapMd5 | Self::EapGtc | Self::EapMsChapV2)
    }
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

impl std::fmt::Debug for Item {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Item::Attribute(definition, _) => f.write_str(definition.name),
            Item::Numbered(_, number, _) => write!(f, "Attribute {number}"),
            Item::Password(_) => f.write_str("•••"),
        }
    }
}
