//! The service as the shells see it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sekisho_rules::{Reply, Request, TenantName};
use tokio::sync::Notify;

use super::Core;
use crate::emitter::Texts;
use crate::neighbours::FaceService;
use crate::pki::Authorities;
use crate::{AdminToken, Limits};

/// The service as the shells see it.
#[derive(Debug)]
pub(crate) struct Service {
    core: Mutex<Core>,
    pub(crate) texts: Arc<Texts>,
    pub(crate) authorities: Authorities,
    /// None if no face can be asked for.
    pub(crate) face: Option<Arc<FaceService>>,
    pub(crate) admin_token: Option<AdminToken>,
    pub(crate) limits: Limits,
    /// Told when a wake may have been asked for.
    pub(crate) asked: Notify,
}

impl Service {
    pub(crate) fn new(
        core: Core,
        texts: Arc<Texts>,
        face: Option<Arc<FaceService>>,
        admin_token: Option<AdminToken>,
        limits: Limits,
    ) -> Self {
        let (core, authorities) = (Mutex::new(core), Authorities::default());
        Self { core, texts, authorities, face, admin_token, limits, asked: Notify::new() }
    }

    /// Puts a request to the rules and waits for the reply. None if there is
    /// none, which would be a bug of the rules.
    pub(crate) async fn ask(&self, tenant: &TenantName, what: Request, name: Option<String>) -> Option<Reply> {
        let answer = self.core().ask(tenant, what, name);
        self.asked.notify_one();
        answer.await.ok()
    }

    /// The rules never panic; should they, what they left is what there is.
    pub(crate) fn core(&self) -> MutexGuard<'_, Core> {
        self.core.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
