//! SAML files over HTTP.

use crate::bench::Bench;
use crate::client::Reply;
use crate::codes::Account;

macro_rules! pem {
    ($name:literal) => {
        include_str!(concat!("../keys/", $name, ".pem"))
    };
}

const ONE: [&str; 2] = [pem!("one.certificate"), pem!("one.key")];
const TWO: [&str; 2] = [pem!("two.certificate"), pem!("two.key")];
const RSA: [&str; 2] = [pem!("rsa.certificate"), pem!("rsa.key")];

fn put(bench: &Bench, what: &str, body: &str) -> Reply {
    bench.http(&format!("PUT /api/saml/{what}?domain=t1"), body)
}

pub(crate) fn every_code(account: &mut Account<'_>) {
    let bench = account.bench;
    account.expect(&put(bench, "certificate", ONE[0]), 200, &["80401"]);
    account.expect(&put(bench, "key", TWO[1]), 422, &["80419"]);
    account.expect(&put(bench, "key", ONE[1]), 200, &["80402"]);
    account.expect(&put(bench, "certificate", ONE[1]), 422, &["80409"]);
}

#[test]
fn pairs_of_elliptic_curves_and_of_rsa_are_taken() {
    let bench = Bench::new();
    for [certificate, key] in [ONE, RSA, TWO] {
        assert_eq!(put(&bench, "certificate", certificate).field("code"), "80401");
        assert_eq!(put(&bench, "key", key).field("code"), "80402");
    }
    assert_eq!(put(&bench, "key", RSA[1]).field("code"), "80419", "of another kind");
}

#[test]
fn what_is_no_such_file_is_not_taken() {
    let bench = Bench::new();
    put(&bench, "certificate", ONE[0]);
    let half = &ONE[0][..ONE[0].len() / 2];
    let garbage = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for certificate in ["", "no PEM", ONE[1], half, garbage] {
        assert_eq!(put(&bench, "certificate", certificate).field("code"), "80409", "{certificate}");
    }
    for key in ["", ONE[0], "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"] {
        assert_eq!(put(&bench, "key", key).field("code"), "80409", "{key}");
    }
    assert_eq!(put(&bench, "key", ONE[1]).field("code"), "80402", "the certificate is still there");
    let both = ONE.concat();
    assert_eq!(put(&bench, "certificate", &both).field("code"), "80401");
    assert_eq!(put(&bench, "key", &both).field("code"), "80402");
}
