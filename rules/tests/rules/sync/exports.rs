//! What an export does in Entra ID.

use std::collections::HashSet;

use sekisho_rules::{Changes, Control, Item, SyncSetting, UserAct};

use super::graph::Fault;
use super::play::{Play, setting};

fn mail(address: &str) -> UserAct {
    UserAct::Edit(Changes { mail: Some(Some(address.into())), ..Changes::default() })
}

fn many(play: &mut Play, count: u32) {
    play.server.tell(Control::MakeUsers { count, prefix: "u".into(), mail_domain: Some("m.test".into()) });
}

#[test]
fn users_are_created_updated_and_deleted_and_then_nothing_is_left_to_do() {
    let mut play = Play::new();
    assert_eq!(play.export(), [31503, 31410, 31504]);
    assert_eq!(play.users_of(31410), ["alice"]);
    assert_eq!(play.graph.find("alice@x.test").unwrap().name.as_deref(), Some("alice"));
    assert_eq!(play.export(), [31503, 31400, 31504]);
    play.server.act("alice", mail("a@m.test"));
    assert_eq!(play.export(), [31503, 31420, 31504]);
    assert_eq!(play.graph.find("alice@x.test").unwrap().mail.as_deref(), Some("a@m.test"));
    play.server.act("alice", UserAct::Disable);
    assert_eq!(play.export(), [31503, 31420, 31504]);
    assert_eq!(play.graph.find("alice@x.test").unwrap().user.enabled, Some(false));
    play.server.act("alice", UserAct::Delete);
    assert_eq!(play.export(), [31503, 31430, 31504]);
    assert!(play.graph.users.is_empty());
    assert_eq!(play.export(), [31503, 31400, 31504]);
}

#[test]
fn kinds_come_one_after_the_other_each_in_the_order_of_names() {
    let mut play = Play::new();
    play.graph.federated = true;
    for uid in ["bob", "cora", "dave"] {
        play.server.create(uid);
    }
    assert_eq!(play.export().len(), 6);
    play.server.act("cora", mail("c@m.test"));
    play.server.act("bob", mail("b@m.test"));
    play.server.act("dave", UserAct::Delete);
    play.server.create("anna");
    play.graph.find_mut("alice@x.test").unwrap().user.immutable_id = None;
    play.events.clear();
    assert_eq!(play.export(), [31503, 31420, 31410, 31420, 31420, 31430, 31504]);
    let users: Vec<_> = play.events.iter().filter_map(|event| event.user.clone()).collect();
    assert_eq!(users, ["alice", "anna", "bob", "cora", "dave"]);
}

#[test]
fn nobody_is_deleted_unless_the_mode_says_so_and_only_whom_a_sync_knew() {
    let mut play = Play::new();
    play.put(SyncSetting { sync_mode: Some("add-update".into()), ..setting() });
    play.graph.add("stranger@x.test");
    play.export();
    play.server.act("alice", UserAct::Delete);
    assert_eq!(play.export(), [31503, 31400, 31504]);
    play.put(setting());
    assert_eq!(play.export(), [31503, 31430, 31504]);
    assert!(play.graph.find("stranger@x.test").is_some());
}

#[test]
fn federated_users_are_created_with_an_immutable_id_and_get_one_if_they_have_none() {
    let mut play = Play::new();
    play.graph.federated = true;
    play.server.create("bob");
    play.graph.add("bob@x.test");
    assert_eq!(play.export(), [31503, 31420, 31410, 31504]);
    let id = |uid: &str| play.graph.find(uid).unwrap().user.immutable_id.clone().unwrap();
    let (alice, bob) = (id("alice@x.test"), id("bob@x.test"));
    assert_ne!(alice, bob);
    assert!(alice.bytes().all(|octet| octet.is_ascii_alphanumeric()) && alice.len() == 32, "{alice}");
    assert_eq!(play.export(), [31503, 31400, 31504]);
}

