//! Every code of a sync, each with every form of its detail.

use std::collections::BTreeSet;

use sekisho_rules::{Answer, Arrival, Control, Dependency, GraphError, Node, Refusal, Reply, Subcode, SyncField};

use super::graph::{Fault, api};
use super::play::{Play, setting};
use crate::server::{Server, TENANT};

/// What the details say of a request that fails as a whole, each way that it can.
const WHOLE: [(&str, u32, &str); 9] = [
    ("organization", 31459, "import"),
    ("organization", 31459, "export"),
    ("domain", 31445, "import"),
    ("domain", 31402, "export"),
    ("users", 31441, "export"),
    ("immutable", 31449, "import"),
    ("create", 31419, "export"),
    ("update", 31429, "export"),
    ("delete", 31439, "export"),
];

/// A play in which such a request is made.
fn leading_to(what: &str) -> Play {
    let mut play = Play::new();
    match what {
        "immutable" => {
            play.graph.federated = true;
            play.graph.add("alice@x.test");
        }
        "update" => {
            play.graph.add("alice@x.test").name = Some("Someone else".into());
        }
        "delete" => {
            play.server.create("bob");
            assert_eq!(play.export(), [31503, 31410, 31410, 31504]);
            play.server.tell(Control::DropUsers { prefix: "bob".into() });
        }
        _ => {}
    }
    play
}

fn run(play: &mut Play, mode: &str) -> Vec<u32> {
    play.begin(mode);
    play.play()
}

#[test]
fn every_request_fails_with_its_code_and_every_subcode() {
    for (what, code, mode) in WHOLE {
        for (error, detail) in [
            (GraphError::new(Subcode::Network, "connection refused"), "network_error||connection refused"),
            (
                GraphError::of(Subcode::AccessToken, 401, "AADSTS7000215: no"),
                "access_token_error|401|AADSTS7000215: no",
            ),
            (GraphError::of(Subcode::Api, 500, "a\r\n b"), "api_error|500|a b"),
            (GraphError::of(Subcode::Unknown, 200, ""), "unknown_error|200|No text came with it."),
        ] {
            let mut play = leading_to(what);
            // A refused token is renewed once.
            play.graph.fault(what, [Fault::Fails(error.clone()), Fault::Fails(error)]);
            let codes = run(&mut play, mode);
            assert_eq!((codes.last(), play.details(code)), (Some(&code), vec![detail.to_owned()]), "{what} {mode}");
        }
    }
}

#[test]
fn what_the_server_itself_lacks_is_told_with_the_code_of_what_it_was_at() {
    for (what, code, mode) in WHOLE {
        let mut play = leading_to(what);
        // Nothing was done that could not be written down.
        play.graph.fault(what, [Fault::Items(400, None)]);
        let before = play.graph.count(what) + 1;
        play.meanwhile.push((what, before, |server| server.switch_store(false)));
        assert_eq!(run(&mut play, mode).last(), Some(&code));
        assert_eq!(play.details(code), ["passlogic_error||The store does not answer."]);
        let mut play = leading_to(what);
        let before = play.graph.count(what) + 1;
        play.meanwhile.push((what, before, |server| {
            server.tell(Control::Switch { dependency: Dependency::Worker, up: false });
        }));
        assert_eq!(run(&mut play, mode).last(), Some(&code));
        let detail = play.details(code).remove(0);
        let pid = detail.strip_prefix("See /var/log/passlogic/entraid_error.log for details. (pid=").unwrap();
        assert!(pid.strip_suffix(')').unwrap().parse::<u32>().is_ok(), "{detail}");
    }
}

#[test]
fn an_export_whose_work_cannot_be_written_down_says_so() {
    for what in ["create", "update", "delete"] {
        let mut play = leading_to(what);
        let before = play.graph.count(what) + 1;
        play.meanwhile.push((what, before, |server| server.switch_store(false)));
        assert_eq!(run(&mut play, "export"), [31503, 31517], "{what}");
        play.server.switch_store(true);
        // What was done is found, and nothing is done twice.
        assert_eq!(run(&mut play, "export"), [31503, 31400, 31504], "{what}");
    }
}

#[test]
fn items_that_are_refused_are_told_with_their_status() {
    for (what, code) in [("create", 31411), ("update", 31421), ("delete", 31431)] {
        let mut play = leading_to(what);
        play.graph.fault(what, [Fault::Items(403, None)]);
        assert_eq!(run(&mut play, "export"), [31503, code, 31504]);
        assert_eq!(play.details(code), ["[status_code: 403] Graph says so."]);
    }
}

