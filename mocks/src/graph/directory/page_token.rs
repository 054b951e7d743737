//! The tokens by which a client goes on where a page ended. They are opaque, and cannot be made up or changed.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::graph::Guid;

/// Where a client is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PageToken {
    pub(super) of: Of,
    /// Which page it leads to, counted from 1.
    pub(super) page: u32,
    /// Where to go on: the number of a user, or of a change.
    pub(super) position: u64,
    /// Where the round began, of delta queries.
    pub(super) since: u64,
    /// When it was made, in seconds since 1970.
    pub(super) made: i64,
    /// How often the tenant had been reset.
    pub(super) resets: u32,
    /// What the first request asked for: `$select` and the ids of a `$filter`, of delta queries alone.
    pub(super) asked: String,
}

/// What is paged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Users = 1,
    Deleted = 2,
    /// A first round of delta: what is gone is not told.
    Round = 3,
    /// Changes since an earlier round.
    Changes = 4,
}

/// Octets before the text.
const HEAD: usize = 1 + 4 + 8 + 8 + 8 + 4;
const SEAL: usize = 8;

impl PageToken {
    pub(super) fn new(of: Of, page: u32, position: u64, now: Timestamp) -> Self {
        Self { of, page, position, since: position, made: now.as_second(), resets: 0, asked: String::new() }
    }

    /// As it stands in a link.
    pub(super) fn write(&self, tenant: Guid) -> String {
        let mut octets = vec![self.of as u8];
        octets.extend(self.page.to_be_bytes());
        octets.extend(self.position.to_be_bytes());
        octets.extend(self.since.to_be_bytes());
        octets.extend(self.made.to_be_bytes());
        octets.extend(self.resets.to_be_bytes());
        octets.extend(self.asked.as_bytes());
        let seal = seal(&octets, tenant);
        octets.extend(seal);
        URL_SAFE_NO_PAD.encode(octets)
    }

    /// One that this tenant made; `None` for anything else.
    pub(super) fn read(text: &str, tenant: Guid) -> Option<Self> {
        let octets = unsealed(text)?;
        let (octets, found) = octets.split_at(octets.len() - SEAL);
        if found != seal(octets, tenant) {
            return None;
        }
        let of = match octets[0] {
            1 => Of::Users,
            2 => Of::Deleted,
            3 => Of::Round,
            4 => Of::Changes,
            _ => return None,
        };
        Some(Self {
            of,
            page: u32::from_be_bytes(octets[1..5].try_into().ok()?),
            position: u64::from_be_bytes(octets[5..13].try_into().ok()?),
            since: u64::from_be_bytes(octets[13..21].try_into().ok()?),
            made: i64::from_be_bytes(octets[21..29].try_into().ok()?),
            resets: u32::from_be_bytes(octets[29..33].try_into().ok()?),
            asked: String::from_utf8(octets[HEAD..].to_vec()).ok()?,
        })
    }

    /// How old it is in seconds; 0 if the clock was set back.
    pub(super) fn age(&self, now: Timestamp) -> i64 {
        now.as_second().saturating_sub(self.made).max(0)
    }
}

fn unsealed(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok().filter(|octets| octets.len() >= HEAD + SEAL)
}

fn seal(octets: &[u8], tenant: Guid) -> [u8; SEAL] {
    let mut hash = Sha256::new();
    hash.update(tenant.0.to_be_bytes());
    hash.update(octets);
    let mut seal = [0; SEAL];
    seal.copy_from_slice(&hash.finalize()[..SEAL]);
    seal
}
