use std::time::Duration;

use reqwest::{Method, Url};

use super::error::permitted;
use super::identities::Identities;
use super::{HttpRequest, WireError};

/// The largest answer that is read; what comes after is dropped.
pub const MAX_ANSWER: usize = 4 << 20;

/// An HTTP client that follows no redirect, keeps no cookie, and calls only hosts that it may call.
#[derive(Debug, Clone)]
pub struct Http {
    identities: Identities,
    allow: Vec<String>,
}

/// An answer of HTTP.
#[derive(Debug, Clone, PartialEq)]
pub struct HttpAnswer {
    /// The status.
    pub status: u16,
    /// The headers in order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Http {
    /// A client that may call loopback and private addresses, and the hosts of `allow`, waits so long for an
    /// answer, and trusts the authorities of a PEM text beside those of the system.
    pub fn new(allow: &[String], timeout: Duration, authority: Option<&str>) -> Result<Self, WireError> {
        Ok(Self { identities: Identities::new(timeout, authority)?, allow: allow.to_vec() })
    }

    /// Whether a URL's host may be called.
    pub fn permit(&self, url: &str) -> Result<Url, WireError> {
        let url = Url::parse(url).map_err(|error| WireError::Malformed(format!("`{url}` is no URL: {error}")))?;
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        permitted(&host, &self.allow).map(|()| url)
    }

    /// Sends a request and reads the whole answer.
    pub async fn send(&self, request: &HttpRequest) -> Result<HttpAnswer, WireError> {
        self.send_within(request, None).await
    }

    /// The same where the answer may take another time than answers of the target.
    pub(super) async fn send_within(
        &self,
        request: &HttpRequest,
        patience: Option<Duration>,
    ) -> Result<HttpAnswer, WireError> {
        let url = self.permit(&request.url())?;
        let method =
            Method::from_bytes(request.method.as_bytes()).map_err(|error| WireError::Malformed(error.to_string()))?;
        let mut builder = self.identities.of(request.identity.as_ref())?.request(method, url);
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        if let Some(patience) = patience {
            builder = builder.timeout(patience);
        }
        if let Some(body) = &request.body {
            builder = builder.body(body.clone());
        }
        let mut response = builder.send().await.map_err(|error| failed(&error))?;
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        let status = response.status().as_u16();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| failed(&error))? {
            let room = MAX_ANSWER.saturating_sub(body.len());
            body.extend_from_slice(&chunk[..chunk.len().min(room)]);
            if room == 0 {
                break;
            }
        }
        Ok(HttpAnswer { status, headers, body })
    }
}

fn failed(error: &reqwest::Error) -> WireError {
    if error.is_builder() {
        WireError::Malformed(chain(error))
    } else if error.is_connect() {
        WireError::Unreachable(chain(error))
    } else {
        WireError::Silent(chain(error))
    }
}

/// The innermost cause says most; reqwest's own words name the URL, which can hold names.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

impl HttpAnswer {
    /// The body as JSON, if it is.
    pub fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The body as text, bad bytes replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_near_hosts_and_allowed_ones_are_called() {
        let http = Http::new(&["login.example.com".into()], Duration::from_secs(1), None).expect("a client");
        for near in [
            "http://127.0.0.1:1/",
            "http://[::1]/",
            "https://10.1.2.3/",
            "http://192.168.0.9/",
            "http://localhost/",
            "https://login.example.com/x",
        ] {
            assert!(http.permit(near).is_ok(), "{near}");
        }
        for far in
            ["http://8.8.8.8/", "https://example.com/", "http://login.example.com.evil.test/", "http://[2001:db8::1]/"]
        {
            assert!(matches!(http.permit(far), Err(WireError::NotAllowed { .. })), "{far}");
        }
    }
}
