//! Whether nothing is created twice.

use std::borrow::Cow;

use serde::Deserialize;

use super::rules::{CREATED_ONCE, Complaints};
use crate::graph::bounded::Bounded;
use crate::graph::message::Response;

/// Users whose creation is remembered.
const MOST_CREATED: usize = 1 << 18;

/// Who was created in which run of the server's work.
#[derive(Debug)]
pub(super) struct Creates {
    known: Bounded<u64, Created>,
    /// Counts the runs: a new one may not know what the last one did.
    run: u32,
}

#[derive(Debug)]
struct Created {
    run: u32,
    /// Whether the server was told so, by this answer or by a conflict since.
    told: bool,
}

impl Default for Creates {
    fn default() -> Self {
        Self { known: Bounded::new(MOST_CREATED), run: 0 }
    }
}

#[derive(Deserialize)]
struct Named<'a> {
    #[serde(borrow, rename = "userPrincipalName")]
    name: Option<Cow<'a, str>>,
}

/// Who is to be created.
pub(super) fn named(body: &[u8]) -> Option<String> {
    let named: Named<'_> = serde_json::from_slice(body).ok()?;
    named.name.map(|name| name.to_lowercase())
}

impl Creates {
    pub(super) fn new_run(&mut self) {
        self.run = self.run.wrapping_add(1);
    }

    /// A creation was carried out as `done` says, and answered as `told` says.
    pub(super) fn answered(
        &mut self,
        who: u64,
        name: &str,
        done: Option<&Response>,
        told: Option<&Response>,
        against: &mut Complaints,
    ) {
        let Some(done) = done else { return };
        let is_told = told.is_some_and(|told| told.status == done.status);
        if done.status.is_success() {
            self.known.insert(who, Created { run: self.run, told: is_told });
        } else if is_conflict(done)
            && let Some(created) = self.known.get_mut(&who).filter(|created| created.run == self.run)
        {
            if created.told {
                against.add(CREATED_ONCE, format!("{name} is created once"), "it is asked for again");
            }
            created.told |= is_told;
        }
    }
}

fn is_conflict(response: &Response) -> bool {
    let wanted = b"ObjectConflict";
    response.status.as_u16() == 400 && response.body.windows(wanted.len()).any(|window| window == wanted)
}
