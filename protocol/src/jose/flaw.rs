//! Tokens that must be refused: each is right but for one thing.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::hmac;
use serde_json::{Value, json};

use super::jwe::Encrypted;
use super::jws::Signed;
use super::management::{ContentKey, EncryptionKey};
use super::nested::text;
use super::signature::SigningKey;
use super::{
    ContentEncryption, Jwk, KeyError, KeyManagement, Members, Sealer, SignatureAlgorithm, base64url, stranger,
};

macro_rules! flaws {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal),+ $(,)?) => {
        /// What is wrong with a token; it is right in all else.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Flaw { $($(#[doc = $doc])+ $name),+ }

        impl Flaw {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The name in scenarios.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// What is wrong, in a few words.
            #[must_use]
            pub const fn about(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),+).trim_ascii()),+ }
            }
        }
    };
}

flaws! {
    /// text that is no token
    Garbage = "garbage",
    /// nothing at all
    Empty = "empty",
    /// cut off in the middle of its ciphertext
    Truncated = "truncated",
    /// without its last part
    FourParts = "four-parts",
    /// with a part too many
    SixParts = "six-parts",
    /// encrypted for a stranger
    WrongKey = "wrong-key",
    /// another tag: one bit is flipped
    WrongTag = "wrong-tag",
    /// the first four octets of its tag alone
    ShortTag = "short-tag",
    /// an initialization vector of eleven octets
    ShortIv = "short-iv",
    /// its encrypted key is none; ECDH-ES: a point off the curve
    WrongEncryptedKey = "wrong-encrypted-key",
    /// the outer header names another `alg`
    OtherKeyAlg = "other-key-alg",
    /// the content is encrypted under another `enc`
    OtherEnc = "other-enc",
    /// without `cty`
    NoCty = "no-cty",
    /// another `cty`: `json`
    OtherCty = "other-cty",
    /// a critical extension that nobody knows
    Crit = "crit",
    /// compressed before it was encrypted
    Compressed = "compressed",
    /// `alg` stands twice in the outer header
    DuplicateHeader = "duplicate-header",
    /// encrypted, but not signed
    NotSigned = "not-signed",
    /// signed, but not encrypted
    NotEncrypted = "not-encrypted",
    /// another signature: one bit is flipped
    WrongSignature = "wrong-signature",
    /// signed by a stranger
    OtherSigner = "other-signer",
    /// `alg` `none`, and no signature
    AlgNone = "alg-none",
    /// signed under another algorithm, by the right key where it can
    OtherAlg = "other-alg",
    /// HS256 with the public key as secret; without one, other-alg
    KeyConfusion = "key-confusion",
    /// `alg` stands twice in the inner header
    DuplicateInnerHeader = "duplicate-inner-header",
    /// a claim stands twice
    DuplicateClaim = "duplicate-claim",
    /// what was signed is no JSON
    NotJson = "not-json",
    /// base64 with padding
    Padded = "padded",
    /// base64 with set bits behind the last octet
    LooseBits = "loose-bits",
}

impl Sealer {
    /// Seals the claims as a token with a flaw.
    ///
    /// # Errors
    ///
    /// As for [`Sealer::seal`].
    pub fn seal_flawed(&self, claims: &Members, flaw: Flaw) -> Result<String, KeyError> {
        Minter { sealer: self, claims: serde_json::to_vec(claims).unwrap_or_default() }.mint(flaw)
    }
}

struct Minter<'a> {
    sealer: &'a Sealer,
    claims: Vec<u8>,
}

