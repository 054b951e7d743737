//! What one may tell a clock.

use std::time::Duration;

use sekisho_rules::{TenantName, Time};
use serde::Deserialize;

use super::answers::Failure;
use crate::service::{Clock, ClockError, Core, Mode};
use crate::timestamp;

/// One thing to tell a clock: exactly one of these.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Told {
    advance_ms: Option<u64>,
    set: Option<String>,
    mode: Option<String>,
}

impl Told {
    pub(super) fn obey(&self, core: &mut Core, tenant: &TenantName) -> Result<(), Failure> {
        match (self.advance_ms, &self.set, &self.mode) {
            (Some(millis), None, None) => {
                let to = standing(core, tenant)?.later(Duration::from_millis(millis));
                core.move_clock(tenant, to);
            }
            (None, Some(text), None) => {
                let to = time(text)?;
                standing(core, tenant)?;
                core.move_clock(tenant, to);
            }
            (None, None, Some(name)) => core.change_clock(tenant, mode(name)?),
            _ => return Err(Failure::Wrong("expected exactly one of advance_ms, set and mode".into())),
        }
        Ok(())
    }
}

/// A clock that can be moved.
fn standing(core: &mut Core, tenant: &TenantName) -> Result<Clock, Failure> {
    let clock = core.clock(tenant);
    if clock.mode() == Mode::Real { Err(ClockError::Real.into()) } else { Ok(clock) }
}

pub(super) fn mode(name: &str) -> Result<Mode, Failure> {
    Mode::read(name).ok_or_else(|| Failure::Wrong(format!("expected real, moved or automatic, got {name:?}")))
}

pub(super) fn time(text: &str) -> Result<Time, Failure> {
    timestamp::read(text).ok_or_else(|| Failure::Wrong(format!("expected an RFC 3339 time, got {text:?}")))
}
