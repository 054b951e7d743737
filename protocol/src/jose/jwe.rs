//! What is encrypted (RFC 7516 section 7.1).

use aws_lc_rs::rand;

use super::content::{IV_OCTETS, Sealed, TAG_OCTETS};
use super::management::{ContentKey, DecryptionKey, exactly};
use super::{ContentEncryption, KeyError, Members, Refusal, base64url, header};

/// `header.key.iv.ciphertext.tag`.
pub(super) struct Encrypted {
    pub(super) header: String,
    pub(super) key: Vec<u8>,
    pub(super) iv: Vec<u8>,
    pub(super) ciphertext: Vec<u8>,
    pub(super) tag: Vec<u8>,
}

/// What was in it, and what must never come again.
pub(super) struct Decrypted {
    pub(super) header: Members,
    pub(super) plain: Vec<u8>,
    pub(super) key: Vec<u8>,
    pub(super) iv: [u8; IV_OCTETS],
}

impl Encrypted {
    /// Encrypts, whatever the header says.
    pub(super) fn seal(
        header: String,
        content: ContentEncryption,
        key: &ContentKey,
        plain: &[u8],
    ) -> Result<Self, KeyError> {
        let mut iv = [0; IV_OCTETS];
        rand::fill(&mut iv).map_err(|_| KeyError::Entropy)?;
        let aad = base64url::encode(&header);
        let Sealed { ciphertext, tag } = content.seal(&key.key, iv, aad.as_bytes(), plain)?;
        Ok(Self { header, key: key.encrypted.clone(), iv: iv.to_vec(), ciphertext, tag })
    }

    /// The five parts of a token.
    pub(super) fn parse(token: &str) -> Result<Self, Refusal> {
        let parts: Vec<&str> = token.split('.').take(8).collect();
        let [head, key, iv, ciphertext, tag] = parts[..] else {
            return Err(Refusal::Parts { expected: 5, got: parts.len() });
        };
        let decoded = |part, text| base64url::decode(text).ok_or(Refusal::Spelling { part });
        let of = "outer header";
        let header = String::from_utf8(decoded(of, head)?).map_err(|_| Refusal::NotJson { of })?;
        let (key, iv) = (decoded("encrypted key", key)?, decoded("initialization vector", iv)?);
        Ok(Self { header, key, iv, ciphertext: decoded("ciphertext", ciphertext)?, tag: decoded("tag", tag)? })
    }

    pub(super) fn compact(&self) -> String {
        [self.header.as_bytes(), &self.key, &self.iv, &self.ciphertext, &self.tag].map(base64url::encode).join(".")
    }

    /// Decrypts what was encrypted for this key under these algorithms.
    pub(super) fn open(self, key: &DecryptionKey, content: ContentEncryption) -> Result<Decrypted, Refusal> {
        let header = header::read("outer header", self.header.as_bytes())?;
        header::says(&header, "alg", key.algorithm.name())?;
        header::says(&header, "enc", content.name())?;
        header::lacks(&header, &["crit", "zip"])?;
        exactly("initialization vector", IV_OCTETS, &self.iv)?;
        exactly("tag", TAG_OCTETS, &self.tag)?;
        let content_key = key.content_key(content, &header, &self.key)?;
        let iv = self.iv[..].try_into().map_err(|_| Refusal::Decryption)?;
        let aad = base64url::encode(&self.header);
        let sealed = Sealed { ciphertext: self.ciphertext, tag: self.tag };
        let plain = content.open(&content_key, iv, aad.as_bytes(), &sealed).ok_or(Refusal::Decryption)?;
        Ok(Decrypted { header, plain, key: content_key, iv })
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::jose::{Jwk, KeyManagement};

    /// RFC 7520 sections 5.2 and 5.6.
    #[test]
    fn the_tokens_of_the_cookbook() {
        let examples: Value = serde_json::from_str(include_str!("../../tests/jose/rfc7520.json")).unwrap();
        for (algorithm, content) in
            [(KeyManagement::RsaOaep, ContentEncryption::A256Gcm), (KeyManagement::Dir, ContentEncryption::A128Gcm)]
        {
            let example = &examples[algorithm.name()];
            let jwk: Jwk = serde_json::from_value(example["key"].clone()).unwrap();
            let key = DecryptionKey::new(algorithm, content, &jwk).unwrap();
            let token = Encrypted::parse(example["token"].as_str().unwrap()).unwrap();
            assert_eq!(token.compact(), example["token"].as_str().unwrap());
            let decrypted = token.open(&key, content).unwrap();
            assert_eq!(decrypted.plain, example["plain"].as_str().unwrap().as_bytes(), "{algorithm}");
        }
    }
}
