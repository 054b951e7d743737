//! One-time passwords: which code of which step logs in.

use std::collections::BTreeSet;
use std::time::Duration;

use sekisho_rules::{
    Answer, Control, Hours, Method, Operation, Policy, ProtectionPolicy, Refusal, Request, TenantName, Time, TokenAct,
    TokenShape, TotpPolicy, UserAct,
};

use crate::hands::{OTHER_SEED, SEED, Way, shape};
use crate::server::Server;

const STEP: u64 = 30;

#[test]
fn the_code_of_the_rfc_logs_in() {
    // RFC 6238 appendix B: at 59 s, the eight digits of SHA-1.
    let mut server = Server::new();
    server.now = Time::from_millis(59_000);
    let eight = TokenShape { digits: Some(8), ..shape(SEED) };
    server.token("t-8", TokenAct::Register(eight));
    server.assign("alice", Some("t-8"));
    assert_eq!(server.type_code(Way::WebToken, "alice", "94287083").codes(), [60106]);
    assert_eq!(server.type_code(Way::WebToken, "alice", "287082").codes(), [60106], "six digits of the eight");
    assert_eq!(server.type_code(Way::WebToken, "alice", "94287082").codes(), [60201]);
}

/// The drift table: each offset on a server of its own.
#[test]
fn hardware_tokens_are_corrected_in_two_steps() {
    for way in Way::TOKENS {
        for offset in -25..=25_i32 {
            let codes = Server::with_token().at(way, offset);
            match offset.abs() {
                0..=2 => assert_eq!(codes, [way.granted()], "{way:?} {offset}"),
                3..=20 => assert_eq!(codes, way.drifted(), "{way:?} {offset}"),
                _ => assert_eq!(codes, [way.incorrect()], "{way:?} {offset}"),
            }
        }
    }
}

#[test]
fn apps_are_corrected_in_one_step() {
    for way in Way::APPS {
        for offset in -25..=25_i32 {
            let mut server = Server::new();
            let seed = server.enrol("alice", "phone");
            let typed = server.code(&seed, offset);
            let code = if offset.abs() <= 2 { way.granted() } else { way.incorrect() };
            assert_eq!(server.type_code(way, "alice", &typed).codes(), [code], "{way:?} {offset}");
        }
    }
}

#[test]
fn the_drift_is_remembered_and_the_window_goes_with_it() {
    let mut server = Server::with_token();
    // A clock that gains two steps at each login, and is 40 steps ahead at last.
    for ahead in (2..=40).step_by(2) {
        server.pass(STEP);
        assert_eq!(server.at(Way::WebToken, ahead), [60201], "{ahead}");
    }
    server.pass(STEP * 60);
    assert_eq!(server.at(Way::WebToken, 37), [60202, 60109], "three behind what is expected");
    assert_eq!(server.at(Way::WebToken, 19), [60106], "used before, whatever the drift");
    assert_eq!(server.at(Way::WindowsToken, 42), [60401]);
    server.pass(STEP * 60);
    assert_eq!(server.at(Way::WebToken, 21), [60106], "twenty-one behind");
    assert_eq!(server.at(Way::WebToken, 40), [60201], "and back");
}

#[test]
fn a_drifted_code_and_the_next_one_set_the_drift() {
    for (way, offset) in [(Way::WebToken, 20), (Way::WebToken, -20), (Way::WindowsToken, 3), (Way::WindowsToken, -3)] {
        let mut server = Server::with_token();
        let said = {
            let typed = server.code(SEED, offset);
            server.type_code(way, "alice", &typed)
        };
        assert_eq!(said.codes(), way.drifted());
        assert_eq!(said.refused(), (Refusal::Denied, Some(way.drifted()[1])));
        server.pass(STEP);
        assert_eq!(server.at(way, offset), [way.granted()]);
        server.pass(STEP * 5);
        assert_eq!(server.at(way, offset), [way.granted()], "the drift is expected from now on");
        server.pass(STEP * 20);
        assert_eq!(server.at(way, offset + 3), way.drifted(), "and the window has gone with it");
    }
}

#[test]
fn the_next_code_may_come_at_once_or_a_little_late() {
    for late in 0..=3 {
        let mut server = Server::with_token();
        assert_eq!(server.at(Way::WebToken, 20), [60202, 60109]);
        server.pass(STEP * late);
        let offset = 21 - i32::try_from(late).unwrap();
        assert_eq!(server.at(Way::WebToken, offset), [60201], "{late} steps later");
    }
}

