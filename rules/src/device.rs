//! Logins bound to registered browsers, which a cookie tells apart.

use std::fmt;

use crate::code::{DEVICE_KNOWN, DEVICE_MALFORMED};
use crate::login::{Attempt, Examined};
use crate::token::DeviceId;
use crate::turn::Turn;
use crate::{Refusal, Rule};

/// Registrations that one browser's cookie holds: users who share a browser
/// have one each, and the oldest gives way.
const MOST_OF_A_BROWSER: usize = 16;

/// The value of a browser's cookie: the registrations that the browser holds,
/// each 32 hexadecimal digits, with dots between. It prints as `•••`.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceCookie(Vec<DeviceId>);

impl DeviceCookie {
    fn read(text: &str) -> Option<Self> {
        let ids: Option<Vec<_>> = text.split('.').take(MOST_OF_A_BROWSER + 1).map(DeviceId::read).collect();
        ids.filter(|ids| ids.len() <= MOST_OF_A_BROWSER).map(Self)
    }

    fn with(mut self, id: DeviceId) -> Self {
        if self.0.len() >= MOST_OF_A_BROWSER {
            self.0.remove(0);
        }
        self.0.push(id);
        self
    }

    /// The value, for whom it is made.
    #[must_use]
    pub fn value(&self) -> String {
        let ids: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        ids.join(".")
    }
}

impl fmt::Debug for DeviceCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}

impl Turn<'_> {
    /// A registered browser is told (54152); another passes while its user has a free slot, which a granted login
    /// then takes. An unknown user has no slots, and the answer will refuse.
    pub(crate) fn device(&mut self, attempt: &Attempt) -> Examined {
        if !self.binds_devices(attempt) {
            return Examined::Passed;
        }
        let uid = attempt.uid.as_str();
        let cookie = attempt.browser.device.as_deref();
        if !self.decide(Rule::DeviceForm, cookie.is_none_or(|text| DeviceCookie::read(text).is_some())) {
            self.refuse(Refusal::Malformed, DEVICE_MALFORMED, Some(uid));
            return Examined::Told;
        }
        let registered = self.is_registered(attempt);
        if self.decide(Rule::DeviceRegistered, registered) {
            self.emit(DEVICE_KNOWN, Some(uid));
            return Examined::Passed;
        }
        let limit = self.tenant.policy.device.limit.count();
        self.holds(Rule::DeviceRoom, uid, |user| user.devices.len() < limit).into()
    }

    /// Takes a free slot for the browser of a granted login, unless it has one.
    pub(crate) fn register_device(&mut self, attempt: &Attempt) -> Option<DeviceCookie> {
        let registered = self.seam.judge(Rule::DeviceRegistered, self.is_registered(attempt));
        if registered || !self.binds_devices(attempt) {
            return None;
        }
        let held = attempt.browser.device.as_deref().and_then(DeviceCookie::read);
        let id = DeviceId::draw(self.entropy);
        self.tenant.users.get_mut(attempt.uid.as_str())?.devices.push(id);
        Some(held.unwrap_or(DeviceCookie(Vec::new())).with(id))
    }

    fn binds_devices(&self, attempt: &Attempt) -> bool {
        attempt.door.device.is_some() && self.tenant.policy.device.required
    }

    fn is_registered(&self, attempt: &Attempt) -> bool {
        let held = attempt.browser.device.as_deref().and_then(DeviceCookie::read);
        let user = self.tenant.users.get(attempt.uid.as_str());
        held.zip(user).is_some_and(|(held, user)| held.0.iter().any(|id| user.devices.contains(id)))
    }
}
