//! The password change over the web: two entries by which the server finds the
//! new secret, and a third that confirms it.
//!
//! What a refusal leaves: a refused entry (57100, 57102–57106) starts the change
//! over, on two new tables, the first of which comes with the refusal; a store
//! that is down (57199) leaves the change where it was; 57201 and 57202 end the
//! session, so that after them, as after its time, there is but 57101.

use crate::code;
use crate::form::is_password;
use crate::pair::Pair;
use crate::secret::{Secret, is_permitted};
use crate::turn::Turn;
use crate::{ChangeStep, Code, Digits, Password, Refusal, Reply, Rule, Session};

/// A password change that is under way.
#[derive(Debug)]
pub(crate) enum Change {
    /// The first entry is awaited, read from the pair's first table.
    First(Box<Pair>),
    /// The second entry is awaited, read from the pair's second table.
    Second(Box<Pair>, Password),
    /// The confirming entry is awaited.
    Third(Box<Digits>, Secret),
}

impl Change {
    /// The table to read the next entry from.
    fn digits(&self) -> Digits {
        match self {
            Self::First(pair) => pair.first,
            Self::Second(pair, _) => pair.second,
            Self::Third(digits, _) => **digits,
        }
    }
}

impl Turn<'_> {
    /// A session that is not given, or not of its form, is as good as one that has timed out.
    pub(crate) fn change_password(&mut self, session: &str, step: ChangeStep) {
        let session = Session::read(session);
        let signed = session.and_then(|session| self.tenant.sessions.of(session));
        let uid = signed.map(|signed| signed.uid.clone());
        let (known, fresh) = (signed.is_some(), signed.is_some_and(|signed| self.now < signed.expires));
        let open = signed.is_some_and(|signed| signed.change.is_some());
        if !self.store_is_up() {
            return self.refuse(Refusal::Unavailable, code::CHANGE_FAILED, uid.as_deref());
        }
        let good = self.decide(Rule::SessionKnown, known)
            && self.decide(Rule::SessionFresh, fresh)
            && (matches!(step, ChangeStep::Open) || self.decide(Rule::ChangeOpen, open));
        let (Some(session), Some(name), true) = (session, uid.as_deref(), good) else {
            return self.refuse(Refusal::Denied, code::CHANGE_TIMED_OUT, uid.as_deref());
        };
        match step {
            ChangeStep::Open => self.open_change(session, name),
            ChangeStep::Entry(typed) => self.enter(session, name, typed),
            ChangeStep::Cancel => self.end_change(session, name, code::CHANGE_CANCELLED),
        }
    }

    /// One that is under way already is opened anew.
    fn open_change(&mut self, session: Session, uid: &str) {
        let digits = self.begin(session);
        self.emit(code::CHANGE_STARTED, Some(uid));
        self.reply(Reply::Change { code: Some(code::CHANGE_STARTED), why: None, digits: Some(digits) });
    }

    fn enter(&mut self, session: Session, uid: &str, typed: Password) {
        let change = self.tenant.sessions.of_mut(session).and_then(|signed| signed.change.take());
        let Some(change) = change else { return self.refuse(Refusal::Denied, code::CHANGE_TIMED_OUT, Some(uid)) };
        match self.advance(change, uid, typed) {
            Ok(Some(next)) => {
                let digits = next.digits();
                self.put_change(session, next);
                self.reply(Reply::Change { code: None, why: None, digits: Some(digits) });
            }
            Ok(None) => self.end_change(session, uid, code::PASSWORD_CHANGED),
            Err(code) => self.start_over(session, uid, code),
        }
    }

    /// What an entry leads to: the next step, or none when the password is changed; or its refusal.
    fn advance(&mut self, change: Change, uid: &str, typed: Password) -> Result<Option<Change>, Code> {
        self.examine_entry(&typed)?;
        match change {
            Change::First(pair) => Ok(Some(Change::Second(pair, typed))),
            Change::Second(pair, first) => {
                let found = pair.secret(&first, &typed);
                self.demand(Rule::EntriesAgree, found.is_some(), code::CHANGE_MISMATCH)?;
                let secret = found.ok_or(code::CHANGE_MISMATCH)?;
                self.examine_secret(uid, &secret)?;
                let digits = Digits::draw(self.tenant.policy.table.blocks, self.entropy);
                Ok(Some(Change::Third(Box::new(digits), secret)))
            }
            Change::Third(digits, secret) => {
                let right = secret.reads(&digits, &typed);
                self.demand(Rule::ConfirmationRight, right, code::CHANGE_UNCONFIRMED)?;
                self.set_password(uid, secret);
                Ok(None)
            }
        }
    }

    /// What any entry must be, whatever it is read from.
    fn examine_entry(&mut self, typed: &Password) -> Result<(), Code> {
        let total = self.tenant.policy.change.total;
        let text = typed.text();
        let fits = total.contains(text.len()) && is_password(text);
        self.demand(Rule::EntryCharacters, is_permitted(text), code::CHANGE_MALFORMED)?;
        self.demand(Rule::EntryLength, fits, code::CHANGE_MALFORMED)
    }

    /// What the policy asks of a new secret.
    fn examine_secret(&mut self, uid: &str, secret: &Secret) -> Result<(), Code> {
        let policy = self.tenant.policy.change;
        let phrase = secret.phrase.as_ref().map_or(0, |phrase| phrase.text().len());
        let fits = policy.pattern.contains(secret.pattern.len()) && phrase <= usize::from(policy.longest_phrase);
        let straight = policy.forbids_straight && secret.pattern.is_straight();
        let repeats = policy.forbids_repeats && secret.pattern.repeats_a_cell();
        let user = self.tenant.users.get(uid);
        let old = user.is_some_and(|user| user.had(&secret.pattern, usize::from(policy.history)));
        self.demand(Rule::PartLengths, fits, code::CHANGE_LENGTH)?;
        self.demand(Rule::PatternPermitted, !straight && !repeats, code::CHANGE_PROHIBITED)?;
        self.demand(Rule::PatternNew, !old, code::CHANGE_REUSED)
    }

    fn demand(&mut self, rule: Rule, condition: bool, code: Code) -> Result<(), Code> {
        if self.decide(rule, condition) { Ok(()) } else { Err(code) }
    }

    fn set_password(&mut self, uid: &str, secret: Secret) {
        let Some(user) = self.tenant.users.get_mut(uid) else { return };
        user.set_secret(secret, self.now);
        user.change_required = false;
    }

    fn start_over(&mut self, session: Session, uid: &str, code: Code) {
        let why = if code == code::CHANGE_MALFORMED { Refusal::Malformed } else { Refusal::Unfit };
        let digits = self.begin(session);
        self.emit(code, Some(uid));
        self.reply(Reply::Change { code: Some(code), why: Some(why), digits: Some(digits) });
    }

    /// The table of the first entry.
    fn begin(&mut self, session: Session) -> Digits {
        let pair = Pair::draw(self.tenant.policy.table.blocks, self.entropy);
        let digits = pair.first;
        self.put_change(session, Change::First(Box::new(pair)));
        digits
    }

    fn put_change(&mut self, session: Session, change: Change) {
        if let Some(signed) = self.tenant.sessions.of_mut(session) {
            signed.change = Some(change);
        }
    }

    fn end_change(&mut self, session: Session, uid: &str, code: Code) {
        self.tenant.sessions.remove(session);
        self.emit(code, Some(uid));
        self.reply(Reply::Change { code: Some(code), why: None, digits: None });
    }
}
