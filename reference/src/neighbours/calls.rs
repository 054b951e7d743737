//! Calls that the rules made, carried out beside the lock.

use std::sync::Arc;
use std::time::Duration;

use sekisho_rules::{Answer, Call, CallId, TenantName};
use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;

use super::{NeighbourUrl, login_protection};
use crate::service::Service;

/// Calls that are carried out at a time; as many again wait.
const AT_A_TIME: usize = 256;

/// A call on its way out.
#[derive(Debug)]
pub(crate) struct Outgoing {
    pub(crate) tenant: TenantName,
    pub(crate) call: CallId,
    pub(crate) what: Call,
}

/// Where the rules' calls go.
#[derive(Clone, Debug)]
pub(crate) struct Calls(Option<mpsc::Sender<Outgoing>>);

impl Calls {
    /// Nobody is there to be called.
    pub(crate) fn nowhere() -> Self {
        Self(None)
    }

    pub(crate) fn somewhere() -> (Self, mpsc::Receiver<Outgoing>) {
        let (way, calls) = mpsc::channel(AT_A_TIME);
        (Self(Some(way)), calls)
    }

    /// Whether it is on its way: not when nobody is there, or too many wait already.
    pub(crate) fn send(&self, call: Outgoing) -> bool {
        self.0.as_ref().is_some_and(|way| way.try_send(call).is_ok())
    }
}

/// Carries calls out, side by side, and brings their answers back; for ever.
pub(crate) async fn carry_out(
    service: Arc<Service>,
    mut calls: mpsc::Receiver<Outgoing>,
    neighbour: NeighbourUrl,
    patience: Duration,
) {
    let room = Arc::new(Semaphore::new(AT_A_TIME));
    let neighbour = Arc::new(neighbour);
    while let Some(outgoing) = calls.recv().await {
        let Ok(place) = room.clone().acquire_owned().await else { return };
        let (service, neighbour) = (service.clone(), neighbour.clone());
        tokio::spawn(async move {
            let answer = timeout(patience, answer(&neighbour, &outgoing)).await.unwrap_or(Answer::Unreachable);
            service.core().answer(&outgoing.tenant, outgoing.call, answer);
            service.asked.notify_one();
            drop(place);
        });
    }
}

async fn answer(neighbour: &NeighbourUrl, outgoing: &Outgoing) -> Answer {
    match &outgoing.what {
        Call::LastRelease { uid } => {
            let told = login_protection::last_release(neighbour, &outgoing.tenant, uid).await;
            told.map_or(Answer::Unreachable, Answer::LastRelease)
        }
        Call::MakeQuestion(_) | Call::OpenAnswer { .. } => Answer::Unreachable,
    }
}
