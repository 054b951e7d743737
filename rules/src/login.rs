//! The login: one order of refusals for all doors.

use crate::code;
use crate::codes::{Bearer, Verdict};
use crate::door::{Door, Drift};
use crate::form::is_password;
use crate::suspended::Suspended;
use crate::table::Table;
use crate::turn::Turn;
use crate::user::User;
use crate::{
    Answer, Browser, Call, Code, Factor, Method, Password, ProcessId, Refusal, Reply, RequestId, Rule, Ticket,
};

/// What a login must pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Check {
    Form,
    Characters,
    Store,
    Ticket,
    Process,
    Feature,
    Tenant,
    Allowed,
    Enabled,
    Current,
    Unlocked,
    Hours,
    Protection,
    Device,
    Certificate,
    Attributes,
    Method,
    Seed,
    Answer,
}

/// The order of refusals (`design.md`, section 6). The ticket comes first of
/// what the server knows, and is used up by that; then, where the door has
/// one, the process.
const ORDER: [Check; 19] = [
    Check::Form,
    // RADIUS alone has passwords that it cannot carry, tenants that may not use it, and attributes.
    Check::Characters,
    Check::Store,
    Check::Ticket,
    Check::Process,
    Check::Feature,
    Check::Tenant,
    Check::Allowed,
    Check::Enabled,
    Check::Current,
    Check::Unlocked,
    Check::Hours,
    Check::Protection,
    Check::Device,
    Check::Certificate,
    Check::Attributes,
    Check::Method,
    Check::Seed,
    Check::Answer,
];

/// What is examined again once somebody outside has answered: else as many wrong answers as wait at a time
/// would pass before the first of them counts, and as many right ones on one process.
const AGAIN: [Check; 4] = [Check::Process, Check::Enabled, Check::Current, Check::Unlocked];

/// One attempt to log in.
#[derive(Debug)]
pub(crate) struct Attempt {
    pub(crate) door: &'static Door,
    pub(crate) uid: String,
    /// None where the door has no processes.
    pub(crate) process: Option<String>,
    pub(crate) factor: Factor,
    pub(crate) browser: Browser,
}

/// Who is let in, once all checks are passed.
#[derive(Clone, Debug)]
pub(crate) struct Entrant {
    pub(crate) door: &'static Door,
    pub(crate) uid: String,
    pub(crate) browser: Browser,
}

/// An attempt under examination.
#[derive(Debug)]
pub(crate) struct InHand {
    pub(crate) attempt: Attempt,
    /// The table that the answer's ticket stands for, as it was before it was examined.
    pub(crate) table: Option<Table>,
    /// What came of the question that a check asked outside.
    pub(crate) answer: Option<Answer>,
}

/// What came of one check.
pub(crate) enum Examined {
    Passed,
    Refused,
    /// The check has emitted and replied by itself, as a refusal does not tell it all.
    Told,
    /// Somebody outside must be asked first; the answer goes on with the same check.
    Asked(Call),
}

impl From<bool> for Examined {
    fn from(passed: bool) -> Self {
        if passed { Self::Passed } else { Self::Refused }
    }
}

/// An attempt that waits for an answer from outside.
#[derive(Debug)]
pub(crate) struct Halted {
    pub(crate) request: RequestId,
    pub(crate) in_hand: InHand,
    /// The place in the order of the check that asked.
    at: usize,
}

