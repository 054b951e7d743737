//! All that the server knows.

use std::collections::HashMap;

use crate::rule::Seam;
use crate::tenant::Tenant;
use crate::{AuthorityId, Coverage, Policy, Reply, RequestId, Rule, SyncSetting, TenantName};

/// All that the server knows. [`crate::step`] alone changes it.
#[derive(Debug)]
pub struct State {
    pub(crate) seam: Seam,
    // The maps hash with keys of their own: no output depends on their order.
    pub(crate) tenants: HashMap<TenantName, Tenant>,
    /// Stands in for every tenant that does not exist: it keeps their decoys,
    /// under the default policy, and never has a user.
    pub(crate) strangers: Tenant,
    /// Replies that wait for their time. They do not stand with a tenant, which may be gone by then.
    pub(crate) held_back: HashMap<RequestId, Reply>,
}

impl State {
    /// A server with an empty master tenant under the default policy.
    #[must_use]
    pub fn new() -> Self {
        Self {
            seam: Seam::new(),
            tenants: HashMap::from([(TenantName::master(), Tenant::new(Policy::default()))]),
            strangers: Tenant::new(Policy::default()),
            held_back: HashMap::new(),
        }
    }

    /// From now on decides this rule so, whatever its condition: a mutant.
    pub fn force(&mut self, rule: Rule, decided: bool) {
        self.seam.force(rule, decided);
    }

    /// How often each rule was decided each way.
    pub fn coverage(&self) -> impl Iterator<Item = Coverage> + '_ {
        self.seam.coverage()
    }

    /// A tenant's policy; none if there is no such tenant.
    #[must_use]
    pub fn policy(&self, tenant: &TenantName) -> Option<&Policy> {
        self.tenants.get(tenant).map(|tenant| &tenant.policy)
    }

    /// A stored sync setting.
    #[must_use]
    pub fn sync_setting(&self, tenant: &TenantName, name: &str) -> Option<&SyncSetting> {
        self.tenants.get(tenant)?.sync.settings.get(name)
    }

    /// A tenant's authority for client certificates; none if it has none, or there is no such tenant.
    #[must_use]
    pub fn authority(&self, tenant: &TenantName) -> Option<AuthorityId> {
        self.tenants.get(tenant)?.pki.as_ref().map(|pki| pki.authority)
    }

    /// How many tables, processes, sessions, proofs, challenges and face sessions are kept in
    /// all: what memory is spent on besides users.
    #[must_use]
    pub fn open(&self) -> usize {
        let all = self.tenants.values().chain([&self.strangers]);
        all.map(|tenant| {
            let logins = tenant.sessions.len() + tenant.proofs.len() + tenant.challenges.len() + tenant.faces.len();
            tenant.tables.len() + tenant.processes.len() + logins
        })
        .sum()
    }
}

impl Default for State {
    fn default() -> Self {
        Self::new()
    }
}
