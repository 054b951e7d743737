//! What the goals are held against: the plain way to draw digits without bias.

use rand::Rng;

/// Sixteen digits, an octet each: of 256 octets 250 are fair, the others are drawn again. Octets come in blocks of 32, as
/// a call of the generator for each would cost more than the digit.
pub fn sixteen(entropy: &mut impl Rng) -> [u8; 16] {
    let mut digits = [0; 16];
    let mut octets = [0; 32];
    let mut spent = octets.len();
    for digit in &mut digits {
        *digit = loop {
            if spent == octets.len() {
                entropy.fill_bytes(&mut octets);
                spent = 0;
            }
            let octet = octets[spent];
            spent += 1;
            if octet < 250 {
                break b'0' + octet % 10;
            }
        };
    }
    digits
}
