use std::collections::BTreeSet;
use std::time::Duration;

use sekisho_rules::{
    AuthorityId, Browser, CertificatePolicy, Control, Issue, Operation, Policy, Presented, Refusal, Reply, Request,
    Serial, TenantName, UserAct,
};

use crate::server::{Said, Server};

const YEAR: Duration = Duration::from_secs(365 * 86_400);

fn required() -> Policy {
    Policy { certificate: CertificatePolicy { required: true }, ..Policy::default() }
}

/// A server whose logins need certificates, and which can issue them.
fn configured() -> Server {
    let mut server = Server::with(required());
    assert_eq!(server.ask(Request::ConfigurePki).codes(), [53200]);
    server
}

fn issue(server: &mut Server, uid: &str, valid: Duration) -> Issue {
    let said = server.act(uid, UserAct::IssueCertificate(valid));
    assert_eq!(said.codes(), [30002]);
    match said.reply() {
        Reply::Issued(issue) => issue.clone(),
        other => panic!("no certificate: {other:?}"),
    }
}

fn presented(issue: &Issue) -> Presented {
    Presented { issuer: Some(issue.authority), serial: Some(issue.serial) }
}

fn login(server: &mut Server, uid: &str, certificate: Option<Presented>) -> Said {
    let issued = server.table(uid).issued();
    let browser = Browser { certificate, ..Browser::default() };
    server.login_from(uid, &issued.ticket, &issued.answer(), browser)
}

/// What every rule and code here needs, for the coverage test.
pub(crate) fn all(server: &mut Server, codes: &mut BTreeSet<u32>) {
    server.tell(Control::ChangePolicy(required()));
    server.create("bob");
    codes.extend(login(server, "alice", None).codes());
    codes.extend(server.ask(Request::ConfigurePki).codes());
    let bobs = issue(server, "bob", YEAR);
    let old = issue(server, "alice", YEAR);
    let short = issue(server, "alice", Duration::ZERO);
    let stranger = Presented { issuer: None, serial: None };
    for certificate in [None, Some(stranger), Some(presented(&bobs)), Some(presented(&old)), Some(presented(&short))] {
        codes.extend(login(server, "alice", certificate).codes());
    }
    let good = presented(&issue(server, "alice", YEAR));
    codes.extend(login(server, "alice", Some(good.clone())).codes());
    codes.extend(server.act("alice", UserAct::RevokeCertificate).codes());
    codes.extend(login(server, "alice", Some(good)).codes());
    server.tell(Control::ChangePolicy(Policy::default()));
}

#[test]
fn the_registered_certificate_is_verified_before_the_verdict() {
    let mut server = configured();
    let certificate = presented(&issue(&mut server, "alice", YEAR));
    assert_eq!(login(&mut server, "alice", Some(certificate.clone())).codes(), [53100, 54201]);
    let issued = server.table("alice").issued();
    let browser = Browser { certificate: Some(certificate), ..Browser::default() };
    assert_eq!(server.login_from("alice", &issued.ticket, &issued.wrong(), browser).codes(), [53100, 54106]);
}

#[test]
fn without_a_certificate_no_answer_helps_or_counts() {
    let mut server = configured();
    for _ in 0..10 {
        assert_eq!(server.wrong("alice").refused(), (Refusal::Denied, Some(53101)));
    }
    let certificate = presented(&issue(&mut server, "alice", YEAR));
    assert_eq!(login(&mut server, "alice", Some(certificate)).codes(), [53100, 54201]);
}

#[test]
fn a_foreign_certificate_is_wrong() {
    let mut server = configured();
    let alices = issue(&mut server, "alice", YEAR);
    let of_none = Presented { issuer: None, ..presented(&alices) };
    let of_another = Presented { issuer: Some(AuthorityId(alices.authority.0 ^ 1)), ..presented(&alices) };
    for certificate in [of_none, of_another] {
        assert_eq!(login(&mut server, "alice", Some(certificate)).codes(), [53102]);
    }
}

#[test]
fn a_new_authority_ends_what_the_old_one_issued() {
    let mut server = configured();
    let old = presented(&issue(&mut server, "alice", YEAR));
    assert_eq!(server.ask(Request::ConfigurePki).codes(), [53200]);
    assert_eq!(login(&mut server, "alice", Some(old)).codes(), [53102]);
    assert_eq!(server.act("alice", UserAct::RevokeCertificate).codes(), [30013], "there is nothing to revoke");
}

