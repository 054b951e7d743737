use std::collections::BTreeSet;
use std::time::Duration;

use sekisho_rules::{
    ChangeStep, Changes, Control, Hours, Method, NewSecret, PasswordPolicy, Policy, PublicKey, Rule, SeamlessPolicy,
    TenantName, Upload, UserAct, code,
};

use crate::server::{PATTERN, Server, new_user, secret};

/// Every rule seen both ways, every code emitted: what this misses, no other
/// test may lean on.
#[test]
fn every_rule_is_seen_both_ways_and_every_code_emitted() {
    let mut server = Server::new();
    let mut codes = BTreeSet::new();
    doors(&mut server, &mut codes);
    refusals(&mut server, &mut codes);
    windows(&mut server, &mut codes);
    crate::radius::doors(&mut server, &mut codes);
    administration(&mut server, &mut codes);
    crate::device::all(&mut server, &mut codes);
    crate::face::all(&mut server, &mut codes);
    crate::pki::all(&mut server, &mut codes);
    crate::protection::all(&mut server, &mut codes);
    changes(&mut server, &mut codes);
    offline_and_seamless(&mut server, &mut codes);
    saml(&mut server, &mut codes);
    crate::tokens::provoke(&mut server, &mut codes);
    crate::slots::provoke(&mut server, &mut codes);
    crate::codes::provoke(&mut server, &mut codes);
    crate::sync::provoke(&mut server, &mut codes);
    let unseen: Vec<_> = server.state.coverage().filter(|rule| rule.held == 0 || rule.failed == 0).collect();
    assert_eq!(unseen, [], "rules never seen both ways");
    let all: BTreeSet<_> = code::ALL.iter().map(|code| code.0).collect();
    assert_eq!(all.difference(&codes).collect::<Vec<_>>(), Vec::<&u32>::new());
}

type Codes = BTreeSet<u32>;

fn doors(server: &mut Server, codes: &mut Codes) {
    let process = server.start("6.2").process();
    for uid in ["alice", "nobody", ""] {
        codes.extend(server.policy(uid).codes());
        codes.extend(server.table(uid).codes());
        codes.extend(server.windows_table(uid, &process).codes());
    }
    server.switch_store(false);
    codes.extend(server.policy("alice").codes());
    codes.extend(server.table("alice").codes());
    codes.extend(server.windows_table("alice", &process).codes());
    codes.extend(server.login("alice", &process, "1").codes());
    server.switch_store(true);
    for _ in 0..70 {
        server.table("alice");
    }
}

fn refusals(server: &mut Server, codes: &mut Codes) {
    server.create("bob");
    let ticket = server.table("alice").issued().ticket;
    codes.extend(server.login("bob", &ticket, "1").codes());
    codes.extend(server.login("bob", &ticket, "1").codes());
    codes.extend(server.login("bob", &"0".repeat(32), "1").codes());
    let stale = server.table("alice").issued().ticket;
    server.pass(180);
    codes.extend(server.login("alice", &stale, "1").codes());
    codes.extend(server.login("alice", "x", "1").codes());
    codes.extend(server.login("alice", &stale, "").codes());
    both(server, codes);
    for _ in 0..5 {
        codes.extend(server.wrong("alice").codes());
    }
    both(server, codes);
    codes.extend(server.act("alice", UserAct::Unlock).codes());
    server.wrong("alice");
    both(server, codes);
    codes.extend(server.act("alice", UserAct::Disable).codes());
    both(server, codes);
    codes.extend(server.act("alice", UserAct::Enable).codes());
    let now = server.now;
    let expires = |expires| UserAct::Edit(Changes { expires: Some(expires), ..Changes::default() });
    codes.extend(server.act("alice", expires(Some(now))).codes());
    both(server, codes);
    server.act("alice", expires(None));
    for policy in [
        Policy { hours: Hours::Within(vec![]), ..Policy::default() },
        Policy { method: Method::Missing, ..Policy::default() },
        Policy { password: PasswordPolicy { valid: Some(Duration::ZERO), warn: None }, ..Policy::default() },
        Policy {
            password: PasswordPolicy {
                valid: Some(Duration::from_secs(10_000)),
                warn: Some(Duration::from_secs(10_000)),
            },
            ..Policy::default()
        },
        Policy::default(),
    ] {
        server.tell(Control::ChangePolicy(policy));
        both(server, codes);
    }
    server.tenant = TenantName::new("unknown");
    both(server, codes);
    server.tenant = TenantName::new("");
    server.table("alice");
    server.tenant = TenantName::new("t1");
}

