//! What stands behind the lock.

use std::collections::HashMap;

use rand_chacha::ChaCha12Rng;
use sekisho_rules::{
    Answer, Arrival, Call, CallId, Control, Event, Input, Output, Policy, Reply, Request, RequestId, State, TenantName,
    Time, Wake, step,
};
use tokio::sync::oneshot;

use super::timeline::{Timeline, Waiting};
use super::{Clock, Mode};
use crate::emitter::{Emitter, Line, Texts};
use crate::neighbours::{Calls, Outgoing};
use crate::timestamp;

/// What stands behind the lock: steps are taken, events emitted and replies
/// given in one order.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) state: State,
    pub(crate) emitter: Emitter,
    texts: std::sync::Arc<Texts>,
    entropy: ChaCha12Rng,
    calls: Calls,
    timelines: HashMap<TenantName, Timeline>,
    pending: HashMap<RequestId, Pending>,
    requests: u64,
}

/// A request that awaits its reply.
#[derive(Debug)]
struct Pending {
    /// What its sender calls it.
    name: Option<String>,
    reply: oneshot::Sender<Reply>,
}

impl Core {
    pub(crate) fn new(
        state: State,
        entropy: ChaCha12Rng,
        texts: std::sync::Arc<Texts>,
        emitter: Emitter,
        calls: Calls,
    ) -> Self {
        let timelines = HashMap::from([(TenantName::master(), Timeline::new(Clock::real()))]);
        Self { state, emitter, texts, entropy, calls, timelines, pending: HashMap::new(), requests: 0 }
    }

    /// Puts a request to the rules. The reply may come at once, after a wake, or after an answer from outside.
    pub(crate) fn ask(&mut self, tenant: &TenantName, what: Request, name: Option<String>) -> oneshot::Receiver<Reply> {
        let (reply, answer) = oneshot::channel();
        self.requests += 1;
        let request = RequestId(self.requests);
        self.pending.insert(request, Pending { name, reply });
        let now = self.now(tenant);
        self.step(tenant, Arrival::Request { request, what }, now);
        self.jump(tenant);
        answer
    }

    /// Brings back what came of a call, however late.
    pub(crate) fn answer(&mut self, tenant: &TenantName, call: CallId, answer: Answer) {
        self.timeline(tenant).in_flight.remove(&call);
        let now = self.now(tenant);
        self.step(tenant, Arrival::Answer { call, answer }, now);
        self.jump(tenant);
    }