#[test]
fn the_wait_for_the_next_code_lapses() {
    let mut server = Server::with_token();
    assert_eq!(server.at(Way::WebToken, 10), [60202, 60109]);
    server.pass(STEP * 4);
    // It is the next code still, but four steps late: it tells another drift, and asks anew.
    assert_eq!(server.at(Way::WebToken, 7), [60202, 60109]);
    assert_eq!(server.at(Way::WebToken, 8), [60201]);
}

#[test]
fn another_code_than_the_next_one_asks_anew() {
    let mut server = Server::with_token();
    assert_eq!(server.at(Way::WebToken, 10), [60202, 60109]);
    assert_eq!(server.at(Way::WebToken, 12), [60202, 60109], "one was left out");
    assert_eq!(server.at(Way::WebToken, 13), [60201]);
}

#[test]
fn a_wrong_code_in_between_counts_and_does_not_end_the_wait() {
    let mut server = Server::with_token();
    for _ in 0..3 {
        assert_eq!(server.type_code(Way::WebToken, "alice", "no code").codes(), [60106]);
    }
    assert_eq!(server.at(Way::WebToken, 10), [60202, 60109], "counts for nothing");
    assert_eq!(server.type_code(Way::WebToken, "alice", "no code").codes(), [60106]);
    assert_eq!(server.at(Way::WindowsToken, 11), [60401], "through whichever door");
    for _ in 0..4 {
        assert_eq!(server.type_code(Way::WebToken, "alice", "no code").codes(), [60106]);
    }
    assert_eq!(server.type_code(Way::WebToken, "alice", "no code").codes(), [60106, 30004]);
}

#[test]
fn a_drifted_code_forgets_no_wrong_ones() {
    let mut server = Server::with_token();
    for _ in 0..4 {
        server.type_code(Way::WebToken, "alice", "no code");
    }
    assert_eq!(server.at(Way::WebToken, 10), [60202, 60109]);
    assert_eq!(server.type_code(Way::WebToken, "alice", "no code").codes(), [60106, 30004]);
}

#[test]
fn a_right_code_in_between_ends_the_wait() {
    let mut server = Server::with_token();
    assert_eq!(server.at(Way::WebToken, 10), [60202, 60109]);
    assert_eq!(server.at(Way::WebToken, 0), [60201]);
    assert_eq!(server.at(Way::WebToken, 11), [60202, 60109], "so this is the first of two again");
    assert_eq!(server.at(Way::WebToken, 12), [60201]);
}

#[test]
fn codes_that_were_seen_do_not_add_up_to_a_login() {
    let mut server = Server::with_token();
    assert_eq!(server.at(Way::WebToken, 10), [60202, 60109]);
    assert_eq!(server.at(Way::WebToken, 10), [60106], "the same again");
    assert_eq!(server.at(Way::WebToken, 9), [60106], "one before");
    assert_eq!(server.at(Way::WebToken, 12), [60202, 60109]);
    assert_eq!(server.at(Way::WebToken, 11), [60106]);
    assert_eq!(server.at(Way::WebToken, 12), [60106]);
}

#[test]
fn a_code_works_once_and_none_after_a_newer_one() {
    for way in Way::TOKENS {
        let mut server = Server::with_token();
        assert_eq!(server.at(way, 0), [way.granted()]);
        assert_eq!(server.at(way, 0), [way.incorrect()]);
        assert_eq!(server.at(way, -1), [way.incorrect()]);
        assert_eq!(server.at(way, 1), [way.granted()]);
        server.pass(STEP);
        assert_eq!(server.at(way, 0), [way.incorrect()], "the same code, a step later");
        assert_eq!(server.at(way, 1), [way.granted()]);
    }
}

#[test]
fn a_used_code_is_used_on_every_door_and_counts() {
    let mut server = Server::with_token();
    assert_eq!(server.at(Way::WebToken, 0), [60201]);
    for _ in 0..4 {
        assert_eq!(server.at(Way::WindowsToken, 0), [60306]);
    }
    assert_eq!(server.at(Way::WebToken, 0), [60106, 30004]);
}

#[test]
fn a_step_ends_with_its_last_millisecond() {
    let mut server = Server::with_token();
    let begin = server.now;
    let code = server.code(SEED, 0);
    server.now = begin + Duration::from_millis(3 * 30_000 - 1);
    assert_eq!(server.type_code(Way::WebToken, "alice", &code).codes(), [60201], "two steps old");
    let mut server = Server::with_token();
    server.now = begin + Duration::from_secs(3 * STEP);
    assert_eq!(server.type_code(Way::WebToken, "alice", &code).codes(), [60202, 60109], "three");
}

