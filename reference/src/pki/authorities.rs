//! The tenants' authorities.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use sekisho_rules::AuthorityId;

use super::Authority;

/// The oldest gives way, and what it issued is foreign from then on.
const MOST: usize = 1 << 14;

/// The tenants' authorities: the rules name them, here are their keys.
#[derive(Default)]
pub(crate) struct Authorities(Mutex<Known>);

#[derive(Default)]
struct Known {
    by_id: HashMap<AuthorityId, Arc<Authority>>,
    made: VecDeque<AuthorityId>,
}

impl Authorities {
    /// The authority, made when it is first asked for.
    pub(crate) fn of(&self, id: AuthorityId) -> Result<Arc<Authority>, rcgen::Error> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(authority) = known.by_id.get(&id) {
            return Ok(authority.clone());
        }
        let authority = Arc::new(Authority::new(&format!("sekisho tenant authority {:016x}", id.0))?);
        known.made.push_back(id);
        known.by_id.insert(id, authority.clone());
        if known.made.len() > MOST
            && let Some(oldest) = known.made.pop_front()
        {
            known.by_id.remove(&oldest);
        }
        Ok(authority)
    }
}

impl std::fmt::Debug for Authorities {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Authorities")
    }
}
