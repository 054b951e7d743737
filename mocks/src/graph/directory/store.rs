//! The users of a tenant, found by number, id, name and immutable id, and what changed in which order.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

use super::property::{IMMUTABLE_ID, UPN};
use super::user::User;
use crate::graph::Guid;

/// Changes of users who are gone for good; older ones are forgotten, and who asks for what came before them must
/// start anew.
const MOST_GRAVES: usize = 100_000;

/// All users of a tenant, or all that were deleted.
#[derive(Debug, Default)]
pub(super) struct Users {
    by_number: BTreeMap<u64, User>,
    by_id: HashMap<Guid, u64>,
    by_name: HashMap<String, u64>,
    by_immutable_id: HashMap<String, u64>,
}

impl Users {
    pub(super) fn len(&self) -> usize {
        self.by_number.len()
    }

    pub(super) fn with_immutable_id(&self) -> usize {
        self.by_immutable_id.len()
    }

    /// Takes a user in, under its number.
    pub(super) fn insert(&mut self, user: User) {
        self.by_id.insert(user.id, user.number);
        self.by_name.insert(user.upn().to_lowercase(), user.number);
        if let Some(immutable) = user.text(IMMUTABLE_ID) {
            self.by_immutable_id.insert(immutable.to_owned(), user.number);
        }
        self.by_number.insert(user.number, user);
    }

    /// Takes a user out.
    pub(super) fn remove(&mut self, number: u64) -> Option<User> {
        let user = self.by_number.remove(&number)?;
        self.by_id.remove(&user.id);
        self.forget(&user, UPN);
        self.forget(&user, IMMUTABLE_ID);
        Some(user)
    }

    /// Changes a user in its place, and the indexes with it.
    pub(super) fn change(&mut self, number: u64, change: impl FnOnce(&mut User)) {
        if let Some(mut user) = self.remove(number) {
            change(&mut user);
            self.insert(user);
        }
    }

    fn forget(&mut self, user: &User, property: &str) {
        let Some(text) = user.text(property) else { return };
        let (index, key) = match property {
            UPN => (&mut self.by_name, text.to_lowercase()),
            _ => (&mut self.by_immutable_id, text.to_owned()),
        };
        if index.get(&key) == Some(&user.number) {
            index.remove(&key);
        }
    }

    pub(super) fn number(&self, number: u64) -> Option<&User> {
        self.by_number.get(&number)
    }

    pub(super) fn id(&self, id: Guid) -> Option<&User> {
        self.by_number.get(self.by_id.get(&id)?)
    }

    pub(super) fn name(&self, upn: &str) -> Option<&User> {
        self.by_number.get(self.by_name.get(&upn.to_lowercase())?)
    }

    pub(super) fn immutable_id(&self, immutable: &str) -> Option<&User> {
        self.by_number.get(self.by_immutable_id.get(immutable)?)
    }

    /// By id, or by name.
    pub(super) fn find(&self, key: &str) -> Option<&User> {
        key.parse().ok().and_then(|id| self.id(id)).or_else(|| self.name(key))
    }

    /// Those from a number on, in the order of creation.
    pub(super) fn from(&self, number: u64) -> impl Iterator<Item = &User> {
        self.by_number.range(number..).map(|(_, user)| user)
    }
}

/// What changed in which order: of each user the newest change alone.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// The number of the newest change.
    last: u64,
    log: BTreeMap<u64, Change>,
    graves: usize,
    /// Changes up to this number are not all known any more.
    forgotten: u64,
}

/// A user's newest change.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change {
    pub(super) user: Guid,
    /// Not told before.
    pub(super) hidden_until: Option<Timestamp>,
    pub(super) what: Fate,
}

/// What became of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is there.
    Lives,
    /// It can be restored.
    Deleted,
    /// It is gone.
    Gone,
}

impl Changes {
    /// Notes a user's newest change, which takes the place of the one of that number; gives its number.
    pub(super) fn note(&mut self, before: u64, change: Change) -> u64 {
        self.log.remove(&before);
        self.last += 1;
        if change.what == Fate::Gone {
            self.graves += 1;
        }
        self.log.insert(self.last, change);
        if self.graves > MOST_GRAVES {
            self.forget_a_grave();
        }
        self.last
    }

    fn forget_a_grave(&mut self) {
        let oldest = self.log.iter().find(|(_, change)| change.what == Fate::Gone).map(|(number, _)| *number);
        if let Some(number) = oldest {
            self.log.remove(&number);
            self.graves -= 1;
            self.forgotten = number;
        }
    }

    pub(super) fn last(&self) -> u64 {
        self.last
    }

    /// Whether all that came after this change is known.
    pub(super) fn reaches(&self, after: u64) -> bool {
        after == 0 || after >= self.forgotten
    }

    /// Those after a number, oldest first.
    pub(super) fn after(&self, number: u64) -> impl Iterator<Item = (u64, &Change)> {
        self.log.range(number.saturating_add(1)..).map(|(number, change)| (*number, change))
    }
}
