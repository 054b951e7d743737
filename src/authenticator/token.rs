use std::collections::BTreeMap;
use std::num::NonZeroU32;

use rand::seq::SliceRandom;
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;
use sekisho_protocol::bingo::{CELLS, Grid, Pattern};
use sekisho_protocol::matrix::slip;
use sekisho_protocol::otp::{Digits, Seed, Totp};

use super::credentials::{Particulars, digits};
use super::{AnswerError, Challenge};
use crate::scenario::AnswerKind;
use crate::target::PolicyFacts;
use crate::template::Value;

/// What shows one-time codes of time (RFC 6238): a hardware token, or the app on a phone.
#[derive(Debug, Clone)]
pub struct Token {
    serial: String,
    seed: Seed,
    /// What the user types before the code.
    pin: Option<String>,
    totp: Totp,
    /// How many steps off a code may be and still mean something to the server.
    reach: i32,
    /// The cells of a 5×5 grid, in the order in which the user reads the code there.
    grid: Option<Pattern>,
}

/// The moment of which a code is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moment {
    /// The server's clock: Unix time in milliseconds.
    pub unix_ms: i64,
    /// How many time steps further.
    pub offset: i32,
}

const SEED_OCTETS: usize = 20;
const SERIAL_DIGITS: usize = 10;
const PIN_DIGITS: usize = 6;
/// Wrong codes keep at least so many steps away from right ones.
const LEAST_REACH: i32 = 30;

impl Token {
    /// A token with a serial number and a seed of its own; step, digits and algorithm are the target's facts.
    pub fn draw(particulars: Particulars<'_>, facts: &PolicyFacts, rng: &mut impl Rng) -> Self {
        let seed = (0..SEED_OCTETS).map(|_| rng.random()).collect();
        let seed = Seed::new(seed).unwrap_or_else(|_| unreachable!("20 octets are a seed"));
        let serial = digits(SERIAL_DIGITS, rng);
        let pin = digits(pin_length(facts), rng);
        let totp = totp(facts);
        let grid = grid(totp.digits, rng);
        Self {
            serial,
            seed,
            pin: particulars.pin.then_some(pin),
            totp,
            reach: reach(facts),
            grid: particulars.bingo.then_some(grid),
        }
    }

    /// A token as an accounts file states it: `seed` in base32, with `serial` and `pin`.
    pub fn known(columns: &BTreeMap<String, String>, facts: &PolicyFacts) -> Option<Self> {
        Some(Self {
            serial: columns.get("serial").cloned().unwrap_or_default(),
            seed: Seed::from_base32(columns.get("seed")?).ok()?,
            pin: columns.get("pin").cloned(),
            totp: totp(facts),
            reach: reach(facts),
            grid: None,
        })
    }

    /// The same with the seed that the server handed out, in base32.
    fn with_seed(&self, seed: &str) -> Result<Self, AnswerError> {
        let seed = Seed::from_base32(seed).map_err(|error| AnswerError::BadSeed(error.to_string()))?;
        Ok(Self { seed, ..self.clone() })
    }

    /// What templates see of it below `user`: `serial`, `seed`, `pin`, and as `bingo` the cells of the grid.
    pub fn attributes(&self) -> Vec<(&'static str, Value)> {
        let mut attributes = vec![("seed", Value::Text(self.seed.to_base32()))];
        attributes.extend((!self.serial.is_empty()).then(|| ("serial", self.serial.as_str().into())));
        attributes.extend(self.pin.iter().map(|pin| ("pin", pin.as_str().into())));
        attributes.extend(self.grid.iter().map(|grid| ("bingo", Value::Text(grid.to_string()))));
        attributes
    }

    /// What must stand in no log.
    pub fn secrets(&self) -> Vec<String> {
        let seed = [self.seed.to_base32(), self.seed.to_hex()];
        seed.into_iter().chain(self.pin.clone()).chain(self.grid.iter().map(ToString::to_string)).collect()
    }

    /// The number of the time step at a moment; none before the epoch.
    pub fn step(&self, moment: Moment) -> Option<u64> {
        self.totp.step(moment.unix_ms, moment.offset)
    }

    /// The answer of a kind: the PIN, and the code as the user types it.
    pub fn answer(&self, kind: AnswerKind, seen: Challenge<'_>, pick: u64) -> Result<String, AnswerError> {
        let token = seen.seed.map(|seed| self.with_seed(seed)).transpose()?;
        let code = token.as_ref().unwrap_or(self).typed(kind, seen, pick)?;
        Ok(format!("{}{code}", self.pin.as_deref().unwrap_or_default()))
    }

    fn typed(&self, kind: AnswerKind, seen: Challenge<'_>, pick: u64) -> Result<String, AnswerError> {
        let step = self.step(seen.moment).ok_or(AnswerError::BeforeEpoch)?;
        let mut right = self.shown(step, pick);
        match kind {
            AnswerKind::Right => Ok(right),
            AnswerKind::Long => Ok(format!("{right}{}", pick % 10)),
            AnswerKind::Short => {
                right.pop();
                Ok(right)
            }
            AnswerKind::Wrong => {
                let slips = (0..9 * right.len() as u64).map(|more| slip(&right, pick.wrapping_add(more)));
                self.first_wrong(slips, seen.moment)
            }
            AnswerKind::Previous => self.previous(seen, pick),
            AnswerKind::OtherCells => self.beside_the_cells(step, seen.moment, pick),
            _ => Err(AnswerError::NotForMethod),
        }
    }

