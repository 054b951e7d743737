//! The rules, with their sources, and what was said against whom.

use std::collections::BTreeMap;

use crate::control::Complaint;

pub(super) const RETRY_AFTER: &str =
    "wait as long as Retry-After says (RFC 9110, 10.2.3; Microsoft Graph, Throttling guidance)";
pub(super) const BATCH_SIZE: &str = "at most 20 requests in a batch (Microsoft Graph, JSON batching)";
pub(super) const BATCH_IDS: &str =
    "ids of a batch are unique, whatever the case of their letters (Microsoft Graph, JSON batching)";
pub(super) const CONTENT_TYPE: &str =
    "a body comes with its Content-Type (RFC 9110, 8.3; in a batch: Microsoft Graph, JSON batching)";
pub(super) const WHOLE_LINK: &str = "use the whole URL of @odata.nextLink (Microsoft Graph, Paging)";
pub(super) const LINK_HOST: &str = "stay on the host of @odata.nextLink (Microsoft Graph, Paging)";
pub(super) const PAGE_ONCE: &str = "no page is fetched twice without cause (Microsoft Graph, Paging)";
pub(super) const CONSISTENCY: &str = "advanced queries need ConsistencyLevel: eventual, on each page (Microsoft Graph, \
     Advanced query capabilities)";
pub(super) const TOKEN_REUSE: &str =
    "a token is used until shortly before it expires (Microsoft identity platform, Client credentials)";
pub(super) const TOKEN_EXPIRED: &str = "a token is not used after it expired (RFC 6749, 5.1: expires_in)";
pub(super) const TOKEN_REFUSED: &str = "a token that was refused is not used again (RFC 6750, 3.1: invalid_token)";
pub(super) const CREATED_ONCE: &str = "nothing is created twice: what may exist after a retry is looked up (RFC 9110, \
     9.2.2: POST is not idempotent)";
pub(super) const SECRET_IN_URL: &str = "no secret stands in a URL (RFC 6749, 2.3.1; RFC 6750, 2.3)";
pub(super) const CERTIFICATE: &str =
    "a certificate that no trusted authority signed is refused (RFC 5280, 6; RFC 9110, 4.3.4)";

/// The complaints, one for each rule: the first, and how often it came again.
#[derive(Debug, Default)]
pub(super) struct Complaints(BTreeMap<&'static str, (Complaint, u64)>);

impl Complaints {
    pub(super) fn add(&mut self, rule: &'static str, expected: impl Into<String>, got: impl Into<String>) {
        if let Some((_, more)) = self.0.get_mut(rule) {
            *more += 1;
            return;
        }
        let (expected, got) = (shortened(expected.into()), shortened(got.into()));
        let complaint = Complaint { rule: rule.into(), expected, got };
        self.0.insert(rule, (complaint, 0));
    }

    pub(super) fn list(&self) -> Vec<Complaint> {
        let told = |(complaint, more): &(Complaint, u64)| {
            let mut complaint = complaint.clone();
            match more {
                0 => {}
                1 => complaint.got.push_str(", and once more"),
                more => complaint.got.push_str(&format!(", and {more} times more")),
            }
            complaint
        };
        self.0.values().map(told).collect()
    }
}

/// What a server sends may be long.
fn shortened(mut text: String) -> String {
    if let Some((at, _)) = text.char_indices().nth(300) {
        text.truncate(at);
        text.push('…');
    }
    text
}
