//! Cookies, as browsers bring them and as they are given to them (RFC 6265).

use hyper::HeaderMap;
use hyper::header::{COOKIE, HeaderValue, SET_COOKIE};

use super::Response;

/// The first cookie of that name (RFC 6265, 4.2). One without a value was taken away.
pub(super) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(COOKIE).into_iter().map(|line| String::from_utf8_lossy(line.as_bytes()));
    let found = lines.into_iter().find_map(|line| {
        let mut pairs = line.split(';').filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
    });
    found.filter(|value| !value.is_empty())
}

/// Gives the browser a cookie that no script sees, with these attributes. Over TLS, it is for TLS alone.
pub(super) fn give(mut response: Response, pair: &str, attributes: &str, secure: bool) -> Response {
    let secure = if secure { "; Secure" } else { "" };
    let cookie = format!("{pair}; {attributes}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}
