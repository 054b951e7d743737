//! One generator: a thread with an epoll loop of its own.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::iter::Peekable;
use std::num::NonZeroU64;
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::time::Duration;

use rand::SeedableRng;
use rand_chacha::ChaCha12Rng;
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use rustix::thread::{CpuSet, sched_setaffinity, set_current_timer_slack};

use super::clock::{cpu, now, timespec};
use super::plan::{EngineError, Plan, Second};
use super::slot::{Slot, State};
use crate::http::{self, Body, Came};
use crate::journey::Filling;
use crate::{Arrivals, Outcome, Said, Tally, Trouble};

const SECOND: u64 = 1_000_000_000;
/// So long before a login is due, the generator looks instead of sleeping: the system wakes nobody so exactly.
const LOOKING: u64 = 60_000;
/// How often requests are looked through for those that wait too long.
const PATROL: u64 = 100_000_000;
/// After a login that came to no end, a user without think time waits so long.
const PAUSE: u64 = 10_000_000;
/// How long what is in flight may take after the run's end, if an answer may take that long.
const FAREWELL: Duration = Duration::from_secs(10);
const EVENTS: usize = 512;
const READ: usize = 64 << 10;

pub(super) struct Worker<'a> {
    plan: &'a Plan,
    place: u64,
    of: u64,
    epoll: OwnedFd,
    slots: Vec<Slot>,
    most: usize,
    /// Slots with a connection that nobody uses, the last used last.
    idle: Vec<u32>,
    /// Slots without a connection.
    closed: Vec<u32>,
    /// Who does not log in now, the longest idle first.
    accounts: VecDeque<u32>,
    arrivals: Option<Peekable<Arrivals>>,
    /// When users log in next, where no rate is set.
    users: BinaryHeap<Reverse<u64>>,
    in_flight: usize,
    numbers: u64,
    tally: Tally,
    scratch: Vec<u8>,
    read: Vec<u8>,
    /// When the run began, when counting does, and when it ends.
    begun: u64,
    counted: u64,
    ends: u64,
    cpu: Duration,
}

impl<'a> Worker<'a> {
    /// Ready to begin, with the connections that there are to be before the first login.
    pub(super) fn new(plan: &'a Plan, place: usize, of: usize) -> Result<Self, EngineError> {
        if let Some(&core) = plan.cores.get(place) {
            let mut cores = CpuSet::new();
            cores.set(core);
            // A machine that does not let us choose is measured as it is.
            let _ = sched_setaffinity(None, &cores);
        }
        let _ = set_current_timer_slack(NonZeroU64::new(1));
        let epoll = epoll::create(CreateFlags::CLOEXEC);
        let epoll = epoll.map_err(|error| EngineError::System("an epoll instance", error.into()))?;
        let accounts = (0..u32::try_from(plan.accounts.len()).unwrap_or(u32::MAX)).skip(place).step_by(of);
        let share = |all: usize| all / of + usize::from(place < all % of);
        let arrivals = plan.rate.as_ref().map(|(profile, spread)| {
            let mut rng = ChaCha12Rng::seed_from_u64(plan.seed);
            rng.set_stream(place as u64);
            Arrivals::new(profile.clone(), plan.warm_up + plan.duration, *spread, (place, of), rng).peekable()
        });
        let users = if arrivals.is_some() { 0 } else { share(plan.users) };
        let mut worker = Self {
            plan,
            place: place as u64,
            of: of as u64,
            epoll,
            slots: Vec::new(),
            most: if arrivals.is_some() { share(plan.most_in_flight).max(1) } else { users },
            idle: Vec::new(),
            closed: Vec::new(),
            accounts: accounts.collect(),
            arrivals,
            users: (0..users).map(|_| Reverse(0)).collect(),
            in_flight: 0,
            numbers: 0,
            tally: Tally::new(plan.journey.calls.len()),
            scratch: Vec::new(),
            read: vec![0; READ],
            begun: 0,
            counted: 0,
            ends: u64::MAX,
            cpu: Duration::ZERO,
        };
        if !plan.fresh {
            worker.connect_ahead(share(plan.users).min(worker.most))?;
        }
        Ok(worker)
    }

