//! TLS of a mock, under an authority of its own: made anew at each start, so that no key lies anywhere.

use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256,
};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::PrivateKeyDer;

use crate::Error;

/// What a mock shows of itself, and what its clients must trust.
#[derive(Debug, Clone)]
pub struct Tls {
    /// The authority's certificate, as a PEM text (RFC 7468).
    pub ca: String,
    /// The certificate of the mock, and its key.
    pub config: Arc<ServerConfig>,
}

/// Whom the mock can be taken for, with clients that keep the real hosts' names, and where it really is.
const NAMES: [&str; 7] = [
    "login.microsoftonline.com",
    "graph.microsoft.com",
    "login.microsoft.com",
    "login.windows.net",
    "localhost",
    "127.0.0.1",
    "::1",
];

impl Tls {
    /// Makes an authority and a certificate.
    ///
    /// # Errors
    ///
    /// When the library cannot.
    pub fn new() -> Result<Self, Error> {
        let issuer = authority().map_err(|error| Error::Certificate(error.to_string()))?;
        let config = config(&issuer)?;
        Ok(Self { ca: issuer.pem(), config: Arc::new(config) })
    }
}

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Result<Authority, rcgen::Error> {
    let mut root = named("sekisho mock authority")?;
    root.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    root.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    CertifiedIssuer::self_signed(root, KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?)
}

fn config(issuer: &Authority) -> Result<ServerConfig, Error> {
    let (certificate, key) = certificate(issuer).map_err(|error| Error::Certificate(error.to_string()))?;
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = builder.and_then(|builder| {
        let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        builder.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key)
    });
    let mut config = config.map_err(|error| Error::Certificate(error.to_string()))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

fn certificate(issuer: &Authority) -> Result<(rcgen::Certificate, KeyPair), rcgen::Error> {
    let mut server = named("sekisho mock")?;
    server.subject_alt_names = CertificateParams::new(NAMES.map(str::to_owned))?.subject_alt_names;
    server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // Python's strict checks ask for it (RFC 5280, 4.2.1.1).
    server.use_authority_key_identifier_extension = true;
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    Ok((server.signed_by(&key, issuer)?, key))
}

fn named(name: &str) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new([])?;
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    Ok(params)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]
mod tests {
    use std::io::{Read, Write};

    use rustls::pki_types::pem::PemObject;
    use rustls::pki_types::{CertificateDer, ServerName};
    use rustls::{ClientConfig, ClientConnection, RootCertStore, ServerConnection};

    use super::*;

    /// Both ends in one process, without a socket.
    fn shakes_hands(tls: &Tls, trusted: &str, name: &str) -> Result<(), rustls::Error> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(trusted.as_bytes()).unwrap())?;
        let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
        let config = builder.with_safe_default_protocol_versions()?.with_root_certificates(roots).with_no_client_auth();
        let name = ServerName::try_from(name.to_owned()).unwrap();
        let mut client = ClientConnection::new(Arc::new(config), name)?;
        let mut server = ServerConnection::new(tls.config.clone())?;
        while client.is_handshaking() || server.is_handshaking() {
            let mut octets = Vec::new();
            client.write_tls(&mut octets).unwrap();
            server.read_tls(&mut octets.as_slice()).unwrap();
            server.process_new_packets()?;
            let mut octets = Vec::new();
            server.write_tls(&mut octets).unwrap();
            client.read_tls(&mut octets.as_slice()).unwrap();
            client.process_new_packets()?;
        }
        client.writer().write_all(b"hello").unwrap();
        let mut octets = Vec::new();
        client.write_tls(&mut octets).unwrap();
        server.read_tls(&mut octets.as_slice()).unwrap();
        server.process_new_packets()?;
        let mut heard = [0; 5];
        server.reader().read_exact(&mut heard).unwrap();
        assert_eq!(&heard, b"hello");
        Ok(())
    }

    #[test]
    fn whoever_trusts_its_authority_takes_it_for_both_hosts() {
        let tls = Tls::new().unwrap();
        for name in NAMES {
            assert_eq!(shakes_hands(&tls, &tls.ca, name), Ok(()), "{name}");
        }
        assert!(shakes_hands(&tls, &tls.ca, "example.com").is_err());
        assert!(shakes_hands(&tls, &Tls::new().unwrap().ca, "localhost").is_err());
    }
}
