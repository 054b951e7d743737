//! A server to examine: the state, a clock and a seeded generator.

use std::time::Duration;

use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::SeedableRng;
use sekisho_rules::{
    Answer, Arrival, Browser, Call, CallId, ChangeStep, Control, Dependency, Factor, Grant, Input, NewSecret, NewUser,
    Output, Password, Policy, Refusal, Reply, Request, RequestId, State, TenantName, Time, Upload, UserAct,
    UsersRequest, Wake, WebRequest, WindowsRequest, step,
};

pub(crate) const CELLS: [usize; 6] = [0, 11, 12, 3, 2, 3];
pub(crate) const PATTERN: &str = "0,11,12,3,2,3";
pub(crate) const TENANT: &str = "t1";

pub(crate) struct Server {
    pub(crate) state: State,
    pub(crate) now: Time,
    pub(crate) tenant: TenantName,
    entropy: ChaCha12Rng,
    requests: u64,
}

/// What one input led to.
pub(crate) struct Said(pub(crate) Vec<Output>);

pub(crate) struct Issued {
    pub(crate) ticket: String,
    pub(crate) digits: String,
}

impl Issued {
    /// What a user with [`PATTERN`] types.
    pub(crate) fn answer(&self) -> String {
        CELLS.iter().map(|&cell| char::from(self.digits.as_bytes()[cell])).collect()
    }

    /// The same with the last digit altered.
    pub(crate) fn wrong(&self) -> String {
        let mut answer = self.answer();
        let last = answer.pop().unwrap();
        answer.push(if last == '0' { '1' } else { '0' });
        answer
    }
}

impl Said {
    pub(crate) fn codes(&self) -> Vec<u32> {
        let codes = self.0.iter().filter_map(|output| match output {
            Output::Event(event) => Some(event.code.0),
            _ => None,
        });
        codes.collect()
    }

    pub(crate) fn reply(&self) -> &Reply {
        let replies: Vec<_> = self
            .0
            .iter()
            .filter_map(|output| match output {
                Output::Reply { reply, .. } => Some(reply),
                _ => None,
            })
            .collect();
        assert_eq!(replies.len(), 1, "one reply to each request: {:?}", self.0);
        replies[0]
    }

    pub(crate) fn wakes(&self) -> Vec<(Time, Wake, bool)> {
        let wakes = self.0.iter().filter_map(|output| match output {
            Output::Wake { at, wake, awaited } => Some((*at, *wake, *awaited)),
            _ => None,
        });
        wakes.collect()
    }

    pub(crate) fn issued(&self) -> Issued {
        match self.reply() {
            Reply::Table { ticket, digits } => {
                Issued { ticket: ticket.to_string(), digits: digits.as_str().to_owned() }
            }
            other => panic!("no table: {other:?}"),
        }
    }

    pub(crate) fn process(&self) -> String {
        match self.reply() {
            Reply::Process(process) => process.to_string(),
            other => panic!("no process: {other:?}"),
        }
    }

    pub(crate) fn refused(&self) -> (Refusal, Option<u32>) {
        match self.reply() {
            Reply::Refused { why, code } => (*why, code.map(|code| code.0)),
            other => panic!("not refused: {other:?}"),
        }
    }

    /// The one call to the outside that it led to, and to nothing else.
    pub(crate) fn call(&self) -> (CallId, &Call) {
        match &self.0[..] {
            [Output::Call { call, what }] => (*call, what),
            other => panic!("no call: {other:?}"),
        }
    }

    pub(crate) fn granted(&self) -> u32 {
        match self.reply() {
            Reply::Granted(grant) => grant.code.0,
            other => panic!("not granted: {other:?}"),
        }
    }

    pub(crate) fn session(&self) -> String {
        match self.reply() {
            Reply::Granted(Grant { session: Some(session), .. }) => session.to_string(),
            other => panic!("no session: {other:?}"),
        }
    }

    pub(crate) fn proof(&self) -> String {
        match self.reply() {
            Reply::Granted(Grant { proof: Some(proof), .. }) => proof.to_string(),
            other => panic!("no proof: {other:?}"),
        }
    }

    /// The digits of the table that a step of a password change awaits an answer to.
    pub(crate) fn next_table(&self) -> String {
        match self.reply() {
            Reply::Change { digits: Some(digits), .. } => digits.as_str().to_owned(),
            other => panic!("no table: {other:?}"),
        }
    }
}

impl Server {
    /// With a tenant under this policy, and a user alice.
    pub(crate) fn with(policy: Policy) -> Self {
        let mut server = Self {
            state: State::new(),
            now: Time::from_millis(1_800_000_000_000),
            tenant: TenantName::new(TENANT),
            entropy: ChaCha12Rng::seed_from_u64(7),
            requests: 0,
        };
        server.tell(Control::PutTenant(policy));
        assert_eq!(server.create("alice").codes(), [30001]);
        server
    }

    pub(crate) fn new() -> Self {
        Self::with(Policy::default())
    }

    pub(crate) fn input(&mut self, arrival: Arrival) -> Said {
        let input = Input { tenant: self.tenant.clone(), arrival };
        Said(step(&mut self.state, input, self.now, &mut self.entropy))
    }