    fn connect_ahead(&mut self, count: usize) -> Result<(), EngineError> {
        let server = self.plan.server;
        let until = now() + nanos(self.plan.patience);
        for _ in 0..count {
            let place = self.new_slot();
            let slot = &mut self.slots[place as usize];
            slot.connect(&self.epoll, place, server, now())
                .map_err(|error| EngineError::Connect(server, error.into()))?;
        }
        let mut events = [Event { flags: EventFlags::empty(), data: EventData::new_u64(0) }; EVENTS];
        while self.idle.len() < count {
            let late = || EngineError::Connect(server, std::io::ErrorKind::TimedOut.into());
            let left = until.checked_sub(now()).ok_or_else(late)?;
            let came = self.wait(&mut events, left)?;
            for event in &events[..came] {
                let place = event.data.u64() as u32;
                let slot = &mut self.slots[place as usize];
                if let State::Connecting(_) = slot.state {
                    slot.connected().map_err(|error| EngineError::Connect(server, error.into()))?;
                    slot.state = State::Idle;
                    self.idle.push(place);
                }
            }
        }
        Ok(())
    }

    fn new_slot(&mut self) -> u32 {
        self.slots.push(Slot::default());
        (self.slots.len() - 1) as u32
    }

    fn wait(&self, events: &mut [Event], nanos: u64) -> Result<usize, EngineError> {
        match epoll::wait(&self.epoll, events, Some(&timespec(nanos))) {
            Ok(came) => Ok(came),
            Err(rustix::io::Errno::INTR) => Ok(0),
            Err(error) => Err(EngineError::System("epoll_wait", error.into())),
        }
    }

    pub(super) fn run(mut self, stop: &AtomicBool, seconds: &Sender<Second>) -> Result<(), EngineError> {
        self.begun = now();
        self.counted = self.begun + nanos(self.plan.warm_up);
        self.ends = self.counted + nanos(self.plan.duration);
        self.cpu = cpu();
        let mut next_second = self.counted + SECOND;
        let mut next_patrol = self.begun + PATROL;
        let mut number = 0;
        let mut is_counting = self.begun >= self.counted;
        let mut events = [Event { flags: EventFlags::empty(), data: EventData::new_u64(0) }; EVENTS];
        loop {
            let mut time = now();
            if stop.load(Ordering::Relaxed) {
                self.ends = self.ends.min(time);
            }
            if !is_counting && time >= self.counted {
                is_counting = true;
                self.cpu = cpu();
            }
            if time >= next_patrol {
                self.patrol(time);
                next_patrol = time + PATROL;
            }
            if time >= next_second && time < self.ends {
                self.tell(seconds, number);
                number += 1;
                next_second += SECOND;
            }
            self.begin_what_is_due(time);
            let is_over = time >= self.ends && self.in_flight == 0 && !self.is_more_due();
            if is_over || time >= self.ends.saturating_add(nanos(FAREWELL.min(self.plan.patience))) {
                break;
            }
            time = now();
            let pause = self.pause(time, next_second.min(next_patrol));
            let came = self.wait(&mut events, pause)?;
            for event in &events[..came] {
                self.heed(event);
            }
        }
        self.cut_off();
        self.tell(seconds, number);
        Ok(())
    }

    /// How long to wait for events: not beyond what is due next.
    fn pause(&mut self, time: u64, tick: u64) -> u64 {
        let tick = tick.min(if time < self.ends { self.ends } else { u64::MAX });
        if time >= self.ends {
            return tick.saturating_sub(time);
        }
        match (&mut self.arrivals, self.users.peek()) {
            (Some(arrivals), _) => match arrivals.peek() {
                Some(at) => (self.begun + at).min(tick).saturating_sub(time).saturating_sub(LOOKING),
                None => tick.saturating_sub(time),
            },
            (None, Some(Reverse(at))) => tick.min(*at).saturating_sub(time),
            (None, None) => tick.saturating_sub(time),
        }
    }