    /// Whom a User-Name means: what stands after its last `@` is a tenant if there is one of that name, and otherwise
    /// part of a name in the master tenant.
    pub(crate) fn user_and_tenant<'a>(&self, name: &'a str) -> (&'a str, TenantName) {
        let split = name.rsplit_once('@').map(|(uid, tenant)| (uid, TenantName::new(tenant)));
        let known = split.filter(|(_, tenant)| self.state.policy(tenant).is_some());
        known.unwrap_or_else(|| (name, TenantName::master()))
    }

    pub(crate) fn tell(&mut self, tenant: &TenantName, control: Control) {
        let now = self.now(tenant);
        self.step(tenant, Arrival::Told(control), now);
    }

    /// Makes a tenant, or makes it anew.
    pub(crate) fn put_tenant(&mut self, tenant: &TenantName, policy: Policy, clock: Clock) {
        self.hasten(tenant);
        self.tell(tenant, Control::PutTenant(policy));
        self.timelines.insert(tenant.clone(), Timeline::new(clock));
    }

    /// The master tenant is emptied, and its clock is real again.
    pub(crate) fn delete_tenant(&mut self, tenant: &TenantName) {
        self.hasten(tenant);
        self.tell(tenant, Control::DeleteTenant);
        self.timelines.remove(tenant);
        self.timelines.entry(TenantName::master()).or_insert_with(|| Timeline::new(Clock::real()));
    }

    pub(crate) fn clock(&mut self, tenant: &TenantName) -> Clock {
        self.timeline(tenant).clock
    }

    pub(crate) fn change_clock(&mut self, tenant: &TenantName, mode: Mode) {
        self.timeline(tenant).clock.change(mode);
        self.jump(tenant);
    }

    /// Moves a clock that stands, and carries out what it passes, each at its time.
    pub(crate) fn move_clock(&mut self, tenant: &TenantName, to: Time) {
        self.wake_until(tenant, to);
        self.timeline(tenant).clock.stand_at(to);
        self.jump(tenant);
    }

    /// Carries out what is due on real clocks; says when there will be more.
    pub(crate) fn wake_due(&mut self) -> Option<Time> {
        let real = |(_, timeline): &(&TenantName, &Timeline)| timeline.clock.mode() == Mode::Real;
        let tenants: Vec<_> = self.timelines.iter().filter(real).map(|(name, _)| name.clone()).collect();
        for tenant in &tenants {
            self.wake_until(tenant, timestamp::now());
        }
        tenants.iter().filter_map(|tenant| self.timelines.get(tenant)?.next()).min()
    }

    pub(crate) fn mark(&self, mark: &str) {
        self.emitter.emit(Line::marker(timestamp::now(), mark), 1);
    }

    /// A clock that is automatic jumps to what somebody waits for, unless a call is in flight: its answer
    /// belongs to the time at which it was asked for, and comes by itself.
    fn jump(&mut self, tenant: &TenantName) {
        while let Some(at) = self.awaited(tenant) {
            let at = at.max(self.now(tenant));
            self.wake_until(tenant, at);
            self.timeline(tenant).clock.stand_at(at);
        }
    }

    /// Whoever waits on a clock that is about to go waits no longer. A sync goes with the clock, and asks nobody more.
    fn hasten(&mut self, tenant: &TenantName) {
        let Some(waiting) = self.timelines.get_mut(tenant).map(Timeline::take_awaited) else { return };
        let now = self.now(tenant);
        for waiting in waiting.into_iter().filter(|waiting| !matches!(waiting.wake, Wake::Sync(_))) {
            self.step(&waiting.tenant, Arrival::Woken(waiting.wake), now);
        }
    }

    fn awaited(&mut self, tenant: &TenantName) -> Option<Time> {
        let timeline = self.timeline(tenant);
        let jumps = timeline.clock.mode() == Mode::Automatic && timeline.in_flight.is_empty();
        timeline.next_awaited().filter(|_| jumps)
    }

    fn wake_until(&mut self, tenant: &TenantName, until: Time) {
        while let Some((at, waiting)) = self.timeline(tenant).take_due(until) {
            let now = at.max(self.now(tenant).min(until));
            self.timeline(tenant).clock.stand_at(now);
            self.step(&waiting.tenant, Arrival::Woken(waiting.wake), now);
        }
    }

    fn step(&mut self, tenant: &TenantName, arrival: Arrival, now: Time) {
        let input = Input { tenant: tenant.clone(), arrival };
        for output in step(&mut self.state, input, now, &mut self.entropy) {
            self.carry_out(tenant, output, now);
        }
    }

    fn carry_out(&mut self, tenant: &TenantName, output: Output, now: Time) {
        match output {
            Output::Event(event) => self.emit(&event, now),
            Output::Reply { request, reply } => self.reply(request, reply),
            Output::Call { call, what } => self.call(tenant, call, what, now),
            Output::Wake { at, wake, awaited } => {
                let tenant = tenant.clone();
                self.timeline(&tenant).add(at, Waiting { tenant: tenant.clone(), wake, awaited });
            }
        }
    }

    fn call(&mut self, tenant: &TenantName, call: CallId, what: Call, now: Time) {
        if self.calls.send(Outgoing { tenant: tenant.clone(), call, what, at: now }) {
            self.timeline(tenant).in_flight.insert(call);
        } else {
            self.step(tenant, Arrival::Answer { call, answer: Answer::Unreachable }, now);
        }
    }

    fn emit(&self, event: &Event, now: Time) {
        let face = self.texts.face(event.code, event.detail.as_deref());
        let pending = event.request.and_then(|request| self.pending.get(&request));
        let name = pending.and_then(|pending| pending.name.as_deref());
        let line = Line::event(now, &face, event.user.as_deref(), event.tenant.as_str(), name);
        self.emitter.emit(line, face.copies);
    }

    /// Whoever asked may have gone away.
    fn reply(&mut self, request: RequestId, reply: Reply) {
        if let Some(pending) = self.pending.remove(&request) {
            let _ = pending.reply.send(reply);
        }
    }

    fn now(&mut self, tenant: &TenantName) -> Time {
        self.clock(tenant).now()
    }

    /// A tenant that does not exist lives by the master's clock.
    fn timeline(&mut self, tenant: &TenantName) -> &mut Timeline {
        let master = TenantName::master();
        let name = if self.timelines.contains_key(tenant) { tenant } else { &master };
        self.timelines.entry(name.clone()).or_insert_with(|| Timeline::new(Clock::real()))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rand::SeedableRng;
    use sekisho_catalog::passlogic;
    use sekisho_rules::WebRequest;

    use super::*;
    use crate::Options;

    const START: Time = Time::from_millis(1_800_000_000_000);

    fn core(mode: Mode) -> (Core, TenantName) {
        let texts = Texts::new(passlogic(), &[]).expect("no plants").into();
        let emitter = Emitter::start(&Options::default()).expect("no receivers");
        let entropy = ChaCha12Rng::seed_from_u64(1);
        let mut core = Core::new(State::new(), entropy, texts, emitter, Calls::nowhere());
        let tenant = TenantName::new("t1");
        let clock = Clock::new(mode, (mode != Mode::Real).then_some(START)).expect("a clock");
        core.put_tenant(&tenant, Policy::default(), clock);
        (core, tenant)
    }

    fn wait(core: &mut Core, tenant: &TenantName, at: Time, awaited: bool) {
        core.timeline(tenant).add(at, Waiting { tenant: tenant.clone(), wake: Wake::Sweep, awaited });
    }

    #[test]
    fn an_automatic_clock_jumps_to_what_is_awaited_and_passes_the_rest() {
        let (mut core, tenant) = core(Mode::Automatic);
        let second = |n| START + Duration::from_secs(n);
        wait(&mut core, &tenant, second(1), false);
        wait(&mut core, &tenant, second(2), true);
        wait(&mut core, &tenant, second(3), false);
        core.jump(&tenant);
        assert_eq!((core.now(&tenant), core.timeline(&tenant).next()), (second(2), Some(second(3))));
    }

    #[test]
    fn an_automatic_clock_waits_for_calls_in_flight() {
        let (mut core, tenant) = core(Mode::Automatic);
        let due = START + Duration::from_secs(2);
        let calls = [CallId(1), CallId(2)];
        core.timeline(&tenant).in_flight.extend(calls);
        wait(&mut core, &tenant, due, true);
        let mut times = Vec::new();
        for call in calls {
            core.jump(&tenant);
            times.push(core.now(&tenant));
            core.answer(&tenant, call, Answer::Unreachable);
        }
        assert_eq!((times, core.now(&tenant)), (vec![START, START], due));
    }

    #[test]
    fn a_clock_that_stands_waits_to_be_moved() {
        let (mut core, tenant) = core(Mode::Moved);
        let due = START + Duration::from_secs(1);
        wait(&mut core, &tenant, due, true);
        core.jump(&tenant);
        assert_eq!((core.now(&tenant), core.timeline(&tenant).next()), (START, Some(due)));
        core.move_clock(&tenant, due);
        assert_eq!((core.now(&tenant), core.timeline(&tenant).next()), (due, None));
    }

    #[test]
    fn what_is_due_on_a_real_clock_is_carried_out() {
        let (mut core, tenant) = core(Mode::Real);
        let later = timestamp::now() + Duration::from_secs(3600);
        wait(&mut core, &tenant, later, false);
        wait(&mut core, &tenant, START - Duration::from_secs(3_000_000_000), false);
        assert_eq!(core.wake_due(), Some(later));
    }

    #[test]
    fn moving_a_clock_sweeps_what_it_passes() {
        let (mut core, tenant) = core(Mode::Moved);
        let what = Request::Web(WebRequest::Table { uid: "nobody".into() });
        drop(core.ask(&tenant, what, None));
        assert_eq!(core.state.open(), 1);
        core.move_clock(&tenant, START + Duration::from_secs(3600));
        assert_eq!((core.state.open(), core.timeline(&tenant).next()), (0, None));
    }
}
