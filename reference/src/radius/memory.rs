//! What was answered lately: a duplicate gets the same octets again, or nothing while the first one is still in work
//! (RFC 5080 section 2.2.2).

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sekisho_protocol::radius::Authenticator;

/// How long an answer is remembered: RFC 5080 wants 5 to 30 seconds, and clients wait 10 before they ask again.
const REMEMBERED: Duration = Duration::from_secs(30);

/// What tells requests apart: where it came from, and its Identifier.
pub(super) type Key = (SocketAddr, u8);

/// What is remembered at most.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// Requests in work; further ones are dropped.
    pub(super) in_work: usize,
    /// Requests in all; the oldest answers give way.
    pub(super) requests: usize,
    /// Octets of answers; the oldest give way.
    pub(super) octets: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { in_work: 8192, requests: 1 << 17, octets: 64 << 20 }
    }
}

/// What to do with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Admission {
    /// It is new: to be answered, and the answer told to [`Memory::keep`].
    New,
    /// It was answered with this.
    Answered(Arc<[u8]>),
    /// It is in work, or there is no room for one more.
    Dropped,
}

/// All requests that came lately.
#[derive(Debug, Default)]
pub(super) struct Memory {
    bounds: Bounds,
    entries: HashMap<Key, Entry>,
    /// In the order in which they came; one may be gone already, or be another by now.
    came: VecDeque<(Key, u64)>,
    count: u64,
    in_work: usize,
    octets: usize,
}

#[derive(Debug)]
struct Entry {
    number: u64,
    authenticator: Authenticator,
    came: Instant,
    answer: Option<Arc<[u8]>>,
}

impl Memory {
    pub(super) fn admit(&mut self, key: Key, authenticator: &Authenticator, now: Instant) -> Admission {
        self.forget_old(now);
        if let Some(entry) = self.entries.get(&key).filter(|entry| entry.authenticator == *authenticator) {
            return entry.answer.clone().map_or(Admission::Dropped, Admission::Answered);
        }
        self.forget(&key);
        if self.in_work >= self.bounds.in_work {
            return Admission::Dropped;
        }
        self.count += 1;
        self.in_work += 1;
        self.came.push_back((key, self.count));
        let entry = Entry { number: self.count, authenticator: *authenticator, came: now, answer: None };
        self.entries.insert(key, entry);
        Admission::New
    }

    /// Keeps the answer for duplicates; false if another request has come in its place, so that nobody waits for it.
    pub(super) fn keep(&mut self, key: Key, authenticator: &Authenticator, answer: Arc<[u8]>) -> bool {
        let waiting = |entry: &&mut Entry| entry.authenticator == *authenticator && entry.answer.is_none();
        let Some(entry) = self.entries.get_mut(&key).filter(waiting) else { return false };
        self.octets += answer.len();
        self.in_work -= 1;
        entry.answer = Some(answer);
        true
    }

    /// Forgets a request that will not be answered.
    pub(super) fn give_up(&mut self, key: Key, authenticator: &Authenticator) {
        if self.entries.get(&key).is_some_and(|entry| entry.authenticator == *authenticator) {
            self.forget(&key);
        }
    }

    fn forget_old(&mut self, now: Instant) {
        while let Some(&(key, number)) = self.came.front() {
            let Some(entry) = self.entries.get(&key).filter(|entry| entry.number == number) else {
                self.came.pop_front();
                continue;
            };
            let crowded = self.came.len() > self.bounds.requests || self.octets > self.bounds.octets;
            if !crowded && now.saturating_duration_since(entry.came) < REMEMBERED {
                return;
            }
            self.came.pop_front();
            if entry.answer.is_some() {
                self.forget(&key);
            } else {
                self.requeue(key, now);
                return;
            }
        }
    }

    /// What is still in work stays.
    fn requeue(&mut self, key: Key, now: Instant) {
        if let Some(entry) = self.entries.get_mut(&key) {
            entry.came = now;
            self.came.push_back((key, entry.number));
        }
    }

