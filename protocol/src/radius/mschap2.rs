//! MS-CHAPv2 (RFC 2759), and its attributes in RADIUS (RFC 2548).

use std::fmt;
use std::fmt::Write as _;

use des::Des;
use des::cipher::{BlockCipherEncrypt, KeyInit};
use md4::Md4;
use sha1::{Digest, Sha1};
use subtle::ConstantTimeEq;

/// Microsoft's private enterprise number.
pub const MICROSOFT: u32 = 311;
/// MS-CHAP-Error (RFC 2548 section 2.1.5).
pub const MS_CHAP_ERROR: u8 = 2;
/// MS-CHAP-Challenge (RFC 2548 section 2.1.2).
pub const MS_CHAP_CHALLENGE: u8 = 11;
/// MS-CHAP2-Response (RFC 2548 section 2.3.2).
pub const MS_CHAP2_RESPONSE: u8 = 25;
/// MS-CHAP2-Success (RFC 2548 section 2.3.3).
pub const MS_CHAP2_SUCCESS: u8 = 26;

/// The authenticator's or the peer's challenge.
pub type Challenge = [u8; 16];

/// What a peer answers: the value of MS-CHAP2-Response (RFC 2548 section 2.3.2). `Debug` hides it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Response {
    /// Matches replies to it.
    pub identifier: u8,
    /// Reserved, 0.
    pub flags: u8,
    /// The peer's own challenge.
    pub peer_challenge: Challenge,
    /// The NT-Response (RFC 2759 section 4).
    pub nt_response: [u8; 24],
}

impl Response {
    /// Answers the authenticator's `challenge` (RFC 2759 section 8.1). The peer's challenge must be
    /// random.
    #[must_use]
    pub fn new(identifier: u8, peer: Challenge, challenge: &Challenge, user_name: &[u8], password: &str) -> Self {
        let hash = challenge_hash(&peer, challenge, user_name);
        let nt_response = challenge_response(&hash, &nt_hash(password));
        Self { identifier, flags: 0, peer_challenge: peer, nt_response }
    }

    /// Reads the value of MS-CHAP2-Response: 50 octets. What is reserved is not looked at.
    #[must_use]
    pub fn parse(value: &[u8]) -> Option<Self> {
        let [identifier, flags, rest @ ..]: &[u8; 50] = value.try_into().ok()?;
        Some(Self {
            identifier: *identifier,
            flags: *flags,
            peer_challenge: *rest.first_chunk()?,
            nt_response: *rest.last_chunk()?,
        })
    }

    /// The value of MS-CHAP2-Response.
    #[must_use]
    pub fn to_octets(&self) -> [u8; 50] {
        let mut octets = [0; 50];
        octets[..2].copy_from_slice(&[self.identifier, self.flags]);
        octets[2..18].copy_from_slice(&self.peer_challenge);
        octets[26..].copy_from_slice(&self.nt_response);
        octets
    }

    /// Whether it is the right answer to the authenticator's challenge, in constant time.
    #[must_use]
    pub fn matches(&self, challenge: &Challenge, user_name: &[u8], password: &str) -> bool {
        let right = Self::new(self.identifier, self.peer_challenge, challenge, user_name, password);
        right.nt_response.ct_eq(&self.nt_response).into()
    }

    /// What proves the authenticator to the peer: `S=` and 40 hexadecimal digits (RFC 2759
    /// section 8.7).
    #[must_use]
    pub fn authenticator_response(&self, challenge: &Challenge, user_name: &[u8], password: &str) -> String {
        let hash_hash: [u8; 16] = Md4::digest(nt_hash(password)).into();
        let digest = Sha1::new_with_prefix(hash_hash).chain_update(self.nt_response).chain_update(MAGIC_1);
        let hash = challenge_hash(&self.peer_challenge, challenge, user_name);
        let digest = Sha1::new_with_prefix(digest.finalize()).chain_update(hash).chain_update(MAGIC_2).finalize();
        digest.iter().fold("S=".into(), |mut text, octet| {
            let _ = write!(text, "{octet:02X}");
            text
        })
    }

    /// Whether a message that claims success, as MS-CHAP2-Success carries it after its identifier,
    /// begins with the right [`Response::authenticator_response`], in constant time.
    #[must_use]
    pub fn proves_authenticator(
        &self,
        message: &[u8],
        challenge: &Challenge,
        user_name: &[u8],
        password: &str,
    ) -> bool {
        let right = self.authenticator_response(challenge, user_name, password);
        message.get(..right.len()).is_some_and(|given| right.as_bytes().ct_eq(given).into())
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Response({}, •••)", self.identifier)
    }
}

const MAGIC_1: &[u8] = b"Magic server to client signing constant";
const MAGIC_2: &[u8] = b"Pad to make it do more than one iteration";

