//! What one of two partners holds.

use serde::{Deserialize, Serialize};

use super::{Jwk, KeyError, Opener, Sealer, Suite};

/// The keys of one of two partners; the other has their counterparts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartyKeys {
    /// One's own: signs.
    pub sign: Jwk,
    /// One's own: decrypts.
    pub decrypt: Jwk,
    /// The partner's: verifies what it signed.
    pub verify: Jwk,
    /// The partner's: encrypts what it is to decrypt.
    pub encrypt: Jwk,
}

/// One of two partners, ready to seal and to open.
#[derive(Debug)]
pub struct Party {
    /// For what goes to the partner.
    pub sealer: Sealer,
    /// For what comes from it.
    pub opener: Opener,
}

impl Party {
    /// # Errors
    ///
    /// When a key is of no use under the suite.
    pub fn new(suite: Suite, keys: &PartyKeys) -> Result<Self, KeyError> {
        let sealer = Sealer::new(suite, &keys.sign, &keys.encrypt)?;
        Ok(Self { sealer, opener: Opener::new(suite, &keys.decrypt, &keys.verify)? })
    }
}
