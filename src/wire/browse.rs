use jiff::Timestamp;
use reqwest::Url;

use super::{Http, HttpAnswer, HttpRequest, Jar, WireError};

/// How a browser makes a request: with its user's cookies, and on to wherever it is sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Browser {
    /// The user's cookies.
    pub jar: Jar,
    /// The time by which cookies end.
    pub now: Timestamp,
}

/// A request of HTTP that was answered on the way to the last one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// Its method.
    pub method: String,
    /// Its URL.
    pub url: Url,
    /// The status of its answer.
    pub status: u16,
    /// The answer's `Set-Cookie` headers.
    pub cookies: Vec<String>,
}

/// How often a browser lets itself be sent on.
const MOST_REDIRECTS: usize = 20;
/// Headers that tell who somebody is: they go to no other server than the one that they were meant for.
const OWN: [&str; 3] = ["authorization", "proxy-authorization", "cookie"];

impl Http {
    /// Sends a request as it is, or as a browser does; tells also each request that was answered.
    pub(super) async fn go(&self, request: &HttpRequest) -> (Vec<Hop>, Result<HttpAnswer, WireError>) {
        let mut hops = Vec::new();
        let answer = match &request.browser {
            Some(browser) => self.browse(request, browser, &mut hops).await,
            None => self.hop(request, &mut hops).await,
        };
        (hops, answer)
    }

    async fn hop(&self, request: &HttpRequest, hops: &mut Vec<Hop>) -> Result<HttpAnswer, WireError> {
        let url = self.permit(&request.url())?;
        let answer = self.send(request).await?;
        let cookies = answer.headers.iter().filter(|(name, _)| name == "set-cookie").map(|(_, line)| line.clone());
        hops.push(Hop { method: request.method.clone(), url, status: answer.status, cookies: cookies.collect() });
        Ok(answer)
    }

    async fn browse(
        &self,
        request: &HttpRequest,
        browser: &Browser,
        hops: &mut Vec<Hop>,
    ) -> Result<HttpAnswer, WireError> {
        let mut request = HttpRequest { browser: None, ..request.clone() };
        let mut jar = browser.jar.clone();
        for _ in 0..=MOST_REDIRECTS {
            let url = self.permit(&request.url())?;
            let mut dressed = request.clone();
            if !dressed.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("cookie")) {
                dressed.headers.extend(jar.header(&url, browser.now).map(|cookies| ("cookie".to_owned(), cookies)));
            }
            let answer = self.hop(&dressed, hops).await?;
            let set = hops.last().map(|hop| hop.cookies.clone()).unwrap_or_default();
            set.iter().for_each(|line| jar.set(&url, line, browser.now));
            match next(&request, &url, &answer)? {
                Some(next) => request = next,
                None => return Ok(answer),
            }
        }
        Err(WireError::Endless { hops: MOST_REDIRECTS })
    }
}

/// The request on to which an answer sends a browser (RFC 9110 section 15.4), if it does.
fn next(request: &HttpRequest, from: &Url, answer: &HttpAnswer) -> Result<Option<HttpRequest>, WireError> {
    let Some(location) = answer.header("location") else { return Ok(None) };
    let keeps_method = match answer.status {
        307 | 308 => true,
        301 | 302 => !request.method.eq_ignore_ascii_case("post"),
        303 => ["GET", "HEAD"].contains(&request.method.as_str()),
        _ => return Ok(None),
    };
    let mut url = from.join(location).map_err(|error| WireError::Malformed(format!("the redirect's URL: {error}")))?;
    let is_elsewhere = url.origin() != from.origin();
    url.set_fragment(None);
    let mut headers = request.headers.clone();
    headers.retain(|(name, _)| {
        let name = name.to_ascii_lowercase();
        let is_of_body = name.starts_with("content-");
        !(is_elsewhere && OWN.contains(&name.as_str()) || !keeps_method && is_of_body)
    });
    Ok(Some(HttpRequest {
        method: if keeps_method { request.method.clone() } else { "GET".to_owned() },
        base: url.to_string(),
        path: String::new(),
        query: Vec::new(),
        headers,
        body: request.body.clone().filter(|_| keeps_method),
        identity: request.identity.clone().filter(|_| !is_elsewhere),
        browser: None,
    }))
}

#[cfg(test)]
#[path = "browse_tests.rs"]
mod tests;