    pub(crate) fn ask(&mut self, what: Request) -> Said {
        self.requests += 1;
        self.input(Arrival::Request { request: RequestId(self.requests), what })
    }

    pub(crate) fn tell(&mut self, control: Control) {
        assert!(self.input(Arrival::Told(control)).0.is_empty());
    }

    pub(crate) fn switch_store(&mut self, up: bool) {
        self.tell(Control::Switch { dependency: Dependency::Store, up });
    }

    pub(crate) fn switch_protection(&mut self, up: bool) {
        self.tell(Control::Switch { dependency: Dependency::LoginProtection, up });
    }

    /// What the call that an input led to asks, answered so.
    pub(crate) fn answer(&mut self, asked: &Said, answer: Answer) -> Said {
        let (call, _) = asked.call();
        self.input(Arrival::Answer { call, answer })
    }

    pub(crate) fn pass(&mut self, seconds: u64) {
        self.now = self.now + Duration::from_secs(seconds);
    }

    pub(crate) fn policy(&mut self, uid: &str) -> Said {
        self.ask(Request::Web(WebRequest::Policy { uid: uid.into() }))
    }

    pub(crate) fn table(&mut self, uid: &str) -> Said {
        self.ask(Request::Web(WebRequest::Table { uid: uid.into() }))
    }

    pub(crate) fn login(&mut self, uid: &str, ticket: &str, typed: &str) -> Said {
        self.login_from(uid, ticket, typed, Browser::default())
    }

    pub(crate) fn login_from(&mut self, uid: &str, ticket: &str, typed: &str, browser: Browser) -> Said {
        let password = Password::new(typed);
        self.ask(Request::Web(WebRequest::Login {
            uid: uid.into(),
            factor: Factor::Matrix { ticket: ticket.into(), password },
            browser,
        }))
    }

    /// A new table, and the right answer to it.
    pub(crate) fn right(&mut self, uid: &str) -> Said {
        let issued = self.table(uid).issued();
        self.login(uid, &issued.ticket, &issued.answer())
    }

    /// A new table, and a wrong answer to it.
    pub(crate) fn wrong(&mut self, uid: &str) -> Said {
        let issued = self.table(uid).issued();
        self.login(uid, &issued.ticket, &issued.wrong())
    }

    pub(crate) fn start(&mut self, client: &str) -> Said {
        self.ask(Request::Windows(WindowsRequest::Start { client: client.into() }))
    }

    pub(crate) fn windows_table(&mut self, uid: &str, process: &str) -> Said {
        let (uid, process) = (uid.into(), process.into());
        self.ask(Request::Windows(WindowsRequest::Table { uid, process }))
    }

    pub(crate) fn windows_login(&mut self, uid: &str, process: &str, ticket: &str, typed: &str) -> Said {
        let password = Password::new(typed);
        let (uid, process, ticket) = (uid.into(), process.into(), ticket.into());
        self.ask(Request::Windows(WindowsRequest::Login { uid, process, factor: Factor::Matrix { ticket, password } }))
    }

    pub(crate) fn windows_right(&mut self, uid: &str) -> Said {
        let process = self.start("6.2").process();
        let issued = self.windows_table(uid, &process).issued();
        self.windows_login(uid, &process, &issued.ticket, &issued.answer())
    }

    pub(crate) fn offline(&mut self, uid: &str, process: &str, count: u32) -> Said {
        let (uid, process) = (uid.into(), process.into());
        self.ask(Request::Windows(WindowsRequest::Offline { uid, process, count }))
    }

    pub(crate) fn seamless(&mut self, uid: &str, proof: &str) -> Said {
        self.ask(Request::Windows(WindowsRequest::Seamless { uid: uid.into(), proof: proof.into() }))
    }

    pub(crate) fn change(&mut self, session: &str, step: ChangeStep) -> Said {
        self.ask(Request::Change { session: session.into(), step })
    }

    pub(crate) fn enter(&mut self, session: &str, typed: &str) -> Said {
        self.change(session, ChangeStep::Entry(Password::new(typed)))
    }

    pub(crate) fn upload(&mut self, upload: Upload) -> Said {
        self.ask(Request::Saml(upload))
    }

    pub(crate) fn act(&mut self, uid: &str, act: UserAct) -> Said {
        self.ask(Request::Users(UsersRequest::One { uid: uid.into(), act }))
    }

    pub(crate) fn create(&mut self, uid: &str) -> Said {
        self.act(uid, UserAct::Create(new_user(PATTERN)))
    }

    pub(crate) fn search(&mut self, prefix: &str, limit: Option<u32>) -> Said {
        self.ask(Request::Users(UsersRequest::Search { prefix: prefix.into(), limit }))
    }
}

pub(crate) fn secret(pattern: &str) -> NewSecret {
    NewSecret { pattern: pattern.into(), phrase: None, phrase_position: None }
}

pub(crate) fn new_user(pattern: &str) -> NewUser {
    NewUser { secret: Some(secret(pattern)), mail: None, expires: None, change_required: false, token: None, pin: None }
}
