//! Calls that the rules made, carried out beside the lock.

use std::sync::Arc;
use std::time::Duration;

use sekisho_rules::{Answer, Call, CallId, TenantName};
use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;

use super::{FaceService, NeighbourUrl, login_protection};
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

/// Who is there to be called, or has something made and opened.
#[derive(Debug)]
pub(crate) struct Neighbours {
    pub(crate) login_protection: Option<NeighbourUrl>,
    pub(crate) face: Option<Arc<FaceService>>,
}

/// Carries calls out, side by side, and brings their answers back; for ever.
pub(crate) async fn carry_out(
    service: Arc<Service>,
    mut calls: mpsc::Receiver<Outgoing>,
    neighbours: Neighbours,
    patience: Duration,
) {
    let room = Arc::new(Semaphore::new(AT_A_TIME));
    let neighbours = Arc::new(neighbours);
    while let Some(outgoing) = calls.recv().await {
        let Ok(place) = room.clone().acquire_owned().await else { return };
        let (service, neighbours) = (service.clone(), neighbours.clone());
        tokio::spawn(async move {
            let Outgoing { tenant, call, what } = outgoing;
            let answer = timeout(patience, neighbours.answer(&tenant, what)).await.unwrap_or(Answer::Unreachable);
            service.core().answer(&tenant, call, answer);
            service.asked.notify_one();
            drop(place);
        });
    }
}

impl Neighbours {
    /// Whether there is anybody.
    pub(crate) fn are_there(&self) -> bool {
        self.login_protection.is_some() || self.face.is_some()
    }

    async fn answer(&self, tenant: &TenantName, what: Call) -> Answer {
        match what {
            Call::LastRelease { uid } => {
                let Some(neighbour) = &self.login_protection else { return Answer::Unreachable };
                let told = login_protection::last_release(neighbour, tenant, &uid).await;
                told.map_or(Answer::Unreachable, Answer::LastRelease)
            }
            Call::MakeQuestion(question) => {
                let tenant = tenant.clone();
                Answer::Question(self.reckon(move |face| face.ask(&tenant, &question)).await)
            }
            Call::OpenAnswer { suite, key, token } => {
                let tenant = tenant.clone();
                let opened = self.reckon(move |face| face.open(&tenant, suite, key.as_deref(), &token)).await;
                Answer::Opened(opened.map(Box::new))
            }
        }
    }

    /// On a thread where nobody waits for it: an RSA key takes a millisecond or two.
    async fn reckon<T: Send + 'static>(
        &self,
        what: impl FnOnce(&FaceService) -> Option<T> + Send + 'static,
    ) -> Option<T> {
        let face = self.face.clone()?;
        tokio::task::spawn_blocking(move || what(&face)).await.ok().flatten()
    }
}
