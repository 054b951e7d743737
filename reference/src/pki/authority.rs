//! One authority.

use std::net::IpAddr;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, SerialNumber,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use sekisho_rules::{Issue, Time};
use time::OffsetDateTime;

/// Seconds at the end of the year 9999, beyond which a certificate cannot tell a time (RFC 5280, 4.1.2.5).
const END_OF_TIME: i64 = 253_402_300_799;

/// An authority: a root certificate and its key.
pub(crate) struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

/// A certificate and its key, as PEM texts (RFC 7468).
pub(crate) struct Pair {
    pub(crate) certificate: String,
    pub(crate) key: String,
}

/// A certificate and its key, for a TLS server.
pub(crate) struct ServerPair {
    pub(crate) chain: Vec<CertificateDer<'static>>,
    pub(crate) key: PrivateKeyDer<'static>,
}

impl Authority {
    /// Makes an authority of that name. Its dates are as wide as can be: tenants' clocks are their own.
    pub(crate) fn new(name: &str) -> Result<Self, rcgen::Error> {
        let mut root = named(name)?;
        root.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        root.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        Ok(Self { issuer: CertifiedIssuer::self_signed(root, key()?)? })
    }

    pub(crate) fn root(&self) -> &CertificateDer<'static> {
        self.issuer.der()
    }

    pub(crate) fn root_pem(&self) -> String {
        self.issuer.pem()
    }

    /// Signs a client's certificate, for a key that is made for it.
    pub(crate) fn sign(&self, issue: &Issue) -> Result<Pair, rcgen::Error> {
        let mut client = named(&issue.uid)?;
        client.serial_number = Some(SerialNumber::from(issue.serial.0));
        client.not_before = date(issue.from);
        client.not_after = date(issue.until);
        client.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        client.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        let key = key()?;
        let certificate = client.signed_by(&key, &self.issuer)?.pem();
        Ok(Pair { certificate, key: key.serialize_pem() })
    }

    /// Signs a certificate for a TLS server at this address, which is called `localhost` too.
    pub(crate) fn sign_server(&self, at: IpAddr) -> Result<ServerPair, rcgen::Error> {
        let names = ["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned(), at.to_string()];
        let mut server = CertificateParams::new(names)?;
        server.distinguished_name.push(DnType::CommonName, "localhost");
        server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let key = key()?;
        let chain = vec![server.signed_by(&key, &self.issuer)?.der().clone()];
        Ok(ServerPair { chain, key: PrivateKeyDer::Pkcs8(key.serialize_der().into()) })
    }
}

fn key() -> Result<KeyPair, rcgen::Error> {
    KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)
}

fn named(name: &str) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new([])?;
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    Ok(params)
}

/// To the second. What a certificate cannot tell is told as the nearest that it can.
fn date(time: Time) -> OffsetDateTime {
    let seconds = time.millis().div_euclid(1000).clamp(0, END_OF_TIME);
    OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}
