use std::time::Duration;

use tokio::time::{Instant, timeout, timeout_at};

use super::invoke::{Actor, Call, Given, Trouble};
use crate::check::Wanted;
use crate::observe::Observed;
use crate::record::Proof;
use crate::scenario::AnswerKind;
use crate::target::{ObserveFrom, SpannedText};
use crate::template::Value;

/// How long a marker may be on its way.
const MARKER_PATIENCE: Duration = Duration::from_secs(5);
/// How long an expected event may be on its way where nothing proves that it will not come.
const EVENT_PATIENCE: Duration = Duration::from_secs(2);
/// How many quiet times a log may take to come to rest.
const QUIET_TIMES: u32 = 20;

impl Actor<'_> {
    /// Waits until all that was emitted has come, and returns it.
    ///
    /// Where an observer has a barrier, a marker that comes down the same ordered stream proves it. Elsewhere
    /// the quiet time stands in: it begins when as many events have come as were wanted, or when patience ends.
    /// What is stated to come later is awaited first, for so long at most. What came before this went wrong is
    /// returned as well, behind what had come `before` all this.
    pub(super) async fn settle(
        &mut self,
        before: Vec<Observed>,
        wanted: &[Wanted],
        within: Option<Duration>,
    ) -> (Vec<Observed>, Result<Proof, Trouble>) {
        let held = if self.held.is_some() { before.len() } else { 0 };
        let mut events = before;
        let until = within.map(|within| Instant::now() + within);
        let mut looked_at = 0;
        let mut own = 0;
        let counts = wanted.iter().filter(|one| !one.is_of_the_wire()).map(|one| one.count);
        let most = counts.fold(0, u64::saturating_add);
        while let Some(until) = until {
            own += self.wanted_among(&events[looked_at..], wanted);
            looked_at = events.len();
            if own >= most {
                break;
            }
            let context = self.context;
            let arrival = tokio::select! {
                arrival = timeout_at(until, self.mailbox.recv()) => arrival,
                () = context.interruption() => return (events, Err(Trouble::Interrupted)),
            };
            match arrival {
                Ok(Some(event)) => events.push(event),
                _ => break,
            }
        }
        let most = usize::try_from(most).unwrap_or(usize::MAX).saturating_add(held);
        let proof = self.settled(most, &mut events).await;
        while let Ok(event) = self.mailbox.try_recv() {
            events.push(event);
        }
        (events, proof)
    }

    /// How many of the events some expectation takes.
    fn wanted_among(&self, events: &[Observed], wanted: &[Wanted]) -> u64 {
        let target = &self.context.target;
        let authority = target.authority();
        let is_wanted = |event: &&Observed| {
            Some(event.observer) == authority && wanted.iter().any(|one| one.takes(&event.code, &target.catalog))
        };
        events.iter().filter(is_wanted).count() as u64
    }

    async fn settled(&mut self, wanted: usize, events: &mut Vec<Observed>) -> Result<Proof, Trouble> {
        let mut quiet: Option<Duration> = None;
        let mut proof = Proof::Answer;
        let context = self.context;
        for (place, observer) in context.target.observers.iter().enumerate() {
            match &observer.barrier {
                _ if matches!(observer.from, ObserveFrom::Response) => {}
                Some(action) => {
                    self.marker(place, action).await?;
                    proof = Proof::Barrier;
                }
                None => quiet = Some(quiet.unwrap_or_default().max(observer.within)),
            }
        }
        if let Some(within) = quiet {
            self.quiet(within, wanted, events).await?;
            proof = Proof::QuietTime;
        }
        Ok(proof)
    }

    async fn marker(&mut self, observer: usize, action: &SpannedText) -> Result<(), Trouble> {
        let context = self.context;
        let marker = format!("{}x", self.case.next_request());
        let arrival = context.hub.await_marker(observer, &marker);
        let binding = context.target.binding(&action.text, None);
        let binding = binding.ok_or_else(|| Trouble::Cannot(format!("the target does not bind {}", action.text)))?;
        let arguments = [("marker".to_owned(), Value::Text(marker))];
        let call = Call {
            binding,
            user: None,
            channel: None,
            params: &[],
            arguments: &arguments,
            answer: &Given::Kind(AnswerKind::Right),
            offset: 0,
            spoil: None,
        };
        let was_aside = std::mem::replace(&mut self.is_aside, true);
        let sent = self.quietly(call).await;
        self.is_aside = was_aside;
        sent?;
        let name = &context.observer_names[observer];
        match timeout(MARKER_PATIENCE, arrival).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(Trouble::Cannot(format!(
                "the marker of {} did not come down `{name}` within {MARKER_PATIENCE:?}",
                action.text
            ))),
        }
    }

    async fn quiet(&mut self, within: Duration, wanted: usize, events: &mut Vec<Observed>) -> Result<(), Trouble> {
        let begun = Instant::now();
        let patience = begun + EVENT_PATIENCE.max(within);
        let unrest = patience + QUIET_TIMES * within;
        loop {
            let until = if events.len() < wanted { patience } else { Instant::now() + within };
            if self.held.is_some() && Instant::now() > patience {
                return Ok(());
            }
            if Instant::now() > unrest {
                let why = format!("events kept coming for {:?}: the log does not come to rest", begun.elapsed());
                return Err(Trouble::Cannot(why));
            }
            let context = self.context;
            let arrival = tokio::select! {
                arrival = timeout_at(until, self.mailbox.recv()) => arrival,
                () = context.interruption() => return Err(Trouble::Interrupted),
            };
            match arrival {
                Ok(Some(event)) => events.push(event),
                _ => return Ok(()),
            }
        }
    }
}