#[test]
fn each_missing_column_has_its_name() {
    assert_eq!(SyncField::ALL.len(), 11);
    for field in SyncField::ALL {
        for mode in ["import", "export"] {
            let mut play = Play::new();
            let mut row = setting();
            field.clear(&mut row);
            play.put(row);
            let said = play.ask("entra", mode, Node::First);
            let detail = Some(field.as_str().to_owned());
            let why = Some(Refusal::Unfit);
            assert_eq!(said.reply(), &Reply::Sync { why, code: sekisho_rules::Code(31515), detail }, "{field:?}");
        }
    }
}

#[test]
fn refusals_come_in_their_order() {
    let mut play = Play::new();
    play.put(sekisho_rules::SyncSetting { corrupt_secret: true, ..Default::default() });
    play.switch(Dependency::Peer, false);
    play.server.switch_store(false);
    let codes = |play: &mut Play, name: &str, mode: &str| play.ask(name, mode, Node::First).codes();
    assert_eq!(codes(&mut play, "", "sideways"), [31511]);
    assert_eq!(codes(&mut play, "other", "sideways"), [31514]);
    assert_eq!(codes(&mut play, "other", "import"), [31519]);
    play.switch(Dependency::Peer, true);
    assert_eq!(codes(&mut play, "other", "import"), [31459]);
    play.server.switch_store(true);
    assert_eq!(codes(&mut play, "other", "import"), [31512]);
    assert_eq!(codes(&mut play, "entra", "import"), [31515]);
    play.put(sekisho_rules::SyncSetting { corrupt_secret: true, ..setting() });
    assert_eq!(codes(&mut play, "entra", "import"), [31513]);
    play.put(setting());
    play.begin("import");
    play.put(sekisho_rules::SyncSetting::default());
    assert_eq!(play.ask("entra", "export", Node::First).codes(), [31520], "before the columns");
    assert_eq!(play.ask("entra", "export", Node::Second).codes(), [31518]);
    assert_eq!(play.play(), [31501, 31502], "with the row that it began with");
}

#[test]
fn a_stored_mode_that_is_none_ends_an_export_after_its_start() {
    for (mode, detail) in [("mirror", "mirror"), ("", "NOT_SET"), (" \n", "NOT_SET"), ("a\r\nb", "a b")] {
        let mut play = Play::new();
        play.put(sekisho_rules::SyncSetting { sync_mode: Some(mode.into()), ..setting() });
        assert_eq!(play.export(), [31503, 31401]);
        assert_eq!(play.details(31401), [detail]);
        assert_eq!(play.import(), [31501, 31502], "an import has no use for it");
    }
}

/// What every rule and code here needs, for the coverage test.
pub(crate) fn provoke(server: &mut Server, codes: &mut BTreeSet<u32>) {
    let own = std::mem::replace(server, Server::new());
    let mut play = Play::on(own);
    let mut seen = Vec::new();
    for (name, mode) in [("", "import"), ("entra", ""), ("unknown", "export")] {
        seen.extend(play.ask(name, mode, Node::First).codes());
    }
    for dependency in [Dependency::Peer, Dependency::Worker, Dependency::Graph] {
        play.switch(dependency, false);
        seen.extend(play.import());
        play.switch(dependency, true);
    }
    for row in [
        sekisho_rules::SyncSetting::default(),
        sekisho_rules::SyncSetting { corrupt_secret: true, ..setting() },
        sekisho_rules::SyncSetting { sync_mode: Some("x".into()), ..setting() },
        sekisho_rules::SyncSetting { domain_name: Some("elsewhere".into()), ..setting() },
        setting(),
    ] {
        play.put(row);
        play.graph.add("new@x.test");
        seen.extend(play.export());
        seen.extend(play.import());
        play.graph.users.clear();
    }
    play.begin("import");
    seen.extend(play.ask("entra", "import", Node::First).codes());
    seen.extend(play.ask("entra", "import", Node::Second).codes());
    play.take(Arrival::Told(Control::KillSync));
    seen.extend(play.play());
    many_ways(&mut play, &mut seen);
    codes.extend(seen);
    *server = play.server;
    assert_eq!(server.tenant.as_str(), TENANT);
}

