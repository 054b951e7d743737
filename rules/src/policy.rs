//! A tenant's policy. The seeds state no numbers, so all of them are policy;
//! the defaults are the design's (`design.md`, section 6).

use std::num::NonZeroU32;
use std::time::Duration;

use sekisho_protocol::otp::{Totp, Window};

use crate::{ApiKey, Blocks, FacePolicy, Hours, RadiusPolicy};

/// What holds for all users of a tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// When wrong answers lock a user.
    pub lock: LockPolicy,
    /// How tables are made.
    pub table: TablePolicy,
    /// When logins are let in.
    pub hours: Hours,
    /// How long passwords last.
    pub password: PasswordPolicy,
    /// Whether logins must be released by the phone.
    pub protection: ProtectionPolicy,
    /// Whether logins are bound to registered browsers.
    pub device: DevicePolicy,
    /// What a password may be changed to.
    pub change: ChangePolicy,
    /// What a Windows client may take along.
    pub offline: OfflinePolicy,
    /// Whether a Windows login is enough.
    pub seamless: SeamlessPolicy,
    /// Whether logins need a client certificate.
    pub certificate: CertificatePolicy,
    /// How far the clocks of tokens and apps may be off.
    pub totp: TotpPolicy,
    /// How slots of the Authenticator are registered.
    pub slots: SlotPolicy,
    /// How users authenticate.
    pub method: Method,
    /// The client version whose processes the Windows door takes.
    pub client: String,
    /// What is wanted of RADIUS.
    pub radius: RadiusPolicy,
    /// Whether logins over the web must show a face as well.
    pub face: FacePolicy,
    /// How long a process of the Windows client lasts: good until just before its end.
    pub process_valid: Duration,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            lock: LockPolicy::default(),
            table: TablePolicy::default(),
            hours: Hours::Always,
            password: PasswordPolicy::default(),
            protection: ProtectionPolicy::default(),
            device: DevicePolicy::default(),
            change: ChangePolicy::default(),
            offline: OfflinePolicy::default(),
            seamless: SeamlessPolicy::default(),
            certificate: CertificatePolicy::default(),
            totp: TotpPolicy::default(),
            slots: SlotPolicy::default(),
            method: Method::Matrix,
            client: "6.2".to_owned(),
            radius: RadiusPolicy::default(),
            face: FacePolicy::default(),
            process_valid: Duration::from_secs(600),
        }
    }
}

/// When wrong answers lock a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LockPolicy {
    /// Exactly so many wrong answers in a row lock, counted across channels.
    pub limit: NonZeroU32,
}

impl Default for LockPolicy {
    fn default() -> Self {
        const FIVE: NonZeroU32 = NonZeroU32::MIN.saturating_add(4);
        Self { limit: FIVE }
    }
}

/// How tables are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TablePolicy {
    /// How long a table lasts: good until just before its end.
    pub valid: Duration,
    /// How many blocks it has.
    pub blocks: Blocks,
}

impl Default for TablePolicy {
    fn default() -> Self {
        Self { valid: Duration::from_secs(180), blocks: Blocks::ONE }
    }
}

/// How long passwords last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PasswordPolicy {
    /// How long after it was set a password must be changed; never, if none.
    pub valid: Option<Duration>,
    /// How long before that the Windows door warns (54402).
    pub warn: Option<Duration>,
}

/// Whether logins must be released by the phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProtectionPolicy {
    /// Whether they must.
    pub on: bool,
    /// How long logins pass after a release: as many as will, until just before its end.
    pub released: Duration,
}

impl Default for ProtectionPolicy {
    /// A minute, or more, is too long (54120 in seed 000).
    fn default() -> Self {
        Self { on: false, released: Duration::from_secs(60) }
    }
}

/// Whether logins are bound to registered browsers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DevicePolicy {
    /// Whether they are.
    pub required: bool,
    /// How many browsers a user may have.
    pub limit: DeviceLimit,
}

/// How many browsers a user may have: 1–5 (seed 004).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeviceLimit(u8);

