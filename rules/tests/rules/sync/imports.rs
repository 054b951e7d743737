//! What an import does here.

use sekisho_rules::{Control, SyncSetting, UserAct};

use super::graph::Fault;
use super::play::{Play, setting};

#[test]
fn users_are_made_changed_disabled_and_deleted() {
    let mut play = Play::new();
    play.graph.add("bob@x.test").mail = Some("b@m.test".into());
    play.graph.add("cora@X.TEST").user.enabled = Some(false);
    play.graph.add("elsewhere@y.test");
    assert_eq!(play.import(), [31501, 30001, 30001, 30007, 31502]);
    assert_eq!(play.users_of(30001), ["bob", "cora"]);
    assert_eq!(play.server.right("cora").codes(), [54103], "she may not log in");
    assert_eq!(play.import(), [31501, 31502]);
    play.graph.find_mut("bob@x.test").unwrap().mail = None;
    play.graph.find_mut("cora@x.test").unwrap().user.enabled = Some(true);
    assert_eq!(play.import(), [31501, 30002, 30006, 31502]);
    play.graph.users.retain(|entry| !entry.user.upn.starts_with("bob"));
    assert_eq!(play.import(), [31501, 30003, 31502]);
    assert_eq!(play.users_of(30003), ["bob"]);
    assert_eq!(play.import(), [31501, 31502], "alice was never known there, and stays");
}

#[test]
fn who_is_merely_left_out_of_the_list_is_not_deleted() {
    let mut play = Play::new();
    play.export();
    play.graph.find_mut("alice@x.test").unwrap().late = true;
    assert_eq!(play.import(), [31501, 31502]);
    assert_eq!(play.graph.count("find"), 1);
    play.put(SyncSetting { search_filter: Some("department eq 'x'".into()), ..setting() });
    assert_eq!(play.import(), [31501, 31502]);
    assert_eq!(play.graph.count("find"), 1, "a filter hides whom it will");
}

#[test]
fn what_no_user_here_can_be_is_told_and_passed_over() {
    let mut play = Play::new();
    play.graph.add("o'neil@x.test");
    play.graph.add("bob@x.test").mail = Some("no mail".into());
    play.graph.add("cora@x.test");
    assert_eq!(play.import(), [31501, 40100, 40102, 30001, 31502]);
    assert_eq!((play.users_of(40100), play.users_of(40102)), (vec!["o'neil".into()], vec!["bob".into()]));
    for domain in ["elsewhere", "no domain", ""] {
        play.put(SyncSetting { domain_name: Some(domain.into()), ..setting() });
        assert_eq!(play.import(), [31501, 40105, 40105, 40105, 31502], "{domain:?}");
    }
}

#[test]
fn names_do_not_differ_by_capitals_alone() {
    let mut play = Play::new();
    play.graph.add("ALICE@x.test");
    assert_eq!(play.import(), [31501, 31502]);
    assert_eq!(play.export(), [31503, 31420, 31504], "but the name shown does");
    assert_eq!(play.export(), [31503, 31400, 31504]);
}

#[test]
fn federated_users_get_an_immutable_id_before_they_are_taken_in() {
    let mut play = Play::new();
    play.graph.federated = true;
    play.graph.add("bob@x.test");
    play.graph.add("cora@x.test").user.immutable_id = Some("c".into());
    play.graph.add("elsewhere@y.test");
    assert_eq!(play.import(), [31501, 31420, 30001, 30001, 31502]);
    assert_eq!(play.users_of(31420), ["bob"]);
    play.graph.find_mut("bob@x.test").unwrap().user.immutable_id = None;
    play.graph.fault("immutable", [Fault::Items(403, None)]);
    assert_eq!(play.import(), [31501, 31421, 31502]);
    assert_eq!(play.details(31421), ["[status_code: 403] Graph says so."]);
}

#[test]
fn many_are_written_some_at_a_time() {
    let mut play = Play::new();
    for number in 0..1000 {
        play.graph.add(&format!("u{number}@x.test"));
    }
    let codes = play.import();
    assert_eq!((codes.len(), codes.last()), (1002, Some(&31502)));
    assert_eq!(play.import(), [31501, 31502]);
}

#[test]
fn a_store_that_fails_while_users_are_written_ends_the_import_and_the_next_goes_on() {
    let mut play = Play::new();
    for number in 0..1000 {
        play.graph.add(&format!("u{number}@x.test"));
    }
    play.begin("import");
    let (call, answer) = play.play_to("users");
    play.take(sekisho_rules::Arrival::Answer { call, answer });
    play.server.switch_store(false);
    assert_eq!(play.play().last(), Some(&31441));
    assert_eq!(play.details(31441), ["passlogic_error||The store does not answer."]);
    play.server.switch_store(true);
    let before = play.users_of(30001).len();
    assert_eq!(play.import().last(), Some(&31502));
    assert_eq!(play.users_of(30001).len(), 1000);
    assert!(before < 1000);
}

#[test]
fn a_user_who_was_deleted_here_is_taken_in_again() {
    let mut play = Play::new();
    play.graph.add("bob@x.test");
    play.import();
    play.server.act("bob", UserAct::Delete);
    assert_eq!(play.import(), [31501, 30001, 31502]);
    play.server.tell(Control::DropUsers { prefix: "b".into() });
    assert_eq!(play.export(), [31503, 31410, 31430, 31504], "and an export takes the deletion there");
}

#[test]
fn who_is_made_here_while_an_import_runs_is_not_made_over() {
    let mut play = Play::new();
    play.graph.add("bob@x.test");
    play.begin("import");
    let (call, answer) = play.play_to("users");
    play.take(sekisho_rules::Arrival::Answer { call, answer });
    play.server.create("bob");
    assert_eq!(play.play(), [31502]);
    let (bob, alice) = (play.server.right("bob").codes(), play.server.right("alice").codes());
    assert_eq!(bob, alice, "with the password that he was given");
}

#[test]
fn a_setting_of_another_domain_deletes_nobody() {
    let mut play = Play::new();
    play.graph.add("bob@x.test");
    play.import();
    play.export();
    play.put(SyncSetting { domain_name: Some("elsewhere".into()), ..setting() });
    play.graph.users.retain(|entry| !entry.user.upn.starts_with("bob"));
    assert_eq!(play.import(), [31501, 40105, 31502]);
    play.server.act("alice", UserAct::Delete);
    assert_eq!(play.export(), [31503, 31400, 31504]);
    assert_eq!(play.graph.users.len(), 1);
}
