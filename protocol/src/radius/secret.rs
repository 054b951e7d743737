//! What client and server share.

use std::fmt;

/// The shared secret of a client and its server (RFC 2865 section 3). `Debug` and `Display` hide
/// it; only this crate reads it.
#[derive(Clone)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// A secret of these octets. RFC 2865 wants 16 or more, and at least one; an empty one is for
    /// tests.
    #[must_use]
    pub fn new(octets: impl Into<Vec<u8>>) -> Self {
        Self(octets.into())
    }

    pub(super) fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(•••)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_show() {
        let secret = Secret::new("testing123");
        assert_eq!(format!("{secret} {secret:?}"), "••• Secret(•••)");
    }
}
