use sekisho_rules::{
    Arrival, Blocks, Control, Operation, Output, Policy, Refusal, Reply, Request, TablePolicy, TenantName, Wake,
};

use crate::server::Server;

#[test]
fn known_and_unknown_users_differ_in_the_event_alone() {
    let mut server = Server::new();
    assert_eq!(server.policy("alice").codes(), [51400]);
    assert_eq!(server.policy("nobody").codes(), [51401]);
    assert_eq!(server.policy("alice").reply(), server.policy("nobody").reply());
    assert_eq!(server.table("alice").codes(), [52200]);
    assert_eq!(server.table("nobody").codes(), [52201]);
    let (real, decoy) = (server.table("alice").issued(), server.table("nobody").issued());
    assert_eq!(real.digits.len(), decoy.digits.len());
    assert_eq!(real.ticket.len(), decoy.ticket.len());
    assert_ne!(real.ticket, decoy.ticket);
}

#[test]
fn blocks_are_the_policys() {
    for blocks in 1..=4 {
        let table = TablePolicy { blocks: Blocks::new(blocks).unwrap(), ..TablePolicy::default() };
        let mut server = Server::with(Policy { table, ..Policy::default() });
        for uid in ["alice", "nobody"] {
            let digits = server.table(uid).issued().digits;
            assert_eq!(digits.len(), usize::from(blocks) * 16);
            assert!(digits.bytes().all(|digit| digit.is_ascii_digit()));
        }
    }
}

#[test]
fn malformed_requests_get_what_the_catalog_has() {
    let mut server = Server::new();
    let long = "a".repeat(65);
    for uid in ["", "a b", "a\ncode=54201", &long] {
        assert_eq!(server.policy(uid).codes(), [51300], "{uid:?}");
        let said = server.table(uid);
        assert_eq!((said.codes(), said.refused()), (vec![], (Refusal::Malformed, None)));
    }
    assert_eq!(server.ask(Request::Malformed(Operation::Policy)).codes(), [51300]);
    assert!(server.ask(Request::Malformed(Operation::WebTable)).codes().is_empty());
    server.tenant = TenantName::new("");
    assert_eq!(server.policy("alice").codes(), [51300]);
}

#[test]
fn an_event_carries_no_more_than_a_name_may_have() {
    let mut server = Server::new();
    let said = server.policy(&"あ".repeat(1000));
    let Some(Output::Event(event)) = said.0.first() else { panic!("no event") };
    assert_eq!(event.user.as_ref().unwrap().chars().count(), 64);
}

#[test]
fn a_store_that_is_down_is_a_system_error() {
    let mut server = Server::new();
    server.switch_store(false);
    for uid in ["alice", "nobody"] {
        let said = server.policy(uid);
        assert_eq!((said.codes(), said.refused()), (vec![51399], (Refusal::Unavailable, Some(51399))));
        assert_eq!(server.table(uid).codes(), [52199]);
    }
}

#[test]
fn events_come_before_the_reply() {
    let said = Server::new().table("alice");
    assert!(matches!(said.0[0], Output::Event(_)));
    assert!(matches!(said.0[1], Output::Reply { reply: Reply::Table { .. }, .. }));
}

#[test]
fn a_users_oldest_table_gives_way() {
    let mut server = Server::new();
    let oldest = server.table("alice").issued();
    let second = server.table("alice").issued();
    for _ in 0..63 {
        server.table("alice");
    }
    assert_eq!(server.state.open(), 64);
    assert_eq!(server.login("alice", &oldest.ticket, &oldest.answer()).codes(), [54101]);
    assert_eq!(server.login("alice", &second.ticket, &second.answer()).codes(), [54201]);
}

#[test]
fn what_has_expired_is_swept() {
    let mut server = Server::new();
    let said = server.table("alice");
    let [(due, Wake::Sweep, false)] = said.wakes()[..] else { panic!("one wake, unawaited") };
    assert_eq!(server.table("nobody").wakes(), [], "one sweep at a time");
    server.tenant = TenantName::new("unknown");
    server.table("nobody");
    server.tenant = TenantName::new("t1");
    assert_eq!(server.state.open(), 3);
    sweep_until_none_is_wanted(&mut server, due);
    assert_eq!(server.state.open(), 1);
    server.tenant = TenantName::new("unknown");
    assert_eq!(server.input(Arrival::Woken(Wake::Sweep)).wakes(), []);
    assert_eq!(server.state.open(), 0);
}

#[test]
fn processes_are_swept_too() {
    let mut server = Server::new();
    let due = server.start("6.2").wakes()[0].0;
    sweep_until_none_is_wanted(&mut server, due);
    assert_eq!(server.state.open(), 0);
}

fn sweep_until_none_is_wanted(server: &mut Server, due: sekisho_rules::Time) {
    let mut next = Some(due);
    let mut sweeps = 0;
    while let Some(due) = next {
        server.now = due;
        next = server.input(Arrival::Woken(Wake::Sweep)).wakes().first().map(|wake| wake.0);
        sweeps += 1;
        assert!(sweeps <= 10, "sweeps end");
    }
}

#[test]
fn a_clock_that_went_back_is_swept_again() {
    let mut server = Server::new();
    server.table("alice");
    server.now = server.now - std::time::Duration::from_secs(86_400);
    assert_eq!(server.table("alice").wakes().len(), 1);
}

#[test]
fn fewer_blocks_make_old_patterns_wrong_not_fatal() {
    let table = TablePolicy { blocks: Blocks::new(4).unwrap(), ..TablePolicy::default() };
    let mut server = Server::with(Policy { table, ..Policy::default() });
    let user = crate::server::new_user("63,0");
    server.act("bob", sekisho_rules::UserAct::Create(user));
    server.tell(Control::ChangePolicy(Policy::default()));
    let issued = server.table("bob").issued();
    assert_eq!(server.login("bob", &issued.ticket, &issued.digits[..1]).codes(), [54106]);
}