fn both(server: &mut Server, codes: &mut Codes) {
    codes.extend(server.radius_right("alice").codes());
    codes.extend(server.right("alice").codes());
    codes.extend(server.windows_right("alice").codes());
}

fn windows(server: &mut Server, codes: &mut Codes) {
    server.start("");
    let unknown = "0".repeat(32);
    codes.extend(server.windows_login("alice", "x", &unknown, "1").codes());
    codes.extend(server.windows_login("alice", &unknown, &unknown, "1").codes());
    let ticket = server.table("alice").issued().ticket;
    codes.extend(server.windows_login("alice", &unknown, &ticket, "1").codes());
    let other = server.start("5.0").process();
    codes.extend(server.windows_table("alice", &other).codes());
    let used = server.start("6.2").process();
    let issued = server.windows_table("alice", &used).issued();
    codes.extend(server.windows_login("alice", &used, &issued.ticket, &issued.wrong()).codes());
    let issued = server.windows_table("alice", &used).issued();
    codes.extend(server.windows_login("alice", &used, &issued.ticket, &issued.answer()).codes());
    codes.extend(server.windows_table("alice", &used).codes());
    server.pass(600);
    codes.extend(server.windows_table("alice", &used).codes());
}

fn administration(server: &mut Server, codes: &mut Codes) {
    codes.extend(server.create("carol").codes());
    codes.extend(server.create("carol").codes());
    codes.extend(server.act("carol", UserAct::Edit(Changes::default())).codes());
    codes.extend(server.act("carol", UserAct::Reissue(Some(secret("99")))).codes());
    let phrase = NewSecret { phrase_position: Some(1), ..secret(PATTERN) };
    server.act("carol", UserAct::Reissue(Some(phrase)));
    codes.extend(server.act("carol", UserAct::Reissue(Some(secret(PATTERN)))).codes());
    codes.extend(server.right("carol").codes());
    codes.extend(server.windows_right("carol").codes());
    let user = sekisho_rules::NewUser { mail: Some("x".into()), ..new_user(PATTERN) };
    server.act("dave", UserAct::Create(user));
    codes.extend(server.act("carol", UserAct::Delete).codes());
    codes.extend(server.act("carol", UserAct::Delete).codes());
    codes.extend(server.search("", None).codes());
    codes.extend(server.search(" ", None).codes());
}

fn changes(server: &mut Server, codes: &mut Codes) {
    server.create("erin");
    let first = |table: &str, cells: &[usize]| -> String {
        cells.iter().map(|&cell| char::from(table.as_bytes()[cell])).collect()
    };
    let session = server.right("erin").session();
    codes.extend(server.enter(&session, "1234").codes());
    let begun = server.change(&session, ChangeStep::Open);
    codes.extend(begun.codes());
    let mut table = begun.next_table();
    let entries: [(&[usize], &[usize]); 5] = [
        (&[0, 11, 12, 3, 2, 3], &[0, 11, 12, 3, 2, 3]),
        (&[0, 1, 2, 3], &[0, 1, 2, 3]),
        (&[0, 1, 7, 3], &[0, 1, 7, 3, 5]),
        (&[0; 17], &[0; 17]),
        (&[0], &[]),
    ];
    for (one, other) in entries {
        let said = server.enter(&session, &first(&table, one));
        table = said.next_table();
        if other.is_empty() {
            codes.extend(said.codes());
            break;
        }
        let said = server.enter(&session, &first(&table, other));
        codes.extend(said.codes());
        table = said.next_table();
    }
    table = server.enter(&session, "`123").next_table();
    for typed in [&[0, 1, 7, 3, 5][..], &[0, 1, 7, 3, 5], &[0, 1, 7, 3], &[0, 1, 7, 3, 5], &[0, 1, 7, 3, 5]] {
        let said = server.enter(&session, &first(&table, typed));
        codes.extend(said.codes());
        table = said.next_table();
    }
    server.switch_store(false);
    codes.extend(server.enter(&session, "1234").codes());
    server.switch_store(true);
    codes.extend(server.enter(&session, &first(&table, &[0, 1, 7, 3, 5])).codes());
    codes.extend(server.change(&session, ChangeStep::Open).codes());
    let session = server.right("alice").session();
    server.change(&session, ChangeStep::Open);
    codes.extend(server.change(&session, ChangeStep::Cancel).codes());
    let session = server.right("alice").session();
    server.pass(300);
    codes.extend(server.change(&session, ChangeStep::Open).codes());
}