    fn forget(&mut self, key: &Key) {
        match self.entries.remove(key).map(|entry| entry.answer) {
            Some(Some(answer)) => self.octets -= answer.len(),
            Some(None) => self.in_work -= 1,
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Authenticator = [1; 16];
    const SECOND: Authenticator = [2; 16];

    fn key(port: u16, identifier: u8) -> Key {
        (SocketAddr::from(([127, 0, 0, 1], port)), identifier)
    }

    fn answer(octets: usize) -> Arc<[u8]> {
        vec![7; octets].into()
    }

    #[test]
    fn a_duplicate_is_dropped_in_work_and_answered_alike_after() {
        let (mut memory, now) = (Memory::default(), Instant::now());
        assert_eq!(memory.admit(key(1, 1), &FIRST, now), Admission::New);
        assert_eq!(memory.admit(key(1, 1), &FIRST, now), Admission::Dropped);
        assert!(memory.keep(key(1, 1), &FIRST, answer(20)));
        assert_eq!(memory.admit(key(1, 1), &FIRST, now), Admission::Answered(answer(20)));
        assert_eq!(memory.admit(key(2, 1), &FIRST, now), Admission::New);
        assert_eq!(memory.admit(key(1, 2), &FIRST, now), Admission::New);
    }

    #[test]
    fn another_authenticator_purges() {
        let (mut memory, now) = (Memory::default(), Instant::now());
        memory.admit(key(1, 1), &FIRST, now);
        assert_eq!(memory.admit(key(1, 1), &SECOND, now), Admission::New);
        assert!(!memory.keep(key(1, 1), &FIRST, answer(20)), "nobody waits for the first one's");
        assert!(memory.keep(key(1, 1), &SECOND, answer(20)));
        assert_eq!(memory.admit(key(1, 1), &FIRST, now), Admission::New);
        assert_eq!((memory.in_work, memory.octets), (1, 0));
    }

    #[test]
    fn answers_are_forgotten_after_thirty_seconds_and_work_is_not() {
        let (mut memory, now) = (Memory::default(), Instant::now());
        for identifier in [1, 2] {
            memory.admit(key(1, identifier), &FIRST, now);
        }
        memory.keep(key(1, 2), &FIRST, answer(20));
        let almost = now + REMEMBERED - Duration::from_millis(1);
        assert_eq!(memory.admit(key(1, 2), &FIRST, almost), Admission::Answered(answer(20)));
        let later = now + REMEMBERED;
        assert_eq!(memory.admit(key(1, 1), &FIRST, later), Admission::Dropped);
        memory.admit(key(9, 9), &FIRST, later);
        assert_eq!(memory.admit(key(1, 2), &FIRST, later), Admission::New);
    }

    #[test]
    fn a_flood_is_bounded() {
        let bounds = Bounds { in_work: 10, requests: 100, octets: 1000 };
        let (mut memory, now) = (Memory { bounds, ..Memory::default() }, Instant::now());
        for port in 1..=5000 {
            if memory.admit(key(port, 1), &FIRST, now) == Admission::New && port % 2 == 0 {
                memory.keep(key(port, 1), &FIRST, answer(50));
            }
        }
        assert_eq!(memory.in_work, 10);
        for port in 1..=5000 {
            memory.give_up(key(port, 1), &FIRST);
            memory.admit(key(port, 2), &FIRST, now);
            memory.keep(key(port, 2), &FIRST, answer(50));
        }
        assert!(memory.entries.len() <= 101 && memory.came.len() <= 102, "{}", memory.entries.len());
        assert!(memory.octets <= 1050, "{}", memory.octets);
        memory.admit(key(1, 3), &FIRST, now);
        memory.give_up(key(1, 3), &FIRST);
        assert_eq!(memory.in_work, 0);
    }
}