impl Minter<'_> {
    fn mint(&self, flaw: Flaw) -> Result<String, KeyError> {
        match flaw {
            Flaw::Garbage | Flaw::Empty | Flaw::Truncated | Flaw::FourParts | Flaw::SixParts => self.cut(flaw),
            Flaw::Padded | Flaw::LooseBits => self.respelt(flaw),
            Flaw::WrongKey | Flaw::WrongTag | Flaw::ShortTag | Flaw::ShortIv | Flaw::WrongEncryptedKey => {
                Ok(self.altered(flaw)?.compact())
            }
            Flaw::OtherKeyAlg | Flaw::OtherEnc => Ok(self.under_another(flaw)?.compact()),
            Flaw::NoCty | Flaw::OtherCty | Flaw::Crit | Flaw::Compressed | Flaw::DuplicateHeader => {
                Ok(self.outer(flaw)?.compact())
            }
            _ => self.inner(flaw),
        }
    }

    /// A right token.
    fn right(&self) -> Result<Encrypted, KeyError> {
        self.sealer.encrypt(self.signed(&self.sealer.inner_header())?.compact().as_bytes())
    }

    fn signed(&self, header: &str) -> Result<Signed, KeyError> {
        Signed::sign(header.to_owned(), &self.claims, &self.sealer.sign)
    }

    /// Wrong as a text.
    fn cut(&self, flaw: Flaw) -> Result<String, KeyError> {
        let token = self.right()?.compact();
        let last = token.rfind('.').unwrap_or_default();
        Ok(match flaw {
            Flaw::Garbage => "This is no token".into(),
            Flaw::Empty => String::new(),
            Flaw::Truncated => token[..last - last / 4].to_owned(),
            Flaw::FourParts => token[..last].to_owned(),
            _ => token[..last].to_owned() + &token[last..] + &token[last..],
        })
    }

    /// Right octets in another spelling: the tag has sixteen, so its last character has four bits to spare.
    fn respelt(&self, flaw: Flaw) -> Result<String, KeyError> {
        const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let mut token = self.right()?.compact();
        if flaw == Flaw::Padded {
            return Ok(token + "==");
        }
        let last = token.pop().unwrap_or('A');
        let place = ALPHABET.iter().position(|octet| char::from(*octet) == last).unwrap_or_default();
        token.push(char::from(ALPHABET[place | 1]));
        Ok(token)
    }

    /// A right token, altered afterwards.
    fn altered(&self, flaw: Flaw) -> Result<Encrypted, KeyError> {
        let mut token = self.right()?;
        match flaw {
            Flaw::WrongKey => return self.for_a_stranger(),
            Flaw::WrongTag => flip(&mut token.tag),
            Flaw::ShortTag => token.tag.truncate(4),
            Flaw::ShortIv => token.iv.truncate(11),
            _ if self.sealer.suite.key == KeyManagement::EcdhEs => token.header = off_the_curve(&token.header),
            _ if token.key.is_empty() => token.key = vec![0; 16],
            _ => flip(&mut token.key),
        }
        Ok(token)
    }

    fn for_a_stranger(&self) -> Result<Encrypted, KeyError> {
        let suite = self.sealer.suite;
        let stranger = stranger::encrypting(suite.key, suite.content.key_octets())?;
        let key = EncryptionKey::new(suite.key, suite.content, &stranger)?.content_key(suite.content)?;
        self.content(&key, &self.sealer.outer_header(&key))
    }

    /// A right token of another suite: who lets the header choose takes it.
    fn under_another(&self, flaw: Flaw) -> Result<Encrypted, KeyError> {
        let suite = self.sealer.suite;
        if flaw == Flaw::OtherEnc {
            return self.under_another_enc();
        }
        let other = match suite.key {
            KeyManagement::RsaOaep256 => KeyManagement::RsaOaep,
            KeyManagement::RsaOaep => KeyManagement::RsaOaep256,
            // Of these the name alone is another: the key is found without it.
            KeyManagement::EcdhEs | KeyManagement::Dir => {
                let name = if suite.key == KeyManagement::Dir { "ECDH-ES" } else { "dir" };
                let key = self.sealer.encrypt.content_key(suite.content)?;
                let mut header = self.sealer.outer_header(&key);
                header.insert("alg".into(), name.into());
                return self.content(&key, &header);
            }
        };
        let key = EncryptionKey::new(other, suite.content, &self.sealer.jwks[1])?.content_key(suite.content)?;
        let mut header = self.sealer.outer_header(&key);
        header.insert("alg".into(), other.name().into());
        self.content(&key, &header)
    }

    fn under_another_enc(&self) -> Result<Encrypted, KeyError> {
        let other = match self.sealer.suite.content {
            ContentEncryption::A256Gcm => ContentEncryption::A128Gcm,
            ContentEncryption::A128Gcm => ContentEncryption::A256Gcm,
        };
        let mut key = self.sealer.encrypt.content_key(other)?;
        // The shared secret of `dir` has the length of its own suite's.
        key.key.resize(other.key_octets(), 0);
        let mut header = self.sealer.outer_header(&key);
        header.insert("enc".into(), other.name().into());
        let plain = self.signed(&self.sealer.inner_header())?.compact();
        Encrypted::seal(text(&header), other, &key, plain.as_bytes())
    }

    /// Another outer header.
    fn outer(&self, flaw: Flaw) -> Result<Encrypted, KeyError> {
        let key = self.sealer.encrypt.content_key(self.sealer.suite.content)?;
        let mut header = self.sealer.outer_header(&key);
        match flaw {
            Flaw::NoCty => drop(header.remove("cty")),
            Flaw::OtherCty => drop(header.insert("cty".into(), "json".into())),
            Flaw::Crit => {
                header.insert("crit".into(), json!(["https://example.com/unknown"]));
                header.insert("https://example.com/unknown".into(), true.into());
            }
            Flaw::Compressed => {
                header.insert("zip".into(), "DEF".into());
                let plain = deflated(self.signed(&self.sealer.inner_header())?.compact().as_bytes());
                return Encrypted::seal(text(&header), self.sealer.suite.content, &key, &plain);
            }
            _ => {
                let plain = self.signed(&self.sealer.inner_header())?.compact();
                return Encrypted::seal(twice(&text(&header)), self.sealer.suite.content, &key, plain.as_bytes());
            }
        }
        self.content(&key, &header)
    }

    /// A right signed token, encrypted so.
    fn content(&self, key: &ContentKey, header: &Members) -> Result<Encrypted, KeyError> {
        let plain = self.signed(&self.sealer.inner_header())?.compact();
        Encrypted::seal(text(header), self.sealer.suite.content, key, plain.as_bytes())
    }

    /// Wrong within what is encrypted rightly.
    fn inner(&self, flaw: Flaw) -> Result<String, KeyError> {
        let header = self.sealer.inner_header();
        let sign = |claims: &[u8]| Signed::sign(header.clone(), claims, &self.sealer.sign);
        let plain = match flaw {
            Flaw::NotEncrypted => return Ok(self.signed(&header)?.compact()),
            Flaw::NotSigned => self.claims.clone(),
            Flaw::WrongSignature => {
                let mut signed = self.signed(&header)?;
                flip(&mut signed.signature);
                signed.compact().into_bytes()
            }
            Flaw::DuplicateInnerHeader => self.signed(&twice(&header))?.compact().into_bytes(),
            Flaw::DuplicateClaim => {
                sign(twice(&String::from_utf8_lossy(&self.claims)).as_bytes())?.compact().into_bytes()
            }
            Flaw::NotJson => sign(b"alice")?.compact().into_bytes(),
            _ => self.signed_otherwise(flaw)?.compact().into_bytes(),
        };
        Ok(self.sealer.encrypt(&plain)?.compact())
    }

    /// Signed under another algorithm, or by another.
    fn signed_otherwise(&self, flaw: Flaw) -> Result<Signed, KeyError> {
        let own = self.sealer.suite.signature;
        let with = |algorithm: SignatureAlgorithm, jwk: &Jwk| {
            Signed::sign(self.header_with(algorithm.name()), &self.claims, &SigningKey::new(algorithm, jwk)?)
        };
        match (flaw, own) {
            (Flaw::AlgNone, _) => {
                let (header, payload) = (self.header_with("none"), self.claims.clone());
                Ok(Signed { header, payload, signature: Vec::new() })
            }
            (Flaw::OtherSigner, _) => with(own, &stranger::signing(own)?),
            (Flaw::KeyConfusion, SignatureAlgorithm::Rs256 | SignatureAlgorithm::Ps256 | SignatureAlgorithm::Es256) => {
                Ok(self.confused())
            }
            (_, SignatureAlgorithm::Rs256) => with(SignatureAlgorithm::Ps256, &self.sealer.jwks[0]),
            (_, SignatureAlgorithm::Ps256) => with(SignatureAlgorithm::Rs256, &self.sealer.jwks[0]),
            (_, other) => {
                let algorithm = if other == SignatureAlgorithm::Es256 {
                    SignatureAlgorithm::Hs256
                } else {
                    SignatureAlgorithm::Es256
                };
                with(algorithm, &stranger::signing(algorithm)?)
            }
        }
    }

    /// The public key, as it is handed over, as the secret of HS256 (RFC 8725 section 2.1).
    fn confused(&self) -> Signed {
        let public = serde_json::to_vec(&self.sealer.jwks[0].public()).unwrap_or_default();
        let (header, payload) = (self.header_with("HS256"), self.claims.clone());
        let mut signed = Signed { header, payload, signature: Vec::new() };
        let key = hmac::Key::new(hmac::HMAC_SHA256, &public);
        signed.signature = hmac::sign(&key, signed.message().as_bytes()).as_ref().to_vec();
        signed
    }

    fn header_with(&self, algorithm: &str) -> String {
        let mut header: Members = serde_json::from_str(&self.sealer.inner_header()).unwrap_or_default();
        header.insert("alg".into(), algorithm.into());
        text(&header)
    }
}

