//! Keys as they are handed over (RFC 7517, RFC 7518 section 6).

use std::fmt;

use aws_lc_rs::rand;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{KeyError, base64url, curve, rsa_key};

/// A JSON Web Key: RSA, EC on P-256, or a shared secret. Members that we do not know are ignored (RFC 7517
/// section 4). `Debug` hides what is secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jwk {
    /// `RSA`, `EC` or `oct`.
    pub kty: String,
    /// Which of several keys it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// `sig` or `enc`.
    #[serde(rename = "use", skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The algorithm that it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alg: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    crv: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    x: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    y: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    n: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    e: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    d: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    p: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    q: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dp: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dq: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    qi: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    k: Option<String>,
}

impl Jwk {
    /// A new RSA key of 2048 bits; takes a good part of a second.
    ///
    /// # Errors
    ///
    /// When the system gives no random octets.
    pub fn rsa() -> Result<Self, KeyError> {
        let numbers = rsa_key::generate()?;
        let [n, e, d, p, q, dp, dq, qi] = numbers.map(|number| Some(base64url::encode(number)));
        Ok(Self { n, e, d, p, q, dp, dq, qi, ..Self::empty("RSA") }.named())
    }

    /// A new key on P-256.
    ///
    /// # Errors
    ///
    /// When the system gives no random octets.
    pub fn ec() -> Result<Self, KeyError> {
        let (private, public) = curve::generate()?;
        Ok(Self { d: Some(base64url::encode(private)), ..Self::point(&public) }.named())
    }

    /// A new shared secret.
    ///
    /// # Errors
    ///
    /// When the system gives no random octets.
    pub fn oct(octets: usize) -> Result<Self, KeyError> {
        let random = |octets| {
            let mut random = vec![0; octets];
            rand::fill(&mut random).map_err(|_| KeyError::Entropy)?;
            Ok(Some(base64url::encode(random)))
        };
        // Called by chance: a name out of the secret would tell of it (RFC 7638 section 7).
        Ok(Self { k: random(octets)?, kid: random(8)?, ..Self::empty("oct") })
    }

    /// A public point on P-256.
    pub(super) fn point(public: &curve::Point) -> Self {
        let half = |half: &[u8]| Some(base64url::encode(half));
        Self { crv: Some("P-256".into()), x: half(public.x()), y: half(public.y()), ..Self::empty("EC") }
    }

    /// What the partner may know of it; a shared secret as it is.
    #[must_use]
    pub fn public(&self) -> Self {
        if self.kty == "oct" {
            return self.clone();
        }
        Self { d: None, p: None, q: None, dp: None, dq: None, qi: None, ..self.clone() }
    }

    /// Its thumbprint (RFC 7638), base64url.
    #[must_use]
    pub fn thumbprint(&self) -> String {
        let members: &[(&str, &Option<String>)] = match self.kty.as_str() {
            "RSA" => &[("e", &self.e), ("kty", &None), ("n", &self.n)],
            "EC" => &[("crv", &self.crv), ("kty", &None), ("x", &self.x), ("y", &self.y)],
            _ => &[("k", &self.k), ("kty", &None)],
        };
        let text = |(name, value): &(&str, &Option<String>)| {
            serde_json::json!(name).to_string()
                + ":"
                + &serde_json::json!(value.as_ref().unwrap_or(&self.kty)).to_string()
        };
        let text: Vec<_> = members.iter().map(text).collect();
        base64url::encode(Sha256::digest(format!("{{{}}}", text.join(","))))
    }

