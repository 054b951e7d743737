use std::collections::{HashMap, HashSet};
use std::time::Duration;

use proptest::prelude::*;
use sekisho_rules::{Arrival, Changes, Control, Dependency, Operation, Policy, Request, TenantName, UserAct, Wake};

use crate::server::{Issued, PATTERN, Server, new_user, secret};

#[derive(Clone, Debug)]
enum Move {
    Policy(String),
    Table(String),
    /// Answers the table of that number, rightly or not, as some user.
    Login {
        uid: String,
        table: usize,
        right: bool,
    },
    Start(String),
    WindowsTable(String, usize),
    WindowsLogin {
        uid: String,
        process: usize,
        table: usize,
        right: bool,
    },
    Raw(String, String, String),
    Act(String, u8, String),
    Search(String, Option<u32>),
    Malformed(u8),
    Store(bool),
    Pass(u32),
    Back(u32),
    Sweep,
    Tenant(u8),
    Blocks(u8),
}

fn uid() -> impl Strategy<Value = String> {
    prop_oneof![8 => "[abc]", 1 => ".{0,70}"]
}

fn moves() -> impl Strategy<Value = Move> {
    prop_oneof![
        1 => uid().prop_map(Move::Policy),
        6 => uid().prop_map(Move::Table),
        9 => (uid(), 0..9_usize, any::<bool>()).prop_map(|(uid, table, right)| Move::Login { uid, table, right }),
        2 => prop_oneof![Just("6.2".to_owned()), ".{0,5}"].prop_map(Move::Start),
        2 => (uid(), 0..4_usize).prop_map(|(uid, process)| Move::WindowsTable(uid, process)),
        3 => (uid(), 0..4_usize, 0..9_usize, any::<bool>())
            .prop_map(|(uid, process, table, right)| Move::WindowsLogin { uid, process, table, right }),
        1 => (".*", ".*", ".*").prop_map(|(uid, ticket, typed)| Move::Raw(uid, ticket, typed)),
        4 => (uid(), 0..9_u8, prop_oneof![Just(PATTERN.to_owned()), "[0-9,]{0,20}"])
            .prop_map(|(uid, act, text)| Move::Act(uid, act, text)),
        1 => (uid(), any::<Option<u32>>()).prop_map(|(prefix, limit)| Move::Search(prefix, limit)),
        1 => any::<u8>().prop_map(Move::Malformed),
        1 => any::<bool>().prop_map(Move::Store),
        2 => any::<u32>().prop_map(|n| Move::Pass(n % 400_000)),
        1 => any::<u32>().prop_map(Move::Back),
        1 => Just(Move::Sweep),
        1 => any::<u8>().prop_map(Move::Tenant),
        1 => (1..=4_u8).prop_map(Move::Blocks),
    ]
}

/// Plays moves, and keeps what a bystander can see.
struct Play {
    server: Server,
    tables: Vec<Issued>,
    processes: Vec<String>,
    granted: HashSet<String>,
    /// Wrong answers in a row since a grant, unlocking, creation or lock.
    failures: HashMap<(TenantName, String), u32>,
}

impl Play {
    fn new() -> Self {
        let server = Server::new();
        Self { server, tables: vec![], processes: vec![], granted: HashSet::new(), failures: HashMap::new() }
    }

