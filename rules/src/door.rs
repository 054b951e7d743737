//! The doors through which one logs in, told apart by their codes alone.

use crate::code;
use crate::login::Check;
use crate::{Code, Factor, Refusal};

/// The codes of one door. A code's last two digits mean the same at each.
#[derive(Debug)]
pub(crate) struct Door {
    pub(crate) malformed: Code,
    /// System error; also stands in for the codes that a door lacks.
    pub(crate) failed: Code,
    /// None where answers carry no ticket.
    pub(crate) ticket: Option<Code>,
    /// None where the door has no processes.
    pub(crate) process: Option<Code>,
    /// None where the door cannot be switched off.
    pub(crate) off: Option<Code>,
    pub(crate) disabled: Code,
    pub(crate) expired: Code,
    pub(crate) locked: Code,
    pub(crate) hours: Code,
    /// None where the catalog has no such codes: logins there pass without being released.
    pub(crate) protection: Option<ProtectionCodes>,
    /// The code of a browser that is not registered. None where no browser logs in, or cookies are no part of
    /// the method: logins there are not bound to devices.
    pub(crate) device: Option<Code>,
    /// Whether client certificates are asked for here; their codes are the same at each door.
    pub(crate) certificate: bool,
    /// None where the catalog has no such code: a policy without a method is a system error there.
    pub(crate) method: Option<Code>,
    /// None where nothing shows codes.
    pub(crate) seed: Option<Code>,
    pub(crate) incorrect: Code,
    /// None where a drift beyond correction step 1 is simply wrong.
    pub(crate) drift: Option<Drift>,
    pub(crate) granted: Code,
    /// None where a password that must be changed is nothing to the method.
    pub(crate) change: Option<Code>,
    /// Follows the grant when the password expires soon.
    pub(crate) expiring: Option<Code>,
    /// Whether a grant opens a session of the web, in which the password can be changed.
    pub(crate) session: bool,
    /// Whether a grant hands out a proof for seamless sign-on.
    pub(crate) proof: bool,
    /// Whether a face can be asked for: only a browser can be sent to the face service.
    pub(crate) face: bool,
}

/// The codes of login protection at a door.
#[derive(Debug)]
pub(crate) struct ProtectionCodes {
    /// Not released, or not any more.
    pub(crate) active: Code,
    /// Whether it was released could not be found out.
    pub(crate) unreachable: Code,
}

/// The codes of a drift beyond correction step 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Drift {
    pub(crate) outside: Code,
    /// None where the door does not ask for the next code in so many words.
    pub(crate) again: Option<Code>,
}

static WEB: Door = Door {
    malformed: code::WEB_MALFORMED,
    failed: code::WEB_FAILED,
    ticket: Some(code::WEB_TICKET),
    process: None,
    off: None,
    disabled: code::WEB_DISABLED,
    expired: code::WEB_EXPIRED,
    locked: code::WEB_LOCKED,
    hours: code::WEB_HOURS,
    protection: Some(ProtectionCodes { active: code::WEB_PROTECTED, unreachable: code::WEB_UNCONFIRMED }),
    device: Some(code::DEVICE_UNKNOWN),
    certificate: true,
    method: Some(code::WEB_METHOD),
    seed: None,
    incorrect: code::WEB_INCORRECT,
    drift: None,
    granted: code::WEB_GRANTED,
    change: Some(code::WEB_CHANGE),
    expiring: None,
    session: true,
    proof: false,
    face: true,
};

static WINDOWS: Door = Door {
    malformed: code::WINDOWS_MALFORMED,
    failed: code::WINDOWS_FAILED,
    ticket: Some(code::WINDOWS_TICKET),
    process: Some(code::WINDOWS_PROCESS),
    off: None,
    disabled: code::WINDOWS_DISABLED,
    expired: code::WINDOWS_EXPIRED,
    locked: code::WINDOWS_LOCKED,
    hours: code::WINDOWS_HOURS,
    // The catalog has no 54320 and no 54321.
    protection: None,
    device: None,
    certificate: false,
    // The catalog has no 54308.
    method: None,
    seed: None,
    incorrect: code::WINDOWS_INCORRECT,
    drift: None,
    granted: code::WINDOWS_GRANTED,
    change: Some(code::WINDOWS_CHANGE),
    expiring: Some(code::WINDOWS_EXPIRING),
    session: false,
    proof: true,
    face: false,
};

