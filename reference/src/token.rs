//! What administrators bear.

use std::fmt;

use subtle::ConstantTimeEq;

/// A bearer token (RFC 6750). It prints as `•••`.
#[derive(Clone)]
pub struct AdminToken(String);

impl AdminToken {
    /// This token.
    #[must_use]
    pub fn new(token: impl Into<String>) -> Self {
        Self(token.into())
    }

    /// Whether an `Authorization` header bears it. The time that takes tells
    /// nothing but the length.
    pub(crate) fn is_borne(&self, authorization: &[u8]) -> bool {
        let Some((scheme, token)) = authorization.split_at_checked("Bearer ".len()) else { return false };
        scheme.eq_ignore_ascii_case(b"Bearer ") && bool::from(self.0.as_bytes().ct_eq(token))
    }
}

impl fmt::Debug for AdminToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_token_itself_is_borne() {
        let token = AdminToken::new("s3cret");
        assert!(token.is_borne(b"Bearer s3cret"));
        assert!(token.is_borne(b"bearer s3cret"));
        for wrong in ["", "Bearer ", "Bearer s3cre", "Bearer s3crett", "Basic s3cret", "s3cret"] {
            assert!(!token.is_borne(wrong.as_bytes()), "{wrong:?}");
        }
    }

    #[test]
    fn it_never_prints() {
        assert_eq!(format!("{:?}", AdminToken::new("s3cret")), "•••");
    }
}
