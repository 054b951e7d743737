//! The stock of hardware tokens, and who has them.

use std::collections::BTreeSet;

use sekisho_rules::{ListedToken, NewUser, Password, Refusal, Reply, Request, TenantName, TokenAct, TokenShape};
use sekisho_rules::{TokensRequest, UserAct};

use crate::hands::{OTHER_SEED, SEED, Way, shape};
use crate::server::{PATTERN, Server, new_user};

fn listed(server: &mut Server) -> Vec<(String, Option<String>)> {
    let said = server.ask(Request::Tokens(TokensRequest::List));
    assert_eq!(said.codes(), [60040]);
    match said.reply() {
        Reply::Tokens { tokens, .. } => {
            tokens.iter().map(|ListedToken { serial, user }| (serial.clone(), user.clone())).collect()
        }
        other => panic!("no list: {other:?}"),
    }
}

#[test]
fn tokens_are_registered_changed_listed_and_deleted() {
    let mut server = Server::new();
    assert_eq!(listed(&mut server), []);
    assert_eq!(server.register("b", SEED).codes(), [60010]);
    assert_eq!(server.register("a", OTHER_SEED).codes(), [60010]);
    let twice = server.register("a", SEED);
    assert_eq!((twice.codes(), twice.refused()), (vec![60001], (Refusal::Exists, Some(60001))));
    server.assign("alice", Some("b"));
    assert_eq!(listed(&mut server), [("a".into(), None), ("b".into(), Some("alice".into()))]);
    assert_eq!(server.token("a", TokenAct::Edit(shape(SEED))).codes(), [60030]);
    assert_eq!(server.token("c", TokenAct::Edit(shape(SEED))).codes(), [60011]);
    assert_eq!(server.token("b", TokenAct::Delete).codes(), [60012]);
    assert_eq!(server.token("a", TokenAct::Delete).codes(), [60020]);
    let gone = server.token("a", TokenAct::Delete);
    assert_eq!((gone.codes(), gone.refused()), (vec![60011], (Refusal::Unknown, Some(60011))));
    server.act("alice", UserAct::Delete);
    assert_eq!(server.token("b", TokenAct::Delete).codes(), [60020], "a user who is gone has no token");
}

#[test]
fn what_is_not_well_formed_is_not_registered() {
    let mut server = Server::new();
    let long = "AB234567".repeat(14);
    let of = |shape: TokenShape| TokenAct::Register(shape);
    let cases = [
        ("", of(shape(SEED))),
        ("t 1", of(shape(SEED))),
        ("t-1", of(TokenShape::default())),
        ("t-1", of(shape("not base32!"))),
        ("t-1", of(shape("MZXW6YTBOI"))),
        ("t-1", of(shape(&long))),
        ("t-1", of(TokenShape { algorithm: Some("MD5".into()), ..shape(SEED) })),
        ("t-1", of(TokenShape { digits: Some(5), ..shape(SEED) })),
        ("t-1", of(TokenShape { step_ms: Some(0), ..shape(SEED) })),
        ("t-1", of(TokenShape { step_ms: Some(30_500), ..shape(SEED) })),
        ("t-1", of(TokenShape { step_ms: Some(301_000), ..shape(SEED) })),
        ("t-1", of(TokenShape { step_ms: Some(u64::MAX), ..shape(SEED) })),
    ];
    for (serial, act) in cases {
        let said = server.token(serial, act);
        assert_eq!((said.codes(), said.refused()), (vec![60000], (Refusal::Malformed, Some(60000))));
    }
    assert_eq!(listed(&mut server), []);
    server.register("t-1", SEED);
    assert_eq!(server.token("t-1", TokenAct::Edit(TokenShape::default())).codes(), [60000], "nothing to change");
    for tenant in ["elsewhere", "no name"] {
        server.tenant = TenantName::new(tenant);
        assert_eq!(server.register("t-1", SEED).codes(), [60000]);
        assert_eq!(server.ask(Request::Tokens(TokensRequest::List)).codes(), [60000]);
    }
}

#[test]
fn without_a_store_there_is_no_stock() {
    let mut server = Server::new();
    server.switch_store(false);
    for said in [server.register("t-1", SEED), server.ask(Request::Tokens(TokensRequest::List))] {
        assert_eq!((said.codes(), said.refused()), (vec![60099], (Refusal::Unavailable, Some(60099))));
    }
    server.switch_store(true);
    assert_eq!(listed(&mut server), []);
}

