//! Whether `Retry-After` is kept.

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

use super::rules::{Complaints, RETRY_AFTER};
use crate::graph::bounded::Bounded;
use crate::graph::message::Response;

/// Requests that were sent away and have not come back.
const MOST_AWAITED: usize = 1 << 15;

/// Which requests may not come again before when. A request is known by what
/// it asks for: others that were under way beside it are none of its retries.
#[derive(Debug)]
pub(super) struct Retries(Bounded<u64, Sent>);

#[derive(Debug)]
struct Sent {
    at_ms: i64,
    back_at_ms: i64,
}

impl Default for Retries {
    fn default() -> Self {
        Self(Bounded::new(MOST_AWAITED))
    }
}

impl Retries {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// A request was sent away until then.
    pub(super) fn sent_away(&mut self, request: u64, at_ms: i64, wait_ms: i64) {
        self.0.insert(request, Sent { at_ms, back_at_ms: at_ms.saturating_add(wait_ms) });
    }

    /// A request comes, perhaps again.
    pub(super) fn came(&mut self, request: u64, at_ms: i64, name: &dyn Fn() -> Box<str>, against: &mut Complaints) {
        let Some(sent) = self.0.remove(&request) else { return };
        if at_ms < sent.back_at_ms {
            let told = seconds(sent.back_at_ms - sent.at_ms);
            let waited = seconds(at_ms - sent.at_ms);
            against.add(RETRY_AFTER, format!("{} after {told}", name()), format!("after {waited}"));
        }
    }
}

fn seconds(millis: i64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "shown to people")]
    let seconds = millis as f64 / 1000.0;
    format!("{seconds} s")
}

/// How long an answer says to wait, in milliseconds.
pub(super) fn told(response: &Response, at_ms: i64) -> Option<i64> {
    let told = response.header("Retry-After")?.trim();
    if let Ok(seconds) = told.parse::<u32>() {
        return Some(i64::from(seconds) * 1000);
    }
    static DATES: DateTimeParser = DateTimeParser::new();
    let date: Timestamp = DATES.parse_timestamp(told).ok()?;
    Some(date.as_millisecond() - at_ms)
}
