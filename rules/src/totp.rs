//! Codes from the time (RFC 6238): of which step a code is, and how far the clock is that it came from is off.

use sekisho_protocol::otp::{Code, Seed, Totp, Window};

use crate::{Entropy, Time};

/// What shows codes: what it shares with the server, and what the server has learnt of its clock.
#[derive(Clone, Debug)]
pub(crate) struct Generator {
    seed: Seed,
    totp: Totp,
    /// By how many steps its clock is expected to be ahead of the server's.
    drift: i64,
    /// The newest step whose code logged in.
    used: Option<u64>,
    /// The newest step whose code told a drift beyond correction step 1.
    asked: Option<Asked>,
}

/// A code that was right, but not enough: a further one was asked for.
#[derive(Clone, Copy, Debug)]
struct Asked {
    step: u64,
    drift: i64,
    /// Whether the further code is still awaited. The step is remembered in any case: its code was seen.
    open: bool,
}

/// How far a clock may be off, in steps around the expected one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Correction {
    /// Step 1: accepted at once.
    pub(crate) accepts: Window,
    /// Step 2: accepted with the next code; none where codes so far off are simply wrong.
    pub(crate) resync: Option<Window>,
}

/// Of which steps a given code is. Should chance give several, the newest counts.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Found {
    /// Within correction step 1.
    pub(crate) near: Option<u64>,
    /// Beyond it, within correction step 2.
    pub(crate) far: Option<u64>,
    /// The step after the one whose code asked for it.
    pub(crate) next: Option<u64>,
    /// Whether that one tells the same drift as the one before it, give or take correction step 1.
    pub(crate) steady: bool,
}

impl Generator {
    pub(crate) fn new(seed: Seed, totp: Totp) -> Self {
        Self { seed, totp, drift: 0, used: None, asked: None }
    }

    /// One that nobody has: what an unknown user's code is compared with, so that the work is the same.
    pub(crate) fn decoy() -> Self {
        Self::new(twenty(*b"a seed of no device."), Totp::default())
    }

    pub(crate) fn totp(&self) -> &Totp {
        &self.totp
    }

    pub(crate) fn seed(&self) -> &Seed {
        &self.seed
    }

    /// Shares something else from now on. Another seed or step has another clock; the same ones keep what was learnt,
    /// so that no code works twice.
    pub(crate) fn reshape(&mut self, seed: Seed, totp: Totp) {
        if seed == self.seed && totp.step_s == self.totp.step_s {
            self.totp = totp;
        } else {
            *self = Self::new(seed, totp);
        }
    }

    /// Which of the steps in question the given code is of. All of them are asked for, whatever is found.
    pub(crate) fn find(&self, now: Time, correction: Correction, is_given: &dyn Fn(Code) -> bool) -> Found {
        let mut found = Found::default();
        let Some(here) = self.here(now) else { return found };
        let Correction { accepts, resync } = correction;
        let widest = resync.unwrap_or(accepts);
        for offset in accepts.from().min(widest.from())..=accepts.to().max(widest.to()) {
            let step = here.checked_add_signed(self.drift).and_then(|step| step.checked_add_signed(offset.into()));
            let step = step.filter(|&step| is_given(self.code(step)));
            if holds(accepts, offset.into()) {
                found.near = step.or(found.near);
            } else if resync.is_some_and(|resync| holds(resync, offset.into())) {
                found.far = step.or(found.far);
            }
        }
        if resync.is_some() {
            self.find_next(here, accepts, is_given, &mut found);
        }
        found
    }

    fn find_next(&self, here: u64, accepts: Window, is_given: &dyn Fn(Code) -> bool, found: &mut Found) {
        let Some(asked) = self.asked.filter(|asked| asked.open) else { return };
        let next = asked.step.saturating_add(1);
        found.next = Some(next).filter(|&step| is_given(self.code(step)));
        found.steady = holds(accepts, drift(next, here).saturating_sub(asked.drift));
    }

    /// How promising what was found is, among several of a user.
    pub(crate) fn promise(&self, found: Found) -> u8 {
        match found.near {
            Some(step) if self.is_newer_than_used(step) => 2,
            near => u8::from(near.is_some() || found.far.is_some()),
        }
    }

    /// Whether a code of that step may log in: none works twice, nor after a newer one.
    pub(crate) fn is_newer_than_used(&self, step: u64) -> bool {
        self.used.is_none_or(|used| step > used)
    }

    /// Whether a code of that step may ask for the next one: none that was seen may do so again, lest two codes that
    /// somebody overheard add up to a login.
    pub(crate) fn is_newer_than_seen(&self, step: u64) -> bool {
        self.is_newer_than_used(step) && self.asked.is_none_or(|asked| step > asked.step)
    }

    /// A code of that step logged in: the drift that it tells is what is expected from now on. There is no step where a
    /// rule was forced.
    pub(crate) fn accept(&mut self, step: Option<u64>, now: Time) {
        let Some((step, here)) = step.zip(self.here(now)) else { return };
        self.drift = drift(step, here);
        self.used = self.used.max(Some(step));
        if let Some(asked) = &mut self.asked {
            asked.open = false;
        }
    }

    /// A code of that step asks for the next one.
    pub(crate) fn ask_for_next(&mut self, step: Option<u64>, now: Time) {
        let Some((step, here)) = step.zip(self.here(now)) else { return };
        self.asked = Some(Asked { step, drift: drift(step, here), open: true });
    }

    /// The server's own step.
    fn here(&self, now: Time) -> Option<u64> {
        self.totp.step(now.millis(), 0)
    }

    fn code(&self, step: u64) -> Code {
        self.totp.code_of_step(&self.seed, step)
    }
}

/// A seed: 160 bits (RFC 4226 section 4, R6).
pub(crate) fn draw_seed(entropy: &mut dyn Entropy) -> Seed {
    let mut octets = [0; 20];
    entropy.fill_bytes(&mut octets);
    twenty(octets)
}

fn twenty(octets: [u8; 20]) -> Seed {
    Seed::new(octets.to_vec()).unwrap_or_else(|_| unreachable!("twenty octets are a seed"))
}

/// By how many steps a step is ahead of the server's.
fn drift(step: u64, here: u64) -> i64 {
    step.checked_signed_diff(here).unwrap_or(i64::MAX)
}

fn holds(window: Window, offset: i64) -> bool {
    (i64::from(window.from())..=i64::from(window.to())).contains(&offset)
}