    /// Whether a login is due that was not begun.
    fn is_more_due(&mut self) -> bool {
        let (begun, ends) = (self.begun, self.ends);
        self.arrivals.as_mut().and_then(Peekable::peek).is_some_and(|at| begun + at < ends)
    }

    fn next_arrival(&mut self, until: u64) -> Option<u64> {
        let begun = self.begun;
        let at = self.arrivals.as_mut()?.next_if(|at| begun + at <= until)?;
        Some(begun + at)
    }

    fn begin_what_is_due(&mut self, time: u64) {
        // What was due before the end is begun after it, too: late, and told so.
        while let Some(due) = self.next_arrival(time.min(self.ends.saturating_sub(1))) {
            // What began late is late: the time is looked at again.
            self.begin(due, now());
        }
        if time >= self.ends {
            return;
        }
        while let Some(Reverse(at)) = self.users.peek().copied().filter(|Reverse(at)| *at <= time) {
            self.users.pop();
            self.begin(at.max(self.begun), time);
        }
    }

    fn counts(&self, due: u64) -> bool {
        due >= self.counted
    }

    /// Begins a login.
    fn begin(&mut self, due: u64, time: u64) {
        if self.counts(due) {
            self.tally.offered += 1;
            if self.arrivals.is_some() {
                self.tally.lag.saturating_record(time.saturating_sub(due));
            }
        }
        let Some(account) = self.accounts.pop_front() else { return self.drop_one(due, time) };
        let Some(place) = self.free_slot() else {
            self.accounts.push_front(account);
            return self.drop_one(due, time);
        };
        self.in_flight += 1;
        let slot = &mut self.slots[place as usize];
        slot.login.account = account;
        slot.login.call = 0;
        slot.login.due = due;
        slot.login.asked = time;
        slot.kept.clear(self.plan.journey.kept);
        if slot.state == State::Idle {
            self.ask(place, time);
        } else if slot.connect(&self.epoll, place, self.plan.server, time).is_err() {
            self.end(place, Outcome::Failed(Trouble::Refused), time, true);
        }
    }

    /// A slot with a connection, or one that can get one.
    fn free_slot(&mut self) -> Option<u32> {
        let place = self.idle.pop().or_else(|| self.closed.pop());
        place.or_else(|| (self.slots.len() < self.most).then(|| self.new_slot()))
    }

    fn drop_one(&mut self, due: u64, time: u64) {
        if self.counts(due) {
            self.tally.ended(Outcome::Failed(Trouble::Dropped), 0);
        }
        if self.arrivals.is_none() {
            self.users.push(Reverse(time + PAUSE));
        }
    }

    /// Sends the request that is the login's turn.
    fn ask(&mut self, place: u32, time: u64) {
        self.numbers += 1;
        let number = self.numbers * self.of + self.place;
        let slot = &mut self.slots[place as usize];
        let journey = &self.plan.journey;
        let account = &self.plan.accounts[slot.login.account as usize];
        let with = Filling { account, kept: &slot.kept, table: journey.table, number };
        if !journey.calls[slot.login.call].write(&with, &mut self.scratch, &mut slot.out) {
            let login = slot.login;
            if self.counts(login.due) {
                self.tally.count_answer(login.call, "a table that the user's pattern does not fit", false);
            }
            return self.end(place, Outcome::Wrong, time, true);
        }
        slot.login.asked = time;
        if slot.ask().is_err() {
            self.end(place, Outcome::Failed(Trouble::Closed), time, true);
        }
    }

