//! Logins bound to registered browsers, which a cookie tells apart.

use std::fmt;

use crate::code::{DEVICE_KNOWN, DEVICE_MALFORMED};
use crate::door::Door;
use crate::login::{Attempt, Entrant, Examined};
use crate::token::DeviceId;
use crate::turn::Turn;
use crate::{Browser, Refusal, Rule};

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
        if !self.binds_devices(attempt.door) {
            return Examined::Passed;
        }
        let uid = attempt.uid.as_str();
        let cookie = attempt.browser.device.as_deref();
        if !self.decide(Rule::DeviceForm, cookie.is_none_or(|text| DeviceCookie::read(text).is_some())) {
            self.refuse(Refusal::Malformed, DEVICE_MALFORMED, Some(uid));
            return Examined::Told;
        }
        let registered = self.is_registered(uid, &attempt.browser);
        if self.decide(Rule::DeviceRegistered, registered) {
            self.emit(DEVICE_KNOWN, Some(uid));
            return Examined::Passed;
        }
        self.has_room(uid).into()
    }

    /// Whether a browser that passed can be registered still: another may have taken the slot since.
    pub(crate) fn device_has_room(&mut self, entrant: &Entrant) -> bool {
        let registered = self.seam.judge(Rule::DeviceRegistered, self.is_registered(&entrant.uid, &entrant.browser));
        !self.binds_devices(entrant.door) || registered || self.has_room(&entrant.uid)
    }

    fn has_room(&mut self, uid: &str) -> bool {
        let limit = self.tenant.policy.device.limit.count();
        self.holds(Rule::DeviceRoom, uid, |user| user.devices.len() < limit)
    }

    /// Takes a free slot for the browser of a granted login, unless it has one.
    pub(crate) fn register_device(&mut self, entrant: &Entrant) -> Option<DeviceCookie> {
        let registered = self.seam.judge(Rule::DeviceRegistered, self.is_registered(&entrant.uid, &entrant.browser));
        if registered || !self.binds_devices(entrant.door) {
            return None;
        }
        let held = entrant.browser.device.as_deref().and_then(DeviceCookie::read);
        let id = DeviceId::draw(self.entropy);
        self.tenant.users.get_mut(entrant.uid.as_str())?.devices.push(id);
        Some(held.unwrap_or(DeviceCookie(Vec::new())).with(id))
    }

    fn binds_devices(&self, door: &Door) -> bool {
        door.device.is_some() && self.tenant.policy.device.required
    }

    fn is_registered(&self, uid: &str, browser: &Browser) -> bool {
        let held = browser.device.as_deref().and_then(DeviceCookie::read);
        let user = self.tenant.users.get(uid);
        held.zip(user).is_some_and(|(held, user)| held.0.iter().any(|id| user.devices.contains(id)))
    }
}