/// NtPasswordHash (RFC 2759 section 8.3): MD4 over UTF-16, little-endian. As good as the password.
#[must_use]
pub fn nt_hash(password: &str) -> [u8; 16] {
    let hash = password.encode_utf16().fold(Md4::new(), |hash, unit| hash.chain_update(unit.to_le_bytes()));
    hash.finalize().into()
}

/// ChallengeHash (RFC 2759 section 8.2). A domain before the user's name does not count (section 4).
#[must_use]
pub fn challenge_hash(peer: &Challenge, authenticator: &Challenge, user_name: &[u8]) -> [u8; 8] {
    let bare = user_name.rsplit(|octet| *octet == b'\\').next().unwrap_or(user_name);
    let digest = Sha1::new_with_prefix(peer).chain_update(authenticator).chain_update(bare).finalize();
    let [hash @ .., _, _, _, _, _, _, _, _, _, _, _, _]: [u8; 20] = digest.into();
    hash
}

/// ChallengeResponse (RFC 2759 section 8.5): DES under three keys of 7 octets, of which the hash is
/// the first 16.
#[must_use]
pub fn challenge_response(challenge: &[u8; 8], nt_hash: &[u8; 16]) -> [u8; 24] {
    let mut keys = [0; 21];
    keys[..16].copy_from_slice(nt_hash);
    let mut response = [0; 24];
    for (block, key) in response.as_chunks_mut().0.iter_mut().zip(keys.as_chunks().0) {
        *block = encrypted(*challenge, key);
    }
    response
}

/// DesEncrypt (RFC 2759 section 8.6): each 7 bits of the key get a parity bit, which DES ignores.
fn encrypted(challenge: [u8; 8], key: &[u8; 7]) -> [u8; 8] {
    let bits = key.iter().fold(0u64, |bits, octet| bits << 8 | u64::from(*octet));
    let spread = (0..8).fold(0u64, |spread, at| spread << 8 | (bits >> (49 - 7 * at) & 0x7f) << 1);
    let mut block = challenge.into();
    Des::new(&spread.to_be_bytes().into()).encrypt_block(&mut block);
    block.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex<const N: usize>(digits: &str) -> [u8; N] {
        std::array::from_fn(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).expect("hex"))
    }

    fn challenges() -> (Challenge, Challenge) {
        (hex("5B5D7C7D7B3F2F3E3C2C602132262628"), hex("21402324255E262A28295F2B3A337C7E"))
    }

    #[test]
    fn rfc_2759_section_9_2() {
        let (challenge, peer) = challenges();
        assert_eq!(challenge_hash(&peer, &challenge, b"User"), hex("D02E4386BCE91226"));
        assert_eq!(nt_hash("clientPass"), hex("44EBBA8D5312B8D611474411F56989AE"));
        let response = Response::new(1, peer, &challenge, b"User", "clientPass");
        assert_eq!(response.nt_response, hex("82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF"));
        let proof = response.authenticator_response(&challenge, b"User", "clientPass");
        assert_eq!(proof, "S=407A5589115FD0D6209F510FE9C04566932CDA56");
    }

    /// RFC 2759 section 9.3: the parity bits differ from ours, which DES does not mind.
    #[test]
    fn a_des_key_ignores_parity() {
        let block = encrypted([0; 8], &hex("FC156AF7EDCD6C"));
        let mut other = [0; 8].into();
        Des::new(&hex("FD0B5B5E7F6E34D9").into()).encrypt_block(&mut other);
        assert_eq!(block, <[u8; 8]>::from(other));
    }

    #[test]
    fn a_domain_does_not_count() {
        let (challenge, peer) = challenges();
        let response = Response::new(1, peer, &challenge, br"DOMAIN\User", "clientPass");
        assert!(response.matches(&challenge, b"User", "clientPass"));
        assert!(!response.matches(&challenge, b"user", "clientPass"));
        assert!(!response.matches(&challenge, b"User", "clientPasS"));
        assert!(!response.matches(&peer, b"User", "clientPass"));
    }

    #[test]
    fn the_attribute_reads_as_it_is_written() {
        let (challenge, peer) = challenges();
        let response = Response::new(200, peer, &challenge, b"User", "clientPass");
        assert_eq!(Response::parse(&response.to_octets()), Some(response));
        assert_eq!(Response::parse(&response.to_octets()[..49]), None);
        assert_eq!(format!("{response:?}"), "Response(200, •••)");
    }

    #[test]
    fn only_the_right_proof_proves_the_authenticator() {
        let (challenge, peer) = challenges();
        let response = Response::new(1, peer, &challenge, b"User", "clientPass");
        let proves =
            |message: &str| response.proves_authenticator(message.as_bytes(), &challenge, b"User", "clientPass");
        assert!(proves("S=407A5589115FD0D6209F510FE9C04566932CDA56 M=Welcome"));
        assert!(!proves("S=407A5589115FD0D6209F510FE9C04566932CDA57 M=Welcome"));
        assert!(!proves("S=407A5589115FD0D6209F510FE9C04566932CDA5"));
        assert!(!proves(""));
    }
}
