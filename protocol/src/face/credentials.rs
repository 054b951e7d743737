//! What the service's portal hands to a login server.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::Profile;
use crate::jose::{KeyError, Party, PartyKeys};

/// What the service's portal hands to a login server: where the service is, what was agreed on, and the login
/// server's keys with the service's counterparts. A file of secrets; `Debug` hides them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// Where the browser is sent with a request: an URL without a query.
    pub service: String,
    /// What was agreed on.
    pub profile: Profile,
    /// The keys, by the name of the suite.
    pub suites: BTreeMap<String, PartyKeys>,
}

/// Why nothing can be sealed or opened under a suite.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unusable {
    /// There is none of that name, or no keys for it.
    NoSuite,
    /// A key is of no use.
    Key(KeyError),
}

impl Credentials {
    /// Makes the keys of a suite ready for use; worth keeping, as an RSA key is checked on its way.
    ///
    /// # Errors
    ///
    /// When there is no such suite, or a key is of no use under it.
    pub fn party(&self, suite: &str) -> Result<Party, Unusable> {
        let agreed = self.profile.suites.get(suite).ok_or(Unusable::NoSuite)?;
        let keys = self.suites.get(suite).ok_or(Unusable::NoSuite)?;
        Party::new(*agreed, keys).map_err(Unusable::Key)
    }
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuite => f.write_str("there is no such suite, or no keys for it"),
            Self::Key(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Unusable {}
