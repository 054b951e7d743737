//! The search for users of Entra ID, page by page.

use super::job::{Goal, Shift};
use super::{GraphError, Page, Subcode};
use crate::Rule;

/// Pages in a row that bring nobody.
const MOST_EMPTY: u32 = 50;
/// Links that are followed.
const MOST_PAGES: usize = 5_000;
/// Users that are kept.
const MOST_USERS: usize = 500_000;

impl Shift<'_> {
    /// A page: the next one is asked for by the whole of its link, and each link is followed once.
    pub(super) fn found(&mut self, page: Page) {
        let search = &mut self.job.search;
        search.empty = if page.users.is_empty() { search.empty + 1 } else { 0 };
        search.users.extend(page.users);
        let Some(link) = page.next else { return self.searched() };
        let fresh = search.links.insert(link.clone());
        let bounded =
            search.empty <= MOST_EMPTY && search.links.len() <= MOST_PAGES && search.users.len() <= MOST_USERS;
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