fn flip(octets: &mut [u8]) {
    octets.last_mut().into_iter().for_each(|octet| *octet ^= 1);
}

/// The object with its first member once more.
fn twice(object: &str) -> String {
    let members: Members = serde_json::from_str(object).unwrap_or_default();
    let again = members.iter().next().map_or_else(String::new, |(name, value)| format!("{}:{value},", json!(name)));
    "{".to_owned() + &again + object.get(1..).unwrap_or_default()
}

/// `epk` with another `y`.
fn off_the_curve(header: &str) -> String {
    let mut header: Members = serde_json::from_str(header).unwrap_or_default();
    if let Some(y) = header.get_mut("epk").and_then(|epk| epk.get_mut("y")) {
        *y = Value::String(base64url::encode([7; 32]));
    }
    text(&header)
}

/// Deflated, as one block that is stored (RFC 1951 section 3.2.4): at most 65,535 octets.
fn deflated(octets: &[u8]) -> Vec<u8> {
    let length = u16::try_from(octets.len()).unwrap_or(u16::MAX);
    [&[1][..], &length.to_le_bytes(), &(!length).to_le_bytes(), octets].concat()
}

/// Another name is no flaw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoFlaw;

impl FromStr for Flaw {
    type Err = NoFlaw;

    fn from_str(name: &str) -> Result<Self, NoFlaw> {
        Self::ALL.iter().copied().find(|flaw| flaw.name() == name).ok_or(NoFlaw)
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
