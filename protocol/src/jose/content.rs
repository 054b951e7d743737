//! Content encrypted with AES-GCM (RFC 7518 section 5.3).

use aws_lc_rs::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

use super::{ContentEncryption, KeyError};

pub(super) const IV_OCTETS: usize = 12;
pub(super) const TAG_OCTETS: usize = 16;

/// The content and its tag.
pub(super) struct Sealed {
    pub(super) ciphertext: Vec<u8>,
    pub(super) tag: Vec<u8>,
}

impl ContentEncryption {
    /// Encrypts; the key must have the right length.
    pub(super) fn seal(self, key: &[u8], iv: [u8; IV_OCTETS], aad: &[u8], plain: &[u8]) -> Result<Sealed, KeyError> {
        let key = self.key(key).ok_or(KeyError::Content)?;
        let mut ciphertext = plain.to_vec();
        let nonce = Nonce::assume_unique_for_key(iv);
        let tag = key.seal_in_place_separate_tag(nonce, Aad::from(aad), &mut ciphertext);
        let tag = tag.map_err(|_| KeyError::Content)?.as_ref().to_vec();
        Ok(Sealed { ciphertext, tag })
    }

    /// Decrypts; none if anything is another than it was.
    pub(super) fn open(self, key: &[u8], iv: [u8; IV_OCTETS], aad: &[u8], sealed: &Sealed) -> Option<Vec<u8>> {
        let key = self.key(key)?;
        let mut joined = [&sealed.ciphertext[..], &sealed.tag].concat();
        let nonce = Nonce::assume_unique_for_key(iv);
        let plain = key.open_in_place(nonce, Aad::from(aad), &mut joined).ok()?.len();
        joined.truncate(plain);
        Some(joined)
    }

    fn key(self, key: &[u8]) -> Option<LessSafeKey> {
        let algorithm = match self {
            Self::A256Gcm => &AES_256_GCM,
            Self::A128Gcm => &AES_128_GCM,
        };
        UnboundKey::new(algorithm, key).ok().map(LessSafeKey::new)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]
mod tests {
    use super::*;
    use crate::jose::base64url;

    /// RFC 7516 appendix A.1.
    #[test]
    fn the_example_of_the_rfc() {
        let key = [
            177, 161, 244, 128, 84, 143, 225, 115, 63, 180, 3, 255, 107, 154, 212, 246, 138, 7, 110, 91, 112, 46, 34,
            105, 47, 130, 203, 46, 122, 234, 64, 252,
        ];
        let iv = [227, 197, 117, 252, 2, 219, 233, 68, 180, 225, 77, 219];
        let aad = b"eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ";
        let plain = b"The true sign of intelligence is not knowledge but imagination.";
        let sealed = ContentEncryption::A256Gcm.seal(&key, iv, aad, plain).unwrap();
        let ciphertext = "5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX_EFShS8iB7j6jiSdiwkIr3ajwQzaBtQD_A";
        assert_eq!(base64url::encode(&sealed.ciphertext), ciphertext);
        assert_eq!(base64url::encode(&sealed.tag), "XFBoMYUZodetZdvTiFvSkQ");
        assert_eq!(ContentEncryption::A256Gcm.open(&key, iv, aad, &sealed).unwrap(), plain);
        assert_eq!(ContentEncryption::A256Gcm.open(&key, iv, b"", &sealed), None);
        assert_eq!(ContentEncryption::A128Gcm.open(&key, iv, aad, &sealed), None);
    }
}
