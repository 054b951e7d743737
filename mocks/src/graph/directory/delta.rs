//! What changed since: `GET /users/delta`.

use hyper::StatusCode;
use jiff::Timestamp;

use super::filter;
use super::list::{base, collection};
use super::options::form;
use super::page_token::{Of, PageToken};
use super::store::{Change, Changes, Fate, Users};
use super::user::Wanted;
use crate::graph::Guid;
use crate::graph::form::Form;
use crate::graph::message::{Failure, Request, Response};

/// Seconds after which a delta token is too old: the directory remembers changes for 7 days.
const TOKEN_LIFE: i64 = 7 * 24 * 60 * 60;
/// Users of a page, if `Prefer: odata.maxpagesize` does not say otherwise.
const USUAL_PAGE: usize = 200;
const LARGEST_PAGE: usize = 999;
/// Users that a `$filter` can name.
const MOST_IDS: usize = 50;

/// A tenant's changes, as they are asked for.
pub(super) struct Delta<'t> {
    pub(super) users: &'t Users,
    pub(super) changes: &'t Changes,
    pub(super) tenant: Guid,
    /// How often clients were told to start anew.
    pub(super) resets: u32,
}

/// What one round asks for; every token repeats it.
struct Round {
    token: PageToken,
    wanted: Wanted,
    ids: Option<Vec<Guid>>,
}

impl Delta<'_> {
    /// A page of changes, and where to go on.
    pub(super) fn page(&self, request: &Request, now: Timestamp) -> Result<Response, Failure> {
        let form = form(request)?;
        let round = self.round(&form, now)?;
        if round.token.resets < self.resets {
            return Ok(start_anew(request, now));
        }
        if form.value("$deltatoken") == Some("latest") {
            let link = self.link(request, &round, Of::Changes, 1, self.changes.last(), now);
            return Ok(self.answer(request, &round, ("deltaLink", link), &[]));
        }
        let (most, is_minimal) = preferences(request);
        let mut items = Vec::new();
        let (mut position, mut count, mut is_full) = (round.token.position, 0, false);
        for (number, change) in self.changes.after(position) {
            if change.hidden_until.is_some_and(|until| until > now) {
                break;
            }
            if count == most {
                is_full = true;
                break;
            }
            count += usize::from(self.write(change, &round, is_minimal, &mut items));
            position = number;
        }
        let page = round.token.page;
        let link = if is_full {
            ("nextLink", self.link(request, &round, round.token.of, page.saturating_add(1), position, now))
        } else {
            ("deltaLink", self.link(request, &round, Of::Changes, 1, position, now))
        };
        Ok(self.answer(request, &round, link, &items))
    }

    fn answer(&self, request: &Request, round: &Round, link: (&str, String), items: &[u8]) -> Response {
        collection(request, &format!("users{}", round.wanted.context()), None, Some(link), items)
    }

    /// Appends one change; says whether there was something to tell.
    fn write(&self, change: &Change, round: &Round, is_minimal: bool, items: &mut Vec<u8>) -> bool {
        let is_first_round = round.token.of == Of::Round;
        let is_asked_for = round.ids.as_ref().is_none_or(|ids| ids.contains(&change.user));
        if !is_asked_for || (is_first_round && change.what != Fate::Lives) {
            return false;
        }
        if !items.is_empty() {
            items.push(b',');
        }
        let removed = |reason: &str| format!("{{\"id\":\"{}\",\"@removed\":{{\"reason\":\"{reason}\"}}}}", change.user);
        match (change.what, self.users.id(change.user)) {
            (Fate::Lives, Some(user)) => {
                items.push(b'{');
                if is_minimal && !is_first_round {
                    user.write_changed(&round.wanted, round.token.since, items);
                } else {
                    user.write_with_id(&round.wanted, items);
                }
                items.push(b'}');
            }
            (Fate::Deleted, _) => items.extend_from_slice(removed("changed").as_bytes()),
            (Fate::Gone | Fate::Lives, _) => items.extend_from_slice(removed("deleted").as_bytes()),
        }
        true
    }

    fn link(&self, request: &Request, round: &Round, of: Of, page: u32, position: u64, now: Timestamp) -> String {
        let mut token = PageToken::new(of, page, position, now);
        if page > 1 {
            token.since = round.token.since;
        }
        token.resets = self.resets;
        token.asked.clone_from(&round.token.asked);
        let name = if page > 1 { "$skiptoken" } else { "$deltatoken" };
        format!("{}/users/delta?{name}={}", base(request), token.write(self.tenant))
    }

    fn round(&self, form: &Form, now: Timestamp) -> Result<Round, Failure> {
        let text = form.value("$skiptoken").or_else(|| form.value("$deltatoken"));
        match text.filter(|text| !text.is_empty() && *text != "latest") {
            Some(text) => self.going_on(text, now),
            None => self.first(form, now),
        }
    }

    fn first(&self, form: &Form, now: Timestamp) -> Result<Round, Failure> {
        for (name, _) in form.pairs().filter(|(name, _)| name.starts_with('$')) {
            if !matches!(name, "$select" | "$filter" | "$deltatoken" | "$skiptoken" | "$format") {
                let message = format!("The query option '{name}' is not supported for delta queries.");
                return Err(Failure::new(StatusCode::BAD_REQUEST, "Request_UnsupportedQuery", message));
            }
        }
        let ids = form.value("$filter").map(ids).transpose()?;
        let mut token = PageToken::new(Of::Round, 1, 0, now);
        token.resets = self.resets;
        let list = ids.iter().flatten().map(ToString::to_string).collect::<Vec<_>>().join(",");
        token.asked = format!("{}\n{list}", form.value("$select").unwrap_or_default());
        Ok(Round { wanted: Wanted::of(form.value("$select")), ids, token })
    }

    fn going_on(&self, text: &str, now: Timestamp) -> Result<Round, Failure> {
        let token = PageToken::read(text, self.tenant).filter(|token| matches!(token.of, Of::Round | Of::Changes));
        let token = token.ok_or_else(|| Failure::bad("Badly formed token."))?;
        if token.age(now) > TOKEN_LIFE || !self.changes.reaches(token.position) {
            return Err(expired());
        }
        let (select, list) = token.asked.split_once('\n').unwrap_or_default();
        let ids: Vec<Guid> = list.split(',').filter_map(|id| id.parse().ok()).collect();
        let wanted = Wanted::of(Some(select));
        Ok(Round { wanted, ids: Some(ids).filter(|ids| !ids.is_empty()), token })
    }
}