    /// The code of a step, as the user reads it from what is shown.
    fn shown(&self, step: u64, pick: u64) -> String {
        match &self.grid {
            Some(pattern) => self.on_grid(pattern, step, pick).read_out(pattern),
            None => self.totp.code_of_step(&self.seed, step).to_string(),
        }
    }

    /// The grid that the app shows: the code among digits that mean nothing.
    fn on_grid(&self, pattern: &Pattern, step: u64, pick: u64) -> Grid {
        let filler = digits(CELLS, &mut ChaCha12Rng::seed_from_u64(pick));
        let filler: Grid = filler.parse().unwrap_or_else(|_| unreachable!("25 digits are a grid"));
        let code = self.totp.code_of_step(&self.seed, step).to_string();
        filler.embed(&code, pattern).unwrap_or_else(|_| unreachable!("the pattern was drawn for codes of this length"))
    }

    /// The code of the time step before the one whose code was sent last.
    fn previous(&self, seen: Challenge<'_>, pick: u64) -> Result<String, AnswerError> {
        let last = seen.last_step.ok_or(AnswerError::NothingBefore)?;
        let before = last.checked_sub(1).ok_or(AnswerError::BeforeEpoch)?;
        let previous = self.shown(before, pick);
        if previous == self.shown(last, pick) { Err(AnswerError::WouldBeRight) } else { Ok(previous) }
    }

    /// What the same pattern reads some cells further on, from the last cell on to the first.
    fn beside_the_cells(&self, step: u64, moment: Moment, pick: u64) -> Result<String, AnswerError> {
        let pattern = self.grid.as_ref().ok_or(AnswerError::NotForMethod)?;
        let grid = self.on_grid(pattern, step, pick);
        let shifts = CELLS - 1;
        let first = usize::try_from(pick % shifts as u64).unwrap_or(0);
        let read = |shift: usize| -> String {
            pattern.cells().iter().filter_map(|cell| grid.digit((cell + shift) % CELLS)).collect()
        };
        self.first_wrong((0..shifts).map(|more| read(1 + (first + more) % shifts)), moment)
    }

    /// The first that is the code of no step near by: neither near the server's time nor near the token's own.
    fn first_wrong(&self, mut codes: impl Iterator<Item = String>, moment: Moment) -> Result<String, AnswerError> {
        let near = |center: i32| (-self.reach..=self.reach).map(move |step| center.saturating_add(step));
        let steps = near(0).chain(near(moment.offset)).filter_map(|offset| self.totp.step(moment.unix_ms, offset));
        let right: Vec<String> = steps.map(|step| self.totp.code_of_step(&self.seed, step).to_string()).collect();
        codes.find(|code| !right.contains(code)).ok_or(AnswerError::WouldBeRight)
    }
}

/// `policy.totp.step`, `.digits` and `.algorithm`; what is not stated is as RFC 6238 has it.
fn totp(facts: &PolicyFacts) -> Totp {
    let fact = |name: &str| facts.get(&format!("policy.totp.{name}"));
    let usual = Totp::default();
    let step = fact("step").and_then(Value::as_duration).and_then(|step| u32::try_from(step.as_secs()).ok());
    let digits = fact("digits").and_then(Value::as_integer).and_then(|digits| usize::try_from(digits).ok());
    Totp {
        algorithm: fact("algorithm").and_then(|name| name.to_string().parse().ok()).unwrap_or_default(),
        digits: digits.and_then(|digits| Digits::try_from(digits).ok()).unwrap_or_default(),
        step_s: step.and_then(NonZeroU32::new).unwrap_or(usual.step_s),
        ..usual
    }
}

/// The wider side of the window in which the server brings a token's clock back in step.
fn reach(facts: &PolicyFacts) -> i32 {
    let ends =
        ["policy.totp.resync_from", "policy.totp.resync_to"].map(|end| facts.get(end).and_then(Value::as_integer));
    let widest = ends.into_iter().flatten().filter_map(|end| i32::try_from(end.unsigned_abs()).ok()).max();
    widest.unwrap_or(0).clamp(LEAST_REACH, 1000)
}

fn pin_length(facts: &PolicyFacts) -> usize {
    let stated = facts.get("policy.pin.length").and_then(Value::as_integer);
    stated.and_then(|length| usize::try_from(length).ok()).unwrap_or(PIN_DIGITS).clamp(1, 32)
}

/// Cells of a grid, one for each digit of a code.
fn grid(digits: Digits, rng: &mut impl Rng) -> Pattern {
    let mut cells: Vec<usize> = (0..CELLS).collect();
    cells.shuffle(rng);
    cells.truncate(digits.count());
    Pattern::new(cells).unwrap_or_else(|_| unreachable!("6 to 8 cells of a grid are a pattern"))
}

#[cfg(test)]
#[path = "token_tests.rs"]
mod tests;
