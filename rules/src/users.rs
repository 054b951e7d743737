//! The user administration API.

use crate::code;
use crate::form::{is_mail, is_user_prefix};
use crate::pin::Pin;
use crate::secret::{Pattern, Phrase, Secret};
use crate::turn::Turn;
use crate::user::User;
use crate::{Changes, Code, NewSecret, NewUser, Password, Refusal, Reply, Rule, UserAct, UsersRequest};

const USERS_BY_DEFAULT: u32 = 100;
const MOST_USERS: u32 = 1000;

/// What came of an act: its code and a generated pattern, or a refusal.
type Outcome = Result<(Code, Option<String>), (Refusal, Code)>;

const MALFORMED: (Refusal, Code) = (Refusal::Malformed, code::USERS_MALFORMED);

impl Turn<'_> {
    pub(crate) fn users(&mut self, request: UsersRequest) {
        match request {
            UsersRequest::One { uid, act } => self.one_user(&uid, act),
            UsersRequest::Search { prefix, limit } => self.search(&prefix, limit),
        }
    }

    /// The catalog has no code for a store that is down.
    fn one_user(&mut self, uid: &str, act: UserAct) {
        if !self.names_are_sound(uid) {
            return self.refuse(Refusal::Malformed, code::USERS_MALFORMED, Some(uid));
        }
        if !self.store_is_up() {
            return self.refuse_plainly(Refusal::Unavailable);
        }
        if let UserAct::IssueCertificate(valid) = act {
            return self.issue_to(uid, valid);
        }
        match self.act(uid, act) {
            Ok((code, pattern)) => {
                self.emit(code, Some(uid));
                self.reply(Reply::Done { code, pattern });
            }
            Err((why, code)) => self.refuse(why, code, Some(uid)),
        }
    }

    fn act(&mut self, uid: &str, act: UserAct) -> Outcome {
        if let UserAct::Create(new) = act {
            return self.create(uid, &new);
        }
        if !self.user_is_known(uid) {
            return Err((Refusal::Unknown, code::USER_UNKNOWN));
        }
        match act {
            UserAct::Edit(changes) => self.edit(uid, &changes),
            UserAct::Reissue(secret) => self.reissue(uid, secret.as_ref()),
            UserAct::Delete => {
                self.tenant.remove_user(uid);
                Ok((code::USER_DELETED, None))
            }
            UserAct::RevokeCertificate => Ok((self.revoke_certificate(uid)?, None)),
            act => self.switch(uid, &act),
        }
    }

    /// What is so already is so again, and is logged again: the log of an
    /// administration tells each act, not each change.
    fn switch(&mut self, uid: &str, act: &UserAct) -> Outcome {
        if matches!(act, UserAct::Disable | UserAct::Lock) {
            self.tenant.end_sessions(uid);
        }
        let Some(user) = self.tenant.users.get_mut(uid) else { return Err(MALFORMED) };
        let code = match act {
            UserAct::Enable => {
                user.enabled = true;
                code::USER_ENABLED
            }
            UserAct::Disable => {
                user.enabled = false;
                code::USER_DISABLED
            }
            UserAct::ForgetDevices => {
                user.devices.clear();
                code::USER_UPDATED
            }
            UserAct::Lock => {
                user.locked = true;
                code::USER_LOCKED
            }
            UserAct::ResetApp => {
                user.slots.clear();
                user.slots_registered = 0;
                code::SECRET_RESET
            }
            _ => {
                user.unlock();
                code::USER_UNLOCKED
            }
        };
        Ok((code, None))
    }

    /// A tenant that does not exist is a malformed domain (30000).
    fn create(&mut self, uid: &str, new: &NewUser) -> Outcome {
        if !self.decide(Rule::TenantKnown, self.exists) || !self.exists {
            return Err(MALFORMED);
        }
        if !self.decide(Rule::UserNew, !self.tenant.users.contains_key(uid)) {
            return Err((Refusal::Exists, code::USER_EXISTS));
        }
        let secret = match &new.secret {
            Some(given) => self.secret(given).ok_or(MALFORMED)?,
            None => self.generated(),
        };
        let mail = self.mail(new.mail.as_deref()).ok_or(MALFORMED)?;
        let pin = self.pin(new.pin.as_ref()).ok_or(MALFORMED)?;
        let mut user = User {
            mail,
            pin,
            expires: new.expires,
            change_required: new.change_required,
            ..User::new(secret, self.now)
        };
        if new.token.is_some() {
            self.assign(uid, &mut user, new.token.as_deref()).ok_or(MALFORMED)?;
        }
        self.tenant.users.insert(uid.into(), user);
        Ok((code::USER_CREATED, None))
    }

    fn edit(&mut self, uid: &str, changes: &Changes) -> Outcome {
        if !self.decide(Rule::ChangeNamed, changes.is_named()) {
            return Err((Refusal::Malformed, code::NOTHING_TO_CHANGE));
        }
        let Some(mut user) = self.tenant.users.get(uid).cloned() else { return Err(MALFORMED) };
        if changes.touch_secret() {
            let changed = changed_secret(&user.secret, changes);
            user.set_secret(self.secret(&changed).ok_or(MALFORMED)?, self.now);
        }
        if let Some(mail) = &changes.mail {
            user.mail = self.mail(mail.as_deref()).ok_or(MALFORMED)?;
        }
        if let Some(pin) = &changes.pin {
            user.pin = self.pin(pin.as_ref()).ok_or(MALFORMED)?;
        }
        user.expires = changes.expires.unwrap_or(user.expires);
        user.change_required = changes.change_required.unwrap_or(user.change_required);
        let code = match &changes.token {
            Some(token) => self.assign(uid, &mut user, token.as_deref()).ok_or(MALFORMED)?,
            None => code::USER_UPDATED,
        };
        self.tenant.users.insert(uid.into(), user);
        if changes.touch_secret() {
            self.tenant.void_faces(uid);
        }
        Ok((code, None))
    }

    fn reissue(&mut self, uid: &str, new: Option<&NewSecret>) -> Outcome {
        let secret = match new {
            Some(given) => self.secret(given).ok_or(MALFORMED)?,
            None => self.generated(),
        };
        let told = new.is_none().then(|| secret.pattern.to_string());
        let Some(user) = self.tenant.users.get_mut(uid) else { return Err(MALFORMED) };
        user.set_secret(secret, self.now);
        user.change_required = true;
        self.tenant.end_sessions(uid);
        self.tenant.void_faces(uid);
        Ok((code::PASSWORD_REISSUED, told))
    }

    fn generated(&mut self) -> Secret {
        let pattern = Pattern::draw(self.tenant.policy.table.blocks, self.entropy);
        Secret { pattern, phrase: None }
    }

    fn secret(&mut self, given: &NewSecret) -> Option<Secret> {
        let pattern = Pattern::read(&given.pattern, self.tenant.policy.table.blocks);
        self.decide(Rule::PatternForm, pattern.is_some()).then_some(())?;
        let pattern = pattern?;
        let phrase = self.phrase(given, &pattern)?;
        Some(Secret { pattern, phrase })
    }

    /// None if it is not sound.
    fn phrase(&mut self, given: &NewSecret, pattern: &Pattern) -> Option<Option<Phrase>> {
        let phrase = Secret::read_phrase(given, pattern);
        self.decide(Rule::PhraseForm, phrase.is_some()).then_some(())?;
        phrase
    }

    /// None if it is not sound.
    fn pin(&mut self, given: Option<&Password>) -> Option<Option<Pin>> {
        let pin = given.map(|given| Pin::read(given.text()));
        self.decide(Rule::PinForm, pin.as_ref().is_none_or(Option::is_some)).then(|| pin.flatten())
    }

    /// Gives the user that token, or none, in place of the one before; says with which code. None if there is no such
    /// token, or it is another's; then nothing was changed.
    fn assign(&mut self, uid: &str, user: &mut User, token: Option<&str>) -> Option<Code> {
        let available = token.is_none_or(|serial| self.tenant.stock.has_for(serial, uid));
        self.decide(Rule::TokenAvailable, available).then_some(())?;
        let old = std::mem::replace(&mut user.token, token.map(Into::into));
        if let Some(serial) = &old {
            self.tenant.stock.take_back(serial);
        }
        if let Some(serial) = token {
            self.tenant.stock.hand_out(serial, uid);
        }
        let replaced = old.is_some() && token.is_some() && old.as_deref() != token;
        Some(if self.decide(Rule::TokenReplaced, replaced) { code::TOKEN_REPLACED } else { code::USER_UPDATED })
    }

    /// None if it is not sound.
    fn mail(&mut self, given: Option<&str>) -> Option<Option<Box<str>>> {
        let sound = self.decide(Rule::MailForm, given.is_none_or(is_mail));
        sound.then(|| given.map(Into::into))
    }

    /// The one scan of all users; no login waits for it.
    fn search(&mut self, prefix: &str, limit: Option<u32>) {
        let limit = limit.unwrap_or(USERS_BY_DEFAULT);
        let sound = is_user_prefix(prefix) && (1..=MOST_USERS).contains(&limit) && self.exists;
        if !self.tenant_name_is_sound() || !self.decide(Rule::SearchForm, sound) {
            return self.refuse(Refusal::Malformed, code::SEARCH_MALFORMED, None);
        }
        if !self.store_is_up() {
            return self.refuse_plainly(Refusal::Unavailable);
        }
        let users = self.names(prefix, limit);
        self.emit(code::USERS_READ, None);
        self.reply(Reply::Users { code: code::USERS_READ, users });
    }

    fn names(&self, prefix: &str, limit: u32) -> Vec<String> {
        let all = self.tenant.users.keys();
        let mut names: Vec<_> = all.filter(|name| name.starts_with(prefix)).collect();
        names.sort_unstable();
        names.into_iter().take(limit as usize).map(ToString::to_string).collect()
    }
}

/// The secret as it was, but for what is to change. A phrase keeps its place.
fn changed_secret(old: &Secret, changes: &Changes) -> NewSecret {
    let phrase = match &changes.phrase {
        Some(changed) => changed.clone(),
        None => old.phrase.as_ref().map(|phrase| phrase.text().to_owned()),
    };
    let place = old.phrase.as_ref().filter(|_| phrase.is_some()).map(Phrase::position);
    NewSecret {
        pattern: changes.pattern.clone().unwrap_or_else(|| old.pattern.to_string()),
        phrase,
        phrase_position: changes.phrase_position.or(place),
    }
}
