use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::doors::Doors;
use super::scope::Scope;
use crate::control::Scopes;
use crate::graph::bounded::Bounded;
use crate::graph::{Guid, SignIn, TenantName};

/// Tokens whose tenant is known even after they expired.
const MOST_TOKENS: usize = 1 << 14;
/// Identifiers of tenants, some of which may be forgotten.
const MOST_IDS: usize = 1 << 13;

/// All tenants, their sign-in, and the doors that lead there.
#[derive(Debug)]
pub(super) struct Cloud {
    pub(super) seed: u64,
    pub(super) sign_in: SignIn,
    pub(super) doors: Doors,
    scopes: Scopes<Scope>,
    names: Mutex<HashMap<Guid, Box<str>>>,
    tokens: Mutex<Bounded<u64, Guid>>,
    hasher: RandomState,
    /// Identifiers given to requests that are of no tenant.
    strangers: AtomicU64,
}

impl Cloud {
    pub(super) fn new(seed: u64, sign_in: SignIn, doors: Doors) -> Self {
        Self {
            seed,
            sign_in,
            doors,
            scopes: Scopes::default(),
            names: Mutex::default(),
            tokens: Mutex::new(Bounded::new(MOST_TOKENS)),
            hasher: RandomState::new(),
            strangers: AtomicU64::new(0),
        }
    }

    /// The scope of that name, which begins now if it is new.
    pub(super) fn begun(&self, name: &str) -> Arc<Scope> {
        let name = name.to_lowercase();
        if let Some(scope) = self.scopes.known(&name) {
            return scope;
        }
        let scope = self.scopes.begun(&name, || Scope::new(&name, self.seed));
        let mut names = lock(&self.names);
        if names.len() >= MOST_IDS {
            names.retain(|_, name| self.scopes.known(name).is_some());
        }
        names.insert(scope.id, name.into());
        scope
    }

    /// An identifier for a request that is of no tenant.
    pub(super) fn stranger(&self) -> Guid {
        Guid::of(self.seed, "", self.strangers.fetch_add(1, Ordering::Relaxed))
    }

    /// Whom the path of a request to the sign-in names.
    pub(super) fn named(&self, name: &TenantName) -> Option<Arc<Scope>> {
        match name {
            TenantName::Id(id) => self.of_id(*id),
            TenantName::Domain(domain) if name.can_begin() => Some(self.begun(domain)),
            _ => None,
        }
    }

    pub(super) fn of_id(&self, id: Guid) -> Option<Arc<Scope>> {
        let names = lock(&self.names);
        self.scopes.known(names.get(&id)?)
    }

    /// Whose token it is, even if it expired.
    pub(super) fn of_token(&self, token: &str) -> Option<Arc<Scope>> {
        let tenant = *lock(&self.tokens).get(&self.hasher.hash_one(token))?;
        self.of_id(tenant)
    }

    pub(super) fn issued(&self, token: &str, tenant: Guid) {
        lock(&self.tokens).insert(self.hasher.hash_one(token), tenant);
    }

    pub(super) fn forget(&self, name: &str) {
        let name = name.to_lowercase();
        if let Some(scope) = self.scopes.forget(&name) {
            lock(&self.names).remove(&scope.id);
            // Nobody could let it go any more.
            scope.release();
        }
        self.doors.mended_by(&name);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
