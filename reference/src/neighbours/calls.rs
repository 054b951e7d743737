//! Calls that the rules made, carried out beside the lock.

use std::sync::Arc;
use std::time::Duration;

use sekisho_rules::{Answer, Call, CallId, TenantName, Time};
use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;

use super::{FaceService, Graph, NeighbourUrl, graph, login_protection};
use crate::service::Service;

/// Calls to one neighbour that are carried out at a time; as many again wait.
const AT_A_TIME: usize = 256;

/// A call on its way out.
#[derive(Debug)]
pub(crate) struct Outgoing {
    pub(crate) tenant: TenantName,
    pub(crate) call: CallId,
    pub(crate) what: Call,
    /// The time on the tenant's clock.
    pub(crate) at: Time,
}

/// One who answers calls.
#[derive(Debug)]
pub(crate) enum Neighbour {
    LoginProtection {
        at: NeighbourUrl,
        patience: Duration,
    },
    Graph(Box<Graph>),
    /// Tokens for the face service are made, and opened, here; browsers carry them.
    Face(Arc<FaceService>),
    /// Nobody: the answer comes when others have had their turn.
    Nobody,
}

/// Where the rules' calls go: each neighbour has a queue of its own, so that none waits for another.
#[derive(Clone, Debug, Default)]
pub(crate) struct Calls {
    login_protection: Option<mpsc::Sender<Outgoing>>,
    graph: Option<mpsc::Sender<Outgoing>>,
    face: Option<mpsc::Sender<Outgoing>>,
    nobody: Option<mpsc::Sender<Outgoing>>,
}

/// The calls to one neighbour.
pub(crate) type Queue = (Neighbour, mpsc::Receiver<Outgoing>);

impl Calls {
    /// Nobody is there to be called.
    #[cfg(test)]
    pub(crate) fn nowhere() -> Self {
        Self::default()
    }

    pub(crate) fn to(neighbours: Vec<Neighbour>) -> (Self, Vec<Queue>) {
        let mut calls = Self::default();
        let mut queues = Vec::new();
        for neighbour in neighbours {
            let (way, waiting) = mpsc::channel(AT_A_TIME);
            let place = match neighbour {
                Neighbour::LoginProtection { .. } => &mut calls.login_protection,
                Neighbour::Graph(_) => &mut calls.graph,
                Neighbour::Face(_) => &mut calls.face,
                Neighbour::Nobody => &mut calls.nobody,
            };
            *place = Some(way);
            queues.push((neighbour, waiting));
        }
        (calls, queues)
    }

    /// Whether it is on its way: not when nobody is there, or too many wait already.
    pub(crate) fn send(&self, call: Outgoing) -> bool {
        let way = match call.what {
            Call::LastRelease { .. } => &self.login_protection,
            Call::Graph { .. } => &self.graph,
            Call::MakeQuestion(_) | Call::OpenAnswer { .. } => &self.face,
            Call::Nothing => &self.nobody,
        };
        way.as_ref().is_some_and(|way| way.try_send(call).is_ok())
    }
}

/// Carries calls out, side by side, and brings their answers back; for ever.
pub(crate) async fn carry_out(service: Arc<Service>, (neighbour, mut calls): Queue) {
    let room = Arc::new(Semaphore::new(AT_A_TIME));
    let neighbour = Arc::new(neighbour);
    while let Some(outgoing) = calls.recv().await {
        let Ok(place) = room.clone().acquire_owned().await else { return };
        let (service, neighbour) = (service.clone(), neighbour.clone());
        tokio::spawn(async move {
            let (tenant, call) = (outgoing.tenant.clone(), outgoing.call);
            let answer = neighbour.answer(outgoing).await;
            service.core().answer(&tenant, call, answer);
            service.asked.notify_one();
            drop(place);
        });
    }
}

impl Neighbour {
    async fn answer(&self, Outgoing { tenant, what, at: now, .. }: Outgoing) -> Answer {
        match (self, what) {
            (Self::LoginProtection { at, patience }, Call::LastRelease { uid }) => {
                let told = timeout(*patience, login_protection::last_release(at, &tenant, &uid)).await;
                told.ok().flatten().map_or(Answer::Unreachable, Answer::LastRelease)
            }
            (Self::Graph(graph), Call::Graph { token, what }) => {
                Answer::Graph(graph::answer(graph, now, token.as_ref(), &what).await)
            }
            (Self::Face(face), Call::MakeQuestion(question)) => {
                Answer::Question(reckon(face, move |face| face.ask(&tenant, &question)).await)
            }
            (Self::Face(face), Call::OpenAnswer { suite, key, token }) => {
                let opened = reckon(face, move |face| face.open(&tenant, &suite, key.as_deref(), &token)).await;
                Answer::Opened(opened.map(Box::new))
            }
            (_, Call::Nothing) => Answer::Nothing,
            _ => Answer::Unreachable,
        }
    }
}

/// On a thread where nobody waits for it: an RSA key takes a millisecond or two.
async fn reckon<T: Send + 'static>(
    face: &Arc<FaceService>,
    what: impl FnOnce(&FaceService) -> Option<T> + Send + 'static,
) -> Option<T> {
    let face = face.clone();
    tokio::task::spawn_blocking(move || what(&face)).await.ok().flatten()
}
