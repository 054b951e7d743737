//! The login: one order of refusals for all doors.

use crate::code;
use crate::door::Door;
use crate::form::is_password;
use crate::input::Password;
use crate::table::Table;
use crate::turn::Turn;
use crate::user::User;
use crate::{Method, ProcessId, Reply, Rule, Ticket};

/// What a login must pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Check {
    Form,
    Store,
    Ticket,
    Process,
    Tenant,
    Enabled,
    Current,
    Unlocked,
    Hours,
    Method,
    Answer,
}

/// The order of refusals (`design.md`, section 6). The ticket comes first of
/// what the server knows, and is used up by that; then, where the door has
/// one, the process.
const ORDER: [Check; 11] = [
    Check::Form,
    Check::Store,
    Check::Ticket,
    Check::Process,
    Check::Tenant,
    Check::Enabled,
    Check::Current,
    Check::Unlocked,
    Check::Hours,
    // Login protection, device and certificate have their place here.
    Check::Method,
    Check::Answer,
];

/// One attempt to log in.
pub(crate) struct Attempt<'a> {
    pub(crate) door: &'static Door,
    pub(crate) uid: &'a str,
    pub(crate) ticket: &'a str,
    /// None where the door has no processes.
    pub(crate) process: Option<&'a str>,
    pub(crate) password: &'a Password,
}

impl Turn<'_> {
    pub(crate) fn login(&mut self, attempt: &Attempt<'_>) {
        let mut table = None;
        let refused = ORDER.into_iter().find(|&check| !self.passes(check, attempt, &mut table));
        match refused {
            Some(check) => self.refuse_login(check, attempt),
            None => self.grant(attempt),
        }
    }

    fn passes(&mut self, check: Check, attempt: &Attempt<'_>, table: &mut Option<Table>) -> bool {
        let uid = attempt.uid;
        match check {
            Check::Form => self.is_well_formed(attempt),
            Check::Store => self.store_is_up(),
            Check::Ticket => self.ticket_is_good(attempt, table),
            Check::Process => attempt.process.is_none_or(|process| self.process_is_good(process)),
            Check::Tenant => self.decide(Rule::TenantKnown, self.exists),
            Check::Enabled => self.holds(Rule::AccountEnabled, uid, |user| user.enabled),
            Check::Current => {
                let now = self.now;
                self.holds(Rule::AccountCurrent, uid, |user| !user.has_expired(now))
            }
            Check::Unlocked => self.holds(Rule::AccountUnlocked, uid, |user| !user.locked),
            Check::Hours => self.decide(Rule::WithinHours, self.tenant.policy.hours.permit(self.now)),
            Check::Method => self.decide(Rule::MethodPresent, self.tenant.policy.method != Method::Missing),
            Check::Answer => self.answer_is_right(attempt, table.as_ref()),
        }
    }

    fn is_well_formed(&mut self, attempt: &Attempt<'_>) -> bool {
        self.names_are_sound(attempt.uid)
            && self.decide(Rule::TicketForm, Ticket::read(attempt.ticket).is_some())
            && attempt.process.is_none_or(|process| self.process_is_well_formed(process))
            && self.decide(Rule::PasswordForm, is_password(attempt.password.text()))
    }

    pub(crate) fn process_is_well_formed(&mut self, process: &str) -> bool {
        self.decide(Rule::ProcessForm, ProcessId::read(process).is_some())
    }

    /// The ticket is used up by this, whatever comes of it.
    fn ticket_is_good(&mut self, attempt: &Attempt<'_>, table: &mut Option<Table>) -> bool {
        *table = Ticket::read(attempt.ticket).and_then(|ticket| self.tenant.tables.examine(ticket));
        let owner = self.owner(attempt.uid);
        let table = table.as_ref();
        self.decide(Rule::TicketKnown, table.is_some())
            && self.decide(Rule::TicketUnused, table.is_some_and(|table| !table.used))
            && self.decide(Rule::TicketFresh, table.is_some_and(|table| self.now < table.expires))
            && self.decide(Rule::TicketOwned, table.is_some_and(|table| table.owner == owner))
    }

    /// A known user must satisfy the rule; for an unknown one nothing is decided,
    /// and the answer will refuse.
    fn holds(&mut self, rule: Rule, uid: &str, test: impl Fn(&User) -> bool) -> bool {
        match self.tenant.users.get(uid).map(test) {
            Some(condition) => self.decide(rule, condition),
            None => true,
        }
    }

    /// An unknown user's answer is compared as well, and is never right.
    fn answer_is_right(&mut self, attempt: &Attempt<'_>, table: Option<&Table>) -> bool {
        let user = self.tenant.users.get(attempt.uid);
        let secret = user.map_or(&self.tenant.decoy, |user| &user.secret);
        let reads = table.is_some_and(|table| secret.reads(&table.digits, attempt.password));
        let right = reads & user.is_some();
        self.user_is_known(attempt.uid) & self.decide(Rule::AnswerRight, right)
    }

    fn refuse_login(&mut self, check: Check, attempt: &Attempt<'_>) {
        let code = attempt.door.code(check);
        self.emit(code, Some(attempt.uid));
        if check == Check::Answer {
            self.count_failure(attempt.uid);
        }
        self.reply(Reply::Refused { why: attempt.door.refusal(check), code: Some(code) });
    }

    /// The wrong answer that reaches the limit locks.
    fn count_failure(&mut self, uid: &str) {
        let limit = self.tenant.policy.lock.limit.get();
        let Some(user) = self.tenant.users.get_mut(uid) else { return };
        user.failures = user.failures.saturating_add(1);
        if self.seam.decide(Rule::LockLimitReached, user.failures >= limit) {
            user.locked = true;
            self.emit(code::USER_LOCKED, Some(uid));
        }
    }

    fn grant(&mut self, attempt: &Attempt<'_>) {
        self.forget_failures(attempt.uid);
        if let Some(process) = attempt.process.and_then(ProcessId::read) {
            self.tenant.processes.use_up(process);
        }
        if self.password_must_change(attempt.uid) {
            self.welcome(attempt, attempt.door.change);
            return;
        }
        self.emit(attempt.door.granted, Some(attempt.uid));
        self.warn_of_expiry(attempt);
        self.reply(Reply::Granted(attempt.door.granted));
    }

    fn welcome(&mut self, attempt: &Attempt<'_>, code: crate::Code) {
        self.emit(code, Some(attempt.uid));
        self.reply(Reply::Granted(code));
    }

    fn forget_failures(&mut self, uid: &str) {
        let Some(user) = self.tenant.users.get_mut(uid) else { return };
        if self.seam.decide(Rule::FailuresForgotten, user.failures > 0) {
            user.failures = 0;
        }
    }

    fn password_must_change(&mut self, uid: &str) -> bool {
        let Some(user) = self.tenant.users.get(uid) else { return false };
        let expired = user.password_has_expired(self.tenant.policy.password, self.now);
        self.seam.decide(Rule::ChangeRequired, user.change_required) || self.seam.decide(Rule::PasswordExpired, expired)
    }

    fn warn_of_expiry(&mut self, attempt: &Attempt<'_>) {
        let Some(code) = attempt.door.expiring else { return };
        let (policy, now) = (self.tenant.policy.password, self.now);
        let user = self.tenant.users.get(attempt.uid);
        let soon = user.is_some_and(|user| user.password_expires_soon(policy, now));
        if self.decide(Rule::PasswordExpiring, soon) {
            self.emit(code, Some(attempt.uid));
        }
    }
}
