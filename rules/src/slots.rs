//! Registration of slots in the PassLogic Authenticator.

use std::fmt;

use sekisho_protocol::otp::{Seed, Totp};
use subtle::ConstantTimeEq;

use crate::code;
use crate::form::is_user_name;
use crate::totp::{Generator, draw_seed};
use crate::turn::Turn;
use crate::{Refusal, Reply, Rule};

/// An app asks for a slot of a user.
#[derive(Clone, Debug)]
pub struct SlotRequest {
    /// The user.
    pub uid: String,
    /// The name of the device that the app runs on.
    pub device: String,
    /// The key of the API, if the policy has one.
    pub key: Option<ApiKey>,
}

/// The key under which the policy may have slots registered. It prints as `•••`.
#[derive(Clone)]
pub struct ApiKey(String);

impl ApiKey {
    /// A key.
    #[must_use]
    pub fn new(key: &str) -> Self {
        Self(key.to_owned())
    }
}

impl PartialEq for ApiKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for ApiKey {}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}

/// What an app is given for its slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    /// The seed that was drawn for it.
    pub seed: Seed,
    /// How codes come from it.
    pub totp: Totp,
}

/// A slot of a user's app. A device has one.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    /// The name of the device.
    name: Box<str>,
    pub(crate) generator: Generator,
}

impl Turn<'_> {
    /// The reference's causes of 30200 and 30299 read as if swapped. Here 30200 is what does not fit the API as it is
    /// set up, and 30299 what fits but cannot be carried out: a wrong key, an unknown user, a store that is down.
    pub(crate) fn register_slot(&mut self, request: &SlotRequest) {
        let SlotRequest { uid, device, key } = request;
        let wanted = self.tenant.policy.slots.key.clone();
        let fits = self.names_are_sound(uid)
            && self.decide(Rule::SlotDeviceForm, is_user_name(device))
            && self.decide(Rule::SlotKeyGiven, key.is_some() == wanted.is_some());
        if !fits {
            return self.refuse(Refusal::Malformed, code::SLOT_MALFORMED, Some(uid));
        }
        if !self.store_is_up() {
            return self.refuse(Refusal::Unavailable, code::SLOT_FAILED, Some(uid));
        }
        if !(self.decide(Rule::SlotKeyRight, *key == wanted) & self.user_is_known(uid)) {
            return self.refuse(Refusal::Denied, code::SLOT_FAILED, Some(uid));
        }
        self.enrol(uid, device);
    }

    /// Each registration counts towards the limit, on whichever device, until an administrator resets the secret.
    fn enrol(&mut self, uid: &str, name: &str) {
        let policy = &self.tenant.policy;
        let (limit, step_s) = (policy.slots.limit, policy.totp.step_s);
        let registered = self.tenant.users.get(uid).map_or(0, |user| user.slots_registered);
        if !self.decide(Rule::SlotRoom, registered < limit) {
            return self.refuse(Refusal::Denied, code::SLOT_LIMIT, Some(uid));
        }
        let slot = Enrolment { seed: draw_seed(self.entropy), totp: Totp { step_s, ..Totp::default() } };
        if let Some(user) = self.tenant.users.get_mut(uid) {
            user.slots_registered = user.slots_registered.saturating_add(1);
            user.slots.retain(|other| *other.name != *name);
            user.slots.push(Slot { name: name.into(), generator: Generator::new(slot.seed.clone(), slot.totp) });
        }
        self.emit(code::SLOT_REGISTERED, Some(uid));
        self.reply(Reply::Enrolled { code: code::SLOT_REGISTERED, slot });
    }
}
