use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::num::NonZeroU32;
use std::time::Duration;

use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::SeedableRng;
use sekisho_rules::{
    Arrival, Browser, Control, Factor, Input, LockPolicy, NewUser, OfflineOrder, Output, Password, Policy, Reply,
    Request, RequestId, State, TenantName, Time, UserAct, UsersRequest, Wake, WebRequest, WindowsRequest, step,
};

use crate::{new_secret, typed};

/// Between two logins: so a thousand come a second, and as many tables are open as at that rate.
const BETWEEN: Duration = Duration::from_millis(1);

/// The rules with users who log in one after another, each at random.
#[derive(Debug)]
pub struct Server {
    state: State,
    now: Time,
    tenant: TenantName,
    entropy: ChaCha12Rng,
    requests: u64,
    users: u64,
    next: u64,
    wakes: BinaryHeap<Reverse<(Time, u8)>>,
}

/// How an answer is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// As the table has it.
    Right,
    /// With another last digit.
    Wrong,
}

impl Server {
    /// One with so many users in a tenant.
    #[must_use]
    pub fn with_users(users: u64) -> Self {
        let mut server = Self {
            state: State::new(),
            now: Time::from_millis(1_800_000_000_000),
            tenant: TenantName::new("t1"),
            entropy: ChaCha12Rng::seed_from_u64(7),
            requests: 0,
            users,
            next: 0,
            wakes: BinaryHeap::new(),
        };
        server.take(Arrival::Told(Control::PutTenant(policy())));
        for number in 0..users {
            let new = NewUser {
                secret: Some(new_secret()),
                mail: None,
                expires: None,
                change_required: false,
                token: None,
                pin: None,
            };
            server.ask(Request::Users(UsersRequest::One { uid: name(number), act: UserAct::Create(new) }));
        }
        server
    }

    /// One login, from the request for a table to the verdict: how many events it led to, and the code of the answer.
    pub fn log_in(&mut self, how: Typed) -> (usize, u32) {
        self.now = self.now + BETWEEN;
        self.wake();
        let uid = name(self.somebody());
        let issued = self.ask(Request::Web(WebRequest::Table { uid: uid.clone() }));
        let Some((ticket, digits)) = issued.iter().find_map(table) else { return (0, 0) };
        let mut answer = typed(digits);
        if how == Typed::Wrong {
            let last = answer.pop();
            answer.push(if last == Some('0') { '1' } else { '0' });
        }
        let factor = Factor::Matrix { ticket: ticket.to_string(), password: Password::new(&answer) };
        let events = issued.iter().filter(|output| matches!(output, Output::Event(_))).count();
        let told = self.ask(Request::Web(WebRequest::Login { uid, factor, browser: Browser::default() }));
        let events = events + told.iter().filter(|output| matches!(output, Output::Event(_))).count();
        (events, told.iter().find_map(code).unwrap_or_default())
    }

    /// An order for so many tables with answers, by a Windows login of the first user.
    pub fn offline(&mut self, count: u32) -> Option<OfflineOrder> {
        let uid = name(0);
        let process = self.windows(WindowsRequest::Start { client: "6.2".into() }, |reply| match reply {
            Reply::Process(process) => Some(process.to_string()),
            _ => None,
        })?;
        let (ticket, answer) =
            self.windows(WindowsRequest::Table { uid: uid.clone(), process: process.clone() }, |reply| match reply {
                Reply::Table { ticket, digits } => Some((ticket.to_string(), typed(digits))),
                _ => None,
            })?;
        let factor = Factor::Matrix { ticket, password: Password::new(&answer) };
        self.windows(WindowsRequest::Login { uid: uid.clone(), process: process.clone(), factor }, |_| Some(()))?;
        self.windows(WindowsRequest::Offline { uid, process, count }, |reply| match reply {
            Reply::Offline(order) => Some(order.clone()),
            _ => None,
        })
    }

    fn windows<T>(&mut self, request: WindowsRequest, of: impl Fn(&Reply) -> Option<T>) -> Option<T> {
        self.ask(Request::Windows(request)).iter().find_map(|output| match output {
            Output::Reply { reply, .. } => of(reply),
            _ => None,
        })
    }

    fn somebody(&mut self) -> u64 {
        // Weyl's sequence: every user in turn, none near the one before.
        self.next = self.next.wrapping_add(0x9e37_79b9_7f4a_7c15);
        ((u128::from(self.next) * u128::from(self.users)) >> 64) as u64
    }

    fn ask(&mut self, what: Request) -> Vec<Output> {
        self.requests += 1;
        self.take(Arrival::Request { request: RequestId(self.requests), what })
    }

    fn take(&mut self, arrival: Arrival) -> Vec<Output> {
        let input = Input { tenant: self.tenant.clone(), arrival };
        let outputs = step(&mut self.state, input, self.now, &mut self.entropy);
        for output in &outputs {
            if let Output::Wake { at, wake: Wake::Sweep, .. } = output {
                self.wakes.push(Reverse((*at, 0)));
            }
        }
        outputs
    }

    fn wake(&mut self) {
        while self.wakes.peek().is_some_and(|Reverse((at, _))| *at <= self.now) {
            self.wakes.pop();
            self.take(Arrival::Woken(Wake::Sweep));
        }
    }
}

/// However many answers are wrong, nobody is locked.
fn policy() -> Policy {
    Policy { lock: LockPolicy { limit: NonZeroU32::MAX }, ..Policy::default() }
}

fn name(number: u64) -> String {
    format!("user{number:07}")
}

fn table(output: &Output) -> Option<(&sekisho_rules::Ticket, &sekisho_rules::Digits)> {
    match output {
        Output::Reply { reply: Reply::Table { ticket, digits }, .. } => Some((ticket, digits)),
        _ => None,
    }
}

fn code(output: &Output) -> Option<u32> {
    match output {
        Output::Reply { reply: Reply::Granted(grant), .. } => Some(grant.code.0),
        Output::Reply { reply: Reply::Refused { code, .. }, .. } => code.map(|code| code.0),
        _ => None,
    }
}
