//! Tables for a Windows client that is to be without its server for a while.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::code;
use crate::digits::{Blocks, Digits};
use crate::secret::{Secret, Typing};
use crate::turn::Turn;
use crate::{Code, Entropy, Method, ProcessId, Refusal, Reply, Rule};

/// An order for tables with the digests of their answers. The rules give the
/// order alone; to make so many tables takes its time, and nobody has to wait for it.
#[derive(Clone, PartialEq, Eq)]
pub struct OfflineOrder {
    /// With which code it was granted.
    pub code: Code,
    /// How many tables.
    pub count: u32,
    /// What a generator for [`OfflineOrder::make`] may start from: drawn for this order alone.
    pub seed: [u8; 32],
    secret: Secret,
    blocks: Blocks,
}

/// One table with what its right answer can be told by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfflineTable {
    /// The table.
    pub digits: Digits,
    /// Drawn for this table alone.
    pub salt: [u8; 16],
    /// SHA-256 of the salt, and after it the right answer as it is typed.
    pub digest: [u8; 32],
}

impl OfflineOrder {
    /// Makes the tables, one after another.
    pub fn make<'a>(&'a self, entropy: &'a mut dyn Entropy) -> impl Iterator<Item = OfflineTable> + 'a {
        (0..self.count).filter_map(move |_| {
            let digits = Digits::draw(self.blocks, entropy);
            let mut salted = Typing::EMPTY;
            let mut salt = [0; 16];
            entropy.fill_bytes(&mut salt);
            salted.push(&salt)?;
            self.secret.type_into(&mut salted, &digits)?;
            Some(OfflineTable { digits, salt, digest: Sha256::digest(salted.as_bytes()).into() })
        })
    }

    /// How many blocks each table has.
    #[must_use]
    pub fn blocks(&self) -> Blocks {
        self.blocks
    }
}

impl fmt::Debug for OfflineOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OfflineOrder").field("code", &self.code).field("count", &self.count).finish_non_exhaustive()
    }
}

impl Turn<'_> {
    /// Two system errors that no text tells apart: 54597 when the store cannot be
    /// read, 54599 when what was read makes no tables: the policy has no method,
    /// or fewer blocks than the user's pattern needs.
    pub(crate) fn offline(&mut self, uid: &str, process: &str, count: u32) {
        let most = self.tenant.policy.offline.most;
        let sound = self.names_are_sound(uid)
            && self.process_is_well_formed(process)
            && self.decide(Rule::OfflineCount, (1..=most).contains(&count));
        if !sound {
            return self.refuse(Refusal::Malformed, code::OFFLINE_MALFORMED, Some(uid));
        }
        if !self.store_is_up() {
            return self.refuse(Refusal::Unavailable, code::OFFLINE_UNREAD, Some(uid));
        }
        let granted = self.process_let_in(uid, process);
        let Some(secret) = self.tenant.users.get(uid).filter(|_| granted).map(|user| user.secret.clone()) else {
            return self.refuse(Refusal::Denied, code::OFFLINE_PROCESS, Some(uid));
        };
        let policy = &self.tenant.policy;
        let (blocks, method) = (policy.table.blocks, policy.method);
        if !self.decide(Rule::OfflineReadable, method != Method::Missing && secret.fits(blocks)) {
            return self.refuse(Refusal::Unavailable, code::OFFLINE_FAILED, Some(uid));
        }
        self.hand_over(uid, secret, blocks, count);
    }

    fn hand_over(&mut self, uid: &str, secret: Secret, blocks: Blocks, count: u32) {
        let mut seed = [0; 32];
        self.entropy.fill_bytes(&mut seed);
        let code = code::OFFLINE_ISSUED;
        self.emit(code, Some(uid));
        self.reply(Reply::Offline(OfflineOrder { code, count, seed, secret, blocks }));
    }

    /// Whether the process is of the login that was granted to this user.
    fn process_let_in(&mut self, uid: &str, process: &str) -> bool {
        let process = ProcessId::read(process).and_then(|id| self.tenant.processes.of(id));
        let fresh = process.is_some_and(|process| self.now < process.expires);
        let granted = process.is_some_and(|process| process.granted.as_deref() == Some(uid));
        self.seam.decide(Rule::ProcessKnown, process.is_some())
            && self.seam.decide(Rule::ProcessFresh, fresh)
            && self.seam.decide(Rule::ProcessGranted, granted)
    }
}
