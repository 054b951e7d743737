use sekisho_rules::{Changes, NewSecret, Operation, Refusal, Reply, Request, TenantName, UserAct};

use crate::server::{PATTERN, Server, new_user, secret};

#[test]
fn each_act_has_its_code() {
    let mut server = Server::new();
    assert_eq!(server.create("bob").codes(), [30001]);
    let mail = Some(Some("bob@example.org".to_owned()));
    let edit = UserAct::Edit(Changes { mail, ..Changes::default() });
    for (act, code) in [
        (edit, 30002),
        (UserAct::Disable, 30007),
        (UserAct::Enable, 30006),
        (UserAct::Lock, 30004),
        (UserAct::Unlock, 30005),
        (UserAct::Reissue(None), 30008),
        (UserAct::Delete, 30003),
    ] {
        assert_eq!(server.act("bob", act).codes(), [code]);
    }
}

#[test]
fn a_taken_name_stays_its_users() {
    let mut server = Server::new();
    let said = server.act("alice", UserAct::Create(new_user("1,1")));
    assert_eq!((said.codes(), said.refused()), (vec![30011], (Refusal::Exists, Some(30011))));
    assert_eq!(server.right("alice").codes(), [54201]);
}

#[test]
fn an_unknown_user_is_said_to_be() {
    let mut server = Server::new();
    for act in [
        UserAct::Edit(Changes { change_required: Some(true), ..Changes::default() }),
        UserAct::Edit(Changes::default()),
        UserAct::Delete,
        UserAct::Enable,
        UserAct::Disable,
        UserAct::Lock,
        UserAct::Unlock,
        UserAct::Reissue(None),
    ] {
        let said = server.act("nobody", act);
        assert_eq!((said.codes(), said.refused()), (vec![30012], (Refusal::Unknown, Some(30012))));
    }
}

#[test]
fn an_edit_must_name_a_change() {
    let said = Server::new().act("alice", UserAct::Edit(Changes::default()));
    assert_eq!((said.codes(), said.refused()), (vec![30013], (Refusal::Malformed, Some(30013))));
}

#[test]
fn lock_and_unlock_are_logged_each_time() {
    let mut server = Server::new();
    for _ in 0..2 {
        assert_eq!(server.act("alice", UserAct::Lock).codes(), [30004]);
    }
    for _ in 0..2 {
        assert_eq!(server.act("alice", UserAct::Unlock).codes(), [30005]);
    }
}

#[test]
fn malformed_values_change_nothing() {
    let mut server = Server::new();
    let wrong_secrets = [
        secret(""),
        secret("16"),
        NewSecret { phrase: Some(String::new()), ..secret(PATTERN) },
        NewSecret { phrase: Some("a b".into()), ..secret(PATTERN) },
        NewSecret { phrase: Some("ab".into()), phrase_position: Some(7), ..secret(PATTERN) },
        NewSecret { phrase_position: Some(0), ..secret(PATTERN) },
    ];
    for secret in wrong_secrets {
        let user = sekisho_rules::NewUser { secret: Some(secret.clone()), ..new_user(PATTERN) };
        assert_eq!(server.act("bob", UserAct::Create(user)).codes(), [30000]);
        assert_eq!(server.act("alice", UserAct::Reissue(Some(secret))).codes(), [30000]);
    }
    let mail = Some("no address".to_owned());
    let user = sekisho_rules::NewUser { mail: mail.clone(), ..new_user(PATTERN) };
    assert_eq!(server.act("bob", UserAct::Create(user)).codes(), [30000]);
    let changes = Changes { pattern: Some("1".into()), mail: Some(mail), ..Changes::default() };
    assert_eq!(server.act("alice", UserAct::Edit(changes)).codes(), [30000]);
    assert_eq!(server.act("al ice", UserAct::Delete).codes(), [30000]);
    assert_eq!(server.ask(Request::Malformed(Operation::Users)).codes(), [30000]);
    assert_eq!(server.right("alice").codes(), [54201]);
    assert_eq!(server.act("bob", UserAct::Delete).codes(), [30012]);
}

#[test]
fn an_edit_of_the_pattern_keeps_the_phrase_in_its_place() {
    let mut server = Server::new();
    let phrase = Changes { phrase: Some(Some("xy".into())), phrase_position: Some(1), ..Changes::default() };
    assert_eq!(server.act("alice", UserAct::Edit(phrase)).codes(), [30002]);
    let pattern = Changes { pattern: Some("0,1".into()), ..Changes::default() };
    assert_eq!(server.act("alice", UserAct::Edit(pattern)).codes(), [30002]);
    let issued = server.table("alice").issued();
    let typed = format!("{}xy{}", &issued.digits[..1], &issued.digits[1..2]);
    assert_eq!(server.login("alice", &issued.ticket, &typed).codes(), [54201]);
    let without = Changes { phrase: Some(None), ..Changes::default() };
    assert_eq!(server.act("alice", UserAct::Edit(without)).codes(), [30002]);
    let issued = server.table("alice").issued();
    assert_eq!(server.login("alice", &issued.ticket, &issued.digits[..2]).codes(), [54201]);
}

#[test]
fn a_generated_pattern_is_told_and_works() {
    let mut server = Server::new();
    let said = server.act("alice", UserAct::Reissue(None));
    let Reply::Done { pattern: Some(pattern), .. } = said.reply() else { panic!("no pattern") };
    let issued = server.table("alice").issued();
    let digits: Vec<char> = issued.digits.chars().collect();
    let typed: String = pattern.split(',').map(|cell| digits[cell.parse::<usize>().unwrap()]).collect();
    assert_eq!(typed.len(), 6);
    assert_eq!(server.login("alice", &issued.ticket, &typed).codes(), [54200]);
}

#[test]
fn a_given_pattern_is_not_told_back() {
    let said = Server::new().act("alice", UserAct::Reissue(Some(secret("1,2"))));
    assert!(matches!(said.reply(), Reply::Done { pattern: None, .. }));
}

#[test]
fn a_search_answers_in_order() {
    let mut server = Server::new();
    for uid in ["bob", "al", "albert", "zoe"] {
        server.create(uid);
    }
    let mut found = |prefix: &str, limit| match server.search(prefix, limit).reply() {
        Reply::Users { code, users } => (code.0, users.clone()),
        other => panic!("{other:?}"),
    };
    assert_eq!(found("al", None), (30051, vec!["al".into(), "albert".into(), "alice".into()]));
    assert_eq!(found("", Some(2)), (30051, vec!["al".into(), "albert".into()]));
    assert_eq!(found("x", None), (30051, vec![]));
}

#[test]
fn a_malformed_search_is_refused() {
    let mut server = Server::new();
    for (prefix, limit) in [("a b", None), ("", Some(0)), ("", Some(1001))] {
        assert_eq!(server.search(prefix, limit).codes(), [30050]);
    }
    assert_eq!(server.ask(Request::Malformed(Operation::Search)).codes(), [30050]);
    server.tenant = TenantName::new("unknown");
    assert_eq!(server.search("", None).codes(), [30050]);
    assert_eq!(server.create("bob").codes(), [30000], "nobody can be made in an unknown tenant");
}

#[test]
fn a_store_that_is_down_has_no_code() {
    let mut server = Server::new();
    server.switch_store(false);
    let said = server.create("bob");
    assert_eq!((said.codes(), said.refused()), (vec![], (Refusal::Unavailable, None)));
    let said = server.search("", None);
    assert_eq!((said.codes(), said.refused()), (vec![], (Refusal::Unavailable, None)));
}
