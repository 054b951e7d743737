use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::{Certificate, Client, redirect};

use super::WireError;
use super::http::chain;

/// Who a client says it is in TLS: a certificate with its private key, both PEM texts. Debug hides the key.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Identity {
    /// The certificate, and those between it and the authority.
    pub certificate: String,
    /// Its private key.
    pub key: String,
}

/// HTTP clients, one for each identity: connections are not shared between identities.
#[derive(Debug, Clone)]
pub(super) struct Identities {
    timeout: Duration,
    authorities: Vec<Certificate>,
    anonymous: Client,
    known: Arc<Mutex<HashMap<Identity, Client>>>,
}

const CONNECT_TIMEOUT: Duration = Duration::from_secs(4);

impl Identities {
    /// Clients that wait so long for an answer, and trust the authorities of a PEM text beside the system's.
    pub(super) fn new(timeout: Duration, authority: Option<&str>) -> Result<Self, WireError> {
        let authorities = authority.map_or(Ok(Vec::new()), |pem| Certificate::from_pem_bundle(pem.as_bytes()));
        let authorities = authorities.map_err(|error| WireError::Malformed(chain(&error)))?;
        let anonymous = client(timeout, &authorities, None)?;
        Ok(Self { timeout, authorities, anonymous, known: Arc::default() })
    }

    /// The client of an identity, made when it is first asked for.
    pub(super) fn of(&self, identity: Option<&Identity>) -> Result<Client, WireError> {
        let Some(identity) = identity else { return Ok(self.anonymous.clone()) };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = known.get(identity) {
            return Ok(client.clone());
        }
        let made = client(self.timeout, &self.authorities, Some(identity))?;
        known.insert(identity.clone(), made.clone());
        Ok(made)
    }
}

/// A client that follows no redirect and keeps no cookie.
fn client(timeout: Duration, authorities: &[Certificate], identity: Option<&Identity>) -> Result<Client, WireError> {
    let malformed = |error: reqwest::Error| WireError::Malformed(chain(&error));
    let mut builder = Client::builder()
        .redirect(redirect::Policy::none())
        .no_proxy()
        .timeout(timeout)
        .connect_timeout(CONNECT_TIMEOUT)
        .tcp_nodelay(true)
        .tls_certs_merge(authorities.iter().cloned());
    if let Some(Identity { certificate, key }) = identity {
        let pem = format!("{certificate}\n{key}\n");
        builder = builder.identity(reqwest::Identity::from_pem(pem.as_bytes()).map_err(malformed)?);
    }
    builder.build().map_err(malformed)
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").field("certificate", &self.certificate).field("key", &"•••").finish()
    }
}

#[cfg(test)]
#[path = "identities_tests.rs"]
mod tests;
