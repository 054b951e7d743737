//! User-Password and CHAP-Password.

use md5::{Digest, Md5};
use subtle::ConstantTimeEq;

use super::{Authenticator, Secret};

/// The longest password that User-Password may carry (RFC 2865 section 5.2).
pub const MAX_PASSWORD: usize = 128;

const BLOCK: usize = 16;

/// Hides a password for User-Password (RFC 2865 section 5.2): padded with NULs to whole blocks of 16
/// octets, at least one. A password beyond [`MAX_PASSWORD`] is hidden likewise, for tests.
#[must_use]
pub fn hide(password: &[u8], secret: &Secret, request: &Authenticator) -> Vec<u8> {
    let mut hidden = Vec::with_capacity(hidden_len(password));
    hide_into(&mut hidden, password, secret, request);
    hidden
}

/// [`hide`] at the end of a buffer.
pub(super) fn hide_into(buffer: &mut Vec<u8>, password: &[u8], secret: &Secret, request: &Authenticator) {
    let mut previous = *request;
    for from in (0..hidden_len(password)).step_by(BLOCK) {
        let plain = password.get(from..).unwrap_or_default();
        let mut block = mask(secret, &previous);
        block.iter_mut().zip(plain).for_each(|(mask, octet)| *mask ^= octet);
        buffer.extend(block);
        previous = block;
    }
}

/// Octets that a password becomes when hidden.
pub(super) const fn hidden_len(password: &[u8]) -> usize {
    if password.is_empty() { BLOCK } else { password.len().next_multiple_of(BLOCK) }
}

/// The password in the value of User-Password (RFC 2865 section 5.2), without NULs at its end; none
/// if the value is not 16 to 128 octets in whole blocks. A wrong secret gives wrong octets.
#[must_use]
pub fn reveal(hidden: &[u8], secret: &Secret, request: &Authenticator) -> Option<Vec<u8>> {
    let (blocks, rest) = hidden.as_chunks::<BLOCK>();
    if !(BLOCK..=MAX_PASSWORD).contains(&hidden.len()) || !rest.is_empty() {
        return None;
    }
    let masks = std::iter::once(request).chain(blocks).map(|previous| mask(secret, previous));
    let octets = blocks.iter().zip(masks).flat_map(|(block, mask)| xor(*block, mask));
    let mut password: Vec<u8> = octets.collect();
    let end = password.iter().rposition(|octet| *octet != 0).map_or(0, |last| last + 1);
    password.truncate(end);
    Some(password)
}

fn mask(secret: &Secret, previous: &Authenticator) -> [u8; BLOCK] {
    Md5::new_with_prefix(secret.expose()).chain_update(previous).finalize().into()
}

fn xor(mut block: [u8; BLOCK], mask: [u8; BLOCK]) -> [u8; BLOCK] {
    block.iter_mut().zip(mask).for_each(|(octet, mask)| *octet ^= mask);
    block
}

/// The response to a CHAP challenge (RFC 1994 section 4.1, RFC 2865 section 2.2); EAP-MD5 computes
/// the same with its own identifier (RFC 3748 section 5.4).
#[must_use]
pub fn chap_response(identifier: u8, password: &[u8], challenge: &[u8]) -> [u8; 16] {
    Md5::new_with_prefix([identifier]).chain_update(password).chain_update(challenge).finalize().into()
}

/// Whether the value of CHAP-Password (RFC 2865 section 5.3: an identifier and a response) answers
/// the challenge, which is CHAP-Challenge, or else the Request Authenticator. In constant time.
#[must_use]
pub fn chap_matches(chap_password: &[u8], password: &[u8], challenge: &[u8]) -> bool {
    let Some((identifier, response)) = chap_password.split_first() else { return false };
    chap_response(*identifier, password, challenge).ct_eq(response).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const AUTHENTICATOR: Authenticator = [7; 16];

    fn secret() -> Secret {
        Secret::new("xyzzy5461")
    }

    #[test]
    fn passwords_are_padded_to_whole_blocks() {
        for (password, blocks) in [(0, 1), (1, 1), (16, 1), (17, 2), (128, 8), (144, 9)] {
            let password = vec![b'x'; password];
            let hidden = hide(&password, &secret(), &AUTHENTICATOR);
            assert_eq!(hidden.len(), blocks * 16);
            let revealed = reveal(&hidden, &secret(), &AUTHENTICATOR);
            assert_eq!(revealed, (blocks <= 8).then_some(password));
        }
    }

    #[test]
    fn what_cannot_be_hidden_cannot_be_revealed() {
        for octets in [0, 1, 15, 17, 127, 144] {
            assert_eq!(reveal(&vec![0; octets], &secret(), &AUTHENTICATOR), None, "{octets} octets");
        }
    }

    #[test]
    fn another_challenge_password_or_length_does_not_match() {
        let value = [&[9][..], &chap_response(9, b"password", b"challenge")].concat();
        assert!(chap_matches(&value, b"password", b"challenge"));
        assert!(!chap_matches(&value, b"password", b"other challenge"));
        assert!(!chap_matches(&value, b"passworD", b"challenge"));
        assert!(!chap_matches(&value[..16], b"password", b"challenge"));
        assert!(!chap_matches(&[], b"password", b"challenge"));
    }
}
