//! What must never come twice, for as long as it can be remembered.

use std::collections::{HashSet, VecDeque};

use sha2::{Digest, Sha256};

/// Values that are remembered; the oldest gives way. Enough to see a repetition within 10^5 logins.
const MOST: usize = 1 << 17;

/// Values that must never come twice. 16 octets of a digest stand for each: 10^5 of them share one by chance
/// once in 10^28 runs.
#[derive(Debug, Default)]
pub(super) struct Once {
    known: HashSet<u128>,
    order: VecDeque<u128>,
}

impl Once {
    /// Remembers a value; whether it was new.
    pub(super) fn is_new(&mut self, value: &[u8]) -> bool {
        let digest = Sha256::digest(value);
        let short = digest.iter().take(16).fold(0, |sum, octet| sum << 8 | u128::from(*octet));
        if !self.known.insert(short) {
            return false;
        }
        if self.order.len() >= MOST
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
        self.order.push_back(short);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repetition_is_seen_within_bounds() {
        let mut once = Once::default();
        for number in 0..=MOST {
            assert!(once.is_new(&number.to_be_bytes()));
        }
        assert!(!once.is_new(&1usize.to_be_bytes()));
        assert!(once.is_new(&0usize.to_be_bytes()), "the oldest is forgotten");
        assert_eq!((once.known.len(), once.order.len()), (MOST, MOST));
    }
}
