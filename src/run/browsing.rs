use jiff::Timestamp;
use reqwest::Url;

use super::invoke::{Actor, Call};
use crate::target::Wire;
use crate::wire::{Browser, Hop, Request};

/// What is at least so long, and made as tokens are, is taken for one.
const SHORTEST_TOKEN: usize = 16;

impl Actor<'_> {
    /// A request of a browser takes the cookies of its user along.
    pub(super) fn dress(&mut self, call: Call<'_>, request: &mut Request) {
        let (Wire::Http(http), Request::Http(request)) = (&call.binding.wire, request) else { return };
        if http.browser {
            let now = self.case.now.unwrap_or_else(Timestamp::now);
            let jar = self.case.jar(call.user).clone();
            request.browser = Some(Box::new(Browser { jar, now }));
        }
    }

    /// What answers set, the user's browser keeps, whoever made the request; and what a browser was sent on with
    /// stands in no output.
    pub(super) fn look_at_hops(&mut self, user: Option<usize>, request: &Request, hops: &[Hop]) {
        let now = self.case.now.unwrap_or_else(Timestamp::now);
        let is_browser = matches!(request, Request::Http(request) if request.browser.is_some());
        for hop in hops {
            let jar = self.case.jar(user);
            hop.cookies.iter().for_each(|line| jar.set(&hop.url, line, now));
            if is_browser {
                self.hide_tokens(&hop.url);
            }
        }
        if hops.iter().any(|hop| !hop.cookies.is_empty()) {
            let values: Vec<String> = self.case.jar(user).values().map(str::to_owned).collect();
            values.iter().for_each(|value| self.hide_token(value));
        }
    }

    /// Of a URL, hosts and paths may be shown, and not what its query or fragment proves.
    pub(super) fn hide_tokens_of(&mut self, text: &str) {
        if let Ok(url) = Url::parse(text) {
            self.hide_tokens(&url);
        }
    }

    /// The same of a `Location`, which may be without a host (RFC 9110 section 10.2.2).
    pub(super) fn hide_tokens_of_location(&mut self, location: &str) {
        if let Ok(url) = Url::parse("http://localhost/").and_then(|near| near.join(location)) {
            self.hide_tokens(&url);
        }
    }

    fn hide_tokens(&mut self, url: &Url) {
        let raw = url.query().into_iter().chain(url.fragment()).flat_map(|part| part.split('&'));
        raw.filter_map(|pair| pair.split_once('=')).for_each(|(_, value)| self.hide_token(value));
        url.query_pairs().for_each(|(_, value)| self.hide_token(&value));
    }

    fn hide_token(&mut self, value: &str) {
        if self.is_token(value) {
            self.redactor.blot(value);
        }
    }

    /// Whether it can prove something: names that we made prove nothing.
    fn is_token(&self, value: &str) -> bool {
        let is_of_token = |letter: char| letter.is_ascii_alphanumeric() || ".-_~+/=%".contains(letter);
        value.len() >= SHORTEST_TOKEN && value.chars().all(is_of_token) && !value.contains(&self.context.prefix)
    }
}
