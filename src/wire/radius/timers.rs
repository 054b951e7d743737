use std::time::Duration;

/// When a request without an answer is sent again (RFC 5080 section 2.2.1), and when it is given up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Timers {
    /// IRT: until the first retransmission.
    pub initial: Duration,
    /// MRT: each wait is twice the one before, but no longer than this.
    pub longest: Duration,
    /// MRC: how often the request is sent in all.
    pub transmissions: u32,
    /// MRD: when it is given up, whatever else.
    pub total: Duration,
    /// How much of each wait chance takes away or adds: 0.1 is ±10 %.
    pub jitter: f64,
}

/// When to send, from the first time on, and when to give up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Schedule {
    pub again: Vec<Duration>,
    pub end: Duration,
}

impl Timers {
    /// The values of RFC 5080 section 2.2.1 for Access-Request.
    pub const RFC_5080: Self = Self {
        initial: Duration::from_secs(2),
        longest: Duration::from_secs(16),
        transmissions: 5,
        total: Duration::from_secs(30),
        jitter: 0.1,
    };

    /// The same, but given up after so long at most.
    #[must_use]
    pub fn within(self, limit: Duration) -> Self {
        Self { total: self.total.min(limit), ..self }
    }

    /// Sent once, and again so often, each time after the same quiet time.
    pub fn quiet(silence: Duration, retries: u32) -> Self {
        let transmissions = retries.saturating_add(1);
        Self {
            initial: silence,
            longest: silence,
            transmissions,
            total: silence.saturating_mul(transmissions),
            jitter: 0.0,
        }
    }

    /// `chance` gives numbers from -1 to 1.
    pub(super) fn schedule(&self, mut chance: impl FnMut() -> f64) -> Schedule {
        let mut wait = self.jittered(self.initial, chance());
        let (mut at, mut again) = (wait, Vec::new());
        for _ in 1..self.transmissions {
            if at >= self.total {
                break;
            }
            again.push(at);
            wait = self.next(wait, chance());
            at += wait;
        }
        Schedule { again, end: at.min(self.total) }
    }

    fn next(&self, wait: Duration, chance: f64) -> Duration {
        let doubled = wait.saturating_add(self.jittered(wait, chance));
        if doubled > self.longest { self.jittered(self.longest, chance) } else { doubled }
    }

    fn jittered(&self, wait: Duration, chance: f64) -> Duration {
        wait.mul_f64(1.0 + self.jitter * chance.clamp(-1.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(schedule: &Schedule) -> (Vec<f64>, f64) {
        (schedule.again.iter().map(Duration::as_secs_f64).collect(), schedule.end.as_secs_f64())
    }

    #[test]
    fn waits_double_up_to_the_longest_and_the_end() {
        let even = Timers::RFC_5080.schedule(|| 0.0);
        assert_eq!(seconds(&even), (vec![2.0, 6.0, 14.0], 30.0));
        let longer = Timers { total: Duration::from_secs(100), transmissions: 7, ..Timers::RFC_5080 };
        assert_eq!(seconds(&longer.schedule(|| 0.0)), (vec![2.0, 6.0, 14.0, 30.0, 46.0, 62.0], 78.0));
    }

    #[test]
    fn chance_moves_each_wait_by_a_tenth() {
        let early = Timers::RFC_5080.schedule(|| -1.0);
        assert_eq!(early.again[0], Duration::from_millis(1800));
        assert_eq!(early.again[1], Duration::from_millis(1800 + 1800 + 1620), "RT = 2·RTprev + RAND·RTprev");
        let late = Timers::RFC_5080.schedule(|| 1.0);
        assert_eq!(late.again[0], Duration::from_millis(2200));
        assert!(late.end <= Duration::from_secs(30));
    }

    #[test]
    fn a_limit_cuts_the_end_and_what_would_be_sent_after_it() {
        let timers = Timers::RFC_5080.within(Duration::from_secs(5));
        assert_eq!(seconds(&timers.schedule(|| 0.0)), (vec![2.0], 5.0));
    }

    #[test]
    fn a_quiet_time_is_the_same_for_each_transmission() {
        let silence = Duration::from_millis(400);
        assert_eq!(seconds(&Timers::quiet(silence, 0).schedule(|| 1.0)), (vec![], 0.4));
        assert_eq!(seconds(&Timers::quiet(silence, 2).schedule(|| 1.0)), (vec![0.4, 0.8], 1.2));
    }
}