#[test]
fn batches_hold_twenty_and_tell_no_two_users_alike() {
    let mut play = Play::new();
    many(&mut play, 59);
    play.graph.page = 7;
    assert_eq!(play.export().len(), 62);
    assert_eq!(play.graph.batches.iter().map(Vec::len).collect::<Vec<_>>(), [20, 20, 20]);
    let passwords: HashSet<_> = play
        .graph
        .batches
        .iter()
        .flatten()
        .map(|item| match item {
            Item::Create(user) => user.password.reveal().to_owned(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(passwords.len(), 60);
    assert!(passwords.iter().all(|password| password.len() == 20));
    assert_eq!(play.export(), [31503, 31400, 31504]);
    assert_eq!(play.graph.count("more"), 8);
}

#[test]
fn answers_in_any_order_and_twice_count_once_each() {
    let mut play = Play::new();
    many(&mut play, 30);
    play.graph.fault("create", [Fault::Backwards, Fault::Backwards]);
    let codes = play.export();
    assert_eq!(codes.iter().filter(|code| **code == 31410).count(), 31);
    assert_eq!(codes.len(), 33);
}

#[test]
fn an_answer_that_leaves_one_out_ends_the_export_and_the_next_goes_on() {
    let mut play = Play::new();
    many(&mut play, 30);
    play.graph.fault("create", [Fault::Short]);
    let codes = play.export();
    assert_eq!((codes.len(), codes.last()), (21, Some(&31419)));
    assert_eq!(play.details(31419), ["unknown_error|200|The answer does not tell of every request."]);
    play.events.clear();
    let codes = play.export();
    // The one that was left out was made: it is found, and not made again.
    assert_eq!(codes.iter().filter(|code| **code == 31410).count(), 11);
    assert_eq!(play.graph.users.len(), 31);
}

#[test]
fn users_who_change_meanwhile_are_exported_as_they_are_by_then() {
    let mut play = Play::new();
    many(&mut play, 50);
    play.meanwhile.push(("create", 1, |server| {
        server.act("u00049", mail("late@m.test"));
        server.act("u00050", UserAct::Delete);
    }));
    assert_eq!(play.export().iter().filter(|code| **code == 31410).count(), 50);
    assert_eq!(play.graph.find("u00049@x.test").unwrap().mail.as_deref(), Some("late@m.test"));
    assert!(play.graph.find("u00050@x.test").is_none());
    play.server.act("u00001", UserAct::Delete);
    play.meanwhile.push(("users", 2, |server| {
        server.create("u00001");
    }));
    assert_eq!(play.export(), [31503, 31420, 31504], "made anew before it was deleted there: without a mail address");
}

#[test]
fn who_vanishes_there_meanwhile_is_told_and_made_anew_by_the_next_run() {
    let mut play = Play::new();
    play.export();
    play.server.act("alice", mail("a@m.test"));
    play.begin("export");
    let (call, answer) = play.play_to("users");
    play.graph.users.clear();
    play.take(sekisho_rules::Arrival::Answer { call, answer });
    assert_eq!(play.play(), [31421, 31504]);
    assert_eq!(play.details(31421), ["[status_code: 404] Graph says so."]);
    assert_eq!(play.export(), [31503, 31410, 31504]);
}

#[test]
fn a_filter_hides_users_and_neither_makes_nor_deletes_them_anew() {
    let mut play = Play::new();
    play.server.create("bob");
    play.export();
    play.graph.users.iter_mut().for_each(|entry| entry.late = true);
    play.server.act("bob", UserAct::Delete);
    play.put(SyncSetting { search_filter: Some("department eq 'x'".into()), ..setting() });
    assert_eq!(play.export(), [31503, 31400, 31504]);
    play.graph.users.iter_mut().for_each(|entry| entry.late = false);
    assert_eq!(play.export(), [31503, 31430, 31504]);
}

#[test]
fn whom_the_list_does_not_show_yet_is_looked_up_and_not_told_anew() {
    let mut play = Play::new();
    play.export();
    play.graph.find_mut("alice@x.test").unwrap().late = true;
    assert_eq!(play.export(), [31503, 31504]);
    assert_eq!((play.graph.count("find"), play.graph.users.len()), (1, 1));
}

#[test]
fn a_stranger_of_the_same_name_whom_the_list_hides_is_a_refusal() {
    let mut play = Play::new();
    play.graph.add("alice@x.test").late = true;
    assert_eq!(play.export(), [31503, 31411, 31504]);
    assert_eq!(play.graph.count("find"), 0);
}

#[test]
fn another_domain_here_has_no_users() {
    let mut play = Play::new();
    play.put(SyncSetting { domain_name: Some("other".into()), ..setting() });
    assert_eq!(play.export(), [31503, 31400, 31504]);
}

#[test]
fn who_is_left_out_of_the_list_when_deleted_here_is_deleted_there_as_soon_as_it_shows_him() {
    let mut play = Play::new();
    play.export();
    play.graph.find_mut("alice@x.test").unwrap().late = true;
    play.server.act("alice", UserAct::Delete);
    assert_eq!(play.export(), [31503, 31400, 31504]);
    play.graph.find_mut("alice@x.test").unwrap().late = false;
    assert_eq!(play.export(), [31503, 31430, 31504]);
    assert_eq!(play.export(), [31503, 31400, 31504]);
}
