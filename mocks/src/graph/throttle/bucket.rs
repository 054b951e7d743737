use std::time::Duration;

/// A token bucket: so many units in so much time, refilled steadily.
#[derive(Clone, Debug)]
pub(crate) struct Bucket {
    /// Units that it holds when full.
    holds: u64,
    /// Milliseconds in which it fills.
    window: u64,
    /// What is in it, in units by milliseconds of the window.
    level: u64,
    /// Milliseconds since 1970.
    filled_at: i64,
}

impl Bucket {
    /// A full one.
    pub(crate) fn new(holds: u64, window: Duration) -> Self {
        let window = u64::try_from(window.as_millis()).unwrap_or(u64::MAX).max(1);
        Self { holds, window, level: holds.saturating_mul(window), filled_at: i64::MIN }
    }

    /// Lets in what has come since; a clock that is set back brings nothing.
    pub(crate) fn fill(&mut self, now_ms: i64) {
        let passed = u64::try_from(now_ms.saturating_sub(self.filled_at)).unwrap_or(0);
        let full = self.holds.saturating_mul(self.window);
        self.level = self.level.saturating_add(passed.saturating_mul(self.holds)).min(full);
        self.filled_at = now_ms;
    }

    /// Whether there is so much in it.
    pub(crate) fn has(&self, units: u64) -> bool {
        self.level >= units.saturating_mul(self.window)
    }

    pub(crate) fn take(&mut self, units: u64) {
        self.level = self.level.saturating_sub(units.saturating_mul(self.window));
    }

    /// In how long it has so much: whole seconds, at least one.
    pub(crate) fn wait(&self, units: u64) -> Duration {
        let lacking = units.min(self.holds).saturating_mul(self.window).saturating_sub(self.level);
        let millis = lacking.div_ceil(self.holds.max(1));
        Duration::from_secs(millis.div_ceil(1000).max(1))
    }

    /// How much of it is used: 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "a share, shown with two places")]
    pub(crate) fn used(&self) -> f64 {
        1.0 - self.level as f64 / self.holds.saturating_mul(self.window).max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn it_fills_steadily() {
        let mut bucket = Bucket::new(3000, Duration::from_secs(150));
        bucket.fill(1_000_000);
        bucket.take(3000);
        assert!(!bucket.has(1));
        assert_eq!((bucket.wait(1), bucket.wait(20), bucket.wait(21)), {
            let seconds = Duration::from_secs;
            (seconds(1), seconds(1), seconds(2))
        });
        bucket.fill(1_001_000);
        assert!(bucket.has(20) && !bucket.has(21));
        bucket.fill(900_000);
        assert!(bucket.has(20) && !bucket.has(21), "a clock that is set back brings nothing");
        bucket.fill(100_000_000);
        assert!(bucket.has(3000) && !bucket.has(3001), "it does not flow over");
    }

    proptest! {
        #[test]
        fn who_waits_as_told_is_let_in(takes in prop::collection::vec((0_u64..5000, 1_u64..100), 1..50)) {
            let mut bucket = Bucket::new(3000, Duration::from_secs(150));
            let mut now = 0;
            for (passed, units) in takes {
                now += passed.cast_signed();
                bucket.fill(now);
                if !bucket.has(units) {
                    let wait = bucket.wait(units);
                    prop_assert!(wait <= Duration::from_secs(6));
                    now += i64::try_from(wait.as_millis()).expect("seconds");
                    bucket.fill(now);
                }
                prop_assert!(bucket.has(units));
                bucket.take(units);
            }
        }
    }
}
