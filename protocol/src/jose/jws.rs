//! What is signed (RFC 7515 section 7.1).

use super::signature::{SigningKey, VerifyingKey};
use super::{KeyError, Refusal, base64url, header};

/// `header.payload.signature`.
pub(super) struct Signed {
    pub(super) header: String,
    pub(super) payload: Vec<u8>,
    pub(super) signature: Vec<u8>,
}

impl Signed {
    /// Signs, whatever the header says.
    pub(super) fn sign(header: String, payload: &[u8], key: &SigningKey) -> Result<Self, KeyError> {
        let mut signed = Self { header, payload: payload.to_vec(), signature: Vec::new() };
        signed.signature = key.sign(signed.message().as_bytes())?;
        Ok(signed)
    }

    /// What the signature is over.
    pub(super) fn message(&self) -> String {
        base64url::encode(&self.header) + "." + &base64url::encode(&self.payload)
    }

    pub(super) fn compact(&self) -> String {
        self.message() + "." + &base64url::encode(&self.signature)
    }
}

/// The payload of a token that this key's owner signed under the key's algorithm.
pub(super) fn verify(token: &str, key: &VerifyingKey) -> Result<Vec<u8>, Refusal> {
    let parts: Vec<&str> = token.split('.').take(8).collect();
    let [head, payload, signature] = parts[..] else {
        return Err(Refusal::Parts { expected: 3, got: parts.len() });
    };
    let decoded = |part, text| base64url::decode(text).ok_or(Refusal::Spelling { part });
    let head_octets = decoded("inner header", head)?;
    let signature = decoded("signature", signature)?;
    let members = header::read("inner header", &head_octets)?;
    header::says(&members, "alg", key.algorithm.name())?;
    header::lacks(&members, &["crit", "b64"])?;
    let octets = decoded("payload", payload)?;
    if key.verifies(&token.as_bytes()[..head.len() + 1 + payload.len()], &signature) {
        Ok(octets)
    } else {
        Err(Refusal::Signature)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::jose::{Jwk, SignatureAlgorithm};

    /// RFC 7520 sections 4.1 and 4.4: both algorithms give one signature only.
    #[test]
    fn the_signatures_of_the_cookbook() {
        let examples: Value = serde_json::from_str(include_str!("../../tests/jose/rfc7520.json")).unwrap();
        for algorithm in [SignatureAlgorithm::Rs256, SignatureAlgorithm::Hs256] {
            let example = &examples[algorithm.name()];
            let text = |name: &str| example[name].as_str().unwrap();
            let jwk: Jwk = serde_json::from_value(example["key"].clone()).unwrap();
            let key = SigningKey::new(algorithm, &jwk).unwrap();
            let header = base64url::decode(text("token").split('.').next().unwrap()).unwrap();
            let signed = Signed::sign(String::from_utf8(header).unwrap(), text("payload").as_bytes(), &key).unwrap();
            assert_eq!(signed.compact(), text("token"), "{algorithm}");
            let key = VerifyingKey::new(algorithm, &jwk.public()).unwrap();
            assert_eq!(verify(text("token"), &key).unwrap(), text("payload").as_bytes(), "{algorithm}");
        }
    }

    /// RFC 7515 appendix A.3.
    #[test]
    fn the_signature_on_p256_of_the_rfc() {
        let jwk = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;
        let token = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9p\
            c19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
        let key = VerifyingKey::new(SignatureAlgorithm::Es256, &serde_json::from_str(jwk).unwrap()).unwrap();
        assert!(verify(token, &key).unwrap().starts_with(br#"{"iss":"joe""#));
        assert_eq!(verify(&token.replace("U1Q", "U1A"), &key), Err(Refusal::Signature));
    }
}
