use std::collections::BTreeSet;

use sekisho_rules::{Browser, Control, DeviceLimit, DevicePolicy, Grant, Policy, Refusal, Reply, UserAct};

use crate::server::{Said, Server};

fn bound(limit: u8) -> Policy {
    let device = DevicePolicy { required: true, limit: DeviceLimit::new(limit).unwrap() };
    Policy { device, ..Policy::default() }
}

fn with_cookie(cookie: Option<&str>) -> Browser {
    Browser { device: cookie.map(ToOwned::to_owned), ..Browser::default() }
}

fn login(server: &mut Server, uid: &str, cookie: Option<&str>) -> Said {
    let issued = server.table(uid).issued();
    server.login_from(uid, &issued.ticket, &issued.answer(), with_cookie(cookie))
}

fn wrong(server: &mut Server, uid: &str, cookie: Option<&str>) -> Said {
    let issued = server.table(uid).issued();
    server.login_from(uid, &issued.ticket, &issued.wrong(), with_cookie(cookie))
}

/// The cookie that a granted login set, and what it cost.
fn registered(said: &Said) -> String {
    assert_eq!(said.codes(), [54201]);
    match said.reply() {
        Reply::Granted(Grant { device: Some(device), .. }) => device.value(),
        other => panic!("no device: {other:?}"),
    }
}

/// What every rule and code here needs, for the coverage test.
pub(crate) fn all(server: &mut Server, codes: &mut BTreeSet<u32>) {
    server.tell(Control::ChangePolicy(bound(1)));
    let cookie = registered(&login(server, "alice", None));
    for cookie in [Some(cookie.as_str()), Some("x"), None] {
        codes.extend(login(server, "alice", cookie).codes());
    }
    server.tell(Control::ChangePolicy(Policy::default()));
}

#[test]
fn a_limit_lies_between_one_and_five() {
    let limits: Vec<_> = (0..7).filter_map(DeviceLimit::new).map(DeviceLimit::count).collect();
    assert_eq!(limits, [1, 2, 3, 4, 5]);
}

#[test]
fn free_slots_take_browsers_until_they_are_full() {
    for limit in 1..=5 {
        let mut server = Server::with(bound(limit));
        let cookies: Vec<_> = (0..limit).map(|_| registered(&login(&mut server, "alice", None))).collect();
        assert_eq!(login(&mut server, "alice", None).refused(), (Refusal::Denied, Some(54151)));
        for cookie in &cookies {
            let said = login(&mut server, "alice", Some(cookie));
            assert_eq!((said.codes(), said.granted()), (vec![54152, 54201], 54201));
        }
        let distinct: BTreeSet<_> = cookies.iter().collect();
        assert_eq!(distinct.len(), cookies.len());
    }
}

#[test]
fn only_a_granted_login_takes_a_slot() {
    let mut server = Server::with(bound(1));
    assert_eq!(wrong(&mut server, "alice", None).codes(), [54106]);
    let cookie = registered(&login(&mut server, "alice", None));
    assert_eq!(wrong(&mut server, "alice", Some(&cookie)).codes(), [54152, 54106]);
    for _ in 0..10 {
        assert_eq!(wrong(&mut server, "alice", None).codes(), [54151], "and never counted");
    }
}

#[test]
fn another_users_cookie_is_none() {
    let mut server = Server::with(bound(1));
    server.create("bob");
    let bobs = registered(&login(&mut server, "bob", None));
    let both = registered(&login(&mut server, "alice", Some(&bobs)));
    assert_eq!(login(&mut server, "alice", Some(&bobs)).codes(), [54151]);
    assert!(both.starts_with(&format!("{bobs}.")), "a shared browser stays bob's as well");
    assert_eq!(login(&mut server, "alice", Some(&both)).codes(), [54152, 54201]);
    assert_eq!(login(&mut server, "bob", Some(&both)).codes(), [54152, 54201]);
}

/// Whoever plants a cookie does not get its value registered.
#[test]
fn a_made_up_cookie_is_not_registered() {
    let mut server = Server::with(bound(2));
    let planted = "0".repeat(32);
    let cookie = registered(&login(&mut server, "alice", Some(&planted)));
    assert_eq!(registered(&login(&mut server, "alice", Some(&planted))).matches(&planted).count(), 1);
    assert_eq!(login(&mut server, "alice", Some(&planted)).codes(), [54151]);
    assert_eq!(login(&mut server, "alice", Some(&cookie)).codes(), [54152, 54201]);
}

#[test]
fn a_cookie_holds_sixteen_registrations() {
    let mut server = Server::with(bound(1));
    let users: Vec<_> = (0..17).map(|n| format!("user{n}")).collect();
    let mut cookie = None;
    for user in &users {
        server.create(user);
        cookie = Some(registered(&login(&mut server, user, cookie.as_deref())));
    }
    let cookie = cookie.unwrap();
    assert_eq!(cookie.split('.').count(), 16);
    assert_eq!(login(&mut server, "user0", Some(&cookie)).codes(), [54151], "the oldest gave way");
    assert_eq!(login(&mut server, "user1", Some(&cookie)).codes(), [54152, 54201]);
}

#[test]
fn a_cookie_that_is_none_is_malformed() {
    let mut server = Server::with(bound(1));
    let (id, many) = ("a".repeat(32), vec!["a".repeat(32); 17].join("."));
    for wrong in ["", ".", "x", &id[1..], &format!("{id}."), &id.to_uppercase(), &many] {
        let said = login(&mut server, "alice", Some(wrong));
        assert_eq!((said.codes(), said.refused()), (vec![54150], (Refusal::Malformed, Some(54150))), "{wrong:?}");
    }
}

#[test]
fn an_administrator_frees_the_slots() {
    let mut server = Server::with(bound(1));
    let old = registered(&login(&mut server, "alice", None));
    assert_eq!(server.act("alice", UserAct::ForgetDevices).codes(), [30002]);
    let new = registered(&login(&mut server, "alice", None));
    assert_eq!(login(&mut server, "alice", Some(&old)).codes(), [54151]);
    assert_eq!(login(&mut server, "alice", Some(&new)).codes(), [54152, 54201]);
    assert_eq!(server.act("nobody", UserAct::ForgetDevices).codes(), [30012]);
}

#[test]
fn unknown_users_and_other_doors_are_not_bound() {
    let mut server = Server::with(bound(1));
    for _ in 0..3 {
        assert_eq!(login(&mut server, "nobody", None).codes(), [54106]);
        assert_eq!(server.windows_right("alice").codes(), [54401]);
    }
}

#[test]
fn where_devices_are_not_bound_cookies_mean_nothing() {
    let mut server = Server::new();
    for cookie in [None, Some("x")] {
        let said = login(&mut server, "alice", cookie);
        assert_eq!(said.codes(), [54201]);
        assert!(matches!(said.reply(), Reply::Granted(Grant { device: None, .. })));
    }
}