    fn heed(&mut self, event: &Event) {
        let data = event.data.u64();
        let place = data as u32;
        let slot = &mut self.slots[place as usize];
        if slot.generation != (data >> 32) as u32 {
            return;
        }
        let flags = event.flags;
        if let State::Connecting(since) = slot.state {
            return self.heed_connecting(place, since, flags);
        }
        if flags.contains(EventFlags::OUT) && slot.has_more_to_send() && slot.flush().is_err() {
            return self.end(place, Outcome::Failed(Trouble::Closed), now(), true);
        }
        let is_ending = flags.intersects(EventFlags::RDHUP | EventFlags::HUP | EventFlags::ERR);
        if is_ending || flags.contains(EventFlags::IN) {
            self.receive(place, is_ending);
        }
    }

    fn heed_connecting(&mut self, place: u32, since: u64, flags: EventFlags) {
        if !flags.intersects(EventFlags::OUT | EventFlags::HUP | EventFlags::ERR) {
            return;
        }
        let time = now();
        let slot = &mut self.slots[place as usize];
        if slot.connected().is_err() {
            return self.end(place, Outcome::Failed(Trouble::Refused), time, true);
        }
        slot.state = State::Idle;
        let due = slot.login.due;
        if self.counts(due) {
            self.tally.connects.saturating_record(time.saturating_sub(since));
        }
        self.ask(place, time);
    }

    /// Reads what came. A read that does not fill the buffer has read all, and the next edge comes with the next octets;
    /// but where the connection is ending, no further edge comes.
    fn receive(&mut self, place: u32, is_ending: bool) {
        let mut read = std::mem::take(&mut self.read);
        loop {
            let slot = &mut self.slots[place as usize];
            let generation = slot.generation;
            match slot.receive(&mut read) {
                Ok(Some(octets)) => {
                    self.take(place, &read[..octets], octets == 0, is_ending);
                    let is_all = octets == 0 || (octets < read.len() && !is_ending);
                    if is_all || self.slots[place as usize].generation != generation {
                        break;
                    }
                }
                Ok(None) => break,
                Err(_) => {
                    self.broken_off(place);
                    break;
                }
            }
        }
        self.read = read;
    }

    /// The connection ended, whatever was on it.
    fn broken_off(&mut self, place: u32) {
        if self.slots[place as usize].state == State::Asked {
            return self.end(place, Outcome::Failed(Trouble::Closed), now(), true);
        }
        self.slots[place as usize].close();
        self.idle.retain(|other| *other != place);
        self.closed.push(place);
    }

    /// Takes octets in, or the end of them.
    fn take(&mut self, place: u32, octets: &[u8], ended: bool, is_ending: bool) {
        let slot = &mut self.slots[place as usize];
        // What nobody asked for ends the connection, as its end does.
        if slot.state != State::Asked || (ended && slot.input.is_empty()) {
            return self.broken_off(place);
        }
        let mut joined = std::mem::take(&mut slot.input);
        let came = if joined.is_empty() {
            octets
        } else {
            joined.extend_from_slice(octets);
            &joined
        };
        match http::read(came, ended) {
            Came::Whole(answer) => {
                let closes = answer.closes || ended || is_ending || answer.length < came.len();
                let head = &came[answer.head.0..answer.head.1];
                match &answer.body {
                    Body::There(from, to) => self.answered(place, answer.status, head, &came[*from..*to], closes),
                    Body::Joined(body) => self.answered(place, answer.status, head, body, closes),
                }
                joined.clear();
            }
            Came::Part if joined.is_empty() => joined.extend_from_slice(octets),
            Came::Part => {}
            Came::Wrong(_) => {
                let trouble = if ended { Trouble::Closed } else { Trouble::Garbled };
                self.end(place, Outcome::Failed(trouble), now(), true);
                joined.clear();
            }
        }
        self.slots[place as usize].input = joined;
    }