#[test]
fn a_token_in_place_of_another_is_a_replacement() {
    let mut server = Server::with_token();
    server.register("t-2", OTHER_SEED);
    assert_eq!(server.assign("alice", Some("t-1")).codes(), [30002], "the same again");
    assert_eq!(server.assign("alice", Some("t-2")).codes(), [30017]);
    assert_eq!(server.at(Way::WebToken, 0), [60106]);
    let typed = server.code(OTHER_SEED, 0);
    assert_eq!(server.type_code(Way::WebToken, "alice", &typed).codes(), [60201]);
    assert_eq!(server.assign("alice", None).codes(), [30002]);
    assert_eq!(server.at(Way::WebToken, 0), [60107]);
    assert_eq!(server.assign("alice", Some("t-1")).codes(), [30002], "none was there to replace");
}

#[test]
fn a_token_is_in_one_hand_at_a_time() {
    let mut server = Server::with_token();
    server.create("bob");
    assert_eq!(server.assign("bob", Some("t-1")).codes(), [30000]);
    assert_eq!(server.assign("bob", Some("unknown")).codes(), [30000]);
    assert_eq!(server.at(Way::WebToken, 0), [60201]);
    assert_eq!(server.assign("alice", None).codes(), [30002]);
    assert_eq!(server.assign("bob", Some("t-1")).codes(), [30002]);
    let used = server.code(SEED, 0);
    assert_eq!(server.type_code(Way::WebToken, "bob", &used).codes(), [60106], "a used code goes with the token");
    let next = server.code(SEED, 1);
    assert_eq!(server.type_code(Way::WebToken, "bob", &next).codes(), [60201]);
}

#[test]
fn a_user_may_be_created_with_token_and_pin() {
    let mut server = Server::new();
    server.register("t-1", SEED);
    let new = |token: &str, pin: &str| NewUser {
        secret: None,
        token: Some(token.into()),
        pin: Some(Password::new(pin)),
        ..new_user(PATTERN)
    };
    assert_eq!(server.act("bob", UserAct::Create(new("t-2", "4711"))).codes(), [30000]);
    assert_eq!(server.act("bob", UserAct::Create(new("t-1", "1"))).codes(), [30000]);
    assert_eq!(server.act("bob", UserAct::Create(new("t-1", "4711"))).codes(), [30001]);
    let typed = format!("4711{}", server.code(SEED, 0));
    assert_eq!(server.type_code(Way::WebToken, "bob", &typed).codes(), [60201]);
    assert_eq!(server.set_pin("bob", Some("1 2 3 4")).codes(), [30000]);
}

#[test]
fn an_edit_that_changes_the_clock_forgets_what_was_learnt_of_it() {
    let mut server = Server::with_token();
    assert_eq!(server.at(Way::WebToken, 2), [60201]);
    server.token("t-1", TokenAct::Edit(TokenShape { algorithm: Some("sha-256".into()), ..TokenShape::default() }));
    server.token("t-1", TokenAct::Edit(TokenShape { algorithm: Some("SHA1".into()), ..shape(SEED) }));
    assert_eq!(server.at(Way::WebToken, 2), [60106], "the same seed: used is used");
    server.token("t-1", TokenAct::Edit(shape(OTHER_SEED)));
    let typed = server.code(OTHER_SEED, -2);
    assert_eq!(server.type_code(Way::WebToken, "alice", &typed).codes(), [60201]);
}

#[test]
fn a_token_has_the_step_of_its_own_or_of_the_policy() {
    let mut server = Server::new();
    let minute = TokenShape { step_ms: Some(60_000), ..shape(SEED) };
    server.token("t-1", TokenAct::Register(minute));
    server.assign("alice", Some("t-1"));
    server.now = sekisho_rules::Time::from_millis(59_000);
    // The code of step 0 (RFC 4226 appendix D), for a minute.
    assert_eq!(server.type_code(Way::WebToken, "alice", "755224").codes(), [60201]);
}

/// Every code and rule of the stock and of assignment.
pub(crate) fn provoke(server: &mut Server, codes: &mut BTreeSet<u32>) {
    server.create("tom");
    for said in [
        server.register("", SEED),
        server.token("p-1", TokenAct::Register(TokenShape { digits: Some(9), ..shape(SEED) })),
        server.register("p-1", "1"),
        server.register("p-1", SEED),
        server.register("p-1", SEED),
        server.register("p-2", SEED),
        server.token("p-2", TokenAct::Edit(shape(SEED))),
        server.token("p-3", TokenAct::Delete),
        server.assign("tom", Some("p-1")),
        server.assign("tom", Some("p-2")),
        server.assign("tom", Some("p-3")),
        server.token("p-2", TokenAct::Delete),
        server.token("p-1", TokenAct::Delete),
        server.ask(Request::Tokens(TokensRequest::List)),
        server.set_pin("tom", Some("1")),
    ] {
        codes.extend(said.codes());
    }
    server.switch_store(false);
    codes.extend(server.ask(Request::Tokens(TokensRequest::List)).codes());
    server.switch_store(true);
}
