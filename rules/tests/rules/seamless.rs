use std::time::Duration;

use sekisho_rules::{
    ChangeStep, Changes, Control, Hours, Method, Operation, Policy, Refusal, Request, SeamlessPolicy, TenantName,
    UserAct,
};

use crate::server::Server;

#[test]
fn a_windows_login_is_enough_and_each_sign_on_gives_the_next_proof() {
    let mut server = Server::new();
    let mut proof = server.windows_right("alice").proof();
    for _ in 0..3 {
        let said = server.seamless("alice", &proof);
        assert_eq!((said.codes(), said.granted()), (vec![81201], 81201));
        proof = said.proof();
    }
}

#[test]
fn a_proof_works_once_and_for_its_owner_alone() {
    let mut server = Server::new();
    server.create("bob");
    let proof = server.windows_right("alice").proof();
    assert_eq!(server.seamless("bob", &proof).codes(), [81106]);
    assert_eq!(server.seamless("alice", &proof).codes(), [81106], "used up by whoever showed it");
    assert_eq!(server.seamless("alice", &"0".repeat(32)).codes(), [81106]);
    assert_eq!(server.seamless("nobody", &"0".repeat(32)).codes(), [81106]);
    server.tenant = TenantName::new("unknown");
    assert_eq!(server.seamless("alice", &"0".repeat(32)).codes(), [81106]);
}

#[test]
fn a_proof_ends_at_its_very_time() {
    for (millis, code) in [(8 * 3600 * 1000 - 1, 81201), (8 * 3600 * 1000, 81106)] {
        let mut server = Server::new();
        let proof = server.windows_right("alice").proof();
        server.now = server.now + Duration::from_millis(millis);
        assert_eq!(server.seamless("alice", &proof).codes(), [code]);
    }
}

#[test]
fn forged_proofs_lock_nobody() {
    let mut server = Server::new();
    for _ in 0..20 {
        assert_eq!(server.seamless("alice", &"0".repeat(32)).codes(), [81106]);
    }
    assert_eq!(server.right("alice").codes(), [54201]);
}

#[test]
fn a_deleted_users_proof_is_forgotten() {
    let mut server = Server::new();
    let proof = server.windows_right("alice").proof();
    server.act("alice", UserAct::Delete);
    server.create("alice");
    assert_eq!(server.seamless("alice", &proof).codes(), [81106]);
}

/// None of these uses the proof up.
#[test]
fn each_condition_has_its_code() {
    let mut server = Server::new();
    let proof = server.windows_right("alice").proof();
    let edit = |changes| UserAct::Edit(changes);
    let expires = |expires| edit(Changes { expires: Some(expires), ..Changes::default() });
    let now = server.now;
    for (before, after, code) in [
        (UserAct::Disable, UserAct::Enable, 81103),
        (UserAct::Lock, UserAct::Unlock, 81105),
        (expires(Some(now)), expires(None), 81102),
    ] {
        server.act("alice", before);
        assert_eq!(server.seamless("alice", &proof).codes(), [code]);
        server.act("alice", after);
    }
    let off = SeamlessPolicy { on: false, ..SeamlessPolicy::default() };
    for (policy, code) in [
        (Policy { hours: Hours::Within(vec![]), ..Policy::default() }, 81104),
        (Policy { seamless: off, ..Policy::default() }, 81101),
    ] {
        server.tell(Control::ChangePolicy(policy));
        assert_eq!(server.seamless("alice", &proof).codes(), [code]);
    }
    server.tell(Control::ChangePolicy(Policy { method: Method::Missing, ..Policy::default() }));
    server.switch_store(false);
    let said = server.seamless("alice", &proof);
    assert_eq!((said.codes(), said.refused()), (vec![81299], (Refusal::Unavailable, Some(81299))));
    server.switch_store(true);
    assert_eq!(server.seamless("alice", &proof).codes(), [81201], "no method is asked for");
}

#[test]
fn what_is_switched_off_tells_nothing_of_users() {
    let mut server = Server::new();
    let off = SeamlessPolicy { on: false, ..SeamlessPolicy::default() };
    server.tell(Control::ChangePolicy(Policy { seamless: off, ..Policy::default() }));
    server.act("alice", UserAct::Lock);
    assert_eq!(server.seamless("alice", &"0".repeat(32)).codes(), [81101]);
    assert_eq!(server.seamless("nobody", &"0".repeat(32)).codes(), [81101]);
}

#[test]
fn a_password_that_must_be_changed_can_be_changed_at_once() {
    let mut server = Server::new();
    let proof = server.windows_right("alice").proof();
    let required = Changes { change_required: Some(true), ..Changes::default() };
    server.act("alice", UserAct::Edit(required));
    let said = server.seamless("alice", &proof);
    assert_eq!(said.codes(), [81200]);
    assert_eq!(server.change(&said.session(), ChangeStep::Open).codes(), [57200]);
}

#[test]
fn a_malformed_request_has_no_code() {
    let mut server = Server::new();
    let proof = server.windows_right("alice").proof();
    for said in [
        server.seamless("al ice", &proof),
        server.seamless("alice", "x"),
        server.ask(Request::Malformed(Operation::Seamless)),
    ] {
        assert_eq!((said.codes(), said.refused()), (vec![], (Refusal::Malformed, None)));
    }
    assert_eq!(server.seamless("alice", &proof).codes(), [81201]);
}
