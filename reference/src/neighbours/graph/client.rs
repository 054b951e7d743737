//! The client: connections that are kept, no redirects, no proxies.

use std::fmt;
use std::time::Duration;

use reqwest::{Certificate, Client, redirect};

use super::EntraUrl;

/// Where Entra ID is, and whom to trust there.
#[derive(Clone, Debug)]
pub struct Entra {
    /// The sign-in service.
    pub login: EntraUrl,
    /// Microsoft Graph.
    pub graph: EntraUrl,
    /// Certificates of private authorities, as PEM text: they are trusted beside the system's.
    pub ca: Option<String>,
}

/// What Graph is asked with.
#[derive(Clone, Debug)]
pub(crate) struct Graph {
    pub(super) login: EntraUrl,
    pub(super) graph: EntraUrl,
    pub(super) client: Client,
}

impl Graph {
    /// A request and its answer may take so long together.
    pub(crate) fn new(entra: Entra, patience: Duration) -> Result<Self, BadAuthority> {
        let Entra { login, graph, ca } = entra;
        let bad = |error: reqwest::Error| BadAuthority(innermost(&error));
        let authorities = ca.map_or(Ok(Vec::new()), |pem| Certificate::from_pem_bundle(pem.as_bytes())).map_err(bad)?;
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .timeout(patience)
            .tcp_nodelay(true)
            .tls_certs_merge(authorities)
            .user_agent("PassLogic")
            .build()
            .map_err(bad)?;
        Ok(Self { login, graph, client })
    }
}

/// The innermost cause says most; outer ones name the URL.
pub(super) fn innermost(error: &dyn std::error::Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

/// A text that holds no certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadAuthority(pub String);

impl fmt::Display for BadAuthority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the authorities of Entra ID cannot be used: {}", self.0)
    }
}

impl std::error::Error for BadAuthority {}