fn offline_and_seamless(server: &mut Server, codes: &mut Codes) {
    let process = server.start("6.2").process();
    let issued = server.windows_table("alice", &process).issued();
    codes.extend(server.offline("alice", &process, 1).codes());
    let proof = server.windows_login("alice", &process, &issued.ticket, &issued.answer()).proof();
    for count in [0, 1] {
        codes.extend(server.offline("alice", &process, count).codes());
    }
    server.tell(Control::ChangePolicy(Policy { method: Method::Missing, ..Policy::default() }));
    codes.extend(server.offline("alice", &process, 1).codes());
    server.switch_store(false);
    codes.extend(server.offline("alice", &process, 1).codes());
    codes.extend(server.seamless("alice", &proof).codes());
    server.switch_store(true);
    server.seamless("alice", "x");
    let seamless = SeamlessPolicy { on: false, ..SeamlessPolicy::default() };
    let now = server.now;
    let expires = |expires| UserAct::Edit(Changes { expires: Some(expires), ..Changes::default() });
    let required = |required| UserAct::Edit(Changes { change_required: Some(required), ..Changes::default() });
    for policy in [
        Policy { seamless, ..Policy::default() },
        Policy { hours: Hours::Within(vec![]), ..Policy::default() },
        Policy::default(),
    ] {
        server.tell(Control::ChangePolicy(policy));
        codes.extend(server.seamless("alice", &"0".repeat(32)).codes());
    }
    for (before, after) in
        [(expires(Some(now)), expires(None)), (UserAct::Disable, UserAct::Enable), (UserAct::Lock, UserAct::Unlock)]
    {
        server.act("alice", before);
        codes.extend(server.seamless("alice", &proof).codes());
        server.act("alice", after);
    }
    let said = server.seamless("alice", &proof);
    codes.extend(said.codes());
    codes.extend(server.seamless("alice", &proof).codes());
    server.act("alice", required(true));
    let said = server.seamless("alice", &said.proof());
    codes.extend(said.codes());
    server.act("alice", required(false));
    server.create("frank");
    codes.extend(server.seamless("frank", &said.proof()).codes());
    let stale = server.windows_right("alice").proof();
    server.pass(8 * 3600);
    codes.extend(server.seamless("alice", &stale).codes());
}

fn saml(server: &mut Server, codes: &mut Codes) {
    let key = |of| Some(PublicKey(vec![of]));
    for upload in
        [Upload::Certificate(None), Upload::Certificate(key(1)), Upload::PrivateKey(key(2)), Upload::PrivateKey(key(1))]
    {
        codes.extend(server.upload(upload).codes());
    }
}

#[test]
fn rules_have_names_that_read_back() {
    for &rule in Rule::all() {
        assert_eq!(rule.as_str().parse(), Ok(rule));
        assert!(!rule.statement().trim().is_empty());
    }
    assert!("no-such-rule".parse::<Rule>().is_err());
}

/// Each mutant that lets in, or keeps out, what it should not.
#[test]
fn a_forced_rule_changes_the_verdict() {
    let grants = |rule, decided| {
        let mut server = Server::new();
        server.state.force(rule, decided);
        server.right("alice").codes()
    };
    assert_eq!(grants(Rule::TicketUnused, false), [54101]);
    assert_eq!(grants(Rule::AnswerRight, false), [54106]);
    assert_eq!(grants(Rule::AccountUnlocked, false), [54105]);
    let mut server = Server::new();
    server.state.force(Rule::TicketUnused, true);
    let issued = server.table("alice").issued();
    for _ in 0..2 {
        assert_eq!(server.login("alice", &issued.ticket, &issued.answer()).codes(), [54201]);
    }
    let mut server = Server::new();
    server.state.force(Rule::AnswerRight, true);
    assert_eq!(server.wrong("alice").codes(), [54201]);
}

/// Even a mutant that knows everybody cannot tell a stranger's answer right.
#[test]
fn a_stranger_is_never_right() {
    let mut server = Server::new();
    server.state.force(Rule::UserKnown, true);
    assert_eq!(server.wrong("nobody").codes(), [54106]);
}

/// Expiry is hidden neither by the sweep nor by anything else, when it is forced away.
#[test]
fn a_forced_ticket_survives_the_sweep() {
    let mut server = Server::new();
    server.state.force(Rule::TicketFresh, true);
    let issued = server.table("alice").issued();
    server.pass(1000);
    let said = server.input(sekisho_rules::Arrival::Woken(sekisho_rules::Wake::Sweep));
    assert_eq!(said.wakes(), [], "and the sweep ends");
    assert_eq!(server.login("alice", &issued.ticket, &issued.answer()).codes(), [54201]);
}
