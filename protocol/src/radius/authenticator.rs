//! The two digests over a packet.

use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};

use super::Secret;

/// The 16 octets of a Request or Response Authenticator (RFC 2865 section 3).
pub type Authenticator = [u8; 16];

/// Where the Authenticator stands in a packet.
pub(super) const AUTHENTICATOR: std::ops::Range<usize> = 4..HEADER;

/// Octets before the first attribute.
pub(super) const HEADER: usize = 20;

/// Of a reply, with the authenticator of its request (RFC 2865 section 3); of an accounting
/// request, with zeros (RFC 2866 section 3). What is no packet is hashed as far as it goes.
pub(super) fn response_authenticator(packet: &[u8], request: &Authenticator, secret: &Secret) -> Authenticator {
    let hash = Md5::new_with_prefix(part(packet, 0, AUTHENTICATOR.start));
    let hash = hash.chain_update(request).chain_update(part(packet, HEADER, packet.len()));
    hash.chain_update(secret.expose()).finalize().into()
}

/// HMAC-MD5 over the packet with this authenticator in its header, and zeros for the 16 octets at
/// `value`, where the Message-Authenticator itself stands (RFC 3579 section 3.2).
pub(super) fn message_authenticator(
    packet: &[u8],
    value: usize,
    authenticator: &Authenticator,
    secret: &Secret,
) -> Authenticator {
    let Ok(mac) = Hmac::<Md5>::new_from_slice(secret.expose()) else { return [0; 16] };
    let mac = mac.chain_update(part(packet, 0, AUTHENTICATOR.start)).chain_update(authenticator);
    let mac = mac.chain_update(part(packet, HEADER, value)).chain_update([0; 16]);
    mac.chain_update(part(packet, value + 16, packet.len())).finalize().into_bytes().into()
}

fn part(packet: &[u8], from: usize, to: usize) -> &[u8] {
    packet.get(from..to).unwrap_or_default()
}
