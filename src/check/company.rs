use std::collections::{BTreeMap, VecDeque};

use sekisho_catalog::{Catalog, Status};

use super::{StepSeen, Wanted};
use crate::record::{Finding, FindingKind};

/// Events that come with others: what an entry's `then` names belongs to the expectation that took the entry.
///
/// An expectation of one code has its companions beside it as expectations of their own. One of a class or of
/// several codes cannot: which companions it has is known when its event is.
#[derive(Debug, Clone, Default)]
pub(super) struct Company {
    /// For each event, the place of the one that it comes with.
    pub leader: Vec<Option<usize>>,
    /// Companions that did not come: theirs and the leading event's code.
    owed: Vec<(String, String)>,
}

impl Company {
    /// Which events of a step come with others, each behind its leader.
    pub(super) fn of(codes: &[&str], step: &StepSeen<'_>) -> Self {
        let mut own = Own::of(codes, step.wanted);
        let mut company = Self::default();
        let wide: Vec<&Wanted> = step.wanted.iter().filter(|one| !names_one(one)).collect();
        let mut open = Open::default();
        for (place, code) in codes.iter().enumerate() {
            let leader = if open.awaits(code) && own.can_spare(code) { open.take(code) } else { None };
            company.leader.push(leader);
            if leader.is_none() && wide.iter().any(|one| one.takes(code, step.catalog)) {
                companions(code, step.catalog).for_each(|companion| open.put(companion, place));
            }
        }
        let missing = open.left().filter(|(companion, _)| !own.names(companion));
        company.owed = missing.map(|(companion, place)| (companion.to_owned(), codes[place].to_owned())).collect();
        company
    }

    /// What should have come with what came.
    pub(super) fn missing(&self) -> impl Iterator<Item = Finding> {
        self.owed.iter().map(|(companion, leader)| {
            Finding::new(FindingKind::Missing, format!("{companion} with {leader}"), "never").about(companion.clone())
        })
    }
}

/// Companions that are still to come, each with the place of its leader.
#[derive(Default)]
struct Open<'a> {
    /// By the companion's code: the order in which they were opened, and the leader's place.
    awaited: BTreeMap<&'a str, VecDeque<(usize, usize)>>,
    opened: usize,
}

impl<'a> Open<'a> {
    fn awaits(&self, code: &str) -> bool {
        self.awaited.get(code).is_some_and(|places| !places.is_empty())
    }

    /// The leader that awaits it longest.
    fn take(&mut self, code: &str) -> Option<usize> {
        self.awaited.get_mut(code)?.pop_front().map(|(_, place)| place)
    }

    fn put(&mut self, companion: &'a str, place: usize) {
        self.awaited.entry(companion).or_default().push_back((self.opened, place));
        self.opened += 1;
    }

    /// What is left, in the order in which it was opened.
    fn left(self) -> impl Iterator<Item = (&'a str, usize)> {
        let flat = self.awaited.into_iter().flat_map(|(code, places)| places.into_iter().map(move |one| (one, code)));
        let mut left: Vec<((usize, usize), &str)> = flat.collect();
        left.sort_unstable();
        left.into_iter().map(|((_, place), code)| (code, place))
    }
}

/// Events of codes that are expected by name: these are needed there.
struct Own<'a> {
    needed: BTreeMap<&'a str, u64>,
    there: BTreeMap<&'a str, u64>,
}

impl<'a> Own<'a> {
    fn of(codes: &[&'a str], wanted: &'a [Wanted]) -> Self {
        let mut own = Self { needed: BTreeMap::new(), there: BTreeMap::new() };
        for one in wanted {
            if let [super::Accepts::Code(code)] = one.accepts.as_slice() {
                let needed = own.needed.entry(code).or_default();
                *needed = needed.saturating_add(one.count);
            }
        }
        codes.iter().for_each(|code| *own.there.entry(code).or_default() += 1);
        own
    }

    fn names(&self, code: &str) -> bool {
        self.needed.contains_key(code)
    }

    /// Takes one event away, if more came than are needed.
    fn can_spare(&mut self, code: &str) -> bool {
        let needed = self.needed.get(code).copied().unwrap_or_default();
        let Some(there) = self.there.get_mut(code).filter(|there| **there > needed) else { return false };
        *there -= 1;
        true
    }
}

fn names_one(wanted: &Wanted) -> bool {
    matches!(wanted.accepts.as_slice(), [super::Accepts::Code(_)])
}

/// What a conforming server emits right after this code.
fn companions<'a>(code: &str, catalog: &'a Catalog) -> impl Iterator<Item = &'a str> + use<'a> {
    let then = catalog.entry(code).map(|entry| entry.then.as_slice()).unwrap_or_default();
    let is_active = |code: &str| catalog.entry(code).is_some_and(|entry| entry.status == Status::Active);
    then.iter().map(sekisho_catalog::Key::as_str).filter(move |code| is_active(code))
}
