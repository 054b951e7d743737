//! A policy as JSON tells it. What is absent stays as it is; null takes away.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::time::Duration;

use sekisho_protocol::otp::Window;
use sekisho_rules::{ApiKey, AttributeCheck, Blocks, ChangePolicy, DeviceLimit, EapMethod, Lengths, Method, Policy};
use serde::{Deserialize, Deserializer};

use super::hours::{self, Span};

/// Cells of a pattern, or characters of a phrase.
const LONGEST_PART: u8 = 32;
/// Patterns that are remembered, the one that holds included.
const DEEPEST_HISTORY: u8 = 25;
/// Steps that a code may be off either way.
const WIDEST: i32 = 100;

/// Changes to a policy.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Changes {
    lock: Option<Lock>,
    table: Option<Table>,
    #[serde(default, deserialize_with = "nullable")]
    hours: Option<Option<Vec<Span>>>,
    password: Option<Password>,
    protection: Option<Protection>,
    device: Option<Device>,
    certificate: Option<Certificate>,
    method: Option<String>,
    totp: Option<Totp>,
    slots: Option<Slots>,
    windows: Option<Windows>,
    process: Option<Process>,
    offline: Option<Offline>,
    seamless: Option<Seamless>,
    radius: Option<Radius>,
    face: Option<Face>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lock {
    limit: NonZeroU32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    valid_ms: Option<u64>,
    blocks: Option<u8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Password {
    #[serde(default, deserialize_with = "nullable")]
    valid_ms: Option<Option<u64>>,
    #[serde(default, deserialize_with = "nullable")]
    warn_ms: Option<Option<u64>>,
    session_ms: Option<u64>,
    least: Option<u8>,
    most: Option<u8>,
    pattern_least: Option<u8>,
    pattern_most: Option<u8>,
    phrase_most: Option<u8>,
    forbids_straight: Option<bool>,
    forbids_repeats: Option<bool>,
    history: Option<u8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Offline {
    most: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Seamless {
    on: Option<bool>,
    valid_ms: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Protection {
    on: Option<bool>,
    released_ms: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Totp {
    step_ms: Option<u32>,
    accepts: Option<[i32; 2]>,
    resync: Option<[i32; 2]>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Device {
    required: Option<bool>,
    limit: Option<u8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Certificate {
    required: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Slots {
    limit: Option<u32>,
    #[serde(default, deserialize_with = "nullable")]
    key: Option<Option<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Windows {
    client: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Process {
    valid_ms: u64,
}

/// `{"attributes":{"NAS-Identifier":"vpn*"},"challenge":true}`: the attributes take the place of those before.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Radius {
    allowed: Option<bool>,
    attributes: Option<BTreeMap<String, String>>,
    challenge: Option<bool>,
    state_valid_ms: Option<u64>,
    admits_change: Option<bool>,
    eap: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Face {
    on: Option<bool>,
    tenant_on: Option<bool>,
    suite: Option<String>,
    #[serde(default, deserialize_with = "nullable")]
    key: Option<Option<String>>,
    valid_ms: Option<u64>,
    skew_ms: Option<u64>,
}

impl Changes {
    /// The policy with these changes, or what is wrong with them; `suites` are those of the face service.
    pub(super) fn apply(self, mut policy: Policy, suites: &[&str]) -> Result<Policy, String> {
        if let Some(lock) = self.lock {
            policy.lock.limit = lock.limit;
        }
        if let Some(table) = self.table {
            table.apply(&mut policy)?;
        }
        if let Some(spans) = self.hours {
            policy.hours = hours::read(spans)?;
        }
        if let Some(password) = self.password {
            password.apply(&mut policy)?;
        }
        if let Some(protection) = self.protection {
            protection.apply(&mut policy);
        }
        if let Some(device) = self.device {
            device.apply(&mut policy)?;
        }
        if let Some(certificate) = self.certificate {
            policy.certificate.required = certificate.required;
        }
        if let Some(name) = self.method {
            policy.method = method(&name)?;
        }
        if let Some(radius) = self.radius {
            radius.apply(&mut policy)?;
        }
        if let Some(face) = self.face {
            face.apply(&mut policy, suites)?;
        }
        if let Some(totp) = self.totp {
            totp.apply(&mut policy)?;
        }
        if let Some(slots) = self.slots {
            slots.apply(&mut policy);
        }
        policy.client = self.windows.map_or(policy.client, |windows| windows.client);
        policy.process_valid = self.process.map_or(policy.process_valid, |process| millis(process.valid_ms));
        policy.offline.most = self.offline.map_or(policy.offline.most, |offline| offline.most);
        if let Some(Seamless { on, valid_ms }) = self.seamless {
            policy.seamless.on = on.unwrap_or(policy.seamless.on);
            policy.seamless.valid = valid_ms.map_or(policy.seamless.valid, millis);
        }
        Ok(policy)
    }
}

impl Table {
    fn apply(&self, policy: &mut Policy) -> Result<(), String> {
        policy.table.valid = self.valid_ms.map_or(policy.table.valid, millis);
        if let Some(count) = self.blocks {
            policy.table.blocks = Blocks::new(count).ok_or_else(|| format!("expected 1 to 4 blocks, got {count}"))?;
        }
        Ok(())
    }
}

impl Password {
    fn apply(&self, policy: &mut Policy) -> Result<(), String> {
        let password = &mut policy.password;
        password.valid = self.valid_ms.map_or(password.valid, |valid| valid.map(millis));
        password.warn = self.warn_ms.map_or(password.warn, |warn| warn.map(millis));
        policy.change = self.changed(policy.change)?;
        Ok(())
    }

    /// A pattern or phrase that is longer than an administrator can set would not be editable.
    fn changed(&self, policy: ChangePolicy) -> Result<ChangePolicy, String> {
        let lengths = |least: Option<u8>, most: Option<u8>, known: Lengths| Lengths {
            least: least.unwrap_or(known.least),
            most: most.unwrap_or(known.most),
        };
        let changed = ChangePolicy {
            session: self.session_ms.map_or(policy.session, millis),
            total: lengths(self.least, self.most, policy.total),
            pattern: lengths(self.pattern_least, self.pattern_most, policy.pattern),
            longest_phrase: self.phrase_most.unwrap_or(policy.longest_phrase),
            forbids_straight: self.forbids_straight.unwrap_or(policy.forbids_straight),
            forbids_repeats: self.forbids_repeats.unwrap_or(policy.forbids_repeats),
            history: self.history.unwrap_or(policy.history),
        };
        let sound = changed.pattern.least > 0 && changed.pattern.most <= LONGEST_PART;
        if sound && changed.longest_phrase <= LONGEST_PART && changed.history <= DEEPEST_HISTORY {
            return Ok(changed);
        }
        Err(format!(
            "expected pattern_least of 1 or more, pattern_most and phrase_most up to {LONGEST_PART}, \
             history up to {DEEPEST_HISTORY}"
        ))
    }
}

impl Protection {
    fn apply(&self, policy: &mut Policy) {
        let protection = &mut policy.protection;
        protection.on = self.on.unwrap_or(protection.on);
        protection.released = self.released_ms.map_or(protection.released, millis);
    }
}

impl Device {
    fn apply(&self, policy: &mut Policy) -> Result<(), String> {
        let device = &mut policy.device;
        device.required = self.required.unwrap_or(device.required);
        if let Some(count) = self.limit {
            device.limit = DeviceLimit::new(count).ok_or_else(|| format!("expected 1 to 5 devices, got {count}"))?;
        }
        Ok(())
    }
}

impl Radius {
    fn apply(self, policy: &mut Policy) -> Result<(), String> {
        let radius = &mut policy.radius;
        radius.allowed = self.allowed.unwrap_or(radius.allowed);
        radius.challenge = self.challenge.unwrap_or(radius.challenge);
        radius.state_valid = self.state_valid_ms.map_or(radius.state_valid, millis);
        radius.admits_change = self.admits_change.unwrap_or(radius.admits_change);
        if let Some(name) = self.eap {
            let found = EapMethod::ALL.into_iter().find(|method| method.as_str() == name);
            radius.eap = found.ok_or_else(|| format!("expected the EAP method md5 or gtc, got {name:?}"))?;
        }
        if let Some(attributes) = self.attributes {
            let checks = attributes.iter().map(|(name, value)| AttributeCheck::new(name, value));
            radius.attributes = checks.collect::<Result<_, _>>().map_err(|bad| bad.to_string())?;
        }
        Ok(())
    }
}

impl Totp {
    fn apply(&self, policy: &mut Policy) -> Result<(), String> {
        let totp = &mut policy.totp;
        if let Some(step_ms) = self.step_ms {
            totp.step_s =
                seconds(step_ms).ok_or_else(|| format!("expected a step of whole seconds, got {step_ms} ms"))?;
        }
        totp.accepts = self.accepts.map_or(Ok(totp.accepts), window)?;
        totp.resync = self.resync.map_or(Ok(totp.resync), window)?;
        Ok(())
    }
}

impl Face {
    fn apply(self, policy: &mut Policy, suites: &[&str]) -> Result<(), String> {
        let face = &mut policy.face;
        face.on = self.on.unwrap_or(face.on);
        face.tenant_on = self.tenant_on.unwrap_or(face.tenant_on);
        if let Some(name) = self.suite {
            if !suites.contains(&name.as_str()) {
                return Err(format!("expected a suite of the face service ({}), got {name:?}", suites.join(", ")));
            }
            face.suite = name;
        }
        face.key = self.key.unwrap_or(face.key.take());
        face.valid = self.valid_ms.map_or(face.valid, millis);
        face.skew = self.skew_ms.map_or(face.skew, millis);
        Ok(())
    }
}

impl Slots {
    fn apply(self, policy: &mut Policy) {
        let slots = &mut policy.slots;
        slots.limit = self.limit.unwrap_or(slots.limit);
        if let Some(key) = self.key {
            slots.key = key.as_deref().map(ApiKey::new);
        }
    }
}

fn seconds(step_ms: u32) -> Option<NonZeroU32> {
    NonZeroU32::new(step_ms / 1000).filter(|_| step_ms.is_multiple_of(1000))
}

/// Every step of a window costs a hash at each login.
fn window([from, to]: [i32; 2]) -> Result<Window, String> {
    let found = Window::new(from, to).ok().filter(|_| from >= -WIDEST && to <= WIDEST);
    found.ok_or_else(|| format!("expected steps from and to, between -{WIDEST} and {WIDEST}, got [{from}, {to}]"))
}

fn millis(count: u64) -> Duration {
    Duration::from_millis(count)
}

fn method(name: &str) -> Result<Method, String> {
    let found = Method::ALL.into_iter().find(|method| method.as_str() == name);
    found.ok_or_else(|| format!("expected the method matrix, token, authenticator or missing, got {name:?}"))
}

/// Tells null (some none) from absent (none).
fn nullable<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}
