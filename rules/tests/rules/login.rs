use std::num::NonZeroU32;
use std::time::Duration;

use sekisho_rules::{
    Changes, Control, Hours, Method, Operation, PasswordPolicy, Policy, Refusal, Request, TenantName, Time, UserAct,
};

use crate::server::Server;

#[test]
fn the_right_answer_is_granted() {
    let mut server = Server::new();
    let said = server.right("alice");
    assert_eq!(said.codes(), [54201]);
    assert_eq!(said.granted(), 54201);
}

#[test]
fn a_wrong_answer_is_refused() {
    let mut server = Server::new();
    let said = server.wrong("alice");
    assert_eq!(said.codes(), [54106]);
    assert_eq!(said.refused(), (Refusal::Denied, Some(54106)));
}

#[test]
fn a_ticket_works_once() {
    let mut server = Server::new();
    let issued = server.table("alice").issued();
    assert_eq!(server.login("alice", &issued.ticket, &issued.answer()).codes(), [54201]);
    assert_eq!(server.login("alice", &issued.ticket, &issued.answer()).codes(), [54101]);
}

#[test]
fn a_wrong_answer_uses_the_ticket_up() {
    let mut server = Server::new();
    let issued = server.table("alice").issued();
    assert_eq!(server.login("alice", &issued.ticket, &issued.wrong()).codes(), [54106]);
    assert_eq!(server.login("alice", &issued.ticket, &issued.answer()).codes(), [54101]);
}

#[test]
fn a_table_is_refused_at_the_very_second() {
    let mut server = Server::new();
    let (early, late) = (server.table("alice").issued(), server.table("alice").issued());
    server.now = server.now + Duration::from_millis(179_999);
    assert_eq!(server.login("alice", &early.ticket, &early.answer()).codes(), [54201]);
    server.now = server.now + Duration::from_millis(1);
    assert_eq!(server.login("alice", &late.ticket, &late.answer()).codes(), [54101]);
}

#[test]
fn anothers_ticket_is_refused_and_used_up() {
    let mut server = Server::new();
    server.create("bob");
    let issued = server.table("alice").issued();
    assert_eq!(server.login("bob", &issued.ticket, &issued.answer()).codes(), [54101]);
    assert_eq!(server.login("alice", &issued.ticket, &issued.answer()).codes(), [54101]);
}

#[test]
fn a_ticket_of_another_tenant_is_refused() {
    let mut server = Server::new();
    let issued = server.table("alice").issued();
    server.tenant = TenantName::new("t2");
    server.tell(Control::PutTenant(Policy::default()));
    server.create("alice");
    assert_eq!(server.login("alice", &issued.ticket, &issued.answer()).codes(), [54101]);
}

#[test]
fn ticket_trouble_is_no_failed_attempt() {
    let mut server = Server::new();
    for _ in 0..4 {
        assert_eq!(server.wrong("alice").codes(), [54106]);
    }
    for _ in 0..10 {
        assert_eq!(server.login("alice", &"0".repeat(32), "123456").codes(), [54101]);
    }
    assert_eq!(server.right("alice").codes(), [54201]);
}

#[test]
fn exactly_the_limit_of_wrong_answers_locks() {
    let mut server = Server::new();
    for _ in 0..4 {
        assert_eq!(server.wrong("alice").codes(), [54106]);
    }
    let last = server.wrong("alice");
    assert_eq!(last.codes(), [54106, 30004]);
    assert_eq!(last.refused(), (Refusal::Denied, Some(54106)));
    assert_eq!(server.right("alice").codes(), [54105]);
    assert_eq!(server.wrong("alice").codes(), [54105]);
    assert_eq!(server.act("alice", UserAct::Unlock).codes(), [30005]);
    assert_eq!(server.right("alice").codes(), [54201]);
}

#[test]
fn a_limit_of_one_locks_at_once() {
    let mut policy = Policy::default();
    policy.lock.limit = NonZeroU32::MIN;
    assert_eq!(Server::with(policy).wrong("alice").codes(), [54106, 30004]);
}

#[test]
fn a_success_forgets_wrong_answers() {
    let mut server = Server::new();
    for _ in 0..3 {
        for _ in 0..4 {
            assert_eq!(server.wrong("alice").codes(), [54106]);
        }
        assert_eq!(server.right("alice").codes(), [54201]);
    }
}

#[test]
fn unlocking_forgets_wrong_answers() {
    let mut server = Server::new();
    for _ in 0..4 {
        server.wrong("alice");
    }
    server.act("alice", UserAct::Unlock);
    for _ in 0..4 {
        assert_eq!(server.wrong("alice").codes(), [54106]);
    }
}

#[test]
fn wrong_answers_count_across_channels() {
    let mut server = Server::new();
    for _ in 0..4 {
        server.wrong("alice");
    }
    let process = server.start("6.2").process();
    let issued = server.windows_table("alice", &process).issued();
    let said = server.windows_login("alice", &process, &issued.ticket, &issued.wrong());
    assert_eq!(said.codes(), [54306, 30004]);
    assert_eq!(server.right("alice").codes(), [54105]);
}

