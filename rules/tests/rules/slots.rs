//! Slots of the Authenticator.

use std::collections::BTreeSet;

use sekisho_rules::{ApiKey, Control, Policy, Refusal, Request, SlotPolicy, SlotRequest, UserAct};

use crate::hands::Way;
use crate::server::Server;

#[test]
fn each_device_has_a_seed_of_its_own() {
    let mut server = Server::new();
    let (phone, tablet) = (server.enrol("alice", "phone"), server.enrol("alice", "tablet"));
    assert_ne!(phone, tablet);
    for seed in [&phone, &tablet] {
        let typed = server.code(seed, 0);
        assert_eq!(server.type_code(Way::WebApp, "alice", &typed).codes(), [70201]);
        assert_eq!(server.type_code(Way::WindowsApp, "alice", &typed).codes(), [70306], "it works once");
    }
    let again = server.enrol("alice", "phone");
    let (old, new) = (server.code(&phone, 1), server.code(&again, 1));
    assert_eq!(server.type_code(Way::WebApp, "alice", &old).codes(), [70106], "the slot was taken over");
    assert_eq!(server.type_code(Way::WebApp, "alice", &new).codes(), [70201]);
}

#[test]
fn the_policy_limits_registrations_until_the_secret_is_reset() {
    let mut server = Server::new();
    let slots = SlotPolicy { limit: 2, key: None };
    server.tell(Control::ChangePolicy(Policy { slots, ..Policy::default() }));
    let seed = server.enrol("alice", "phone");
    server.enrol("alice", "tablet");
    let third = server.slot("alice", "phone");
    assert_eq!((third.codes(), third.refused()), (vec![30201], (Refusal::Denied, Some(30201))));
    assert_eq!(server.act("alice", UserAct::ResetApp).codes(), [30009]);
    let typed = server.code(&seed, 0);
    assert_eq!(server.type_code(Way::WebApp, "alice", &typed).codes(), [70107]);
    server.enrol("alice", "phone");
    assert_eq!(server.act("alice", UserAct::ResetApp).codes(), [30009]);
    assert_eq!(server.act("alice", UserAct::ResetApp).codes(), [30009], "as with any act");
    assert_eq!(server.act("nobody", UserAct::ResetApp).codes(), [30012]);
}

#[test]
fn what_does_not_fit_is_malformed_and_what_is_wrong_fails() {
    let mut server = Server::new();
    for (uid, device) in [("", "phone"), ("al ice", "phone"), ("alice", ""), ("alice", "my phone")] {
        let said = server.slot(uid, device);
        assert_eq!((said.codes(), said.refused()), (vec![30200], (Refusal::Malformed, Some(30200))));
    }
    let said = server.slot("nobody", "phone");
    assert_eq!((said.codes(), said.refused()), (vec![30299], (Refusal::Denied, Some(30299))));
    server.switch_store(false);
    let said = server.slot("alice", "phone");
    assert_eq!((said.codes(), said.refused()), (vec![30299], (Refusal::Unavailable, Some(30299))));
}

#[test]
fn a_key_is_brought_where_the_policy_asks_for_one() {
    let mut server = Server::new();
    let with = |server: &mut Server, key: Option<&str>| {
        let (uid, device) = ("alice".to_owned(), "phone".to_owned());
        server.ask(Request::Slot(SlotRequest { uid, device, key: key.map(ApiKey::new) })).codes()
    };
    assert_eq!(with(&mut server, Some("open")), [30200], "none is asked for");
    let slots = SlotPolicy { key: Some(ApiKey::new("sesame")), ..SlotPolicy::default() };
    server.tell(Control::ChangePolicy(Policy { slots, ..Policy::default() }));
    assert_eq!(with(&mut server, None), [30200]);
    assert_eq!(with(&mut server, Some("sesam")), [30299]);
    assert_eq!(with(&mut server, Some("sesame")), [30210]);
}

/// Every code and rule of the slots.
pub(crate) fn provoke(server: &mut Server, codes: &mut BTreeSet<u32>) {
    server.create("sam");
    codes.extend(server.slot("sam", "").codes());
    let slots = SlotPolicy { limit: 1, key: Some(ApiKey::new("sesame")) };
    server.tell(Control::ChangePolicy(Policy { slots, ..Policy::default() }));
    for key in [None, Some("sesam"), Some("sesame"), Some("sesame")] {
        let request = SlotRequest { uid: "sam".into(), device: "phone".into(), key: key.map(ApiKey::new) };
        codes.extend(server.ask(Request::Slot(request)).codes());
    }
    server.tell(Control::ChangePolicy(Policy::default()));
    codes.extend(server.act("sam", UserAct::ResetApp).codes());
}
