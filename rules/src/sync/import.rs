//! What an import has to do here.

use std::collections::HashSet;

use super::job::{Goal, Kind, Shift, Task};
use super::{EntraUser, ItemAnswer};
use crate::form::{is_mail, is_user_name};
use crate::secret::{Pattern, Secret};
use crate::user::User;
use crate::{Rule, code};

/// Users that are written before others are let in between.
const WRITTEN_AT_ONCE: usize = 200;

impl Shift<'_> {
    /// First what is to be asked of Graph: immutable ids, and whether those are gone whom the search did not find.
    pub(super) fn plan_import(&mut self) {
        let mut users = std::mem::take(&mut self.job.search.users);
        let mut seen = HashSet::new();
        let domain = |user: &EntraUser| self.job.setting.uid(&user.upn).is_some();
        // Pages may bring a user twice.
        users.retain(|user| domain(user) && seen.insert(user.id.clone()));
        let mut tasks = Vec::new();
        for user in &users {
            if self.lacks_immutable_id(user) {
                let uid = self.job.setting.uid(&user.upn).unwrap_or_default();
                tasks.push(Task::new(Kind::ImmutableId, uid, Some(&user.id)));
            }
        }
        tasks.extend(self.absent(&users));
        self.job.users = users.into();
        self.job.tasks = tasks.into();
        self.next_batch();
    }

    /// Users here whom an earlier run knew in Entra ID, and whom the search did not find. A filter may hide them.
    fn absent(&mut self, users: &[EntraUser]) -> Vec<Task> {
        let all = self.job.setting.search_filter.is_empty();
        let deletes = self.job.setting.deletes() && all && self.is_of_this_domain();
        if !self.decide(Rule::DeletionWanted, deletes) {
            return Vec::new();
        }
        let found: HashSet<_> = users.iter().map(|user| user.id.as_str()).collect();
        let domain = self.job.setting.custom_domain.clone();
        let here = &self.tenant.users;
        let links = self.tenant.sync.book(&domain).links.iter();
        let mut absent: Vec<_> = links.filter(|(uid, id)| here.contains_key(*uid) && !found.contains(&***id)).collect();
        absent.sort_unstable();
        absent.into_iter().map(|(uid, id)| Task::new(Kind::Absence, uid, Some(id))).collect()
    }

    /// Nobody is deleted for having been left out of a list: Graph must say that the user is gone.
    pub(super) fn is_absent(&mut self, task: &Task, answer: &ItemAnswer) {
        if !self.decide(Rule::EntraUserGone, answer.status == 404) {
            return;
        }
        self.book().links.remove(&task.uid);
        self.tenant.remove_user(&task.uid);
        self.emit(code::USER_DELETED, Some(&task.uid), None);
    }

    /// All was asked that an import or an export asks.
    pub(super) fn asked_all(&mut self) {
        if !self.job.import {
            return self.finish();
        }
        self.job.names = self.tenant.users.keys().map(|uid| (uid.to_ascii_lowercase(), uid.clone())).collect();
        self.next(Goal::Write);
    }

    /// Some users, and then others are let in between.
    pub(super) fn write(&mut self) {
        for _ in 0..WRITTEN_AT_ONCE {
            let Some(user) = self.job.users.pop_front() else { return self.finish() };
            self.take_in(&user);
        }
        self.ask();
    }

    fn take_in(&mut self, user: &EntraUser) {
        let claimed = self.job.setting.uid(&user.upn).unwrap_or_default().to_owned();
        let mail_at = self.job.setting.mail_at();
        let mail = mail_at.and_then(|at| user.values.get(at).cloned().flatten()).filter(|mail| !mail.is_empty());
        let domain_fits = self.is_of_this_domain();
        let told = self.job.hide(&claimed);
        if !self.decide(Rule::ImportedDomainForm, domain_fits) {
            return self.emit(code::IMPORTED_DOMAIN_MALFORMED, Some(&told), None);
        }
        if !self.decide(Rule::ImportedNameForm, is_user_name(&claimed)) {
            return self.emit(code::IMPORTED_NAME_MALFORMED, Some(&told), None);
        }
        if !self.decide(Rule::ImportedMailForm, mail.as_deref().is_none_or(is_mail)) {
            return self.emit(code::IMPORTED_MAIL_MALFORMED, Some(&told), None);
        }
        let known = self.job.names.get(&claimed.to_ascii_lowercase()).cloned();
        let known = known.filter(|uid| self.tenant.users.contains_key(uid));
        // Others may have made the user since the names were taken down.
        let known = known.or_else(|| self.tenant.users.get_key_value(claimed.as_str()).map(|(uid, _)| uid.clone()));
        let uid = known.clone().unwrap_or_else(|| claimed.as_str().into());
        if self.decide(Rule::ImportedUserNew, known.is_none()) {
            self.make(&uid, mail.as_deref());
        } else if mail_at.is_some() {
            self.update_mail(&uid, mail.as_deref());
        }
        if let Some(enabled) = user.enabled {
            self.switch(&uid, enabled);
        }
        self.book().links.insert(uid, user.id.as_str().into());
    }

    /// With a secret that nobody is told; it is reissued to whoever is to log in here.
    fn make(&mut self, uid: &str, mail: Option<&str>) {
        let pattern = Pattern::draw(self.tenant.policy.table.blocks, self.entropy);
        let user = User { mail: mail.map(Into::into), ..User::new(Secret { pattern, phrase: None }, self.now) };
        self.job.names.insert(uid.to_ascii_lowercase(), uid.into());
        self.tenant.users.insert(uid.into(), user);
        self.emit(code::USER_CREATED, Some(uid), None);
    }

    fn update_mail(&mut self, uid: &str, mail: Option<&str>) {
        let differs = self.tenant.users.get(uid).is_some_and(|user| user.mail.as_deref() != mail);
        if !self.decide(Rule::ImportedMailDiffers, differs) {
            return;
        }
        if let Some(user) = self.tenant.users.get_mut(uid) {
            user.mail = mail.map(Into::into);
        }
        self.emit(code::USER_UPDATED, Some(uid), None);
    }

    /// Who may not sign in there may not log in here.
    fn switch(&mut self, uid: &str, enabled: bool) {
        let differs = self.tenant.users.get(uid).is_some_and(|user| user.enabled != enabled);
        if !self.decide(Rule::ImportedStateDiffers, differs) {
            return;
        }
        if let Some(user) = self.tenant.users.get_mut(uid) {
            user.enabled = enabled;
        }
        if !enabled {
            self.tenant.end_sessions(uid);
        }
        self.emit(if enabled { code::USER_ENABLED } else { code::USER_DISABLED }, Some(uid), None);
    }
}
