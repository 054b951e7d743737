//! What the benches measure: the hot path's parts, and a server full of users that log in one after another.

mod bare;
mod cpu;
mod server;

pub use bare::sixteen;
pub use cpu::CpuTime;
pub use server::{Server, Typed};

use sekisho_rules::{Blocks, Digits, NewSecret, Secret};

/// The cells of everybody's pattern.
pub const CELLS: [usize; 6] = [0, 11, 12, 3, 2, 9];

/// A secret with that pattern and no phrase.
///
/// # Panics
/// Never: every table has these cells.
#[must_use]
pub fn secret(blocks: Blocks) -> Secret {
    Secret::read(&new_secret(), blocks).unwrap_or_else(|| unreachable!("every table has these cells"))
}

/// The same, as a user is given it.
#[must_use]
pub fn new_secret() -> NewSecret {
    NewSecret { pattern: CELLS.map(|cell| cell.to_string()).join(","), phrase: None, phrase_position: None }
}

/// What is typed by it: the hand's own read-out, not the server's.
#[must_use]
pub fn typed(digits: &Digits) -> String {
    CELLS.iter().map(|&cell| char::from(digits.as_str().as_bytes()[cell])).collect()
}