    /// Whether it may be used so: what it says of its own `use` and `alg` is heeded.
    pub(super) fn serves(&self, purpose: &str, algorithms: [&'static str; 2]) -> Result<(), KeyError> {
        let is_for = self.purpose.as_deref().is_none_or(|own| own == purpose)
            && self.alg.as_deref().is_none_or(|own| algorithms.contains(&own));
        if is_for { Ok(()) } else { Err(KeyError::Purpose { expected: algorithms[0] }) }
    }

    /// Its RSA modulus and exponent.
    pub(super) fn rsa_public(&self) -> Result<[Vec<u8>; 2], KeyError> {
        self.is("RSA", "an RSA key")?;
        Ok([number("n", self.n.as_ref())?, number("e", self.e.as_ref())?])
    }

    /// Its RSA numbers: n, e, d, p, q, dp, dq, qi.
    pub(super) fn rsa_private(&self) -> Result<[Vec<u8>; 8], KeyError> {
        let [n, e] = self.rsa_public()?;
        let secret = |name, value: &Option<String>| number(name, value.as_ref());
        let [d, p, q] = [secret("d", &self.d)?, secret("p", &self.p)?, secret("q", &self.q)?];
        let [dp, dq, qi] = [secret("dp", &self.dp)?, secret("dq", &self.dq)?, secret("qi", &self.qi)?];
        Ok([n, e, d, p, q, dp, dq, qi])
    }

    /// Its point on P-256; that it lies on the curve is seen at its first use.
    pub(super) fn ec_public(&self) -> Result<curve::Point, KeyError> {
        self.is("EC", "a key on P-256")?;
        if self.crv.as_deref() != Some("P-256") {
            return Err(KeyError::Type { expected: "a key on P-256" });
        }
        let (x, y) = (number("x", self.x.as_ref())?, number("y", self.y.as_ref())?);
        curve::Point::new(&x, &y).ok_or(KeyError::Numbers)
    }

    /// Its private number on P-256.
    pub(super) fn ec_private(&self) -> Result<Vec<u8>, KeyError> {
        self.is("EC", "a key on P-256")?;
        number("d", self.d.as_ref())
    }

    /// The octets of a shared secret.
    pub(super) fn secret(&self) -> Result<Vec<u8>, KeyError> {
        self.is("oct", "a shared secret")?;
        number("k", self.k.as_ref())
    }

    fn is(&self, kty: &str, expected: &'static str) -> Result<(), KeyError> {
        if self.kty == kty { Ok(()) } else { Err(KeyError::Type { expected }) }
    }

    fn empty(kty: &str) -> Self {
        let [kid, purpose, alg, crv, x, y, n, e] = [const { None }; 8];
        let [d, p, q, dp, dq, qi, k] = [const { None }; 7];
        Self { kty: kty.into(), kid, purpose, alg, crv, x, y, n, e, d, p, q, dp, dq, qi, k }
    }

    /// The same, called by its thumbprint.
    fn named(self) -> Self {
        let kid = self.thumbprint();
        Self { kid: Some(kid), ..self }
    }
}

fn number(name: &'static str, value: Option<&String>) -> Result<Vec<u8>, KeyError> {
    value.and_then(|value| base64url::decode(value)).ok_or(KeyError::Member { name })
}

impl fmt::Debug for Jwk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jwk").field("kty", &self.kty).field("kid", &self.kid).finish_non_exhaustive()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]
mod tests {
    use super::*;

    /// RFC 7638 section 3.1.
    #[test]
    fn the_thumbprint_of_the_rfc() {
        let jwk = r#"{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}"#;
        let jwk: Jwk = serde_json::from_str(jwk).unwrap();
        assert_eq!(jwk.thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    }

    #[test]
    fn what_is_secret_does_not_show_and_is_not_handed_over() {
        let key = Jwk::ec().unwrap();
        let secret = key.d.clone().unwrap();
        assert!(!format!("{key:?}").contains(&secret));
        assert!(!serde_json::to_string(&key.public()).unwrap().contains(&secret));
        assert_eq!(key.public().kid, key.kid);
        let shared = Jwk::oct(32).unwrap();
        assert!(!format!("{shared:?}").contains(&shared.k.clone().unwrap()));
    }
}
