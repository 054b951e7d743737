//! What a script says, and how far it has come.

use std::time::Duration;

use hyper::StatusCode;

/// Which requests fail how; by default none.
#[derive(Debug, Default)]
pub(crate) struct Script {
    rules: Vec<Rule>,
}

/// One line of a script: the n-th request that it fits meets the n-th fault.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(super) place: Place,
    /// Faults still to come, the next one last, with how often.
    faults: Vec<(Fault, u32)>,
    /// What comes after them, for good.
    always: Option<Fault>,
}

/// Which requests a rule is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// `POST /{tenant}/oauth2/v2.0/token`.
    Token,
    /// `GET /{tenant}/v2.0/.well-known/openid-configuration`.
    Discovery,
    /// `GET /{tenant}/discovery/v2.0/keys`.
    Keys,
    /// Requests of their own to Graph.
    Graph {
        /// None for all.
        method: Option<Box<str>>,
        /// `*` stands for any run of letters.
        path: Box<str>,
        /// Counted from 1; none for all.
        page: Option<u32>,
    },
    /// Items of a batch.
    Item {
        /// None for all.
        method: Option<Box<str>>,
        /// `*` stands for any run of letters.
        path: Box<str>,
        /// Where in its batch, counted from 1; none for anywhere.
        number: Option<u32>,
    },
}

/// How one request fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Whether it is done all the same.
    pub(crate) executed: bool,
    pub(crate) kind: Kind,
}

/// What the client meets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// No fault.
    Ok,
    /// A refusal.
    Status {
        status: StatusCode,
        /// In place of the usual one.
        code: Option<Box<str>>,
        wait: Option<Wait>,
    },
    /// A refusal of the sign-in, by its number.
    Aadsts(u32),
    /// TCP reset.
    Reset,
    /// The connection is closed in this direction without an answer.
    HalfClose,
    /// No answer ever.
    Hang,
    /// The request waits until it is released.
    Hold,
    /// Half of the body, then the end.
    Truncated,
    /// A web page in place of JSON.
    Html,
    /// Something else in place of JSON, called JSON.
    NotJson,
    /// A page without entries whose link leads to those that it should have had.
    EmptyPage,
    /// A page whose link leads to itself.
    Loop,
    /// The page token is too old.
    ExpiredPage,
    /// A token that does not say how long it is good for.
    NoExpiresIn,
    /// 410: all must be read anew.
    Gone,
    /// The batch's answer lacks that of the item.
    Missing,
    /// The batch's answer has that of the item twice.
    Duplicate,
    /// A domain whose authentication is of no known kind.
    UnknownValue,
}

/// How `Retry-After` (RFC 9110, 10.2.3) says how long to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wait {
    /// In seconds.
    Seconds(Duration),
    /// As the time at which it is over.
    Date(Duration),
}

/// A request as scripts and tests name it.
#[derive(Clone, Debug)]
pub(crate) enum Call<'a> {
    Token,
    Discovery,
    Keys,
    Graph { method: &'a str, path: &'a str, page: u32 },
    Item { method: &'a str, path: &'a str, number: u32 },
}

impl Call<'_> {
    /// `GET /users page 2`, `item PATCH /users/alice@x.example`.
    pub(crate) fn name(&self) -> Box<str> {
        match self {
            Self::Token => "POST /token".into(),
            Self::Discovery => "GET /discovery".into(),
            Self::Keys => "GET /keys".into(),
            Self::Graph { method, path, page: 0 | 1 } => [method, " ", path].concat().into(),
            Self::Graph { method, path, page } => format!("{method} {path} page {page}").into(),
            Self::Item { method, path, .. } => ["item ", method, " ", path].concat().into(),
        }
    }
}

impl Fault {
    pub(crate) const OK: Self = Self { executed: true, kind: Kind::Ok };
}

impl Script {
    pub(super) fn new(rules: Vec<Rule>) -> Self {
        Self { rules }
    }

    /// Whether nothing will fail any more.
    pub(crate) fn is_over(&self) -> bool {
        self.rules.iter().all(Rule::is_over)
    }

    /// What this request meets: the next fault of the first rule that fits it
    /// and has one left.
    pub(crate) fn meet(&mut self, call: &Call<'_>) -> Fault {
        let mut fitting = self.rules.iter_mut().filter(|rule| !rule.is_over() && rule.place.fits(call));
        fitting.next().map_or(Fault::OK, Rule::next)
    }
}

impl Rule {
    pub(super) fn new(place: Place, mut faults: Vec<(Fault, u32)>, always: Option<Fault>) -> Self {
        faults.reverse();
        Self { place, faults, always }
    }

    fn is_over(&self) -> bool {
        self.faults.is_empty() && self.always.is_none()
    }

    fn next(&mut self) -> Fault {
        let Some((fault, times)) = self.faults.last_mut() else {
            return self.always.clone().unwrap_or(Fault::OK);
        };
        let fault = fault.clone();
        *times -= 1;
        if *times == 0 {
            self.faults.pop();
        }
        fault
    }
}

impl Place {
    fn fits(&self, call: &Call<'_>) -> bool {
        let of = |known: &Option<Box<str>>, method: &str| known.as_deref().is_none_or(|known| known == method);
        match (self, call) {
            (Self::Token, Call::Token) | (Self::Discovery, Call::Discovery) | (Self::Keys, Call::Keys) => true,
            (Self::Graph { method, path, page }, Call::Graph { method: got, path: at, page: n }) => {
                of(method, got) && page.is_none_or(|page| page == *n) && is_like(path, at)
            }
            (Self::Item { method, path, number }, Call::Item { method: got, path: at, number: n }) => {
                of(method, got) && number.is_none_or(|number| number == *n) && is_like(path, at)
            }
            _ => false,
        }
    }
}

/// Whether a text fits a pattern in which `*` stands for any run of letters;
/// small and capital letters are the same, as in paths of Graph.
fn is_like(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = strip_prefix(text, first) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            let tail = rest.len().checked_sub(part.len()).and_then(|at| rest.get(at..));
            return tail.is_some_and(|tail| tail.eq_ignore_ascii_case(part));
        }
        let found = rest.char_indices().find_map(|(at, _)| strip_prefix(rest.get(at..)?, part));
        match found {
            Some(after) => rest = after,
            None if part.is_empty() => {}
            None => return false,
        }
    }
    true
}

fn strip_prefix<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_anything() {
        for (pattern, text) in [
            ("/users", "/users"),
            ("/Users", "/users"),
            ("*", ""),
            ("*", "/users"),
            ("/users/*", "/users/a@x.example"),
            ("/users/*", "/users/"),
            ("/*/a*", "/users/alice"),
            ("*a*b*", "xxaxxbxx"),
            ("a**b", "ab"),
        ] {
            assert!(is_like(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in
            [("/users", "/users/a"), ("/users/*", "/users"), ("a*a", "a"), ("*b", "abc"), ("*a*b*", "ba"), ("", "a")]
        {
            assert!(!is_like(pattern, text), "{pattern} {text}");
        }
    }
}