impl Turn<'_> {
    pub(crate) fn login(&mut self, attempt: Attempt) {
        self.examine_from(0, InHand { attempt, table: None, answer: None });
    }

    fn examine_from(&mut self, first: usize, mut in_hand: InHand) {
        for (at, &check) in ORDER.iter().enumerate().skip(first) {
            match self.examine(check, &mut in_hand) {
                Examined::Passed => {}
                Examined::Refused => return self.refuse_login(check, &in_hand.attempt),
                Examined::Told => return,
                Examined::Asked(call) => return self.suspend(call, in_hand, at),
            }
        }
        self.grant(in_hand.attempt);
    }

    fn suspend(&mut self, what: Call, in_hand: InHand, at: usize) {
        self.call(what, Suspended::Login(Halted { request: self.request, in_hand, at }));
    }

    /// Goes on with the check that asked. Of what came before it the process and the account alone are examined again.
    pub(crate) fn resume_login(&mut self, halted: Halted, answer: Answer) {
        let Halted { mut in_hand, at, .. } = halted;
        in_hand.answer = Some(answer);
        for check in AGAIN {
            if let Examined::Refused = self.examine(check, &mut in_hand) {
                return self.refuse_login(check, &in_hand.attempt);
            }
        }
        self.examine_from(at, in_hand);
    }

    fn examine(&mut self, check: Check, in_hand: &mut InHand) -> Examined {
        let InHand { attempt, table, answer } = in_hand;
        let uid = attempt.uid.as_str();
        let passed = match check {
            Check::Form => self.is_well_formed(attempt),
            Check::Characters => self.radius_characters_are_good(&attempt.factor),
            Check::Store => self.store_is_up(),
            Check::Ticket => self.ticket_is_good(attempt, table),
            Check::Process => attempt.process.as_deref().is_none_or(|process| self.process_is_good(process)),
            Check::Feature => attempt.door.off.is_none() || self.seamless_is_on(),
            Check::Tenant => self.decide(Rule::TenantKnown, self.exists),
            Check::Allowed => self.radius_is_allowed(&attempt.factor),
            Check::Enabled | Check::Current | Check::Unlocked | Check::Hours => self.account_is_good(check, uid),
            Check::Protection => return self.protection(attempt, answer.take().as_ref()),
            Check::Device => return self.device(attempt),
            Check::Certificate => return self.client_certificate(attempt),
            Check::Attributes => self.radius_attributes_are_good(&attempt.factor),
            Check::Method => self.method_is_there(attempt),
            Check::Seed => {
                let bearer = attempt.factor.bearer(self.tenant.policy.method);
                bearer.is_none_or(|bearer| self.seed_is_present(uid, bearer))
            }
            Check::Answer => return self.examine_answer(attempt, table.as_ref()),
        };
        passed.into()
    }

    /// What can change while somebody outside is asked.
    pub(crate) fn account_is_good(&mut self, check: Check, uid: &str) -> bool {
        let now = self.now;
        match check {
            Check::Enabled => self.holds(Rule::AccountEnabled, uid, |user| user.enabled),
            Check::Current => self.holds(Rule::AccountCurrent, uid, |user| !user.has_expired(now)),
            Check::Unlocked => self.holds(Rule::AccountUnlocked, uid, |user| !user.locked),
            _ => self.decide(Rule::WithinHours, self.tenant.policy.hours.permit(now)),
        }
    }

    fn is_well_formed(&mut self, attempt: &Attempt) -> bool {
        self.names_are_sound(&attempt.uid)
            && attempt.process.as_deref().is_none_or(|process| self.process_is_well_formed(process))
            && match &attempt.factor {
                Factor::Matrix { ticket, password } => {
                    self.decide(Rule::TicketForm, Ticket::read(ticket).is_some())
                        && self.decide(Rule::PasswordForm, is_password(password.text()))
                }
                Factor::Token { code } | Factor::App { code } => {
                    self.decide(Rule::PasswordForm, is_password(code.text()))
                }
                Factor::Radius(factor) => self.decide(Rule::CredentialForm, factor.credential.is_whole()),
                // The form of a proof was examined at its door.
                Factor::Proof { .. } => true,
            }
    }

    fn seamless_is_on(&mut self) -> bool {
        self.decide(Rule::SeamlessOn, self.tenant.policy.seamless.on)
    }

    /// A proof is of no method.
    fn method_is_there(&mut self, attempt: &Attempt) -> bool {
        let there = self.tenant.policy.method != Method::Missing;
        !attempt.factor.is_typed() || self.decide(Rule::MethodPresent, there)
    }

    pub(crate) fn process_is_well_formed(&mut self, process: &str) -> bool {
        self.decide(Rule::ProcessForm, ProcessId::read(process).is_some())
    }

    /// The ticket is used up by this, whatever comes of it.
    fn ticket_is_good(&mut self, attempt: &Attempt, table: &mut Option<Table>) -> bool {
        let ticket = match &attempt.factor {
            Factor::Matrix { ticket, .. } => ticket,
            Factor::Proof { .. } | Factor::Token { .. } | Factor::App { .. } => return true,
            Factor::Radius(factor) => return self.radius_ticket_is_good(&attempt.uid, factor, table),
        };
        *table = Ticket::read(ticket).and_then(|ticket| self.tenant.tables.examine(ticket));
        let owner = self.owner(&attempt.uid);
        self.table_is_good(&owner, table.as_ref())
    }

    pub(crate) fn table_is_good(&mut self, owner: &str, table: Option<&Table>) -> bool {
        self.decide(Rule::TicketKnown, table.is_some())
            && self.decide(Rule::TicketUnused, table.is_some_and(|table| !table.used))
            && self.decide(Rule::TicketFresh, table.is_some_and(|table| self.now < table.expires))
            && self.decide(Rule::TicketOwned, table.is_some_and(|table| *table.owner == *owner))
    }

    /// A known user must satisfy the rule; for an unknown one nothing is decided,
    /// and the answer will refuse.
    pub(crate) fn holds(&mut self, rule: Rule, uid: &str, test: impl Fn(&User) -> bool) -> bool {
        match self.tenant.users.get(uid).map(test) {
            Some(condition) => self.decide(rule, condition),
            None => true,
        }
    }

    fn examine_answer(&mut self, attempt: &mut Attempt, table: Option<&Table>) -> Examined {
        let (bearer, typed) = match &mut attempt.factor {
            Factor::Matrix { password, .. } => return self.answer_is_right(&attempt.uid, password, table).into(),
            Factor::Proof { proof } => {
                return (self.proof_is_good(&attempt.uid, proof) & self.user_is_known(&attempt.uid)).into();
            }
            Factor::Radius(_) => return self.radius_answer(attempt, table),
            Factor::Token { code } => (Bearer::Token, code),
            Factor::App { code } => (Bearer::App, code),
        };
        let verdict = self.verify_code(&attempt.uid, bearer, &|expected| typed.is(expected));
        self.judge_code(attempt, verdict)
    }

    pub(crate) fn judge_code(&mut self, attempt: &Attempt, verdict: Verdict) -> Examined {
        match verdict {
            Verdict::Right => Examined::Passed,
            Verdict::Wrong => Examined::Refused,
            Verdict::Drifted => self.ask_for_next(attempt),
        }
    }

    /// The right code of a clock that is too far off is neither granted nor a failed attempt.
    fn ask_for_next(&mut self, attempt: &Attempt) -> Examined {
        let Some(Drift { outside, again }) = attempt.door.drift else { return Examined::Refused };
        self.tell_refusal(attempt, outside);
        if let Some(again) = again {
            self.emit(again, Some(&attempt.uid));
        }
        self.turn_away(attempt, Refusal::Denied, again.unwrap_or(outside));
        Examined::Told
    }

    /// An unknown user's answer is compared as well, and is never right.
    fn answer_is_right(&mut self, uid: &str, password: &Password, table: Option<&Table>) -> bool {
        let user = self.tenant.users.get(uid);
        let secret = user.map_or(&self.tenant.decoy, |user| &user.secret);
        let reads = table.is_some_and(|table| secret.reads(&table.digits, password));
        let right = reads & user.is_some();
        self.user_is_known(uid) & self.decide(Rule::AnswerRight, right)
    }

    pub(crate) fn refuse_login(&mut self, check: Check, attempt: &Attempt) {
        let code = attempt.door.code(check);
        self.tell_refusal(attempt, code);
        if check == Check::Answer && attempt.factor.is_typed() {
            self.count_failure(&attempt.uid);
        }
        self.turn_away(attempt, attempt.door.refusal(check), code);
    }

    /// Why a login is refused, and where the door has one, the verdict after it.
    pub(crate) fn tell_refusal(&mut self, attempt: &Attempt, code: Code) {
        self.emit(code, Some(&attempt.uid));
        if let Factor::Radius(_) = attempt.factor {
            self.emit(code::RADIUS_REJECTED, Some(&attempt.uid));
        }
    }

    /// Answers a login that is refused, once that was told.
    pub(crate) fn turn_away(&mut self, attempt: &Attempt, why: Refusal, code: Code) {
        match attempt.factor {
            Factor::Radius(_) => self.radius_refusal(attempt),
            _ => self.reply(Reply::Refused { why, code: Some(code) }),
        }
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

    fn grant(&mut self, attempt: Attempt) {
        if let Factor::Radius(factor) = &attempt.factor {
            self.forget_failures(&attempt.uid);
            return self.radius_verdict(&attempt, factor.proof.clone());
        }
        if let Some(id) = attempt.process.as_deref().and_then(ProcessId::read)
            && let Some(process) = self.tenant.processes.of_mut(id)
        {
            process.granted = Some(attempt.uid.as_str().into());
        }
        let Attempt { door, uid, browser, .. } = attempt;
        let entrant = Entrant { door, uid, browser };
        if self.face_is_wanted(&entrant) { self.ask_face(entrant) } else { self.let_in(&entrant) }
    }

    /// The last step of a login, whatever was asked before.
    pub(crate) fn let_in(&mut self, entrant: &Entrant) {
        let Entrant { door, uid, .. } = entrant;
        self.forget_failures(uid);
        let change = door.change.filter(|_| self.password_must_change(uid));
        let code = change.unwrap_or(door.granted);
        self.emit(code, Some(uid));
        if change.is_none() {
            self.warn_of_expiry(door, uid);
        }
        let grant = self.handed_out(entrant, code);
        self.reply(Reply::Granted(grant));
    }

    fn forget_failures(&mut self, uid: &str) {
        let Some(user) = self.tenant.users.get_mut(uid) else { return };
        if self.seam.decide(Rule::FailuresForgotten, user.failures > 0) {
            user.failures = 0;
        }
    }

    pub(crate) fn password_must_change(&mut self, uid: &str) -> bool {
        let Some(user) = self.tenant.users.get(uid) else { return false };
        let expired = user.password_has_expired(self.tenant.policy.password, self.now);
        self.seam.decide(Rule::ChangeRequired, user.change_required) || self.seam.decide(Rule::PasswordExpired, expired)
    }

    fn warn_of_expiry(&mut self, door: &Door, uid: &str) {
        let Some(code) = door.expiring else { return };
        let (policy, now) = (self.tenant.policy.password, self.now);
        let user = self.tenant.users.get(uid);
        let soon = user.is_some_and(|user| user.password_expires_soon(policy, now));
        if self.decide(Rule::PasswordExpiring, soon) {
            self.emit(code, Some(uid));
        }
    }
}
