use super::{Browser, Identity};
use crate::target::{Body, HttpCall};
use crate::template::{RenderError, Scope, Template};

/// An HTTP request, ready to be sent or broken.
#[derive(Debug, Clone, PartialEq)]
pub struct HttpRequest {
    /// The method.
    pub method: String,
    /// The root of the URL.
    pub base: String,
    /// The path, percent-encoded, without the query.
    pub path: String,
    /// The query's parameters, percent-encoded.
    pub query: Vec<(String, String)>,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Option<Vec<u8>>,
    /// The TLS client certificate.
    pub identity: Option<Identity>,
    /// The browser that makes it, which is then sent on by redirects.
    pub browser: Option<Box<Browser>>,
}

/// Why a request could not be made.
#[derive(Debug, Clone, PartialEq)]
pub enum RequestError {
    /// A slot has no value.
    Slot(RenderError),
    /// Neither the action nor the target states where to send it.
    NoBase,
    /// It asks for what cannot be; the reason.
    Impossible(String),
    /// A certificate without its key, or a key without its certificate.
    HalfIdentity,
}

/// Fills the slots of a call.
pub fn render_http(
    call: &HttpCall,
    base: Option<&Template>,
    headers: &[(String, Template)],
    scope: &dyn Scope,
) -> Result<HttpRequest, RequestError> {
    let root = call.base.as_ref().or(base);
    let base = call.url.as_ref().or(root).ok_or(RequestError::NoBase)?;
    let base = base.text(scope, str::to_owned)?.ok_or(RequestError::NoBase)?;
    // A whole URL is a server's own, to the last slash.
    let base = if call.url.is_some() { base.as_str() } else { base.trim_end_matches('/') };
    let path = call.path.text(scope, percent)?.unwrap_or_default();
    let (path, inline) = path.split_once('?').map_or((path.as_str(), None), |(path, query)| (path, Some(query)));
    let mut query: Vec<(String, String)> = inline.into_iter().flat_map(|query| query.split('&')).map(pair).collect();
    query.extend(pairs(&call.query, scope)?.into_iter().map(|(name, value)| (percent(&name), percent(&value))));
    let mut all_headers = pairs(headers, scope)?;
    all_headers.extend(pairs(&call.headers, scope)?);
    let (body, content_type) = body(&call.body, scope)?;
    all_headers.extend(content_type.map(|content_type| ("content-type".to_owned(), content_type.to_owned())));
    let identity = identity(call.identity.as_deref(), scope)?;
    Ok(HttpRequest {
        method: call.method.clone(),
        base: base.to_owned(),
        path: path.to_owned(),
        query,
        headers: all_headers,
        body,
        identity,
        browser: None,
    })
}

/// The certificate and the key, or neither.
fn identity(call: Option<&(Template, Template)>, scope: &dyn Scope) -> Result<Option<Identity>, RequestError> {
    let Some((certificate, key)) = call else { return Ok(None) };
    match (certificate.text(scope, str::to_owned)?, key.text(scope, str::to_owned)?) {
        (Some(certificate), Some(key)) => Ok(Some(Identity { certificate, key })),
        (None, None) => Ok(None),
        _ => Err(RequestError::HalfIdentity),
    }
}

fn body(body: &Body, scope: &dyn Scope) -> Result<(Option<Vec<u8>>, Option<&'static str>), RenderError> {
    Ok(match body {
        Body::None => (None, None),
        Body::Json(json) => {
            let value = json.render(scope)?.unwrap_or_default();
            (Some(value.to_string().into_bytes()), Some("application/json"))
        }
        Body::Form(fields) => {
            let pairs = pairs(fields, scope)?;
            let form: Vec<String> =
                pairs.iter().map(|(name, value)| format!("{}={}", percent(name), percent(value))).collect();
            (Some(form.join("&").into_bytes()), Some("application/x-www-form-urlencoded"))
        }
        Body::Text(text) => {
            (text.text(scope, str::to_owned)?.map(String::into_bytes), Some("text/plain; charset=utf-8"))
        }
    })
}

fn pairs(templates: &[(String, Template)], scope: &dyn Scope) -> Result<Vec<(String, String)>, RenderError> {
    let mut pairs = Vec::new();
    for (name, template) in templates {
        pairs.extend(template.text(scope, str::to_owned)?.map(|value| (name.clone(), value)));
    }
    Ok(pairs)
}

fn pair(text: &str) -> (String, String) {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    (name.to_owned(), value.to_owned())
}

/// Percent-encoding of everything but RFC 3986's unreserved characters.
pub(super) fn percent(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

impl HttpRequest {
    /// The whole URL.
    pub fn url(&self) -> String {
        let query: Vec<String> = self.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{}{mark}{}", self.base, self.path, query.join("&"))
    }
}

impl From<RenderError> for RequestError {
    fn from(error: RenderError) -> Self {
        Self::Slot(error)
    }
}

impl std::fmt::Display for RequestError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Slot(error) => error.fmt(f),
            Self::Impossible(why) => f.write_str(why),
            Self::HalfIdentity => {
                f.write_str("of `identity`, one of `certificate` and `key` has a value and the other has none")
            }
            Self::NoBase => f.write_str("neither the action nor the target states a `base` to send it to"),
        }
    }
}

impl std::error::Error for RequestError {}