#[test]
fn a_clock_set_back_makes_no_code_good_again() {
    let mut server = Server::with_token();
    let code = server.code(SEED, 0);
    assert_eq!(server.type_code(Way::WebToken, "alice", &code).codes(), [60201]);
    server.now = server.now - Duration::from_secs(10 * STEP);
    assert_eq!(server.type_code(Way::WebToken, "alice", &code).codes(), [60106], "the used one, ten ahead now");
    assert_eq!(server.at(Way::WebToken, 0), [60106], "older than the used one");
    assert_eq!(server.at(Way::WebToken, 11), [60202, 60109], "a token that went on is ten ahead now");
    assert_eq!(server.at(Way::WebToken, 12), [60201]);
    server.pass(STEP);
    assert_eq!(server.at(Way::WebToken, 12), [60201]);
}

#[test]
fn there_is_no_code_before_the_epoch() {
    let mut server = Server::with_token();
    server.now = Time::from_millis(-1);
    assert_eq!(server.type_code(Way::WebToken, "alice", "123456").codes(), [60106]);
    server.now = Time::EPOCH;
    assert_eq!(server.at(Way::WebToken, 1), [60201]);
    server.now = Time::from_millis(i64::MAX);
    assert_eq!(server.type_code(Way::WebToken, "alice", "123456").codes(), [60106]);
}

#[test]
fn the_policy_sets_both_windows() {
    let window = |from, to| sekisho_protocol::otp::Window::new(from, to).unwrap();
    let totp = TotpPolicy { accepts: window(0, 0), resync: window(-1, 3), ..TotpPolicy::default() };
    for (offset, codes) in
        [(-2, vec![60106]), (-1, vec![60202, 60109]), (0, vec![60201]), (3, vec![60202, 60109]), (4, vec![60106])]
    {
        let mut server = Server::with_token();
        server.tell(Control::ChangePolicy(Policy { totp, ..Policy::default() }));
        assert_eq!(server.at(Way::WebToken, offset), codes, "{offset}");
    }
}

#[test]
fn a_pin_stands_before_the_code() {
    for way in Way::ALL {
        let mut server = Server::with_token();
        let seed = if Way::TOKENS.contains(&way) { SEED.to_owned() } else { server.enrol("alice", "phone") };
        assert_eq!(server.set_pin("alice", Some("4711")).codes(), [30002]);
        let code = server.code(&seed, 0);
        for wrong in [code.clone(), format!("{code}4711"), format!("4712{code}"), "4711".into(), format!("4711{code} ")]
        {
            assert_eq!(server.type_code(way, "alice", &wrong).codes(), [way.incorrect()], "{wrong}");
            server.act("alice", UserAct::Unlock);
        }
        assert_eq!(server.type_code(way, "alice", &format!("4711{code}")).codes(), [way.granted()], "not used up");
        server.set_pin("alice", None);
        let code = server.code(&seed, 1);
        assert_eq!(server.type_code(way, "alice", &code).codes(), [way.granted()]);
    }
}

#[test]
fn a_wrong_pin_learns_nothing_of_the_drift() {
    let mut server = Server::with_token();
    server.set_pin("alice", Some("4711"));
    let code = server.code(SEED, 10);
    assert_eq!(server.type_code(Way::WebToken, "alice", &format!("4712{code}")).codes(), [60106]);
    assert_eq!(server.type_code(Way::WebToken, "alice", &format!("4711{code}")).codes(), [60202, 60109]);
}

#[test]
fn a_user_without_a_seed_is_told_so_and_it_counts_for_nothing() {
    for way in Way::ALL {
        let mut server = Server::new();
        for _ in 0..9 {
            assert_eq!(server.type_code(way, "alice", "123456").codes(), [way.refusals() + 7]);
        }
        assert_eq!(server.right("alice").codes(), [54201]);
    }
}

#[test]
fn an_unknown_user_is_simply_wrong() {
    for way in Way::ALL {
        let mut server = Server::with_token();
        for _ in 0..9 {
            assert_eq!(server.type_code(way, "nobody", "123456").codes(), [way.incorrect()]);
        }
        server.tenant = TenantName::new("elsewhere");
        assert_eq!(server.type_code(way, "alice", "123456").codes(), [way.incorrect()]);
    }
}

