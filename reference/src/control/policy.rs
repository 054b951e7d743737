//! A policy as JSON tells it. What is absent stays as it is; null takes away.

use std::num::NonZeroU32;
use std::time::Duration;

use sekisho_rules::{Blocks, DeviceLimit, Method, Policy};
use serde::{Deserialize, Deserializer};

use super::hours::{self, Span};

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
    method: Option<String>,
    windows: Option<Windows>,
    process: Option<Process>,
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
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Protection {
    on: Option<bool>,
    released_ms: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Device {
    required: Option<bool>,
    limit: Option<u8>,
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

impl Changes {
    /// The policy with these changes, or what is wrong with them.
    pub(super) fn apply(self, mut policy: Policy) -> Result<Policy, String> {
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
            password.apply(&mut policy);
        }
        if let Some(protection) = self.protection {
            protection.apply(&mut policy);
        }
        if let Some(device) = self.device {
            device.apply(&mut policy)?;
        }
        if let Some(name) = self.method {
            policy.method = method(&name)?;
        }
        policy.client = self.windows.map_or(policy.client, |windows| windows.client);
        policy.process_valid = self.process.map_or(policy.process_valid, |process| millis(process.valid_ms));
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
    fn apply(&self, policy: &mut Policy) {
        let password = &mut policy.password;
        password.valid = self.valid_ms.map_or(password.valid, |valid| valid.map(millis));
        password.warn = self.warn_ms.map_or(password.warn, |warn| warn.map(millis));
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

fn millis(count: u64) -> Duration {
    Duration::from_millis(count)
}

fn method(name: &str) -> Result<Method, String> {
    let found = [Method::Matrix, Method::Missing].into_iter().find(|method| method.as_str() == name);
    found.ok_or_else(|| format!("expected the method matrix or missing, got {name:?}"))
}

/// Tells null (some none) from absent (none).
fn nullable<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}
