//! Keys out of an agreed secret: the Concat KDF (NIST SP 800-56A section 5.8.1) as RFC 7518 section 4.6.2 uses it.

use sha2::{Digest, Sha256};

/// What the key is bound to.
pub(super) struct OtherInfo<'a> {
    /// The `enc` whose key it becomes.
    pub(super) algorithm: &'a str,
    /// `apu`, decoded.
    pub(super) party_u: &'a [u8],
    /// `apv`, decoded.
    pub(super) party_v: &'a [u8],
}

/// A key of at most 32 octets, which one round of SHA-256 gives.
pub(super) fn derive(secret: &[u8], info: &OtherInfo<'_>, octets: usize) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(1u32.to_be_bytes());
    hash.update(secret);
    for field in [info.algorithm.as_bytes(), info.party_u, info.party_v] {
        hash.update(length(field.len()));
        hash.update(field);
    }
    hash.update(length(octets * 8));
    let mut key = hash.finalize().to_vec();
    key.truncate(octets);
    key
}

fn length(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::{base64url, curve};

    /// RFC 7518 appendix C: both sides come to one key.
    #[test]
    fn the_example_of_the_rfc() {
        let octets = |text| base64url::decode(text).expect("base64url");
        let point = |x, y| curve::Point::new(&octets(x), &octets(y)).expect("32 octets each");
        let (alice, bob) = (
            (
                "0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo",
                point("gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0", "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps"),
            ),
            (
                "VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw",
                point("weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ", "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck"),
            ),
        );
        let secret = [
            158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49, 110, 163, 218, 128,
            106, 72, 246, 218, 167, 121, 140, 254, 144, 196,
        ];
        for (own, other) in [(alice, bob), (bob, alice)] {
            let private = curve::private(&octets(own.0)).expect("a number");
            assert_eq!(curve::agreed(&private, &other.1).expect("on the curve"), secret);
            assert_eq!(curve::point(&private), Ok(own.1));
        }
        let info = OtherInfo { algorithm: "A128GCM", party_u: b"Alice", party_v: b"Bob" };
        let expected = [86, 170, 141, 234, 248, 35, 109, 32, 92, 34, 40, 205, 113, 167, 16, 26];
        assert_eq!(derive(&secret, &info, 16), expected);
    }
}