    fn play(&mut self, next: Move) {
        match next {
            Move::Policy(uid) => drop(self.server.policy(&uid)),
            Move::Table(uid) => {
                let said = self.server.table(&uid);
                self.keep(&said);
            }
            Move::Login { uid, table, right } => {
                let Some((ticket, typed)) = self.typed(table, right) else { return };
                let codes = self.server.login(&uid, &ticket, &typed).codes();
                self.judge(&uid, &ticket, &codes);
            }
            Move::Start(client) => {
                let said = self.server.start(&client);
                if let sekisho_rules::Reply::Process(id) = said.reply() {
                    self.processes.push(id.to_string());
                }
            }
            Move::WindowsTable(uid, process) => {
                let process = self.process(process);
                let said = self.server.windows_table(&uid, &process);
                self.keep(&said);
            }
            Move::WindowsLogin { uid, process, table, right } => {
                let Some((ticket, typed)) = self.typed(table, right) else { return };
                let process = self.process(process);
                let codes = self.server.windows_login(&uid, &process, &ticket, &typed).codes();
                self.judge(&uid, &ticket, &codes);
            }
            Move::Raw(uid, ticket, typed) => {
                self.server.login(&uid, &ticket, &typed);
                self.server.windows_login(&uid, &ticket, &typed, &uid);
            }
            Move::Act(uid, number, text) => self.act(&uid, number, &text),
            Move::Search(prefix, limit) => drop(self.server.search(&prefix, limit)),
            Move::Malformed(number) => drop(self.server.ask(Request::Malformed(operation(number)))),
            Move::Store(up) => self.server.tell(Control::Switch { dependency: Dependency::Store, up }),
            Move::Pass(millis) => self.server.now = self.server.now + Duration::from_millis(millis.into()),
            Move::Back(millis) => self.server.now = self.server.now - Duration::from_millis(millis.into()),
            Move::Sweep => drop(self.server.input(Arrival::Woken(Wake::Sweep))),
            Move::Tenant(number) => {
                self.server.tenant =
                    TenantName::new(["t1", "t1", "t1", "master", "none", "a b"][usize::from(number) % 6]);
            }
            Move::Blocks(blocks) => {
                let mut policy = Policy::default();
                policy.table.blocks = sekisho_rules::Blocks::new(blocks).unwrap();
                self.server.tell(Control::ChangePolicy(policy));
            }
        }
    }

    fn keep(&mut self, said: &crate::server::Said) {
        if let sekisho_rules::Reply::Table { .. } = said.reply() {
            self.tables.insert(0, said.issued());
        }
    }

    fn typed(&self, table: usize, right: bool) -> Option<(String, String)> {
        let issued = self.tables.get(table)?;
        let typed = if right { issued.answer() } else { issued.wrong() };
        Some((issued.ticket.clone(), typed))
    }

    fn process(&self, number: usize) -> String {
        self.processes.get(number).cloned().unwrap_or_else(|| "0".repeat(32))
    }

    fn judge(&mut self, uid: &str, ticket: &str, codes: &[u32]) {
        let failures = self.failures.entry((self.server.tenant.clone(), uid.to_owned())).or_default();
        match codes[0] {
            54200 | 54201 | 54400 | 54401 => {
                assert!(self.granted.insert(ticket.to_owned()), "a ticket won twice");
                *failures = 0;
            }
            54106 | 54306 => *failures += 1,
            54105 | 54305 => assert!(*failures >= 5, "locked after {failures}"),
            _ => {}
        }
        assert_eq!(codes.contains(&30004), *failures == 5 && codes.len() == 2);
    }

    fn act(&mut self, uid: &str, number: u8, text: &str) {
        let act = match number {
            0..=2 => UserAct::Create(new_user(text)),
            3 => UserAct::Edit(Changes { pattern: Some(text.into()), ..Changes::default() }),
            4 => UserAct::Delete,
            5 => UserAct::Disable,
            6 => UserAct::Enable,
            7 => UserAct::Unlock,
            _ => UserAct::Reissue(Some(secret(text))),
        };
        let codes = self.server.act(uid, act).codes();
        if matches!(codes[..], [30001 | 30003 | 30005]) {
            self.failures.insert((self.server.tenant.clone(), uid.to_owned()), 0);
        }
    }
}

fn operation(number: u8) -> Operation {
    use Operation::{Policy, Process, Search, Users, WebLogin, WebTable, WindowsLogin, WindowsTable};
    let all = [Policy, WebTable, WebLogin, Process, WindowsTable, WindowsLogin, Users, Search];
    all[usize::from(number) % all.len()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_panics_wins_twice_or_locks_early(moves in prop::collection::vec(moves(), 1..120)) {
        let mut play = Play::new();
        for next in moves {
            play.play(next);
        }
    }

    #[test]
    fn decoys_have_the_shape_of_tables(unknown in "[a-z]{1,64}", blocks in 1..=4_u8) {
        prop_assume!(unknown != "alice");
        let mut policy = Policy::default();
        policy.table.blocks = sekisho_rules::Blocks::new(blocks).unwrap();
        let mut server = Server::with(policy);
        let (real, decoy) = (server.table("alice"), server.table(&unknown));
        prop_assert_eq!(shape(&real), shape(&decoy));
        let (real, decoy) = (server.policy("alice"), server.policy(&unknown));
        prop_assert_eq!(real.reply(), decoy.reply());
    }
}

fn shape(said: &crate::server::Said) -> (usize, usize, usize) {
    let issued = said.issued();
    (issued.ticket.len(), issued.digits.len(), said.codes().len())
}
