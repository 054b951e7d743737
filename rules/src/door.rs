//! The doors through which one logs in, told apart by their codes alone.

use crate::code;
use crate::login::Check;
use crate::{Code, Refusal};

/// The codes of one door. A code's last two digits mean the same at each.
#[derive(Debug)]
pub(crate) struct Door {
    malformed: Code,
    failed: Code,
    ticket: Code,
    process: Code,
    disabled: Code,
    expired: Code,
    locked: Code,
    hours: Code,
    method: Code,
    incorrect: Code,
    pub(crate) granted: Code,
    pub(crate) change: Code,
    /// Follows the grant when the password expires soon.
    pub(crate) expiring: Option<Code>,
}

pub(crate) static WEB: Door = Door {
    malformed: code::WEB_MALFORMED,
    failed: code::WEB_FAILED,
    ticket: code::WEB_TICKET,
    // The web has no processes, so this is never emitted.
    process: code::WEB_FAILED,
    disabled: code::WEB_DISABLED,
    expired: code::WEB_EXPIRED,
    locked: code::WEB_LOCKED,
    hours: code::WEB_HOURS,
    method: code::WEB_METHOD,
    incorrect: code::WEB_INCORRECT,
    granted: code::WEB_GRANTED,
    change: code::WEB_CHANGE,
    expiring: None,
};

pub(crate) static WINDOWS: Door = Door {
    malformed: code::WINDOWS_MALFORMED,
    failed: code::WINDOWS_FAILED,
    ticket: code::WINDOWS_TICKET,
    process: code::WINDOWS_PROCESS,
    disabled: code::WINDOWS_DISABLED,
    expired: code::WINDOWS_EXPIRED,
    locked: code::WINDOWS_LOCKED,
    hours: code::WINDOWS_HOURS,
    // The catalog has no 54308: a policy without a method is a system error here.
    method: code::WINDOWS_FAILED,
    incorrect: code::WINDOWS_INCORRECT,
    granted: code::WINDOWS_GRANTED,
    change: code::WINDOWS_CHANGE,
    expiring: Some(code::WINDOWS_EXPIRING),
};

impl Door {
    /// With which code a login that fails this check is refused.
    pub(crate) fn code(&self, check: Check) -> Code {
        match check {
            Check::Form => self.malformed,
            Check::Store => self.failed,
            Check::Ticket => self.ticket,
            Check::Process => self.process,
            Check::Enabled => self.disabled,
            Check::Current => self.expired,
            Check::Unlocked => self.locked,
            Check::Hours => self.hours,
            Check::Method => self.method,
            Check::Tenant | Check::Answer => self.incorrect,
        }
    }

    pub(crate) fn refusal(&self, check: Check) -> Refusal {
        match check {
            Check::Form => Refusal::Malformed,
            Check::Store => Refusal::Unavailable,
            _ if self.code(check) == self.failed => Refusal::Unavailable,
            _ => Refusal::Denied,
        }
    }
}
