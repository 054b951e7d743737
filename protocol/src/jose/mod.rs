//! JOSE: what is signed and then encrypted (RFC 7515 to 7519), in the compact forms.
//!
//! A [`Sealer`] seals claims for a partner, an [`Opener`] opens what the partner sealed, both under the one
//! [`Suite`] that was agreed on: no header chooses an algorithm or a key (RFC 8725 sections 2.1 and 3.1). Reading
//! is strict, and a [`Refusal`] names the rule that the token breaks. [`Flaw`] makes tokens that must be refused.

mod algorithm;
mod base64url;
mod content;
mod curve;
mod derivation;
mod flaw;
mod header;
mod jwe;
mod jwk;
mod jws;
mod key_error;
mod management;
mod members;
mod nested;
mod party;
mod refusal;
mod rsa_key;
mod signature;
mod stranger;

pub use algorithm::{ContentEncryption, KeyManagement, SignatureAlgorithm, Suite};
pub use flaw::Flaw;
pub use jwk::Jwk;
pub use key_error::KeyError;
pub use members::Members;
pub use nested::{LONGEST_TOKEN, Opened, Opener, Sealer};
pub use party::{Party, PartyKeys};
pub use refusal::Refusal;
