//! Users, page by page.

use std::io::Write;

use hyper::StatusCode;
use jiff::Timestamp;

use super::filter::Expression;
use super::options::Options;
use super::page_token::{Of, PageToken};
use super::property::{ID, IMMUTABLE_ID, UPN};
use super::store::Users;
use super::user::User;
use crate::graph::Guid;
use crate::graph::message::{Failure, ODATA_JSON, Request, Response};

/// Seconds after which a page token is too old: the service has minutes.
const TOKEN_LIFE: i64 = 30 * 60;

/// A collection that is listed.
pub(super) struct Listing<'t> {
    pub(super) users: &'t Users,
    pub(super) of: Of,
    pub(super) tenant: Guid,
}

impl Listing<'_> {
    /// A page of it.
    pub(super) fn page(&self, request: &Request, now: Timestamp) -> Result<Response, Failure> {
        let options = Options::of(request)?;
        let token = options.skip_token.as_deref().map(|text| self.token(text, now)).transpose()?;
        let (from, page) = token.map_or((0, 1), |token| (token.position, token.page));
        let mut found = self.found(options.filter.as_ref(), from, now);
        let mut items = Vec::with_capacity(256 * options.top);
        for user in found.by_ref().take(options.top) {
            if !items.is_empty() {
                items.push(b',');
            }
            items.push(b'{');
            user.write(&options.wanted, &mut items);
            items.push(b'}');
        }
        let next = found.next().map(|user| {
            let token = PageToken::new(self.of, page.saturating_add(1), user.number, now);
            link(request, &token.write(self.tenant))
        });
        let count = (options.counts && page == 1).then(|| self.count(options.filter.as_ref(), now));
        let context = match self.of {
            Of::Deleted => "directoryObjects".to_owned(),
            _ => format!("users{}", options.wanted.context()),
        };
        Ok(collection(request, &context, count, next.map(|link| ("nextLink", link)), &items))
    }

    /// How many there are.
    pub(super) fn count(&self, filter: Option<&Expression>, now: Timestamp) -> usize {
        self.found(filter, 0, now).count()
    }

    fn found<'s>(
        &'s self,
        filter: Option<&'s Expression>,
        from: u64,
        now: Timestamp,
    ) -> Box<dyn Iterator<Item = &'s User> + 's> {
        let admits = move |user: &&User| user.is_visible(now) && filter.is_none_or(|filter| filter.admits(user));
        let only = filter.and_then(Expression::only);
        match only {
            Some((property, value)) => {
                let found = self.indexed(property, value).filter(|user| user.number >= from);
                Box::new(found.into_iter().filter(admits))
            }
            None => Box::new(self.users.from(from).filter(admits)),
        }
    }

    fn indexed(&self, property: &str, value: &str) -> Option<&User> {
        match property {
            ID => self.users.id(value.parse().ok()?),
            UPN => self.users.name(value),
            IMMUTABLE_ID => self.users.immutable_id(value),
            _ => None,
        }
    }

    fn token(&self, text: &str, now: Timestamp) -> Result<PageToken, Failure> {
        let token = PageToken::read(text, self.tenant).filter(|token| token.of == self.of);
        let token = token.ok_or_else(|| Failure::bad("The specified page token is not valid."))?;
        if token.age(now) <= TOKEN_LIFE {
            return Ok(token);
        }
        let message = "The specified page token value has expired and can no longer be included in your request.";
        Err(Failure::new(StatusCode::BAD_REQUEST, "Directory_ExpiredPageToken", message))
    }
}

/// The same request with a further token.
fn link(request: &Request, token: &str) -> String {
    let mut link = format!("{}{}?", request.origin, request.path);
    for part in request.query.split('&').filter(|part| !part.is_empty()) {
        let name = part.split('=').next().unwrap_or_default();
        if !matches!(name, "$skiptoken" | "%24skiptoken") {
            link += part;
            link.push('&');
        }
    }
    link + "$skiptoken=" + token
}

/// The root of links and contexts: `https://graph.microsoft.com/v1.0`.
pub(super) fn base(request: &Request) -> String {
    let version = request.path.split('/').nth(1).unwrap_or("v1.0");
    format!("{}/{version}", request.origin)
}

/// A collection around its items, which are JSON already.
pub(super) fn collection(
    request: &Request,
    context: &str,
    count: Option<usize>,
    link: Option<(&str, String)>,
    items: &[u8],
) -> Response {
    let mut body = Vec::with_capacity(items.len() + 512);
    let context = format!("{}/$metadata#{context}", base(request));
    body.extend_from_slice(b"{\"@odata.context\":");
    push_text(&mut body, &context);
    if let Some(count) = count {
        let _ = write!(body, ",\"@odata.count\":{count}");
    }
    if let Some((name, link)) = &link {
        let _ = write!(body, ",\"@odata.{name}\":");
        push_text(&mut body, link);
    }
    body.extend_from_slice(b",\"value\":[");
    body.extend_from_slice(items);
    body.extend_from_slice(b"]}");
    let mut response = Response::of(StatusCode::OK, ODATA_JSON, body);
    response.link = link.map(|(_, link)| link);
    response
}

/// A text as JSON has it.
pub(super) fn push_text(out: &mut Vec<u8>, text: &str) {
    let _ = serde_json::to_writer(out, text);
}