#[test]
fn a_revoked_certificate_is_told_before_all_that_concerns_its_user() {
    let mut server = configured();
    server.create("bob");
    let alices = presented(&issue(&mut server, "alice", Duration::from_secs(60)));
    assert_eq!(server.act("alice", UserAct::RevokeCertificate).codes(), [30002]);
    issue(&mut server, "alice", YEAR);
    server.pass(60);
    for uid in ["alice", "bob", "nobody"] {
        assert_eq!(login(&mut server, uid, Some(alices.clone())).codes(), [53103], "{uid}");
    }
}

#[test]
fn another_users_certificate_does_not_help() {
    let mut server = configured();
    server.create("bob");
    let bobs = presented(&issue(&mut server, "bob", YEAR));
    for uid in ["alice", "nobody"] {
        assert_eq!(login(&mut server, uid, Some(bobs.clone())).codes(), [53104], "{uid}");
    }
}

#[test]
fn a_reissued_certificate_takes_the_place_of_the_older() {
    let mut server = configured();
    let (old, new) = (issue(&mut server, "alice", YEAR), issue(&mut server, "alice", YEAR));
    assert_eq!(login(&mut server, "alice", Some(presented(&old))).codes(), [53106]);
    assert_eq!(login(&mut server, "alice", Some(presented(&new))).codes(), [53100, 54201]);
    server.act("alice", UserAct::Delete);
    server.create("alice");
    assert_eq!(login(&mut server, "alice", Some(presented(&new))).codes(), [53106], "her namesake has none");
}

#[test]
fn a_certificate_that_was_never_issued_is_not_good() {
    let mut server = configured();
    let Issue { authority, serial, .. } = issue(&mut server, "alice", YEAR);
    for serial in [None, Some(Serial(serial.0 ^ 1))] {
        let made_up = Presented { issuer: Some(authority), serial };
        assert_eq!(login(&mut server, "alice", Some(made_up)).codes(), [53106], "{serial:?}");
    }
}

#[test]
fn a_certificate_ends_at_its_very_time() {
    let mut server = configured();
    let issue = issue(&mut server, "alice", Duration::from_secs(60));
    for (now, codes) in [
        (issue.from - Duration::from_millis(1), vec![53107]),
        (issue.from, vec![53100, 54201]),
        (issue.until - Duration::from_millis(1), vec![53100, 54201]),
        (issue.until, vec![53107]),
    ] {
        server.now = now;
        assert_eq!(login(&mut server, "alice", Some(presented(&issue))).codes(), codes, "{now:?}");
    }
}

#[test]
fn without_an_authority_nobody_gets_in_and_nothing_is_issued() {
    let mut server = Server::with(required());
    assert_eq!(server.right("alice").codes(), [53105]);
    assert_eq!(server.act("alice", UserAct::IssueCertificate(YEAR)).codes(), [53105]);
    assert_eq!(server.act("alice", UserAct::RevokeCertificate).codes(), [30013]);
    assert_eq!(server.act("nobody", UserAct::IssueCertificate(YEAR)).codes(), [30012]);
}

#[test]
fn windows_has_no_certificates() {
    let mut server = configured();
    assert_eq!(server.windows_right("alice").codes(), [54401]);
}

#[test]
fn where_none_is_required_none_is_examined() {
    let mut server = Server::new();
    let foreign = Presented { issuer: None, serial: None };
    assert_eq!(login(&mut server, "alice", Some(foreign)).codes(), [54201]);
}

#[test]
fn an_authority_needs_a_tenant_and_a_store() {
    let mut server = Server::new();
    assert_eq!(server.ask(Request::Malformed(Operation::Pki)).refused(), (Refusal::Malformed, None));
    server.switch_store(false);
    assert_eq!(server.ask(Request::ConfigurePki).refused(), (Refusal::Unavailable, None));
    for (name, why) in [("elsewhere", Refusal::Unknown), ("a/b", Refusal::Malformed)] {
        server.tenant = TenantName::new(name);
        let said = server.ask(Request::ConfigurePki);
        assert_eq!((said.codes(), said.refused()), (vec![], (why, None)));
    }
}
