//! Where the sign-in service or Graph answers.

use std::fmt;
use std::str::FromStr;

use reqwest::Url;

/// The longest link to a page that is followed.
const LONGEST_LINK: usize = 8192;

/// Where the sign-in service or Graph answers: `https://host`, or `http://host:port/path` of a mock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntraUrl(Url);

impl EntraUrl {
    /// Where Entra ID signs in.
    pub const LOGIN: &str = "https://login.microsoftonline.com";
    /// Where Microsoft Graph answers.
    pub const GRAPH: &str = "https://graph.microsoft.com";

    /// What stands there under a path and query.
    pub(super) fn at(&self, rest: &str) -> Option<Url> {
        format!("{}{rest}", self.root()).parse().ok()
    }

    /// A link that an answer gave: only to where that answer came from does a token go.
    pub(super) fn link(&self, link: &str) -> Option<Url> {
        let url: Url = link.parse().ok().filter(|_| link.len() <= LONGEST_LINK)?;
        let here =
            |url: &Url| (url.scheme().to_owned(), url.host_str().map(str::to_owned), url.port_or_known_default());
        let ours = here(&url) == here(&self.0) && url.username().is_empty() && url.password().is_none();
        let path = format!("{}/v1.0/", self.0.path().trim_end_matches('/'));
        (ours && url.path().starts_with(&path)).then_some(url)
    }

    fn root(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }
}

impl fmt::Display for EntraUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.root())
    }
}

impl FromStr for EntraUrl {
    type Err = BadEntraUrl;

    fn from_str(text: &str) -> Result<Self, BadEntraUrl> {
        let plain = |url: &Url| {
            let web = matches!(url.scheme(), "http" | "https") && url.has_host();
            let bare = url.query().is_none() && url.fragment().is_none();
            web && bare && url.username().is_empty() && url.password().is_none()
        };
        let url = text.parse().ok().filter(plain);
        url.map(Self).ok_or_else(|| BadEntraUrl { got: text.to_owned() })
    }
}

/// A text that is no such URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadEntraUrl {
    /// The text.
    pub got: String,
}

impl fmt::Display for BadEntraUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected https://HOST or http://HOST:PORT, got {:?}", self.got)
    }
}

impl std::error::Error for BadEntraUrl {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_read_back() {
        for text in [EntraUrl::LOGIN, EntraUrl::GRAPH, "http://127.0.0.1:8080", "https://[::1]:8443/graph"] {
            assert_eq!(text.parse::<EntraUrl>().map(|url| url.to_string()), Ok(text.to_owned()));
        }
        for wrong in ["", "graph.microsoft.com", "ftp://a.test", "https://me:pw@a.test", "https://a.test?b", "https://"]
        {
            assert!(wrong.parse::<EntraUrl>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn links_lead_to_where_they_came_from() {
        let graph: EntraUrl = "https://graph.test".parse().expect("a URL");
        for fine in ["https://graph.test/v1.0/users?$skiptoken=a%20b", "https://graph.test:443/v1.0/users"] {
            assert!(graph.link(fine).is_some(), "{fine}");
        }
        for foreign in [
            "https://graph.test.evil/v1.0/users",
            "https://graph.test@evil/v1.0/users",
            "https://me@graph.test/v1.0/users",
            "http://graph.test/v1.0/users",
            "https://graph.test:444/v1.0/users",
            "https://graph.test/beta/users",
            "https://graph.test/v1.0/../users",
            "/v1.0/users",
            &format!("https://graph.test/v1.0/{}", "a".repeat(LONGEST_LINK)),
        ] {
            assert_eq!(graph.link(foreign), None, "{foreign}");
        }
    }
}