#[test]
fn wrong_codes_and_wrong_answers_lock_together() {
    let mut server = Server::with_token();
    server.enrol("alice", "phone");
    assert_eq!(server.wrong("alice").codes(), [54106]);
    for way in [Way::WebToken, Way::WindowsToken, Way::WebApp] {
        assert_eq!(server.type_code(way, "alice", "000000").codes(), [way.incorrect()]);
    }
    assert_eq!(server.type_code(Way::WindowsApp, "alice", "000000").codes(), [70306, 30004]);
    for way in Way::ALL {
        assert_eq!(server.at(way, 0), [way.refusals() + 5]);
    }
    assert_eq!(server.right("alice").codes(), [54105]);
}

#[test]
fn conditions_refuse_in_their_order() {
    for way in Way::ALL {
        let refusals = way.refusals();
        let policy = Policy { hours: Hours::Within(Vec::new()), method: Method::Missing, ..Policy::default() };
        let mut server = Server::with(policy.clone());
        let end = server.now;
        let expires = |expires| UserAct::Edit(sekisho_rules::Changes { expires: Some(expires), ..Default::default() });
        server.act("alice", UserAct::Disable);
        server.act("alice", UserAct::Lock);
        server.act("alice", expires(Some(end)));
        let refused = |server: &mut Server, code: u32| {
            assert_eq!(server.type_code(way, "alice", "123456").codes(), [refusals + code], "{way:?}");
        };
        server.switch_store(false);
        if matches!(way, Way::WebToken | Way::WebApp) {
            refused(&mut server, 99);
        }
        server.switch_store(true);
        refused(&mut server, 3);
        server.act("alice", UserAct::Enable);
        refused(&mut server, 2);
        server.act("alice", expires(None));
        refused(&mut server, 5);
        server.act("alice", UserAct::Unlock);
        refused(&mut server, 4);
        server.tell(Control::ChangePolicy(Policy { hours: Hours::Always, ..policy }));
        refused(&mut server, 8);
        server.tell(Control::ChangePolicy(Policy::default()));
        refused(&mut server, 7);
        server.register("t-9", OTHER_SEED);
        server.assign("alice", Some("t-9"));
        server.enrol("alice", "phone");
        refused(&mut server, 6);
        assert_eq!(server.type_code(way, "alice", "").codes(), [refusals]);
        assert_eq!(server.type_code(way, "al ice", "1").codes(), [refusals]);
        assert_eq!(server.type_code(way, "alice", &"1".repeat(129)).codes(), [refusals]);
    }
}

#[test]
fn over_windows_the_process_comes_first() {
    for (way, stale, failed) in [(Way::WindowsToken, 60310, 60399), (Way::WindowsApp, 70309, 70399)] {
        let mut server = Server::with_token();
        let seed = if way == Way::WindowsToken { SEED.to_owned() } else { server.enrol("alice", "phone") };
        let login =
            |server: &mut Server, process: &str, typed: &str| server.windows_code(way, "alice", process, typed).codes();
        let other = server.start("5.0").process();
        let process = server.start("6.2").process();
        let right = server.code(&seed, 0);
        assert_eq!(login(&mut server, &other, &right), [stale]);
        assert_eq!(login(&mut server, &"0".repeat(32), &right), [stale]);
        assert_eq!(login(&mut server, "x", &right), [way.refusals()]);
        assert_eq!(login(&mut server, &process, "000000"), [way.incorrect()]);
        server.switch_store(false);
        assert_eq!(login(&mut server, &process, &right), [failed]);
        server.switch_store(true);
        assert_eq!(login(&mut server, &process, &right), [way.granted()], "a wrong code did not use it up");
        let next = server.code(&seed, 1);
        assert_eq!(login(&mut server, &process, &next), [stale]);
    }
}

#[test]
fn the_authenticator_waits_for_a_release_and_tokens_do_not() {
    let protection = ProtectionPolicy { on: true, ..ProtectionPolicy::default() };
    let mut server = Server::with_token();
    let seed = server.enrol("alice", "phone");
    server.tell(Control::ChangePolicy(Policy { protection, ..Policy::default() }));
    assert_eq!(server.at(Way::WebToken, 0), [60201]);
    assert_eq!(server.at(Way::WindowsToken, 1), [60401]);
    for (way, offset) in [(Way::WebApp, 0), (Way::WindowsApp, 1)] {
        let typed = server.code(&seed, offset);
        let now = server.now;
        for (answer, code) in [
            (Answer::LastRelease(None), way.refusals() + 20),
            (Answer::Unreachable, way.refusals() + 21),
            (Answer::LastRelease(Some(now)), way.granted()),
        ] {
            let asked = server.type_code(way, "alice", &typed);
            assert_eq!(asked.codes(), Vec::<u32>::new());
            assert_eq!(server.answer(&asked, answer).codes(), [code]);
        }
    }
}

