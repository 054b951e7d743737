//! What the server knows of a user.

use crate::Time;
use crate::policy::PasswordPolicy;
use crate::secret::Secret;
use crate::token::DeviceId;

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
        self.secret = secret;
        self.password_set = now;
    }

    pub(crate) fn unlock(&mut self) {
        self.locked = false;
        self.failures = 0;
    }
}
