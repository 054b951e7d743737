use std::ops::Range;

use serde_json::Map;

use super::{AnswerRule, Pointer, RadiusCall, SpannedText};
use crate::template::{Name, RenderError, Scope, Template};

/// How one action is spoken to a target, on one channel or on any.
#[derive(Debug, Clone)]
pub struct Binding {
    /// The action's name.
    pub action: String,
    /// The channel it is for; any, if there is none. `radius/*` is all methods of a door.
    pub channel: Option<String>,
    /// Where it stands in the file.
    pub span: Range<usize>,
    /// Actions that must have gone before, unless what they captured is at hand and unused.
    pub first: Vec<SpannedText>,
    /// The request.
    pub wire: Wire,
    /// What to keep of the answer, for the user who acted.
    pub capture: Vec<(String, Pointer)>,
    /// The families of codes it emits, in the order in which outcomes resolve to them.
    pub families: Vec<SpannedText>,
    /// Outcomes and codes that are no finding when it runs as a preliminary, at set-up or clean-up.
    pub emits: Vec<SpannedText>,
    /// Whether it touches only the case or the whole server.
    pub reach: Reach,
    /// The method whose next secret is the user's after an answer that accepts it.
    pub renews: Option<String>,
    /// Rules for answers without codes, before those of the whole target.
    pub answers: Vec<AnswerRule>,
}

/// How a request is spoken.
#[derive(Debug, Clone)]
pub enum Wire {
    /// In HTTP.
    Http(Box<HttpCall>),
    /// In RADIUS.
    Radius(RadiusCall),
}

/// What an action touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The case's own users and tenant.
    Case,
    /// The whole server: scenarios that use it run alone.
    Server,
}

/// An HTTP request with slots.
#[derive(Debug, Clone)]
pub struct HttpCall {
    /// The method.
    pub method: String,
    /// The whole URL, in place of root and path.
    pub url: Option<Template>,
    /// Whether it is made as a browser makes it: with the user's cookies, and on to wherever redirects lead.
    pub browser: bool,
    /// The root of the URL, if it is not the target's.
    pub base: Option<Template>,
    /// The path.
    pub path: Template,
    /// The query's parameters; one without a value is left out.
    pub query: Vec<(String, Template)>,
    /// Headers beside the target's.
    pub headers: Vec<(String, Template)>,
    /// The TLS client certificate and its key.
    pub identity: Option<Box<(Template, Template)>>,
    /// The body.
    pub body: Body,
}

/// A body with slots.
#[derive(Debug, Clone)]
pub enum Body {
    /// None.
    None,
    /// JSON.
    Json(JsonTemplate),
    /// `application/x-www-form-urlencoded`.
    Form(Vec<(String, Template)>),
    /// Plain text.
    Text(Template),
}

/// JSON with slots.
#[derive(Debug, Clone)]
pub enum JsonTemplate {
    /// An object; a key whose value is absent is left out, and so is an inner object that this empties.
    Object(Vec<(String, JsonTemplate)>),
    /// An array.
    Array(Vec<JsonTemplate>),
    /// A value.
    Leaf(Template),
}

impl Binding {
    /// How well it fits a channel: 3 exactly, 2 by its door, 1 as a binding for any channel.
    pub fn fits(&self, channel: Option<&str>) -> Option<u8> {
        match (&self.channel, channel) {
            (None, _) => Some(1),
            (Some(own), Some(channel)) if own == channel => Some(3),
            (Some(own), Some(channel)) => {
                let door = own.strip_suffix('*')?;
                channel.starts_with(door).then_some(2)
            }
            (Some(_), None) => None,
        }
    }

    /// Every name that its templates use, and whether it may be undefined.
    pub fn names(&self) -> Vec<(Name, bool)> {
        let templates = match &self.wire {
            Wire::Http(http) => http.templates(),
            Wire::Radius(radius) => radius.templates().collect(),
        };
        templates.into_iter().flat_map(Template::names).collect()
    }

    /// Whether one of its templates uses a name.
    pub fn uses(&self, name: &str) -> bool {
        self.names().iter().any(|(used, _)| used.path == name)
    }
}

impl HttpCall {
    fn templates(&self) -> Vec<&Template> {
        let mut templates: Vec<&Template> = self.url.iter().chain(&self.base).chain([&self.path]).collect();
        templates.extend(self.query.iter().chain(&self.headers).map(|(_, template)| template));
        templates.extend(self.identity.iter().flat_map(|identity| [&identity.0, &identity.1]));
        match &self.body {
            Body::None => {}
            Body::Json(json) => json.leaves(&mut templates),
            Body::Form(fields) => templates.extend(fields.iter().map(|(_, template)| template)),
            Body::Text(text) => templates.push(text),
        }
        templates
    }
}

impl JsonTemplate {
    /// The JSON with its slots filled; absent if it is one optional slot without a value.
    pub fn render(&self, scope: &dyn Scope) -> Result<Option<serde_json::Value>, RenderError> {
        match self {
            JsonTemplate::Leaf(template) => Ok(template.value(scope)?.json()),
            JsonTemplate::Array(items) => {
                let items: Vec<_> = items.iter().map(|item| item.render(scope)).collect::<Result<_, _>>()?;
                Ok(Some(items.into_iter().flatten().collect()))
            }
            JsonTemplate::Object(fields) => {
                let mut object = Map::new();
                for (name, field) in fields {
                    let value = field.render(scope)?;
                    if let Some(value) = value.filter(|value| !field.is_emptied(value)) {
                        object.insert(name.clone(), value);
                    }
                }
                Ok(Some(object.into()))
            }
        }
    }

    /// Whether it is an object all of whose keys were left out.
    fn is_emptied(&self, value: &serde_json::Value) -> bool {
        let has_fields = matches!(self, JsonTemplate::Object(fields) if !fields.is_empty());
        has_fields && value.as_object().is_some_and(Map::is_empty)
    }

    /// Adds every template in it to `into`.
    pub(crate) fn leaves<'a>(&'a self, into: &mut Vec<&'a Template>) {
        match self {
            JsonTemplate::Leaf(template) => into.push(template),
            JsonTemplate::Array(items) => items.iter().for_each(|item| item.leaves(into)),
            JsonTemplate::Object(fields) => fields.iter().for_each(|(_, field)| field.leaves(into)),
        }
    }
}