#[test]
fn what_cannot_be_parsed_has_the_doors_code() {
    for (operation, code) in [
        (Operation::WebTokenLogin, 60100),
        (Operation::WindowsTokenLogin, 60300),
        (Operation::WebAppLogin, 70100),
        (Operation::WindowsAppLogin, 70300),
        (Operation::Tokens, 60000),
        (Operation::Slot, 30200),
    ] {
        assert_eq!(Server::new().ask(Request::Malformed(operation)).codes(), [code]);
    }
}

/// Every code of the four doors, and every rule of the examination.
pub(crate) fn provoke(server: &mut Server, codes: &mut BTreeSet<u32>) {
    server.create("cora");
    for way in Way::ALL {
        refusals(server, codes, way);
        server.act("cora", UserAct::Delete);
        server.create("cora");
    }
    drift(server, codes);
}

fn refusals(server: &mut Server, codes: &mut BTreeSet<u32>, way: Way) {
    let try_it = |server: &mut Server, codes: &mut BTreeSet<u32>| {
        codes.extend(server.type_code(way, "cora", "123456").codes());
    };
    server.pass(STEP * 3);
    try_it(server, codes);
    codes.extend(server.type_code(way, "cora", "").codes());
    server.register("c-1", SEED);
    server.assign("cora", Some("c-1"));
    let seed = if Way::TOKENS.contains(&way) { SEED.to_owned() } else { server.enrol("cora", "phone") };
    let right = server.code(&seed, 0);
    codes.extend(server.type_code(way, "cora", &right).codes());
    codes.extend(server.type_code(way, "cora", &right).codes());
    for policy in [
        Policy { hours: Hours::Within(Vec::new()), ..Policy::default() },
        Policy { method: Method::Missing, ..Policy::default() },
        Policy { client: "7.0".into(), ..Policy::default() },
        Policy::default(),
    ] {
        server.tell(Control::ChangePolicy(policy));
        try_it(server, codes);
    }
    let now = server.now;
    let expires = |expires| UserAct::Edit(sekisho_rules::Changes { expires: Some(expires), ..Default::default() });
    for (act, undo) in
        [(UserAct::Disable, UserAct::Enable), (UserAct::Lock, UserAct::Unlock), (expires(Some(now)), expires(None))]
    {
        server.act("cora", act);
        try_it(server, codes);
        server.act("cora", undo);
    }
    store_down(server, codes, way);
    if Way::APPS.contains(&way) {
        protection(server, codes, way);
    }
}

fn protection(server: &mut Server, codes: &mut BTreeSet<u32>, way: Way) {
    let protection = ProtectionPolicy { on: true, ..ProtectionPolicy::default() };
    server.tell(Control::ChangePolicy(Policy { protection, ..Policy::default() }));
    for answer in [Answer::LastRelease(None), Answer::Unreachable] {
        let asked = server.type_code(way, "cora", "123456");
        codes.extend(server.answer(&asked, answer).codes());
    }
    server.tell(Control::ChangePolicy(Policy::default()));
}

/// The process is older than the fault: without a store, none starts.
fn store_down(server: &mut Server, codes: &mut BTreeSet<u32>, way: Way) {
    let process = server.start("6.2").process();
    server.switch_store(false);
    let codes_then = match way {
        Way::WebToken | Way::WebApp => server.type_code(way, "cora", "123456").codes(),
        Way::WindowsToken | Way::WindowsApp => server.windows_code(way, "cora", &process, "123456").codes(),
    };
    codes.extend(codes_then);
    server.switch_store(true);
}

fn drift(server: &mut Server, codes: &mut BTreeSet<u32>) {
    server.assign("cora", Some("c-1"));
    server.token("c-1", TokenAct::Edit(shape(OTHER_SEED)));
    for (offset, passed, way) in [
        (10, 0, Way::WebToken),
        (10, 0, Way::WebToken),
        (7, 4, Way::WindowsToken),
        (8, 0, Way::WebToken),
        (30, 0, Way::WebToken),
    ] {
        server.pass(STEP * passed);
        let typed = server.code(OTHER_SEED, offset);
        codes.extend(server.type_code(way, "cora", &typed).codes());
    }
}