fn many_ways(play: &mut Play, seen: &mut Vec<u32>) {
    play.server.tell(Control::DropUsers { prefix: String::new() });
    play.server.tell(Control::MakeUsers { count: 30, prefix: "u".into(), mail_domain: None });
    play.graph.page = 10;
    // Each way of a whole request, and each of an item.
    for what in ["organization", "domain", "users", "create"] {
        let stale = api(401);
        play.graph.fault(what, [Fault::Fails(api(429)), Fault::Fails(stale.clone()), Fault::Fails(stale)]);
        seen.extend(play.import());
        play.graph.fault(what, [Fault::Fails(api(500))]);
        seen.extend(play.export());
    }
    play.graph.faults.clear();
    play.graph.fault("create", [Fault::Items(429, Some(1)), Fault::Items(400, None), Fault::Short]);
    seen.extend(play.export());
    play.graph.fault("create", [Fault::DoneItems(503)]);
    seen.extend(play.export());
    play.graph.add("Bad Name@x.test");
    play.graph.add("elsewhere@y.test");
    play.graph.add("fine@x.test").mail = Some("no mail".into());
    play.graph.add("finer@x.test").user.enabled = Some(false);
    play.graph.federated = true;
    play.graph.fault("immutable", [Fault::Items(400, None), Fault::None, Fault::Fails(api(400))]);
    seen.extend(play.import());
    seen.extend(play.import());
    play.graph.fault("users", [Fault::Next("page-0".into())]);
    play.graph.fault("more", [Fault::Next("page-0".into())]);
    seen.extend(play.export());
    play.graph.fault("users", [Fault::Next("page-0".into())]);
    play.graph.fault("more", (0..60).map(|n| Fault::Next(format!("page-{}", 100_000 + n))));
    seen.extend(play.export());
    play.graph.faults.clear();
    changes(play, seen);
}

fn changes(play: &mut Play, seen: &mut Vec<u32>) {
    play.server.tell(Control::MakeUsers { count: 30, prefix: "u".into(), mail_domain: Some("m.test".into()) });
    play.graph.fault("update", [Fault::Fails(api(400))]);
    seen.extend(play.export());
    play.graph.fault("update", [Fault::Items(400, None)]);
    seen.extend(play.export());
    play.meanwhile.push(("users", play.graph.count("users") + 1, |server| {
        server.tell(Control::DropUsers { prefix: "u0002".into() });
    }));
    seen.extend(play.export());
    play.server.tell(Control::DropUsers { prefix: "u0001".into() });
    play.graph.fault("delete", [Fault::Fails(api(400))]);
    seen.extend(play.export());
    play.graph.fault("delete", [Fault::Items(400, None), Fault::DoneItems(429)]);
    seen.extend(play.export());
    seen.extend(play.export());
    // Gone there, and only left out there.
    play.graph.users.retain(|entry| !entry.user.upn.starts_with("u00001"));
    play.graph.users.last_mut().unwrap().late = true;
    seen.extend(play.import());
    play.graph.find_mut("u00002@x.test").unwrap().mail = None;
    play.graph.find_mut("u00003@x.test").unwrap().user.enabled = Some(false);
    seen.extend(play.import());
    play.put(sekisho_rules::SyncSetting {
        sync_mode: Some("add-update".into()),
        search_filter: Some("department eq 'x'".into()),
        ..setting()
    });
    seen.extend(play.export());
    play.put(setting());
    play.server.tell(Control::MakeUsers { count: 60, prefix: "w".into(), mail_domain: None });
    play.graph.fault("create", [Fault::Items(429, Some(1))]);
    let (call, answer) = {
        play.begin("export");
        play.play_to("create")
    };
    play.server.tell(Control::DropUsers { prefix: "w0000".into() });
    play.take(Arrival::Answer { call, answer });
    seen.extend(play.play());
    play.meanwhile.push(("create", play.graph.count("create") + 1, |server| server.switch_store(false)));
    play.server.tell(Control::MakeUsers { count: 90, prefix: "w".into(), mail_domain: None });
    seen.extend(play.export());
    play.server.switch_store(true);
    play.server.tell(Control::MakeUsers { count: 99, prefix: "w".into(), mail_domain: None });
    play.graph.fault("create", [Fault::Items(400, None)]);
    play.meanwhile.push(("create", play.graph.count("create") + 1, |server| server.switch_store(false)));
    seen.extend(play.export());
    play.server.switch_store(true);
    play.take(Arrival::Answer { call, answer: Answer::Nothing });
    seen.extend(play.import());
    play.events.clear();
}
