use std::collections::BTreeSet;
use std::time::Duration;

use sekisho_rules::{Answer, Arrival, Call, Control, Method, Policy, ProtectionPolicy, Refusal, Reply, Time, UserAct};

use crate::hands::Way;
use crate::server::{Said, Server};

fn protected() -> Policy {
    Policy { protection: ProtectionPolicy { on: true, ..ProtectionPolicy::default() }, ..Policy::default() }
}

/// A right answer, after which the phone's service is asked.
fn asked(server: &mut Server) -> Said {
    let asked = server.right("alice");
    assert_eq!(asked.call().1, &Call::LastRelease { uid: "alice".into() });
    asked
}

fn told(server: &mut Server, asked: &Said, released: Option<Time>) -> Said {
    server.answer(asked, Answer::LastRelease(released))
}

fn after(server: &mut Server, released: Option<Time>) -> Said {
    let asked = asked(server);
    told(server, &asked, released)
}

/// What every rule and code here needs, for the coverage test.
pub(crate) fn all(server: &mut Server, codes: &mut BTreeSet<u32>) {
    server.tell(Control::ChangePolicy(protected()));
    let now = server.now;
    codes.extend(after(server, Some(now)).codes());
    codes.extend(after(server, None).codes());
    server.switch_protection(false);
    codes.extend(server.right("alice").codes());
    server.switch_protection(true);
    server.tell(Control::ChangePolicy(Policy::default()));
}

#[test]
fn logins_pass_for_less_than_a_minute_after_a_release() {
    let mut server = Server::with(protected());
    let released = server.now;
    for (millis, code) in [(0, 54201), (59_999, 54201), (60_000, 54120), (90_000, 54120)] {
        server.now = released + Duration::from_millis(millis);
        let said = after(&mut server, Some(released));
        assert_eq!(said.codes(), [code], "{millis} ms after the release");
    }
}

#[test]
fn a_release_opens_for_as_many_logins_as_will() {
    let mut server = Server::with(protected());
    let released = Some(server.now);
    for _ in 0..5 {
        assert_eq!(after(&mut server, released).codes(), [54201]);
    }
}

#[test]
fn a_release_that_lies_far_ahead_is_none() {
    let mut server = Server::with(protected());
    let ahead = |server: &Server, millis| Some(server.now + Duration::from_millis(millis));
    let (near, far) = (ahead(&server, 59_999), ahead(&server, 60_000));
    assert_eq!(after(&mut server, near).codes(), [54201]);
    assert_eq!(after(&mut server, far).codes(), [54120]);
}

#[test]
fn who_never_released_is_denied_whatever_the_answer() {
    let mut server = Server::with(protected());
    let said = after(&mut server, None);
    assert_eq!(said.refused(), (Refusal::Denied, Some(54120)));
    for _ in 0..10 {
        let asked = server.wrong("alice");
        assert_eq!(told(&mut server, &asked, None).codes(), [54120], "and never counted");
    }
}

#[test]
fn what_cannot_be_found_out_is_not_granted() {
    let mut server = Server::with(protected());
    let asked = asked(&mut server);
    let said = server.answer(&asked, Answer::Unreachable);
    assert_eq!((said.codes(), said.refused()), (vec![54121], (Refusal::Unavailable, Some(54121))));
    server.switch_protection(false);
    assert_eq!(server.right("alice").codes(), [54121], "and nobody was asked");
}

#[test]
fn an_unknown_user_is_asked_for_like_any_other() {
    let mut server = Server::with(protected());
    let asked = server.right("nobody");
    assert_eq!(asked.call().1, &Call::LastRelease { uid: "nobody".into() });
    assert_eq!(told(&mut server, &asked, None).codes(), [54120]);
}

#[test]
fn the_windows_door_has_no_code_for_it_and_does_not_ask() {
    let mut server = Server::with(protected());
    assert_eq!(server.windows_right("alice").codes(), [54401]);
}

#[test]
fn an_answer_counts_once() {
    let mut server = Server::with(protected());
    let now = server.now;
    let asked = asked(&mut server);
    assert_eq!(told(&mut server, &asked, Some(now)).codes(), [54201]);
    assert!(told(&mut server, &asked, Some(now)).0.is_empty());
}

/// Wrong answers that wait at one time are no way round the limit.
#[test]
fn an_account_that_was_locked_meanwhile_is_locked() {
    let mut server = Server::with(protected());
    let waiting: Vec<_> = (0..8).map(|_| server.wrong("alice")).collect();
    let now = Some(server.now);
    let codes: Vec<_> = waiting.iter().flat_map(|asked| told(&mut server, asked, now).codes()).collect();
    assert_eq!(codes, [54106, 54106, 54106, 54106, 54106, 30004, 54105, 54105, 54105]);
}

#[test]
fn an_account_that_was_disabled_meanwhile_is_disabled() {
    let mut server = Server::with(protected());
    let asked = asked(&mut server);
    server.act("alice", UserAct::Disable);
    let now = server.now;
    assert_eq!(told(&mut server, &asked, Some(now)).codes(), [54103]);
}

#[test]
fn whoever_waits_is_told_when_the_tenant_goes() {
    for control in [Control::DeleteTenant, Control::PutTenant(protected())] {
        let mut server = Server::with(protected());
        let asked = asked(&mut server);
        let said = server.input(Arrival::Told(control));
        assert_eq!(*said.reply(), Reply::Refused { why: Refusal::Unavailable, code: None });
        let now = server.now;
        assert!(told(&mut server, &asked, Some(now)).0.is_empty(), "the answer comes too late");
    }
}

/// Two logins that waited for the phone's service at a time both passed on one process.
#[test]
fn a_process_grants_one_login_however_many_wait() {
    let mut server = Server::with(Policy { method: Method::Authenticator, ..protected() });
    let process = server.start("6.2").process();
    server.create("bob");
    let asked: Vec<Said> = ["alice", "bob"]
        .map(|uid| {
            let seed = server.enrol(uid, "phone");
            let code = server.code(&seed, 0);
            server.windows_code(Way::WindowsApp, uid, &process, &code)
        })
        .into();
    let released = Some(server.now);
    let codes = asked.iter().map(|asked| told(&mut server, asked, released).codes()).collect::<Vec<_>>();
    assert_eq!(codes, [[70401], [70309]]);
}
