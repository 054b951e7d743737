use std::time::Duration;

use sekisho_rules::{
    ChangePolicy, ChangeStep, Changes, Control, Lengths, Operation, Policy, Refusal, Reply, Request, UserAct,
};

use crate::server::{PATTERN, Server};

/// What a hand types that reads these cells.
fn read(digits: &str, cells: &[usize]) -> String {
    cells.iter().map(|&cell| char::from(digits.as_bytes()[cell])).collect()
}

/// A pattern as an administrator spells it.
fn spelled(cells: &[usize]) -> String {
    cells.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

const NEW: [usize; 6] = [5, 4, 9, 15, 8, 0];

struct Desk {
    server: Server,
    session: String,
}

impl Desk {
    /// With alice logged in, and a change opened.
    fn open(policy: ChangePolicy) -> (Self, String) {
        let mut server = Server::with(Policy { change: policy, ..Policy::default() });
        let session = server.right("alice").session();
        let mut desk = Self { server, session };
        let table = desk.begin();
        (desk, table)
    }

    fn begin(&mut self) -> String {
        let said = self.server.change(&self.session, ChangeStep::Open);
        assert_eq!(said.codes(), [57200]);
        said.next_table()
    }

    /// Two entries of these cells around a phrase before them; the codes of the second, and its table.
    fn twice(&mut self, table: &str, phrase: &str, cells: &[usize]) -> (Vec<u32>, String) {
        let said = self.server.enter(&self.session, &format!("{phrase}{}", read(table, cells)));
        assert_eq!(said.codes(), Vec::<u32>::new());
        let second = said.next_table();
        let said = self.server.enter(&self.session, &format!("{phrase}{}", read(&second, cells)));
        (said.codes(), said.next_table())
    }

    /// A whole change to these cells, from a login on.
    fn change_to(&mut self, from: &[usize], cells: &[usize]) -> Vec<u32> {
        let issued = self.server.table("alice").issued();
        self.session = self.server.login("alice", &issued.ticket, &read(&issued.digits, from)).session();
        let table = self.begin();
        let (codes, table) = self.twice(&table, "", cells);
        if !codes.is_empty() {
            return codes;
        }
        self.server.enter(&self.session, &read(&table, cells)).codes()
    }
}

#[test]
fn three_entries_change_the_password() {
    let (mut desk, table) = Desk::open(ChangePolicy::default());
    let required = UserAct::Edit(Changes { change_required: Some(true), ..Changes::default() });
    desk.server.act("alice", required);
    let (codes, third) = desk.twice(&table, "ab", &NEW);
    assert_eq!(codes, Vec::<u32>::new());
    let said = desk.server.enter(&desk.session, &format!("ab{}", read(&third, &NEW)));
    assert_eq!(said.codes(), [57202]);
    assert!(matches!(said.reply(), Reply::Change { why: None, digits: None, .. }));
    assert_eq!(desk.server.right("alice").codes(), [54106], "the old one is gone");
    let issued = desk.server.table("alice").issued();
    let typed = format!("ab{}", read(&issued.digits, &NEW));
    assert_eq!(desk.server.login("alice", &issued.ticket, &typed).codes(), [54201], "and need not be changed again");
}

#[test]
fn the_session_ends_with_the_change() {
    for (step, code) in [(ChangeStep::Cancel, 57201), (ChangeStep::Open, 57200)] {
        let (mut desk, _) = Desk::open(ChangePolicy::default());
        assert_eq!(desk.server.change(&desk.session, step).codes(), [code]);
        let ended = code == 57201;
        assert_eq!(desk.server.enter(&desk.session, "1234").codes(), if ended { vec![57101] } else { vec![] });
    }
    let (mut desk, table) = Desk::open(ChangePolicy::default());
    let (_, third) = desk.twice(&table, "", &NEW);
    assert_eq!(desk.server.enter(&desk.session, &read(&third, &NEW)).codes(), [57202]);
    let said = desk.server.change(&desk.session, ChangeStep::Open);
    assert_eq!((said.codes(), said.refused()), (vec![57101], (Refusal::Denied, Some(57101))));
}

#[test]
fn a_session_ends_at_its_very_time_whatever_is_done_in_it() {
    let (mut desk, _) = Desk::open(ChangePolicy::default());
    desk.server.now = desk.server.now + Duration::from_millis(299_999);
    desk.begin();
    desk.server.now = desk.server.now + Duration::from_millis(1);
    assert_eq!(desk.server.enter(&desk.session, "1234").codes(), [57101]);
}

#[test]
fn no_session_is_one_that_has_timed_out() {
    let mut server = Server::new();
    for session in ["", "x", &"0".repeat(32)] {
        assert_eq!(server.change(session, ChangeStep::Open).codes(), [57101]);
    }
    let session = server.right("alice").session();
    assert_eq!(server.enter(&session, "1234").codes(), [57101], "no change is under way");
    assert_eq!(server.ask(Request::Malformed(Operation::Change)).codes(), [57100]);
}

/// Else the next user of that name could be robbed of the password.
#[test]
fn a_deleted_users_session_ends() {
    let (mut desk, _) = Desk::open(ChangePolicy::default());
    desk.server.act("alice", UserAct::Delete);
    desk.server.create("alice");
    assert_eq!(desk.server.enter(&desk.session, "1234").codes(), [57101]);
}

#[test]
fn a_store_that_is_down_leaves_the_change_where_it_was() {
    let (mut desk, table) = Desk::open(ChangePolicy::default());
    let (_, third) = desk.twice(&table, "", &NEW);
    let last = read(&third, &NEW);
    desk.server.switch_store(false);
    let said = desk.server.enter(&desk.session, &last);
    assert_eq!((said.codes(), said.refused()), (vec![57199], (Refusal::Unavailable, Some(57199))));
    desk.server.switch_store(true);
    assert_eq!(desk.server.enter(&desk.session, &last).codes(), [57202]);
}

/// A refusal comes with the first table of the next try, and that works.
fn refused(desk: &mut Desk, code: u32, (codes, table): (Vec<u32>, String)) {
    assert_eq!(codes, [code]);
    let (codes, third) = desk.twice(&table, "", &NEW);
    assert_eq!(codes, Vec::<u32>::new());
    assert_eq!(desk.server.enter(&desk.session, &read(&third, &NEW)).codes(), [57202]);
}

#[test]
fn entries_that_differ_start_over() {
    let (mut desk, table) = Desk::open(ChangePolicy::default());
    let second = desk.server.enter(&desk.session, &read(&table, &NEW)).next_table();
    let said = desk.server.enter(&desk.session, &read(&second, &NEW[..5]));
    refused(&mut desk, 57102, (said.codes(), said.next_table()));
}

#[test]
fn a_wrong_confirmation_starts_over() {
    let (mut desk, table) = Desk::open(ChangePolicy::default());
    let (_, third) = desk.twice(&table, "", &NEW);
    let said = desk.server.enter(&desk.session, &read(&third, &NEW[..5]));
    refused(&mut desk, 57106, (said.codes(), said.next_table()));
    assert_eq!(desk.server.right("alice").codes(), [54106]);
}

#[test]
fn characters_and_whole_length_are_examined_at_each_entry() {
    for typed in ["12 4", "123`", "123", "", &"1".repeat(25), "12あ"] {
        let (mut desk, _) = Desk::open(ChangePolicy::default());
        let said = desk.server.enter(&desk.session, typed);
        refused(&mut desk, 57100, (said.codes(), said.next_table()));
    }
}

#[test]
fn each_part_has_a_length_of_its_own() {
    let long: Vec<usize> = (0..17).map(|n| (n * 7) % 16).collect();
    for (phrase, cells) in [("abcd", &NEW[..3]), ("", &long), (&"a".repeat(17), &NEW), ("abcdef", &[])] {
        let (mut desk, table) = Desk::open(ChangePolicy::default());
        let outcome = desk.twice(&table, phrase, cells);
        refused(&mut desk, 57103, outcome);
    }
    let policy = ChangePolicy { pattern: Lengths { least: 3, most: 17 }, ..ChangePolicy::default() };
    let (mut desk, table) = Desk::open(policy);
    assert_eq!(desk.twice(&table, "", &long).0, Vec::<u32>::new());
}

#[test]
fn straight_and_repeating_patterns_are_forbidden_as_the_policy_says() {
    let straight: [&[usize]; 4] = [&[0, 1, 2, 3, 4, 5], &[12, 9, 6, 3], &[0, 5, 10, 15], &[13, 9, 5, 1]];
    let repeats: [&[usize]; 2] = [&[3, 3, 9, 1], &[7, 7, 7, 7]];
    for cells in straight.into_iter().chain(repeats) {
        let (mut desk, table) = Desk::open(ChangePolicy::default());
        let outcome = desk.twice(&table, "", cells);
        refused(&mut desk, 57104, outcome);
    }
    let free = ChangePolicy { forbids_straight: false, forbids_repeats: false, ..ChangePolicy::default() };
    for cells in straight.into_iter().chain(repeats) {
        let (mut desk, table) = Desk::open(free);
        assert_eq!(desk.twice(&table, "", cells).0, Vec::<u32>::new());
    }
    let (mut desk, table) = Desk::open(ChangePolicy::default());
    assert_eq!(desk.twice(&table, "", &[0, 1, 2, 3, 7]).0, Vec::<u32>::new(), "round a corner");
}

#[test]
fn the_latest_patterns_may_not_come_again() {
    let old: Vec<usize> = PATTERN.split(',').map(|cell| cell.parse().unwrap()).collect();
    let (mut desk, _) = Desk::open(ChangePolicy::default());
    let others: [&[usize]; 4] = [&[1, 5, 8, 9], &[1, 5, 8, 10], &[1, 5, 8, 11], &NEW];
    assert_eq!(desk.change_to(&old, &old), [57105]);
    assert_eq!(desk.change_to(&old, others[0]), [57202]);
    assert_eq!(desk.change_to(others[0], others[1]), [57202]);
    assert_eq!(desk.change_to(others[1], &old), [57105], "the third latest");
    assert_eq!(desk.change_to(others[1], others[2]), [57202]);
    assert_eq!(desk.change_to(others[2], &old), [57202], "the fourth latest");
    let change = ChangePolicy { history: 0, ..ChangePolicy::default() };
    desk.server.tell(Control::ChangePolicy(Policy { change, ..Policy::default() }));
    assert_eq!(desk.change_to(&old, &old), [57202]);
}

/// What an administrator sets is remembered as well.
#[test]
fn the_history_knows_what_administrators_set() {
    let (mut desk, _) = Desk::open(ChangePolicy::default());
    let pattern = UserAct::Edit(Changes { pattern: Some(spelled(&NEW)), ..Changes::default() });
    desk.server.act("alice", pattern);
    let old: Vec<usize> = PATTERN.split(',').map(|cell| cell.parse().unwrap()).collect();
    assert_eq!(desk.change_to(&NEW, &old), [57105]);
}
