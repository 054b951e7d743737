use std::time::Duration;

use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::SeedableRng;
use sekisho_rules::{
    Blocks, Control, Method, OfflineOrder, Operation, Policy, Refusal, Reply, Request, TablePolicy, UserAct,
};
use sha2::{Digest, Sha256};

use crate::server::{CELLS, Server, new_user};

/// A process by which alice was let in.
fn let_in(server: &mut Server) -> String {
    let process = server.start("6.2").process();
    let issued = server.windows_table("alice", &process).issued();
    assert_eq!(server.windows_login("alice", &process, &issued.ticket, &issued.answer()).codes(), [54401]);
    process
}

fn order(server: &mut Server, process: &str, count: u32) -> OfflineOrder {
    let said = server.offline("alice", process, count);
    assert_eq!(said.codes(), [54600]);
    match said.reply() {
        Reply::Offline(order) => order.clone(),
        other => panic!("no order: {other:?}"),
    }
}

#[test]
fn each_table_comes_with_the_salted_digest_of_its_right_answer() {
    let mut server = Server::new();
    let process = let_in(&mut server);
    let order = order(&mut server, &process, 10_000);
    let mut entropy = ChaCha12Rng::from_seed(order.seed);
    let tables: Vec<_> = order.make(&mut entropy).collect();
    assert_eq!(tables.len(), 10_000);
    for table in &tables {
        let right: Vec<u8> = CELLS.iter().map(|&cell| table.digits.as_str().as_bytes()[cell]).collect();
        let octets = [table.salt.as_slice(), &right].concat();
        assert_eq!(table.digest, <[u8; 32]>::from(Sha256::digest(octets)));
    }
    assert_ne!((tables[0].salt, tables[0].digits), (tables[1].salt, tables[1].digits));
}

#[test]
fn two_orders_are_of_other_tables() {
    let mut server = Server::new();
    let process = let_in(&mut server);
    assert_ne!(order(&mut server, &process, 1).seed, order(&mut server, &process, 1).seed);
}

#[test]
fn only_the_process_of_the_users_own_login_will_do() {
    let mut server = Server::new();
    server.create("bob");
    let process = let_in(&mut server);
    let fresh = server.start("6.2").process();
    for (uid, process) in [("bob", &process), ("alice", &fresh), ("alice", &"0".repeat(32)), ("nobody", &process)] {
        let said = server.offline(uid, process, 1);
        assert_eq!((said.codes(), said.refused()), (vec![54501], (Refusal::Denied, Some(54501))));
    }
    server.now = server.now + Duration::from_millis(599_999);
    order(&mut server, &process, 1);
    server.now = server.now + Duration::from_millis(1);
    assert_eq!(server.offline("alice", &process, 1).codes(), [54501]);
}

/// Else the next user of that name would hand the secret to the one before.
#[test]
fn a_deleted_users_process_is_forgotten() {
    let mut server = Server::new();
    let process = let_in(&mut server);
    server.act("alice", UserAct::Delete);
    assert_eq!(server.offline("alice", &process, 1).codes(), [54501]);
    server.create("alice");
    assert_eq!(server.offline("alice", &process, 1).codes(), [54501]);
}

#[test]
fn the_count_is_the_policys() {
    let mut server = Server::new();
    let process = let_in(&mut server);
    for count in [0, 10_001, u32::MAX] {
        let said = server.offline("alice", &process, count);
        assert_eq!((said.codes(), said.refused()), (vec![54500], (Refusal::Malformed, Some(54500))));
    }
    assert_eq!(server.offline("al ice", &process, 1).codes(), [54500]);
    assert_eq!(server.offline("alice", "x", 1).codes(), [54500]);
    assert_eq!(server.ask(Request::Malformed(Operation::Offline)).codes(), [54500]);
}

#[test]
fn a_store_that_is_down_and_tables_that_cannot_be_made_are_told_apart() {
    let mut server = Server::new();
    let process = let_in(&mut server);
    server.switch_store(false);
    let said = server.offline("alice", &process, 1);
    assert_eq!((said.codes(), said.refused()), (vec![54597], (Refusal::Unavailable, Some(54597))));
    server.switch_store(true);
    server.tell(Control::ChangePolicy(Policy { method: Method::Missing, ..Policy::default() }));
    let said = server.offline("alice", &process, 1);
    assert_eq!((said.codes(), said.refused()), (vec![54599], (Refusal::Unavailable, Some(54599))));
}

#[test]
fn a_pattern_that_the_tables_no_longer_hold_is_a_system_error() {
    let table = TablePolicy { blocks: Blocks::new(2).unwrap(), ..TablePolicy::default() };
    let mut server = Server::with(Policy { table, ..Policy::default() });
    server.act("bob", UserAct::Create(new_user("0,16,31")));
    let process = server.start("6.2").process();
    let issued = server.windows_table("bob", &process).issued();
    let typed: String = [0, 16, 31].map(|cell: usize| char::from(issued.digits.as_bytes()[cell])).iter().collect();
    assert_eq!(server.windows_login("bob", &process, &issued.ticket, &typed).codes(), [54401]);
    assert_eq!(server.offline("bob", &process, 3).codes(), [54600]);
    server.tell(Control::ChangePolicy(Policy::default()));
    assert_eq!(server.offline("bob", &process, 3).codes(), [54599]);
}
