//! Files for SAML, read from PEM.

use rustls::crypto::aws_lc_rs::sign::any_supported_type;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::ParsedCertificate;
use sekisho_rules::{PublicKey, Request, Upload};

use super::Body;
use super::doors::{Asked, Unreadable};
use super::query::Query;
use super::route::File;

/// `PUT /api/saml/certificate` and `…/key`: the file is the body.
pub(crate) fn file(file: File, query: Option<&str>, body: &Body) -> Result<Asked, Unreadable> {
    let mut query = Query::read(query).map_err(|_| Unreadable(None))?;
    let domain = query.take("domain");
    query.end().map_err(|_| Unreadable(domain.clone()))?;
    let upload = match file {
        File::Certificate => Upload::Certificate(certified(body.octets())),
        File::Key => Upload::PrivateKey(kept_private(body.octets())),
    };
    Ok(Asked::new(domain, Request::Saml(upload)))
}

/// Whose key the first certificate of the file is.
fn certified(pem: &[u8]) -> Option<PublicKey> {
    let certificate = CertificateDer::from_pem_slice(pem).ok()?;
    let parsed = ParsedCertificate::try_from(&certificate).ok()?;
    Some(PublicKey(parsed.subject_public_key_info().to_vec()))
}

/// The public half of the file's first private key.
fn kept_private(pem: &[u8]) -> Option<PublicKey> {
    let key = PrivateKeyDer::from_pem_slice(pem).ok()?;
    let key = any_supported_type(&key).ok()?;
    Some(PublicKey(key.public_key()?.to_vec()))
}
