use sekisho_rules::{Operation, PublicKey, Refusal, Request, TenantName, Upload};

use crate::server::Server;

fn certificate(of: u8) -> Upload {
    Upload::Certificate(Some(PublicKey(vec![of])))
}

fn key(of: u8) -> Upload {
    Upload::PrivateKey(Some(PublicKey(vec![of])))
}

#[test]
fn a_key_must_belong_to_the_certificate_before_it() {
    let mut server = Server::new();
    assert_eq!(server.upload(key(1)).codes(), [80419], "there is no certificate yet");
    assert_eq!(server.upload(certificate(1)).codes(), [80401]);
    let said = server.upload(key(2));
    assert_eq!((said.codes(), said.refused()), (vec![80419], (Refusal::Unfit, Some(80419))));
    assert_eq!(server.upload(key(1)).codes(), [80402]);
}

#[test]
fn a_certificate_begins_a_new_pair() {
    let mut server = Server::new();
    for of in [1, 2, 1] {
        assert_eq!(server.upload(certificate(of)).codes(), [80401]);
        assert_eq!(server.upload(key(of)).codes(), [80402]);
    }
}

#[test]
fn what_cannot_be_read_changes_nothing() {
    let mut server = Server::new();
    server.upload(certificate(1));
    for upload in [Upload::Certificate(None), Upload::PrivateKey(None)] {
        let said = server.upload(upload);
        assert_eq!((said.codes(), said.refused()), (vec![80409], (Refusal::Unfit, Some(80409))));
    }
    assert_eq!(server.upload(key(1)).codes(), [80402]);
}

#[test]
fn the_rest_has_no_code() {
    let mut server = Server::new();
    let refused = |said: crate::server::Said| (said.codes(), said.refused());
    assert_eq!(refused(server.ask(Request::Malformed(Operation::Saml))), (vec![], (Refusal::Malformed, None)));
    server.switch_store(false);
    assert_eq!(refused(server.upload(certificate(1))), (vec![], (Refusal::Unavailable, None)));
    server.tenant = TenantName::new("unknown");
    assert_eq!(refused(server.upload(certificate(1))), (vec![], (Refusal::Unknown, None)));
    server.tenant = TenantName::new("a b");
    assert_eq!(refused(server.upload(certificate(1))), (vec![], (Refusal::Malformed, None)));
}
