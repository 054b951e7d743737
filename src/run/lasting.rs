use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::invoke::{Actor, Trouble};
use super::step::Asked;
use crate::check::{Wanted, WireSeen, claimed};
use crate::observe::Observed;
use crate::record::{Finding, FindingKind};
use crate::template::show_duration;

impl Actor<'_> {
    /// From now on, events that a step does not expect may belong to what it started: they are held until that ends.
    pub(super) fn hold(&mut self) {
        self.held.get_or_insert_default();
    }

    /// Waits until one of these has come, among what is held already or by arrival; nothing, if none came in time.
    pub(super) async fn end_of(&mut self, until: &[Wanted], patience: Duration) -> Result<Option<()>, Trouble> {
        let context = self.context;
        let authority = context.target.authority();
        let ends = |event: &Observed| {
            let is_one = |one: &Wanted| one.takes(&event.code, &context.target.catalog);
            Some(event.observer) == authority && until.iter().any(is_one)
        };
        let held = self.held.get_or_insert_default();
        if held.iter().any(ends) {
            return Ok(Some(()));
        }
        let deadline = Instant::now() + patience;
        loop {
            let arrival = tokio::select! {
                arrival = timeout_at(deadline, self.mailbox.recv()) => arrival,
                () = context.interruption() => return Err(Trouble::Interrupted),
            };
            let Ok(Some(event)) = arrival else { return Ok(None) };
            let is_end = ends(&event);
            held.push(event);
            if is_end {
                return Ok(Some(()));
            }
        }
    }

    /// Keeps what is a step's own of what came, and holds the rest.
    pub(super) fn claim(&mut self, asked: &Asked<'_>, events: Vec<Observed>, answers: &[WireSeen]) -> Vec<Observed> {
        let authority = self.context.target.authority();
        let is_decisive = |event: &Observed| Some(event.observer) == authority;
        let decisive: Vec<Observed> = events.iter().filter(|event| is_decisive(event)).cloned().collect();
        let mut is_claimed = self.seen(asked, decisive, answers.to_vec(), claimed).into_iter();
        // Witnesses tell the same again: of each code as many are the step's own as the log has.
        let mut told: BTreeMap<(usize, String), u64> = BTreeMap::new();
        let mut own_codes: BTreeMap<String, u64> = BTreeMap::new();
        let (mut own, mut rest, mut of_witnesses) = (Vec::new(), Vec::new(), Vec::new());
        for event in events {
            if !is_decisive(&event) {
                of_witnesses.push(event);
            } else if is_claimed.next().unwrap_or_default() {
                *own_codes.entry(event.code.clone()).or_default() += 1;
                own.push(event);
            } else {
                rest.push(event);
            }
        }
        for event in of_witnesses {
            let times = told.entry((event.observer, event.code.clone())).or_default();
            *times += 1;
            let is_own = *times <= own_codes.get(&event.code).copied().unwrap_or_default();
            if is_own { own.push(event) } else { rest.push(event) }
        }
        self.held = Some(rest);
        own
    }
}

/// That what was started did not end in time.
pub(super) fn endless(until: &[Wanted], patience: Duration) -> Finding {
    let labels: Vec<&str> = until.iter().map(|wanted| wanted.label.as_str()).collect();
    let expected = format!("{} within {}", labels.join(" or "), show_duration(patience));
    let finding = Finding::new(FindingKind::Missing, expected, "never");
    match until {
        [Wanted { accepts, .. }] => match accepts.as_slice() {
            [crate::check::Accepts::Code(code)] => finding.about(code.clone()),
            _ => finding,
        },
        _ => finding,
    }
}
