//! What came of logins, counted.

use std::time::Duration;

use hdrhistogram::Histogram;

/// The shortest and the longest time that is told from others, in nanoseconds.
const SHORTEST: u64 = 1_000;
const LONGEST: u64 = 3_600_000_000_000;
/// Different things that answers said, beyond which the rest are counted together.
const MOST_LABELS: usize = 256;
const OTHERS: &str = "(others)";

/// How one login ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Each answer said what it should.
    Right,
    /// An answer said something else: a finding, not a statistic.
    Wrong,
    /// It came to no end.
    Failed(Trouble),
}

/// Why a login came to no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// No connection came about.
    Refused,
    /// The server ended the connection before its answer was whole.
    Closed,
    /// No whole answer came in time.
    Late,
    /// What came is no HTTP.
    Garbled,
    /// The run ended before the login did.
    CutOff,
    /// It was due, but not begun: as many logins as may be were in flight, or the generator was too late.
    Dropped,
}

impl Trouble {
    /// All of them, with the words of reports.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Refused, "no connection"),
        (Self::Closed, "connection closed before the answer"),
        (Self::Late, "no answer in time"),
        (Self::Garbled, "answer that is no HTTP"),
        (Self::CutOff, "not ended when the run did"),
        (Self::Dropped, "dropped: due, but not begun"),
    ];
}

/// What came of the logins of a time, of one generator or of all.
#[derive(Debug, Clone)]
pub struct Tally {
    /// Logins that were due. Without a rate: that were begun.
    pub offered: u64,
    /// Logins whose answers were all right.
    pub right: u64,
    /// Logins of which an answer was wrong.
    pub wrong: u64,
    /// Logins that came to no end, by [`Trouble::ALL`]'s order.
    pub failed: [u64; Trouble::ALL.len()],
    /// Answers by the request and what they said.
    pub said: Vec<(usize, Box<str>, bool, u64)>,
    /// Requests that were answered.
    pub answers: u64,
    /// From when a login was due to its last answer, of right ones.
    pub latency: Histogram<u64>,
    /// From sending a request to its whole answer, by request.
    pub service: Vec<Histogram<u64>>,
    /// From when a login was due to when the generator began it.
    pub lag: Histogram<u64>,
    /// How long connections took to come about.
    pub connects: Histogram<u64>,
    /// What the generators' threads spent on a processor.
    pub cpu: Duration,
}

fn histogram() -> Histogram<u64> {
    Histogram::new_with_bounds(SHORTEST, LONGEST, 3).unwrap_or_else(|_| unreachable!("the bounds are fixed"))
}

impl Tally {
    /// Nothing yet, of a journey of so many requests.
    #[must_use]
    pub fn new(calls: usize) -> Self {
        Self {
            offered: 0,
            right: 0,
            wrong: 0,
            failed: [0; Trouble::ALL.len()],
            said: Vec::new(),
            answers: 0,
            latency: histogram(),
            service: (0..calls).map(|_| histogram()).collect(),
            lag: histogram(),
            connects: histogram(),
            cpu: Duration::ZERO,
        }
    }

    /// A login ended, so long after it was due.
    pub(crate) fn ended(&mut self, how: Outcome, latency_ns: u64) {
        match how {
            Outcome::Right => {
                self.right += 1;
                self.latency.saturating_record(latency_ns);
            }
            Outcome::Wrong => self.wrong += 1,
            Outcome::Failed(trouble) => self.failed[trouble as usize] += 1,
        }
    }

    /// An answer to a request said something.
    pub(crate) fn answered(&mut self, call: usize, label: &str, right: bool, service_ns: u64) {
        self.answers += 1;
        self.service[call].saturating_record(service_ns);
        self.count(call, label, right, 1);
    }

    /// Something that is wrong without an answer.
    pub(crate) fn count_answer(&mut self, call: usize, label: &str, right: bool) {
        self.count(call, label, right, 1);
    }

    fn count(&mut self, call: usize, label: &str, right: bool, times: u64) {
        let found = self.said.iter().position(|said| said.0 == call && said.2 == right && *said.1 == *label);
        match found {
            Some(place) => self.said[place].3 += times,
            None if self.said.len() < MOST_LABELS || label == OTHERS => {
                self.said.push((call, label.into(), right, times));
            }
            None => self.count(call, OTHERS, right, times),
        }
    }

    /// Adds another's.
    pub fn add(&mut self, other: &Self) {
        self.offered += other.offered;
        self.right += other.right;
        self.wrong += other.wrong;
        self.failed.iter_mut().zip(other.failed).for_each(|(own, other)| *own += other);
        self.answers += other.answers;
        other.said.iter().for_each(|(call, label, right, times)| self.count(*call, label, *right, *times));
        let pairs = self.service.iter_mut().zip(&other.service);
        let all =
            [(&mut self.latency, &other.latency), (&mut self.lag, &other.lag), (&mut self.connects, &other.connects)];
        for (own, other) in pairs.chain(all) {
            let _ = own.add(other);
        }
        self.cpu += other.cpu;
    }

    /// Forgets all, and keeps the memory.
    pub(crate) fn clear(&mut self) {
        (self.offered, self.right, self.wrong, self.answers) = (0, 0, 0, 0);
        self.failed = [0; Trouble::ALL.len()];
        self.said.clear();
        self.service.iter_mut().for_each(Histogram::reset);
        [&mut self.latency, &mut self.lag, &mut self.connects].into_iter().for_each(Histogram::reset);
        self.cpu = Duration::ZERO;
    }

    /// Logins that came to no end.
    #[must_use]
    pub fn failures(&self) -> u64 {
        self.failed.iter().sum()
    }

    /// How often one trouble came.
    #[must_use]
    pub fn of(&self, trouble: Trouble) -> u64 {
        self.failed[trouble as usize]
    }
}