static SEAMLESS: Door = Door {
    // The form is examined before; the catalog has no 81100.
    malformed: code::SEAMLESS_FAILED,
    failed: code::SEAMLESS_FAILED,
    ticket: None,
    process: None,
    off: Some(code::SEAMLESS_OFF),
    disabled: code::SEAMLESS_DISABLED,
    expired: code::SEAMLESS_EXPIRED,
    locked: code::SEAMLESS_LOCKED,
    hours: code::SEAMLESS_HOURS,
    protection: None,
    device: None,
    certificate: false,
    // No method is asked for.
    method: None,
    seed: None,
    incorrect: code::SEAMLESS_INCORRECT,
    drift: None,
    granted: code::SEAMLESS_GRANTED,
    change: Some(code::SEAMLESS_CHANGE),
    expiring: None,
    session: true,
    proof: true,
    face: false,
};

pub(crate) static RADIUS: Door = Door {
    malformed: code::RADIUS_MALFORMED,
    failed: code::RADIUS_FAILED,
    ticket: Some(code::RADIUS_TICKET),
    process: None,
    off: None,
    disabled: code::RADIUS_DISABLED,
    expired: code::RADIUS_EXPIRED,
    locked: code::RADIUS_LOCKED,
    hours: code::RADIUS_HOURS,
    protection: Some(ProtectionCodes { active: code::RADIUS_PROTECTED, unreachable: code::RADIUS_UNCONFIRMED }),
    device: None,
    certificate: false,
    method: Some(code::RADIUS_METHOD),
    seed: Some(code::RADIUS_SEED),
    incorrect: code::RADIUS_INCORRECT,
    drift: Some(Drift { outside: code::RADIUS_DRIFT, again: None }),
    granted: code::RADIUS_GRANTED,
    // Whether a password that must be changed is let in is the policy's to say.
    change: None,
    expiring: None,
    session: false,
    proof: false,
    face: false,
};

static WEB_TOKEN: Door = Door {
    malformed: code::TOKEN_MALFORMED,
    failed: code::TOKEN_FAILED,
    ticket: None,
    process: None,
    off: None,
    disabled: code::TOKEN_DISABLED,
    expired: code::TOKEN_EXPIRED,
    locked: code::TOKEN_LOCKED,
    hours: code::TOKEN_HOURS,
    protection: None,
    device: None,
    certificate: true,
    method: Some(code::TOKEN_METHOD),
    seed: Some(code::TOKEN_SEED),
    incorrect: code::TOKEN_INCORRECT,
    drift: Some(Drift { outside: code::TOKEN_DRIFTED, again: Some(code::TOKEN_AGAIN) }),
    granted: code::TOKEN_GRANTED,
    change: None,
    expiring: None,
    session: false,
    proof: false,
    face: true,
};

static WINDOWS_TOKEN: Door = Door {
    malformed: code::WINDOWS_TOKEN_MALFORMED,
    failed: code::WINDOWS_TOKEN_FAILED,
    ticket: None,
    process: Some(code::WINDOWS_TOKEN_PROCESS),
    off: None,
    disabled: code::WINDOWS_TOKEN_DISABLED,
    expired: code::WINDOWS_TOKEN_EXPIRED,
    locked: code::WINDOWS_TOKEN_LOCKED,
    hours: code::WINDOWS_TOKEN_HOURS,
    protection: None,
    device: None,
    certificate: false,
    method: Some(code::WINDOWS_TOKEN_METHOD),
    seed: Some(code::WINDOWS_TOKEN_SEED),
    incorrect: code::WINDOWS_TOKEN_INCORRECT,
    drift: Some(Drift { outside: code::WINDOWS_TOKEN_DRIFTED, again: Some(code::WINDOWS_TOKEN_AGAIN) }),
    granted: code::WINDOWS_TOKEN_GRANTED,
    change: None,
    expiring: None,
    session: false,
    proof: true,
    face: false,
};

