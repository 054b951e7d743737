use std::fmt;
use std::str::FromStr;

use rand::SeedableRng;
use rand_chacha::ChaCha12Rng;
use sha2::{Digest, Sha256};

use crate::record::CaseName;

/// The seed of a run, from which all of its randomness is derived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seed(pub u64);

impl Seed {
    /// A generator for one purpose: the same seed and words give the same numbers.
    pub fn rng(self, words: &[&str]) -> ChaCha12Rng {
        let mut hash = Sha256::new();
        hash.update(self.0.to_be_bytes());
        for word in words {
            hash.update((word.len() as u64).to_be_bytes());
            hash.update(word.as_bytes());
        }
        ChaCha12Rng::from_seed(hash.finalize().into())
    }
}

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for Seed {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        u64::from_str_radix(text, 16).map(Seed).map_err(|_| "a seed is up to 16 hexadecimal digits".into())
    }
}

/// What all names that a run makes on a target begin with, so that `clean` finds them.
pub fn run_prefix(seed: Seed) -> String {
    let hash = Sha256::digest(seed.0.to_be_bytes());
    format!("sk{:02x}{:02x}{:02x}", hash[0], hash[1], hash[2])
}

/// The name of a case on the target: its tenant, and what its users' and requests' names begin with.
pub(super) fn case_id(prefix: &str, name: &CaseName, attempt: u32) -> String {
    let mut hash = Sha256::new();
    hash.update(name.to_string());
    let hash = hash.finalize();
    let retry = if attempt > 1 { format!("r{attempt}") } else { String::new() };
    format!("{prefix}-{:02x}{:02x}{:02x}{:02x}{retry}", hash[0], hash[1], hash[2], hash[3])
}