impl DeviceLimit {
    const MOST: u8 = 5;

    /// That many; none if a user may not have so many, or so few.
    #[must_use]
    pub fn new(count: u8) -> Option<Self> {
        (1..=Self::MOST).contains(&count).then_some(Self(count))
    }

    /// How many.
    #[must_use]
    pub fn count(self) -> usize {
        usize::from(self.0)
    }
}

impl Default for DeviceLimit {
    fn default() -> Self {
        Self(Self::MOST)
    }
}

/// What a password may be changed to. What an administrator sets is not held to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangePolicy {
    /// How long after its login a session is good: until just before its end.
    pub session: Duration,
    /// Characters of a whole password (57100).
    pub total: Lengths,
    /// Cells of its pattern (57103).
    pub pattern: Lengths,
    /// The most characters of its phrase (57103).
    pub longest_phrase: u8,
    /// Whether no pattern may go on in the same way from each cell to the next, in reading order (57104).
    pub forbids_straight: bool,
    /// Whether no cell may come twice running (57104).
    pub forbids_repeats: bool,
    /// So many of the latest patterns, the one that holds included, may not come again (57105); at most 25.
    pub history: u8,
}

impl Default for ChangePolicy {
    fn default() -> Self {
        Self {
            session: Duration::from_secs(300),
            total: Lengths { least: 4, most: 24 },
            pattern: Lengths { least: 4, most: 16 },
            longest_phrase: 16,
            forbids_straight: true,
            forbids_repeats: true,
            history: 3,
        }
    }
}

/// How long something may be, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lengths {
    /// The shortest.
    pub least: u8,
    /// The longest.
    pub most: u8,
}

impl Lengths {
    pub(crate) fn contains(self, length: usize) -> bool {
        (usize::from(self.least)..=usize::from(self.most)).contains(&length)
    }
}

/// What a Windows client may take along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfflinePolicy {
    /// The most tables in one answer (seed 004: 10,000).
    pub most: u32,
}

impl Default for OfflinePolicy {
    fn default() -> Self {
        Self { most: 10_000 }
    }
}

/// Whether a Windows login is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeamlessPolicy {
    /// Whether there is seamless sign-on.
    pub on: bool,
    /// How long after a login its proof is good: until just before its end.
    pub valid: Duration,
}

impl Default for SeamlessPolicy {
    fn default() -> Self {
        Self { on: true, valid: Duration::from_secs(8 * 3600) }
    }
}

/// Whether logins need a client certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CertificatePolicy {
    /// Whether they do.
    pub required: bool,
}

/// How far the clocks of tokens and apps may be off, in steps around the expected drift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TotpPolicy {
    /// Length of the time step of what is registered from now on, in seconds.
    pub step_s: NonZeroU32,
    /// Correction step 1: accepted, and the drift remembered.
    pub accepts: Window,
    /// Correction step 2, of hardware tokens alone: the next code is asked for.
    pub resync: Window,
}

impl Default for TotpPolicy {
    fn default() -> Self {
        Self { step_s: Totp::default().step_s, accepts: around(2), resync: around(20) }
    }
}

fn around(steps: i32) -> Window {
    Window::new(-steps, steps).unwrap_or(Window::EXACT)
}

/// How slots of the Authenticator are registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotPolicy {
    /// How often a user may register one.
    pub limit: u32,
    /// The key that a registration must bring, if one is asked for.
    pub key: Option<ApiKey>,
}

impl Default for SlotPolicy {
    fn default() -> Self {
        Self { limit: 5, key: None }
    }
}

/// How users authenticate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// PassLogic authentication: digits read from a table.
    Matrix,
    /// The code of a hardware token.
    Token,
    /// The code of the PassLogic Authenticator.
    Authenticator,
    /// None that could be resolved: a corrupt policy row (54108).
    Missing,
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 4] = [Self::Matrix, Self::Token, Self::Authenticator, Self::Missing];

    /// The method's name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Matrix => "matrix",
            Self::Token => "token",
            Self::Authenticator => "authenticator",
            Self::Missing => "missing",
        }
    }
}
