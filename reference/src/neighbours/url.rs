//! Where a neighbour answers.

use std::fmt;
use std::str::FromStr;

use hyper::Uri;
use hyper::http::uri::Scheme;

const HTTP_PORT: u16 = 80;

/// Where a neighbour answers; reads as `http://host:port/path`. No TLS: it is a mock, or behind a proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeighbourUrl {
    host: String,
    port: u16,
    /// Without a slash at its end.
    path: String,
}

impl NeighbourUrl {
    /// For a socket to connect to.
    pub(crate) fn address(&self) -> (&str, u16) {
        // A socket wants an IPv6 address without its brackets.
        (self.host.trim_start_matches('[').trim_end_matches(']'), self.port)
    }

    /// For a Host header.
    pub(crate) fn authority(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Display for NeighbourUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}:{}{}", self.host, self.port, self.path)
    }
}

impl FromStr for NeighbourUrl {
    type Err = BadNeighbourUrl;

    fn from_str(text: &str) -> Result<Self, BadNeighbourUrl> {
        let uri = text.parse::<Uri>().ok().filter(|uri| uri.scheme() == Some(&Scheme::HTTP) && uri.query().is_none());
        // A user's name and password before the host are nothing that this sends.
        let host =
            uri.as_ref().and_then(|uri| uri.authority().filter(|all| !all.as_str().contains('@'))?.host().into());
        let (Some(uri), Some(host)) = (&uri, host) else { return Err(BadNeighbourUrl { got: text.to_owned() }) };
        let path = uri.path().trim_end_matches('/').to_owned();
        Ok(Self { host: host.to_owned(), port: uri.port_u16().unwrap_or(HTTP_PORT), path })
    }
}

/// A text that is no such URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadNeighbourUrl {
    /// The text.
    pub got: String,
}

impl fmt::Display for BadNeighbourUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected http://HOST:PORT, got {:?}", self.got)
    }
}

impl std::error::Error for BadNeighbourUrl {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_read_back() {
        for (text, address, path) in [
            ("http://127.0.0.1:80", ("127.0.0.1", 80), ""),
            ("http://[::1]:8080/api", ("::1", 8080), "/api"),
            ("http://protect.test:81/a/b", ("protect.test", 81), "/a/b"),
        ] {
            let url: NeighbourUrl = text.parse().expect(text);
            assert_eq!((url.address(), url.path(), url.to_string().as_str()), (address, path, text));
        }
        assert_eq!("http://a.test/".parse::<NeighbourUrl>().map(|url| url.to_string()), Ok("http://a.test:80".into()));
    }

    #[test]
    fn what_is_no_such_url_is_refused() {
        for wrong in ["", "127.0.0.1:80", "https://a.test", "http://", "http://a.test?b=c", "http://me:pw@a.test"] {
            assert!(wrong.parse::<NeighbourUrl>().is_err(), "{wrong:?}");
        }
    }
}
