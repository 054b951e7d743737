//! Base64url without padding, in its one spelling (RFC 7515 section 2, RFC 4648 section 3.5).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

pub(super) fn encode(octets: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(octets)
}

/// None for padding, blanks, the other alphabet, and set bits behind the last octet.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7515 appendix C.
    #[test]
    fn the_example_of_the_rfc() {
        assert_eq!(encode([3, 236, 255, 224, 193]), "A-z_4ME");
        assert_eq!(decode("A-z_4ME"), Some(vec![3, 236, 255, 224, 193]));
    }

    #[test]
    fn there_is_one_spelling() {
        assert_eq!(decode(""), Some(vec![]));
        for wrong in ["A-z_4ME=", "A+z/4ME", "A-z_4MF", "A-z_4M\n", " A-z_4ME", "A", "A-z_4ME.", "é"] {
            assert_eq!(decode(wrong), None, "{wrong:?}");
        }
    }
}
