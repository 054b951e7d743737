//! What an export has to do in Entra ID.

use std::collections::{HashMap, HashSet};

use super::job::{Kind, Shift, Task};
use super::{Attribute, EntraUser};
use crate::user::User;
use crate::{Rule, code};

/// What a search found, to be looked up.
struct Found<'a> {
    by_id: HashMap<&'a str, &'a EntraUser>,
    by_uid: HashMap<String, &'a EntraUser>,
}

impl Shift<'_> {
    /// Compares all users here with all that the search found: that is what lets a run go on from where the last one
    /// ended, wherever that was.
    pub(super) fn plan_export(&mut self) {
        let entra = std::mem::take(&mut self.job.search.users);
        let found = Found::of(&entra, |upn| self.job.setting.uid(upn));
        let mut tasks = Vec::new();
        for uid in self.names_here() {
            self.plan_user(&uid, &found, &mut tasks);
        }
        self.plan_deletions(&found, &mut tasks);
        // Kind by kind, and in the order of names within one.
        tasks.sort_by_key(|task: &Task| task.kind.rank());
        if !self.decide(Rule::ExportNeeded, !tasks.is_empty()) {
            self.emit(code::EXPORT_NEEDLESS, None, None);
        }
        self.job.tasks = tasks.into();
        self.next_batch();
    }

    /// Users of the setting's domain, in order.
    fn names_here(&self) -> Vec<Box<str>> {
        if !self.is_of_this_domain() {
            return Vec::new();
        }
        let mut names: Vec<_> = self.tenant.users.keys().cloned().collect();
        names.sort_unstable();
        names
    }

    fn plan_user(&mut self, uid: &str, found: &Found<'_>, tasks: &mut Vec<Task>) {
        let link = self.book().links.get(uid).cloned();
        let linked = link.as_deref().and_then(|id| found.by_id.get(id).copied());
        let there = linked.or_else(|| found.by_uid.get(&uid.to_ascii_lowercase()).copied());
        if !self.decide(Rule::EntraUserFound, there.is_some()) {
            // A filter may hide whom an earlier run made.
            let hidden = link.is_some() && !self.job.setting.search_filter.is_empty();
            if !self.decide(Rule::BeyondFilter, hidden) {
                tasks.push(Task::new(Kind::Create, uid, link.as_deref()));
            }
            return;
        }
        let Some(there) = there else { return };
        self.book().links.insert(uid.into(), there.id.as_str().into());
        if self.lacks_immutable_id(there) {
            tasks.push(Task::new(Kind::ImmutableId, uid, Some(&there.id)));
        }
        let differs = self.tenant.users.get(uid).is_some_and(|user| self.job.setting.differs(uid, user, there));
        if self.decide(Rule::EntraUserDiffers, differs) {
            tasks.push(Task::new(Kind::Update, uid, Some(&there.id)));
        }
    }

    /// Users of a federated domain need one.
    pub(super) fn lacks_immutable_id(&mut self, user: &EntraUser) -> bool {
        let lacks = self.job.federated && user.immutable_id.as_deref().is_none_or(str::is_empty);
        self.decide(Rule::ImmutableIdMissing, lacks)
    }

    /// Users that earlier runs knew, and that are gone here.
    fn plan_deletions(&mut self, found: &Found<'_>, tasks: &mut Vec<Task>) {
        let deletes = self.job.setting.deletes() && self.is_of_this_domain();
        if !self.decide(Rule::DeletionWanted, deletes) {
            return;
        }
        let domain = self.job.setting.custom_domain.clone();
        let users = &self.tenant.users;
        let book = self.tenant.sync.book(&domain);
        let kept: HashSet<_> =
            book.links.iter().filter(|(uid, _)| users.contains_key(*uid)).map(|(_, id)| id.clone()).collect();
        // Another user's here by now: nothing is to be done any more. A list may leave out whom it shows later.
        book.links.retain(|uid, id| users.contains_key(uid) || !kept.contains(id));
        let mut deleted: Vec<_> = book.links.iter().filter(|(uid, _)| !users.contains_key(*uid)).collect();
        deleted.retain(|(_, id)| found.by_id.contains_key(&***id));
        deleted.sort_unstable();
        tasks.extend(deleted.into_iter().map(|(uid, id)| Task::new(Kind::Delete, uid, Some(id))));
    }
}

impl<'a> Found<'a> {
    fn of(entra: &'a [EntraUser], uid: impl Fn(&'a str) -> Option<&'a str>) -> Self {
        let by_uid = entra.iter().filter_map(|user| Some((uid(&user.upn)?.to_ascii_lowercase(), user)));
        Self { by_uid: by_uid.collect(), by_id: entra.iter().map(|user| (user.id.as_str(), user)).collect() }
    }
}

impl super::setting::Whole {
    /// What Entra ID should hold of a user, property by property as mapped.
    pub(super) fn values<'a>(
        &'a self,
        uid: &'a str,
        user: &'a User,
    ) -> impl Iterator<Item = (&'a str, Option<&'a str>)> {
        self.mapping.iter().map(move |(property, attribute)| {
            let value = match attribute {
                Attribute::Uid => Some(uid),
                Attribute::Mail => user.mail.as_deref(),
            };
            (property.as_str(), value)
        })
    }

    fn differs(&self, uid: &str, user: &User, there: &EntraUser) -> bool {
        let same = |(at, (_, value)): (usize, (&str, Option<&str>))| {
            there.values.get(at).is_some_and(|there| there.as_deref() == value)
        };
        there.enabled.is_some_and(|enabled| enabled != user.enabled) || !self.values(uid, user).enumerate().all(same)
    }
}

impl Kind {
    /// In which order an export does things.
    fn rank(self) -> u8 {
        match self {
            Self::ImmutableId => 0,
            Self::Create | Self::Lookup => 1,
            Self::Update => 2,
            Self::Delete | Self::Absence => 3,
        }
    }
}