#[test]
fn conditions_refuse_in_their_order() {
    let policy = Policy { hours: Hours::Within(Vec::new()), method: Method::Missing, ..Policy::default() };
    let mut server = Server::with(policy.clone());
    let now = server.now;
    server.act("alice", UserAct::Disable);
    server.act("alice", UserAct::Lock);
    expire(&mut server, Some(now));
    let stale = server.table("alice").issued();
    server.wrong("alice");
    server.login("alice", &stale.ticket, "1");
    assert_eq!(server.login("alice", &stale.ticket, &stale.answer()).codes(), [54101]);
    assert_eq!(server.right("alice").codes(), [54103]);
    server.act("alice", UserAct::Enable);
    assert_eq!(server.right("alice").codes(), [54102]);
    expire(&mut server, None);
    assert_eq!(server.right("alice").codes(), [54105]);
    server.act("alice", UserAct::Unlock);
    assert_eq!(server.right("alice").codes(), [54104]);
    server.tell(Control::ChangePolicy(Policy { hours: Hours::Always, ..policy }));
    assert_eq!(server.right("alice").codes(), [54108]);
    server.tell(Control::ChangePolicy(Policy::default()));
    assert_eq!(server.wrong("alice").codes(), [54106]);
    assert_eq!(server.right("alice").codes(), [54201]);
}

fn expire(server: &mut Server, expires: Option<Time>) {
    let changes = Changes { expires: Some(expires), ..Changes::default() };
    assert_eq!(server.act("alice", UserAct::Edit(changes)).codes(), [30002]);
}

#[test]
fn an_account_has_expired_at_its_very_time() {
    let mut server = Server::new();
    let end = server.now + Duration::from_secs(60);
    expire(&mut server, Some(end));
    server.now = end - Duration::from_millis(1);
    assert_eq!(server.right("alice").codes(), [54201]);
    server.now = end;
    assert_eq!(server.right("alice").codes(), [54102]);
}

#[test]
fn a_reissued_password_must_be_changed() {
    let mut server = Server::new();
    let given = crate::server::secret(crate::server::PATTERN);
    server.act("alice", UserAct::Reissue(Some(given)));
    let said = server.right("alice");
    assert_eq!(said.codes(), [54200]);
    assert_eq!(said.granted(), 54200);
}

#[test]
fn a_password_has_expired_at_its_very_time() {
    let valid = Duration::from_secs(3600);
    let password = PasswordPolicy { valid: Some(valid), warn: Some(Duration::from_secs(600)) };
    let mut server = Server::with(Policy { password, ..Policy::default() });
    server.now = server.now + valid - Duration::from_millis(1);
    assert_eq!(server.right("alice").codes(), [54201], "the web does not warn");
    server.now = server.now + Duration::from_millis(1);
    assert_eq!(server.right("alice").codes(), [54200]);
}

#[test]
fn an_unknown_user_is_simply_wrong() {
    let mut server = Server::new();
    for _ in 0..20 {
        let issued = server.table("nobody").issued();
        assert_eq!(server.login("nobody", &issued.ticket, &issued.answer()).codes(), [54106]);
        assert_eq!(server.login("nobody", &issued.ticket, &issued.answer()).codes(), [54101]);
    }
    let issued = server.table("nobody").issued();
    server.pass(180);
    assert_eq!(server.login("nobody", &issued.ticket, "1").codes(), [54101]);
}

#[test]
fn an_unknown_tenant_is_simply_wrong() {
    let mut server = Server::new();
    server.tenant = TenantName::new("elsewhere");
    assert_eq!(server.policy("alice").codes(), [51401]);
    let said = server.table("alice");
    assert_eq!(said.codes(), [52201]);
    let issued = said.issued();
    server.tenant = TenantName::new("nowhere");
    assert_eq!(server.login("alice", &issued.ticket, &issued.answer()).codes(), [54101]);
    server.tenant = TenantName::new("elsewhere");
    let issued = server.table("alice").issued();
    assert_eq!(server.login("alice", &issued.ticket, &issued.answer()).codes(), [54106]);
}

#[test]
fn hours_hold_for_unknown_users_too() {
    let mut server = Server::with(Policy { hours: Hours::Within(Vec::new()), ..Policy::default() });
    assert_eq!(server.right("nobody").codes(), [54104]);
}

#[test]
fn what_is_not_well_formed_is_no_login() {
    let mut server = Server::new();
    let ticket = server.table("alice").issued().ticket;
    let (long, upper) = ("1".repeat(129), ticket.to_uppercase());
    let cases = [
        ("", ticket.as_str(), "123456"),
        ("al ice", &ticket, "123456"),
        ("alice", "", "123456"),
        ("alice", &ticket[1..], "123456"),
        ("alice", &upper, "123456"),
        ("alice", &ticket, ""),
        ("alice", &ticket, &long),
    ];
    for (uid, ticket, typed) in cases {
        let said = server.login(uid, ticket, typed);
        assert_eq!(said.codes(), [54100], "{uid:?} {ticket:?} {typed:?}");
        assert_eq!(said.refused(), (Refusal::Malformed, Some(54100)));
    }
    assert_eq!(server.ask(Request::Malformed(Operation::WebLogin)).codes(), [54100]);
    server.tenant = TenantName::new("no such\nname");
    assert_eq!(server.login("alice", &ticket, "123456").codes(), [54100]);
}

#[test]
fn a_store_that_is_down_keeps_the_ticket() {
    let mut server = Server::new();
    let issued = server.table("alice").issued();
    server.switch_store(false);
    let said = server.login("alice", &issued.ticket, &issued.answer());
    assert_eq!(said.codes(), [54199]);
    assert_eq!(said.refused(), (Refusal::Unavailable, Some(54199)));
    server.switch_store(true);
    assert_eq!(server.login("alice", &issued.ticket, &issued.answer()).codes(), [54201]);
}
