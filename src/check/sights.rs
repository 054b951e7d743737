use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::wire::often;
use crate::record::{Finding, FindingKind, SightSeen};
use crate::target::StatusRange;
use crate::template::show_duration;
use crate::wire::{Complaint, Sight};

/// What a mock must have seen since the case began.
#[derive(Debug, Clone)]
pub struct SightWanted {
    /// What, with `*` for anything.
    pub pattern: String,
    /// How it must have been answered.
    pub status: Option<StatusRange>,
    /// How often.
    pub count: u64,
    /// Whether it may be more often.
    pub or_more: bool,
    /// How long there must be between one and the next at least.
    pub gap: Option<Duration>,
}

/// How far what was seen meets what must be; each thing is looked at once.
#[derive(Debug, Clone, Default)]
pub struct Sighted {
    count: u64,
    last: Option<i64>,
    /// The least time between one and the next, in milliseconds.
    least: Option<i64>,
}

impl SightWanted {
    /// As reports name it: `POST /$batch (429)`.
    pub fn label(&self) -> String {
        let status = match self.status {
            None => String::new(),
            Some(StatusRange(from, to)) if from == to => format!(" ({from})"),
            Some(StatusRange(from, _)) => format!(" ({}xx)", from / 100),
        };
        format!("{}{status}", self.pattern)
    }

    /// The same with how often it must come.
    pub fn expected(&self) -> String {
        let at_least = if self.or_more { "at least " } else { "" };
        let gap = self.gap.map(|gap| format!(", {} or more apart", show_duration(gap))).unwrap_or_default();
        format!("{}, {at_least}{}{gap}", self.label(), often(self.count))
    }

    fn takes(&self, sight: &Sight) -> bool {
        let is_answered_so = |range: StatusRange| sight.status.is_some_and(|status| range.holds(status));
        self.status.is_none_or(is_answered_so) && is_like(&sight.what, &self.pattern)
    }
}

impl Sighted {
    /// Looks at one thing more.
    pub fn take(&mut self, sight: &Sight, wanted: &SightWanted) {
        if !wanted.takes(sight) {
            return;
        }
        self.count += 1;
        let since = self.last.replace(sight.at_ms).map(|last| sight.at_ms.saturating_sub(last));
        self.least = self.least.into_iter().chain(since).min();
    }

    /// Whether enough has come, so that nothing need be waited for.
    pub fn is_enough(&self, wanted: &SightWanted) -> bool {
        self.count >= wanted.count
    }

    /// What is wrong with it. `lost` is whether the mock has forgotten some of what it saw.
    pub fn findings(&self, wanted: &SightWanted, lost: bool) -> Vec<Finding> {
        let is_wrong = self.count < wanted.count || self.count > wanted.count && !wanted.or_more;
        let memory = if lost { ", as far as it remembers" } else { "" };
        let got = format!("{}{memory}", often(self.count));
        let count = is_wrong.then(|| {
            let kind = if self.count == 0 { FindingKind::Missing } else { FindingKind::Count };
            let at_least = if wanted.or_more { "at least " } else { "" };
            Finding::new(kind, format!("{}, {at_least}{}", wanted.label(), often(wanted.count)), got)
        });
        count.into_iter().chain(self.too_soon(wanted)).collect()
    }

    fn too_soon(&self, wanted: &SightWanted) -> Option<Finding> {
        let gap = i64::try_from(wanted.gap?.as_millis()).unwrap_or(i64::MAX);
        let least = self.least.filter(|least| *least < gap)?;
        let expected = format!("{}, {} or more apart", wanted.label(), show_duration(wanted.gap?));
        let got = match u64::try_from(least) {
            Ok(least) => format!("after {}", show_duration(Duration::from_millis(least))),
            Err(_) => "one before the other by its own clock".to_owned(),
        };
        Some(Finding::new(FindingKind::Time, expected, got))
    }
}

/// What is wrong with a fact: nothing, if it is as wanted; none is wanted where there must be no such fact.
pub fn fact(name: &str, wanted: Option<&str>, got: Option<&Value>) -> Option<Finding> {
    let got = got.map(shown);
    if got.as_deref() == wanted {
        return None;
    }
    let told = |value: Option<&str>| value.map_or_else(|| "no such fact".to_owned(), str::to_owned);
    Some(Finding::new(FindingKind::Fact, format!("{name} is {}", told(wanted)), told(got.as_deref())))
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A mock's complaint as a finding.
pub fn complaint(complaint: &Complaint) -> Finding {
    let expected = format!("{} ({})", complaint.expected, complaint.rule);
    Finding::new(FindingKind::Complaint, expected, complaint.got.clone())
}

/// More kinds of things than this are no help to who reads.
const MOST_KINDS: usize = 40;

/// What a mock saw, equal things counted together, in the order in which they first came.
pub fn sights_seen<'a>(sights: impl IntoIterator<Item = &'a Sight>) -> Vec<SightSeen> {
    let mut places: BTreeMap<(&str, Option<u16>), usize> = BTreeMap::new();
    let mut seen: Vec<SightSeen> = Vec::new();
    for sight in sights {
        let place = *places.entry((&sight.what, sight.status)).or_insert(seen.len());
        match seen.get_mut(place) {
            Some(known) => known.count += 1,
            None => seen.push(SightSeen { what: sight.what.clone(), status: sight.status, count: 1 }),
        }
    }
    let others: u64 = seen.iter().skip(MOST_KINDS).map(|seen| seen.count).sum();
    if others > 0 {
        seen.truncate(MOST_KINDS);
        seen.push(SightSeen { what: "others".to_owned(), status: None, count: others });
    }
    seen
}

/// Whether a text is as a pattern says, in which `*` stands for anything, also for nothing.
pub(super) fn is_like(text: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}
