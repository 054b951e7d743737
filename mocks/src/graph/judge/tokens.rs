//! Whether tokens are used as long as they last, and no longer.

use super::rules::{Complaints, TOKEN_EXPIRED, TOKEN_REFUSED, TOKEN_REUSE};
use crate::graph::bounded::Bounded;

/// Tokens that are remembered.
const MOST_TOKENS: usize = 1024;
/// A client may ask for a new token so long before the old one ends; half of a shorter life.
const EARLY_MS: i64 = 300_000;
/// So many tokens in a row that served one request each show that none is kept.
const WASTED: u32 = 2;

#[derive(Debug)]
pub(super) struct Tokens {
    known: Bounded<u64, Token>,
    newest: Option<u64>,
    wasted: u32,
}

#[derive(Debug)]
struct Token {
    issued_ms: i64,
    /// As the client was told; none if it was not.
    expires_ms: Option<i64>,
    uses: u32,
    served: u32,
    refused: bool,
}

impl Default for Tokens {
    fn default() -> Self {
        Self { known: Bounded::new(MOST_TOKENS), newest: None, wasted: 0 }
    }
}

impl Tokens {
    /// A token was issued, and the client told how many seconds it lasts.
    pub(super) fn issued(&mut self, token: u64, at_ms: i64, expires_in: Option<i64>, against: &mut Complaints) {
        let before = self.newest.and_then(|token| self.known.get(&token));
        self.wasted = if before.is_some_and(|before| before.is_wasted(at_ms)) { self.wasted + 1 } else { 0 };
        if self.wasted >= WASTED {
            let got = format!("{} tokens in a row that served one request at most", self.wasted + 1);
            against.add(TOKEN_REUSE, "the token that is still good", got);
        }
        let expires_ms = expires_in.map(|seconds| at_ms.saturating_add(seconds.saturating_mul(1000)));
        self.known.insert(token, Token { issued_ms: at_ms, expires_ms, uses: 0, served: 0, refused: false });
        self.newest = Some(token);
    }

    /// A request came with this token.
    pub(super) fn used(&mut self, token: u64, at_ms: i64, against: &mut Complaints) {
        let Some(known) = self.known.get_mut(&token) else { return };
        known.uses = known.uses.saturating_add(1);
        if known.refused {
            against.add(TOKEN_REFUSED, "a new token", "the refused one again");
        }
        if let Some(late) = known.expires_ms.map(|end| at_ms - end).filter(|late| *late >= 0) {
            let got = format!("the old one, {} s after its end", late / 1000);
            against.add(TOKEN_EXPIRED, "a new token", got);
        }
    }

    /// The request was answered with this status.
    pub(super) fn answered(&mut self, token: u64, status: u16) {
        let Some(known) = self.known.get_mut(&token) else { return };
        match status {
            401 => known.refused = true,
            200..300 => known.served = known.served.saturating_add(1),
            _ => {}
        }
    }
}

impl Token {
    /// Whether it was good for more than was made of it. One that met an error
    /// says nothing: the server may have ended its work there.
    fn is_wasted(&self, now_ms: i64) -> bool {
        let Some(expires) = self.expires_ms else { return false };
        let early = EARLY_MS.min((expires - self.issued_ms) / 2);
        !self.refused && self.uses == self.served && self.served <= 1 && now_ms < expires - early
    }
}
