//! Whether links are followed as they were given.

use std::hash::{BuildHasher, RandomState};

use percent_encoding::percent_decode_str;

use super::rules::{CONSISTENCY, Complaints, LINK_HOST, PAGE_ONCE, WHOLE_LINK};
use crate::graph::bounded::Bounded;
use crate::graph::message::{Request, Response};

/// Links that were handed out and are remembered.
const MOST_LINKS: usize = 4096;

#[derive(Debug)]
pub(super) struct Links {
    known: Bounded<u64, Link>,
    hasher: RandomState,
}

#[derive(Debug)]
struct Link {
    /// Counted from 1.
    page: u32,
    origin: Box<str>,
    eventual: bool,
    /// Whether it leads to changes: such a link may be followed again later.
    delta: bool,
    /// Whether it was followed, and all went well.
    fetched: bool,
}

impl Default for Links {
    fn default() -> Self {
        Self { known: Bounded::new(MOST_LINKS), hasher: RandomState::new() }
    }
}

impl Links {
    /// Which page a request asks for, counted from 1.
    pub(super) fn page(&self, request: &Request) -> u32 {
        if token(&request.query).is_none() {
            return 1;
        }
        self.known.get(&self.key(&request.path, &request.query)).map_or(2, |link| link.page)
    }

    pub(super) fn asked(&self, request: &Request, against: &mut Complaints) {
        needs_consistency(request, against);
        let Some((name, value)) = token(&request.query) else { return };
        let shown = || without_tokens(&request.path, &request.query);
        let Some(link) = self.known.get(&self.key(&request.path, &request.query)) else {
            if !self.known.has_lost() && !value.eq_ignore_ascii_case("latest") {
                against.add(WHOLE_LINK, "a link that the mock gave", format!("{} with another {name}", shown()));
            }
            return;
        };
        if *link.origin != *request.origin {
            against.add(LINK_HOST, &*link.origin, &*request.origin);
        }
        if link.eventual && !request.headers.is_eventual() {
            let got = format!("page {} of {} without it", link.page, request.path);
            against.add(CONSISTENCY, "ConsistencyLevel: eventual as on the first page", got);
        }
        if link.fetched && !link.delta {
            against.add(PAGE_ONCE, "each page once", format!("page {} of {} again", link.page, request.path));
        }
    }

    /// A request was answered, perhaps with a link to what comes next.
    pub(super) fn answered(&mut self, request: &Request, told: &Response) {
        let page = self.page(request);
        if told.status.is_success() && token(&request.query).is_some() {
            let key = self.key(&request.path, &request.query);
            if let Some(link) = self.known.get_mut(&key) {
                link.fetched = true;
            }
        }
        let Some((origin, path, query)) = told.link.as_deref().and_then(parts) else { return };
        let eventual = request.headers.is_eventual() && is_advanced(&request.path, &request.query);
        let delta = token(query).is_some_and(|(name, _)| name == "$deltatoken");
        let key = self.key(path, query);
        let page = match self.known.get(&key) {
            Some(known) => known.page,
            None if delta => 1,
            None => page.saturating_add(1),
        };
        let link = Link { page, origin: origin.into(), eventual, delta, fetched: false };
        self.known.insert(key, link);
    }

    /// The same link, however its letters are encoded.
    fn key(&self, path: &str, query: &str) -> u64 {
        let decoded = |text: &str| percent_decode_str(text).collect::<Vec<u8>>();
        self.hasher.hash_one((decoded(path), decoded(query)))
    }
}

/// `$skiptoken` or `$deltatoken` of a query, and its value.
fn token(query: &str) -> Option<(&'static str, &str)> {
    query.split('&').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        let name = name.strip_prefix('$').or_else(|| name.strip_prefix("%24"))?;
        let known = [("skiptoken", "$skiptoken"), ("deltatoken", "$deltatoken")];
        let found = known.into_iter().find(|(known, _)| name.eq_ignore_ascii_case(known))?;
        Some((found.1, value))
    })
}

/// Tokens of pages are long and tell people nothing.
fn without_tokens(path: &str, query: &str) -> String {
    let kept = query.split('&').filter(|pair| !pair.is_empty() && token(pair).is_none());
    let kept: Vec<&str> = kept.collect();
    if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
}

fn parts(link: &str) -> Option<(&str, &str, &str)> {
    let host = link.find("://")? + 3;
    let path = host + link.get(host..)?.find('/')?;
    let (origin, rest) = link.split_at_checked(path)?;
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    Some((origin, path, query))
}

fn needs_consistency(request: &Request, against: &mut Complaints) {
    let counted = request.path.ends_with("/$count") || request.path.ends_with("/%24count");
    if (counted || is_advanced(&request.path, &request.query)) && !request.headers.is_eventual() {
        let got = format!("{} without it", without_tokens(&request.path, &request.query));
        against.add(CONSISTENCY, "the header ConsistencyLevel: eventual", got);
    }
}

/// Whether a query of directory objects is one of those that Graph calls advanced.
fn is_advanced(path: &str, query: &str) -> bool {
    if query.is_empty() || path.ends_with("/delta") || path.ends_with("/delta()") {
        return false;
    }
    let (mut filter, mut order) = (None, false);
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let Some(name) = name.strip_prefix('$').or_else(|| name.strip_prefix("%24")) else { continue };
        match name {
            "count" if value.eq_ignore_ascii_case("true") => return true,
            "search" => return true,
            "orderby" => order = true,
            "filter" => filter = Some(value.replace('+', " ")),
            _ => {}
        }
    }
    let Some(filter) = filter else { return false };
    let filter = percent_decode_str(&filter).decode_utf8_lossy().to_ascii_lowercase();
    let outside = outside_quotes(&filter);
    order || outside.contains("endswith(") || outside.split([' ', '(', ')']).any(|word| matches!(word, "ne" | "not"))
}

/// A filter without the texts in it.
fn outside_quotes(filter: &str) -> String {
    filter.split('\'').step_by(2).collect::<Vec<_>>().join("''")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advanced_queries_are_known() {
        let users = |query| is_advanced("/v1.0/users", query);
        for query in [
            "$count=true",
            "%24search=%22displayName:a%22",
            "$filter=endsWith(mail,'x')",
            "$filter=department%20ne%20'a'",
            "$filter=department+ne+null",
            "$filter=not(startsWith(displayName,'a'))",
            "$orderby=displayName&$filter=accountEnabled%20eq%20true",
        ] {
            assert!(users(query), "{query}");
        }
        for query in ["", "$select=id", "$count=false", "$filter=displayName eq 'ne not'", "$orderby=displayName"] {
            assert!(!users(query), "{query}");
        }
    }

    #[test]
    fn links_fall_into_their_parts() {
        let link = "https://h:1/v1.0/users?$top=2&$skiptoken=abc";
        assert_eq!(parts(link), Some(("https://h:1", "/v1.0/users", "$top=2&$skiptoken=abc")));
        assert_eq!(parts("/v1.0/users"), None);
        assert_eq!(token("$top=2&%24skipToken=abc"), Some(("$skiptoken", "abc")));
        assert_eq!(without_tokens("/v1.0/users", "$top=2&$skiptoken=abc"), "/v1.0/users?$top=2");
        assert_eq!(without_tokens("/v1.0/users/$count", ""), "/v1.0/users/$count");
    }
}
