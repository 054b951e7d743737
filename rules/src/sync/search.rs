//! The search for users of Entra ID, page by page.

use super::job::{Goal, Search, Shift};
use super::{EntraUser, GraphError, Page, Subcode};
use crate::Rule;

/// Pages in a row that bring nobody.
const MOST_EMPTY: u32 = 50;
/// Links that are followed.
const MOST_PAGES: usize = 5_000;
/// Users that are kept.
const MOST_USERS: usize = 500_000;
/// Octets of their texts.
const MOST_OCTETS: usize = 256 << 20;

impl Shift<'_> {
    /// A page: the next one is asked for by the whole of its link, and each link is followed once.
    pub(super) fn found(&mut self, page: Page) {
        let search = &mut self.job.search;
        search.take(page.users);
        let Some(link) = page.next else { return self.searched() };
        let fresh = search.links.insert(link.clone());
        let bounded = search.is_bounded();
        if !self.decide(Rule::PageNew, fresh) {
            return self.endless("The next page is one that was read already.");
        }
        if !self.decide(Rule::SearchBounded, bounded) {
            return self.endless("The pages of users have no end.");
        }
        self.next(Goal::Search(Some(link)));
    }

    fn endless(&mut self, why: &str) {
        self.fail(&GraphError::of(Subcode::Unknown, 200, why));
    }

    fn searched(&mut self) {
        self.job.search.links.clear();
        if self.job.import { self.plan_import() } else { self.plan_export() }
    }
}

impl Search {
    fn take(&mut self, users: Vec<EntraUser>) {
        self.empty = if users.is_empty() { self.empty + 1 } else { 0 };
        self.octets += users.iter().map(EntraUser::octets).sum::<usize>();
        self.users.extend(users);
    }

    fn is_bounded(&self) -> bool {
        let paged = self.empty <= MOST_EMPTY && self.links.len() <= MOST_PAGES;
        paged && self.users.len() <= MOST_USERS && self.octets <= MOST_OCTETS
    }
}

impl EntraUser {
    fn octets(&self) -> usize {
        let values = self.values.iter().chain([&self.immutable_id]).flatten().map(String::len);
        self.id.len() + self.upn.len() + values.sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_users_who_are_enormous_are_too_many() {
        let (mut search, long) = (Search::default(), "x".repeat(1 << 20));
        let user = |text: &str| EntraUser {
            id: text.into(),
            upn: text.into(),
            enabled: None,
            immutable_id: Some(text.into()),
            values: vec![Some(text.into()), None],
        };
        search.take(vec![user(&long), user("")]);
        assert_eq!(search.octets, 4 << 20);
        assert!(search.is_bounded());
        search.octets = MOST_OCTETS;
        assert!(search.is_bounded());
        search.take(vec![user("x")]);
        assert!(!search.is_bounded());
    }
}
