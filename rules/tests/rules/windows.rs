use std::time::Duration;

use sekisho_rules::{Changes, Control, Hours, Method, Operation, PasswordPolicy, Policy, Refusal, Request, UserAct};

use crate::server::{PATTERN, Server, secret};

#[test]
fn the_right_answer_is_granted() {
    let mut server = Server::new();
    let process = server.start("6.2");
    assert!(process.codes().is_empty(), "no code for a process");
    let process = process.process();
    let table = server.windows_table("alice", &process);
    assert_eq!(table.codes(), [52400]);
    let issued = table.issued();
    let said = server.windows_login("alice", &process, &issued.ticket, &issued.answer());
    assert_eq!(said.codes(), [54401]);
    assert_eq!(said.granted(), 54401);
}

#[test]
fn a_granted_login_uses_the_process_up() {
    let mut server = Server::new();
    let process = server.start("6.2").process();
    let (first, second) =
        (server.windows_table("alice", &process).issued(), server.windows_table("alice", &process).issued());
    assert_eq!(server.windows_login("alice", &process, &first.ticket, &first.wrong()).codes(), [54306]);
    assert_eq!(server.windows_login("alice", &process, &second.ticket, &second.answer()).codes(), [54401]);
    assert_eq!(server.windows_table("alice", &process).codes(), [52301]);
    let web = server.table("alice").issued();
    assert_eq!(server.windows_login("alice", &process, &web.ticket, &web.answer()).codes(), [54307]);
}

#[test]
fn a_process_ends_at_its_very_time() {
    let mut server = Server::new();
    let process = server.start("6.2").process();
    server.now = server.now + Duration::from_millis(599_999);
    let issued = server.windows_table("alice", &process).issued();
    server.now = server.now + Duration::from_millis(1);
    assert_eq!(server.windows_table("alice", &process).codes(), [52301]);
    assert_eq!(server.windows_login("alice", &process, &issued.ticket, &issued.answer()).codes(), [54307]);
}

#[test]
fn another_version_is_refused_when_it_is_used() {
    let mut server = Server::new();
    let process = server.start("5.0").process();
    assert_eq!(server.windows_table("alice", &process).codes(), [52301]);
    server.tell(Control::ChangePolicy(Policy { client: "5.0".into(), ..Policy::default() }));
    assert_eq!(server.windows_table("alice", &process).codes(), [52400]);
}

#[test]
fn the_ticket_is_examined_before_the_process() {
    let mut server = Server::new();
    let unknown = "0".repeat(32);
    assert_eq!(server.windows_login("alice", &unknown, &unknown, "1").codes(), [54301]);
    let issued = server.table("alice").issued();
    assert_eq!(server.windows_login("alice", &unknown, &issued.ticket, &issued.answer()).codes(), [54307]);
    assert_eq!(server.login("alice", &issued.ticket, &issued.answer()).codes(), [54101], "used up");
}

#[test]
fn an_unknown_user_gets_a_decoy() {
    let mut server = Server::new();
    let process = server.start("6.2").process();
    let table = server.windows_table("nobody", &process);
    assert_eq!(table.codes(), [52401]);
    let issued = table.issued();
    assert_eq!(server.windows_login("nobody", &process, &issued.ticket, &issued.answer()).codes(), [54306]);
}

#[test]
fn each_condition_has_its_code() {
    let mut server = Server::new();
    server.act("alice", UserAct::Disable);
    assert_eq!(server.windows_right("alice").codes(), [54303]);
    server.act("alice", UserAct::Enable);
    let expires = Some(Some(server.now));
    server.act("alice", UserAct::Edit(Changes { expires, ..Changes::default() }));
    assert_eq!(server.windows_right("alice").codes(), [54302]);
    server.act("alice", UserAct::Edit(Changes { expires: Some(None), ..Changes::default() }));
    server.act("alice", UserAct::Lock);
    assert_eq!(server.windows_right("alice").codes(), [54305]);
    server.act("alice", UserAct::Unlock);
    server.tell(Control::ChangePolicy(Policy { hours: Hours::Within(vec![]), ..Policy::default() }));
    assert_eq!(server.windows_right("alice").codes(), [54304]);
    server.tell(Control::ChangePolicy(Policy { method: Method::Missing, ..Policy::default() }));
    let said = server.windows_right("alice");
    assert_eq!(said.codes(), [54399]);
    assert_eq!(said.refused(), (Refusal::Unavailable, Some(54399)));
    server.tell(Control::ChangePolicy(Policy::default()));
    server.act("alice", UserAct::Reissue(Some(secret(PATTERN))));
    assert_eq!(server.windows_right("alice").codes(), [54400]);
}

#[test]
fn a_password_near_its_end_is_warned_of() {
    let (valid, warn) = (Duration::from_secs(3600), Duration::from_secs(600));
    let password = PasswordPolicy { valid: Some(valid), warn: Some(warn) };
    let mut server = Server::with(Policy { password, ..Policy::default() });
    let set = server.now;
    server.now = set + valid - warn - Duration::from_millis(1);
    assert_eq!(server.windows_right("alice").codes(), [54401]);
    server.now = set + valid - warn;
    let said = server.windows_right("alice");
    assert_eq!(said.codes(), [54401, 54402]);
    assert_eq!(said.granted(), 54401);
    server.now = set + valid;
    assert_eq!(server.windows_right("alice").codes(), [54400]);
}

#[test]
fn what_is_not_well_formed_is_refused() {
    let mut server = Server::new();
    let process = server.start("6.2").process();
    let ticket = server.windows_table("alice", &process).issued().ticket;
    assert_eq!(server.windows_table("", &process).codes(), [52300]);
    assert_eq!(server.windows_table("alice", "x").codes(), [52300]);
    assert_eq!(server.windows_login("alice", "x", &ticket, "1").codes(), [54300]);
    assert_eq!(server.windows_login("alice", &process, "x", "1").codes(), [54300]);
    assert_eq!(server.windows_login("alice", &process, &ticket, "").codes(), [54300]);
    assert_eq!(server.ask(Request::Malformed(Operation::WindowsTable)).codes(), [52300]);
    assert_eq!(server.ask(Request::Malformed(Operation::WindowsLogin)).codes(), [54300]);
    for malformed in ["", "6\n2", &"6".repeat(33)] {
        let said = server.start(malformed);
        assert_eq!((said.codes(), said.refused()), (vec![], (Refusal::Malformed, None)));
    }
    let said = server.ask(Request::Malformed(Operation::Process));
    assert_eq!((said.codes(), said.refused()), (vec![], (Refusal::Malformed, None)));
}

#[test]
fn a_store_that_is_down_is_a_system_error() {
    let mut server = Server::new();
    let process = server.start("6.2").process();
    let issued = server.windows_table("alice", &process).issued();
    server.switch_store(false);
    assert_eq!(server.windows_table("alice", &process).codes(), [52399]);
    assert_eq!(server.windows_login("alice", &process, &issued.ticket, "1").codes(), [54399]);
    let said = server.start("6.2");
    assert_eq!((said.codes(), said.refused()), (vec![], (Refusal::Unavailable, None)));
}