    /// An answer is whole: what it says decides how the login goes on.
    fn answered(&mut self, place: u32, status: u16, head: &[u8], body: &[u8], closes: bool) {
        let time = now();
        let slot = &mut self.slots[place as usize];
        let (login, plan) = (slot.login, self.plan);
        let call = &plan.journey.calls[login.call];
        let said = call.check.examine(status, body);
        let is_right = matches!(said, Said::Right(_));
        let is_kept = is_right && call.keep(head, body, &mut slot.kept);
        if self.counts(login.due) {
            let service = time - login.asked;
            match said {
                Said::Right(label) if is_kept => self.tally.answered(login.call, label, true, service),
                said => self.tally.answered(login.call, &wrong(said), false, service),
            }
        }
        if !is_kept {
            return self.end(place, Outcome::Wrong, time, closes);
        }
        let slot = &mut self.slots[place as usize];
        slot.login.call += 1;
        if slot.login.call == plan.journey.calls.len() {
            return self.end(place, Outcome::Right, time, closes);
        }
        if closes {
            slot.login.asked = time;
            if slot.connect(&self.epoll, place, plan.server, time).is_err() {
                self.end(place, Outcome::Failed(Trouble::Refused), time, true);
            }
            return;
        }
        self.ask(place, time);
    }

    /// A login has ended.
    fn end(&mut self, place: u32, how: Outcome, time: u64, closes: bool) {
        let slot = &mut self.slots[place as usize];
        let login = slot.login;
        if closes || self.plan.fresh {
            slot.close();
            self.closed.push(place);
        } else {
            slot.state = State::Idle;
            self.idle.push(place);
        }
        self.in_flight -= 1;
        self.accounts.push_back(login.account);
        if self.counts(login.due) {
            self.tally.ended(how, time.saturating_sub(login.due));
        }
        if self.arrivals.is_none() && time < self.ends {
            let rest = if how == Outcome::Right { 0 } else { PAUSE };
            let next = time + nanos(self.plan.think).max(rest);
            if next == time { self.begin(time, time) } else { self.users.push(Reverse(next)) }
        }
    }

    /// What has waited too long has failed.
    fn patrol(&mut self, time: u64) {
        let patience = nanos(self.plan.patience);
        for place in 0..self.slots.len() {
            let slot = &self.slots[place];
            let since = match slot.state {
                State::Connecting(since) => since,
                State::Asked => slot.login.asked,
                State::Closed | State::Idle => continue,
            };
            if time.saturating_sub(since) > patience {
                self.end(place as u32, Outcome::Failed(Trouble::Late), time, true);
            }
        }
    }

    /// What is still in flight when the run is over, and what was due and never begun.
    fn cut_off(&mut self) {
        while let Some(due) = self.next_arrival(self.ends.saturating_sub(1)) {
            if self.counts(due) {
                self.tally.offered += 1;
                self.tally.lag.saturating_record(self.ends - due);
            }
            self.drop_one(due, self.ends);
        }
        for place in 0..self.slots.len() {
            if !matches!(self.slots[place].state, State::Closed | State::Idle) {
                self.end(place as u32, Outcome::Failed(Trouble::CutOff), self.ends, true);
            }
        }
    }

    fn tell(&mut self, seconds: &Sender<Second>, number: u64) {
        let spent = cpu();
        self.tally.cpu = spent.saturating_sub(self.cpu);
        self.cpu = spent;
        // Nobody listens only where the run was given up.
        let _ = seconds.send(Second { number, tally: self.tally.clone() });
        self.tally.clear();
    }
}

/// What a wrong answer said, for people.
fn wrong(said: Said<'_>) -> String {
    match said {
        Said::Right(label) => format!("{label}, without what the next request needs"),
        Said::OtherCode(code) => shown(code),
        Said::OtherLevel(code, level) => format!("{code} as {}", shown(level)),
        Said::OtherOutcome(outcome) => outcome.to_owned(),
        Said::Unexplained(status) => format!("HTTP {status}"),
    }
}

/// Of what a server says, no more than a code may have.
fn shown(octets: &[u8]) -> String {
    let text = String::from_utf8_lossy(&octets[..octets.len().min(40)]);
    text.chars().map(|char| if char.is_control() { '·' } else { char }).collect()
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX / 4)
}