/// The ids that a `$filter` names: delta queries have no others.
fn ids(text: &str) -> Result<Vec<Guid>, Failure> {
    let unsupported = |message: &str| Failure::new(StatusCode::BAD_REQUEST, "Request_UnsupportedQuery", message);
    let parsed = filter::parse(text, Some(MOST_IDS))?;
    let ids = parsed.expression.ids().ok_or_else(|| unsupported("Delta queries support filters by id alone."))?;
    ids.into_iter().map(|id| id.parse().map_err(|_| unsupported("Invalid object identifier."))).collect()
}

/// `Prefer: return=minimal, odata.maxpagesize=10` (RFC 7240): how many users a page holds, and whether only what
/// changed is told.
fn preferences(request: &Request) -> (usize, bool) {
    let prefer = request.headers.prefer.as_deref().unwrap_or_default();
    let mut parts = prefer.split([',', ';']).map(str::trim);
    let size = parts.clone().find_map(|part| part.strip_prefix("odata.maxpagesize=")?.parse().ok());
    let is_minimal = parts.any(|part| part.eq_ignore_ascii_case("return=minimal"));
    (size.unwrap_or(USUAL_PAGE).clamp(1, LARGEST_PAGE), is_minimal)
}

/// A token that is too old.
pub(crate) fn expired() -> Failure {
    let message = "The sync state generation is not found. The delta token is expired and data must be synchronized \
                   again.";
    Failure::new(StatusCode::BAD_REQUEST, "syncStateNotFound", message)
}

/// All that a client knows is void: it is sent to the beginning.
fn start_anew(request: &Request, now: Timestamp) -> Response {
    let message = "Resync required. Replace any local items with the server's version.";
    let failure = Failure::new(StatusCode::GONE, "resyncRequired", message);
    failure.answer(request, now).with("Location", format!("{}/users/delta?$deltatoken=", base(request)))
}
