//! Paths and queries, decoded.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// Parameters of one query. More than any request has are too many.
const MOST_PARAMETERS: usize = 16;

/// A query's parameters, to be taken one by one.
#[derive(Debug)]
pub(crate) struct Query(Vec<(String, String)>);

/// A parameter that is missing, repeated, unknown, or not UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BadQuery;

/// The one parameter of that name, whatever else the query has; none if it is not there, stands several times, or is
/// not UTF-8.
pub(crate) fn only(query: Option<&str>, name: &str) -> Option<String> {
    let pairs = query.unwrap_or_default().split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let mut named = pairs.filter(|(known, _)| form(known).is_ok_and(|known| known == name));
    let (_, value) = named.next()?;
    form(value).ok().filter(|_| named.next().is_none())
}

impl Query {
    /// As forms encode it: `+` is a blank (WHATWG URL, application/x-www-form-urlencoded).
    pub(crate) fn read(query: Option<&str>) -> Result<Self, BadQuery> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for pair in query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (form(name)?, form(value)?);
            if pairs.len() == MOST_PARAMETERS || pairs.iter().any(|(known, _)| *known == name) {
                return Err(BadQuery);
            }
            pairs.push((name, value));
        }
        Ok(Self(pairs))
    }

    pub(crate) fn take(&mut self, name: &str) -> Option<String> {
        let place = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.swap_remove(place).1)
    }

    /// There must be nothing left.
    pub(crate) fn end(self) -> Result<(), BadQuery> {
        if self.0.is_empty() { Ok(()) } else { Err(BadQuery) }
    }
}

fn form(text: &str) -> Result<String, BadQuery> {
    let spaced = text.replace('+', " ");
    decode(&spaced).map(Cow::into_owned).ok_or(BadQuery)
}

/// Percent-decoded; none if that is not UTF-8.
pub(crate) fn decode(text: &str) -> Option<Cow<'_, str>> {
    percent_decode_str(text).decode_utf8().ok()
}

/// The segments of a path, encoded as they came; none if it does not begin with `/`.
pub(crate) fn segments(path: &str) -> Vec<&str> {
    path.strip_prefix('/').map(|path| path.split('/').collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_taken_one_by_one() {
        let mut query = Query::read(Some("uid=a%40b%2Bc&domain=t+1&")).expect("a query");
        assert_eq!(query.take("uid").as_deref(), Some("a@b+c"));
        assert_eq!(query.take("domain").as_deref(), Some("t 1"));
        assert_eq!(query.take("uid"), None);
        assert_eq!(query.end(), Ok(()));
    }

    #[test]
    fn repeated_unreadable_and_leftover_parameters_are_refused() {
        assert!(Query::read(Some("uid=a&uid=b")).is_err());
        assert!(Query::read(Some("uid=%FF")).is_err());
        assert!(Query::read(Some("uid=a")).expect("a query").end().is_err());
        let many: String = (0..17).map(|n| format!("p{n}=1&")).collect();
        assert!(Query::read(Some(&many)).is_err());
    }
}