static WEB_APP: Door = Door {
    malformed: code::APP_MALFORMED,
    failed: code::APP_FAILED,
    ticket: None,
    process: None,
    off: None,
    disabled: code::APP_DISABLED,
    expired: code::APP_EXPIRED,
    locked: code::APP_LOCKED,
    hours: code::APP_HOURS,
    protection: Some(ProtectionCodes { active: code::APP_PROTECTED, unreachable: code::APP_UNCONFIRMED }),
    device: None,
    certificate: true,
    method: Some(code::APP_METHOD),
    seed: Some(code::APP_SEED),
    incorrect: code::APP_INCORRECT,
    drift: None,
    granted: code::APP_GRANTED,
    change: None,
    expiring: None,
    session: false,
    proof: false,
    face: true,
};

static WINDOWS_APP: Door = Door {
    malformed: code::WINDOWS_APP_MALFORMED,
    failed: code::WINDOWS_APP_FAILED,
    ticket: None,
    process: Some(code::WINDOWS_APP_PROCESS),
    off: None,
    disabled: code::WINDOWS_APP_DISABLED,
    expired: code::WINDOWS_APP_EXPIRED,
    locked: code::WINDOWS_APP_LOCKED,
    hours: code::WINDOWS_APP_HOURS,
    protection: Some(ProtectionCodes {
        active: code::WINDOWS_APP_PROTECTED,
        unreachable: code::WINDOWS_APP_UNCONFIRMED,
    }),
    device: None,
    certificate: false,
    method: Some(code::WINDOWS_APP_METHOD),
    seed: Some(code::WINDOWS_APP_SEED),
    incorrect: code::WINDOWS_APP_INCORRECT,
    drift: None,
    granted: code::WINDOWS_APP_GRANTED,
    change: None,
    expiring: None,
    session: false,
    proof: true,
    face: false,
};

impl Door {
    /// With which code a login that fails this check is refused.
    pub(crate) fn code(&self, check: Check) -> Code {
        let stated = match check {
            Check::Form => Some(self.malformed),
            Check::Store | Check::Certificate => None,
            Check::Ticket => self.ticket,
            Check::Process => self.process,
            Check::Feature => self.off,
            Check::Enabled => Some(self.disabled),
            Check::Current => Some(self.expired),
            Check::Unlocked => Some(self.locked),
            Check::Hours => Some(self.hours),
            Check::Protection => self.protection.as_ref().map(|codes| codes.active),
            Check::Device => self.device,
            Check::Method => self.method,
            // Nothing but RADIUS is refused by these.
            Check::Characters => Some(code::RADIUS_CHARACTER),
            Check::Allowed => Some(code::RADIUS_TENANT),
            Check::Attributes => Some(code::RADIUS_ATTRIBUTES),
            Check::Seed => self.seed,
            Check::Tenant | Check::Answer => Some(self.incorrect),
        };
        stated.unwrap_or(self.failed)
    }

    pub(crate) fn refusal(&self, check: Check) -> Refusal {
        match check {
            Check::Form => Refusal::Malformed,
            _ if self.code(check) == self.failed => Refusal::Unavailable,
            _ => Refusal::Denied,
        }
    }
}

impl Factor {
    /// The door that takes it over the web.
    pub(crate) fn web_door(&self) -> &'static Door {
        match self {
            Self::Matrix { .. } => &WEB,
            Self::Proof { .. } => &SEAMLESS,
            Self::Radius(_) => &RADIUS,
            Self::Token { .. } => &WEB_TOKEN,
            Self::App { .. } => &WEB_APP,
        }
    }

    /// The door that takes it at the Windows logon.
    pub(crate) fn windows_door(&self) -> &'static Door {
        match self {
            Self::Matrix { .. } => &WINDOWS,
            Self::Proof { .. } => &SEAMLESS,
            Self::Radius(_) => &RADIUS,
            Self::Token { .. } => &WINDOWS_TOKEN,
            Self::App { .. } => &WINDOWS_APP,
        }
    }
}
