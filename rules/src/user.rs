//! What the server knows of a user.

use crate::pin::Pin;
use crate::policy::PasswordPolicy;
use crate::secret::{Pattern, Secret};
use crate::slots::Slot;
use crate::token::DeviceId;
use crate::{Serial, Time};

/// Patterns that are remembered of a user beside the one that holds.
const LONGEST_HISTORY: usize = 24;

/// One user of a tenant; the name is its key there.
#[derive(Clone, Debug)]
pub(crate) struct User {
    pub(crate) secret: Secret,
    pub(crate) mail: Option<Box<str>>,
    pub(crate) enabled: bool,
    /// From when on the account has expired.
    pub(crate) expires: Option<Time>,
    pub(crate) locked: bool,
    /// Wrong answers in a row, across channels.
    pub(crate) failures: u32,
    pub(crate) password_set: Time,
    pub(crate) change_required: bool,
    /// Browsers that are registered for it.
    pub(crate) devices: Vec<DeviceId>,
    /// Patterns before the one that holds, the latest last.
    pub(crate) history: Vec<Pattern>,
    /// The client certificate that is registered for it.
    pub(crate) certificate: Option<Serial>,
    /// The hardware token, by its serial number in the stock.
    pub(crate) token: Option<Box<str>>,
    /// Typed before a code.
    pub(crate) pin: Option<Pin>,
    /// In the Authenticator.
    pub(crate) slots: Vec<Slot>,
    /// How often a slot was registered since the secret was last reset.
    pub(crate) slots_registered: u32,
}

impl User {
    pub(crate) fn new(secret: Secret, now: Time) -> Self {
        Self {
            secret,
            mail: None,
            enabled: true,
            expires: None,
            locked: false,
            failures: 0,
            password_set: now,
            change_required: false,
            devices: Vec::new(),
            history: Vec::new(),
            certificate: None,
            token: None,
            pin: None,
            slots: Vec::new(),
            slots_registered: 0,
        }
    }

    /// Expired at the very time that was set.
    pub(crate) fn has_expired(&self, now: Time) -> bool {
        self.expires.is_some_and(|expires| now >= expires)
    }

    /// Expired at the very end of the password's validity.
    pub(crate) fn password_has_expired(&self, policy: PasswordPolicy, now: Time) -> bool {
        policy.valid.is_some_and(|valid| now >= self.password_set + valid)
    }

    /// From the beginning of the warning period on; its end is the password's.
    pub(crate) fn password_expires_soon(&self, policy: PasswordPolicy, now: Time) -> bool {
        let period = policy.valid.zip(policy.warn);
        period.is_some_and(|(valid, warn)| now >= self.password_set + valid - warn)
    }

    pub(crate) fn set_secret(&mut self, secret: Secret, now: Time) {
        let before = std::mem::replace(&mut self.secret, secret);
        self.password_set = now;
        if self.history.len() >= LONGEST_HISTORY {
            self.history.remove(0);
        }
        self.history.push(before.pattern);
    }

    /// Whether it is one of the latest `depth` patterns, the one that holds included.
    pub(crate) fn had(&self, pattern: &Pattern, depth: usize) -> bool {
        let latest = std::iter::once(&self.secret.pattern).chain(self.history.iter().rev());
        latest.take(depth).any(|known| known == pattern)
    }

    pub(crate) fn unlock(&mut self) {
        self.locked = false;
        self.failures = 0;
    }
}
