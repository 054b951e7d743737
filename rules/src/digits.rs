//! A table's digits: 1–4 blocks of 4 × 4, random and unbiased.

use std::fmt;

use crate::Entropy;

/// Rows of a block.
pub const ROWS: u8 = 4;
/// Columns of a block.
pub const COLUMNS: u8 = 4;

const CELLS: usize = ROWS as usize * COLUMNS as usize;
const MOST_BLOCKS: u8 = 4;
const MOST_CELLS: usize = CELLS * MOST_BLOCKS as usize;

/// The number of blocks of a table: 1–4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blocks(u8);

impl Blocks {
    /// A single block.
    pub const ONE: Self = Self(1);

    /// That many blocks, if a table may have so many.
    #[must_use]
    pub fn new(count: u8) -> Option<Self> {
        (1..=MOST_BLOCKS).contains(&count).then_some(Self(count))
    }

    /// How many.
    #[must_use]
    pub fn count(self) -> u8 {
        self.0
    }

    /// Cells of all blocks together.
    #[must_use]
    pub fn cells(self) -> usize {
        CELLS * usize::from(self.0)
    }
}

/// The digits of a table, row by row within a block, block after block.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Digits {
    ascii: [u8; MOST_CELLS],
    blocks: Blocks,
}

impl Digits {
    /// Draws a table's digits, each of the ten equally likely.
    #[must_use]
    pub fn draw(blocks: Blocks, entropy: &mut dyn Entropy) -> Self {
        let mut ascii = [b'0'; MOST_CELLS];
        fill(&mut ascii[..blocks.cells()], entropy);
        Self { ascii, blocks }
    }

    /// These digits (0–9), cell by cell; cells beyond them show 0.
    pub(crate) fn of(blocks: Blocks, digits: impl Iterator<Item = u8>) -> Self {
        let mut ascii = [b'0'; MOST_CELLS];
        for (cell, digit) in ascii.iter_mut().zip(digits).take(blocks.cells()) {
            *cell = b'0' + digit % 10;
        }
        Self { ascii, blocks }
    }

    /// How many blocks they fill.
    #[must_use]
    pub fn blocks(&self) -> Blocks {
        self.blocks
    }

    /// The digits as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.ascii()).unwrap_or_default()
    }

    /// The digit in a cell, as an ASCII character.
    pub(crate) fn at(&self, cell: u8) -> Option<u8> {
        self.ascii().get(usize::from(cell)).copied()
    }

    fn ascii(&self) -> &[u8] {
        &self.ascii[..self.blocks.cells()]
    }
}

impl fmt::Debug for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digits({})", self.as_str())
    }
}

/// Ten to the sixteenth: as many different blocks as there are.
const BLOCKS: u64 = 10_000_000_000_000_000;
/// The highest multiple of that within 64 bits: a number from it on is drawn again, lest low blocks come more often. That
/// happens once in 1,900 draws or so.
const FAIR: u64 = u64::MAX / BLOCKS * BLOCKS;

/// One number is drawn for a whole block: its sixteen decimal digits, each equally likely and independent of the others.
fn fill(cells: &mut [u8], entropy: &mut dyn Entropy) {
    for block in cells.as_chunks_mut::<CELLS>().0 {
        let number = loop {
            let number = entropy.next_u64();
            if number < FAIR {
                break number % BLOCKS;
            }
        };
        *block = sixteen_digits(number);
    }
}

fn sixteen_digits(number: u64) -> [u8; CELLS] {
    let mut ascii = [0; CELLS];
    let (high, low) = ascii.split_at_mut(CELLS / 2);
    high.copy_from_slice(&eight_digits(number / 100_000_000));
    low.copy_from_slice(&eight_digits(number % 100_000_000));
    ascii
}

/// The digits of a number below 10⁸, the highest first, in ASCII: all of them at a time, in the lanes of one word. Two
/// lanes of four digits are cut into four of two, and those into eight of one; to divide a lane is to multiply it by the
/// reciprocal, rounded up, and to shift: exact for numbers as low as a lane's.
fn eight_digits(number: u64) -> [u8; 8] {
    let fours = (number / 10_000) | ((number % 10_000) << 32);
    let hundreds = ((fours * 10_486) >> 20) & 0x0000_007f_0000_007f;
    let twos = hundreds | ((fours - hundreds * 100) << 16);
    let tens = ((twos * 103) >> 10) & 0x000f_000f_000f_000f;
    let ones = tens | ((twos - tens * 10) << 8);
    (ones | 0x3030_3030_3030_3030).to_le_bytes()
}

/// Octets drawn ahead, so that a number does not cost a call each.
pub(crate) struct Pool<'a> {
    entropy: &'a mut dyn Entropy,
    octets: [u8; 32],
    spent: usize,
}

impl<'a> Pool<'a> {
    pub(crate) fn new(entropy: &'a mut dyn Entropy) -> Self {
        Self { entropy, octets: [0; 32], spent: 32 }
    }

    /// A number below `bound`, each equally likely: an octet of the incomplete
    /// last run of `bound` numbers is drawn again.
    pub(crate) fn below(&mut self, bound: u8) -> u8 {
        let bound = bound.max(1);
        let fair = 256 - 256 % u16::from(bound);
        loop {
            let octet = self.octet();
            if u16::from(octet) < fair {
                return octet % bound;
            }
        }
    }

    fn octet(&mut self) -> u8 {
        if self.spent == self.octets.len() {
            self.entropy.fill_bytes(&mut self.octets);
            self.spent = 0;
        }
        self.spent += 1;
        self.octets[self.spent - 1]
    }
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha12Rng;

    use super::*;

    /// χ² with `n - 1` degrees of freedom of equally likely outcomes.
    fn chi_square(counts: &[u64]) -> f64 {
        let total: u64 = counts.iter().sum();
        let expected = total as f64 / counts.len() as f64;
        counts.iter().map(|&n| (n as f64 - expected).powi(2) / expected).sum()
    }

    #[test]
    fn digits_are_uniform_in_every_cell() {
        let mut entropy = ChaCha12Rng::seed_from_u64(1);
        let mut counts = [[0_u64; 10]; MOST_CELLS];
        for _ in 0..10_000 {
            let digits = Digits::draw(Blocks(4), &mut entropy);
            for (cell, ascii) in digits.ascii().iter().enumerate() {
                counts[cell][usize::from(ascii - b'0')] += 1;
            }
        }
        // 9 degrees of freedom: 33.7 is exceeded once in 10,000.
        for cell in counts {
            assert!(chi_square(&cell) < 33.7, "{cell:?}");
        }
    }

    #[test]
    fn every_bound_is_fair() {
        let mut entropy = ChaCha12Rng::seed_from_u64(2);
        for bound in [10_u8, 16, 48, 64] {
            let mut counts = vec![0_u64; usize::from(bound)];
            let mut pool = Pool::new(&mut entropy);
            for _ in 0..200_000 {
                counts[usize::from(pool.below(bound))] += 1;
            }
            assert!(chi_square(&counts) < f64::from(bound) + 6.0 * f64::from(bound).sqrt());
        }
    }

    #[test]
    fn a_number_is_written_with_all_of_its_digits() {
        let mut entropy = ChaCha12Rng::seed_from_u64(4);
        let edges = (0..16).flat_map(|power| [10_u64.pow(power) - 1, 10_u64.pow(power)]);
        let any = (0..100_000).map(|_| entropy.next_u64() % BLOCKS);
        for number in edges.chain([BLOCKS - 1]).chain(any) {
            assert_eq!(sixteen_digits(number), *format!("{number:016}").as_bytes());
        }
        // Each lane has no more values than these.
        for lane in 0..10_000_u64 {
            assert_eq!(eight_digits(lane * 10_001), *format!("{lane:04}{lane:04}").as_bytes());
        }
    }

    /// Two digits side by side are independent: each of the hundred pairs is as likely, within a block and over its edge.
    #[test]
    fn neighbouring_digits_are_independent() {
        let mut entropy = ChaCha12Rng::seed_from_u64(5);
        let mut counts = [0_u64; 100];
        for _ in 0..20_000 {
            let digits = Digits::draw(Blocks(4), &mut entropy);
            for pair in digits.ascii().windows(2) {
                counts[usize::from(pair[0] - b'0') * 10 + usize::from(pair[1] - b'0')] += 1;
            }
        }
        // 99 degrees of freedom: 161.3 is exceeded once in 10,000.
        assert!(chi_square(&counts) < 161.3, "{counts:?}");
    }

    /// Gives these numbers, one after another.
    struct Given<'a>(std::slice::Iter<'a, u64>);

    impl rand::TryRng for Given<'_> {
        type Error = std::convert::Infallible;

        fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
            Ok(0)
        }

        fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
            Ok(self.0.next().copied().unwrap_or(0))
        }

        fn try_fill_bytes(&mut self, _: &mut [u8]) -> Result<(), Self::Error> {
            Ok(())
        }
    }

    impl rand::TryCryptoRng for Given<'_> {}

    #[test]
    fn a_number_of_the_incomplete_last_run_is_drawn_again() {
        let drawn = |numbers: &[u64]| {
            let mut entropy = Given(numbers.iter());
            Digits::draw(Blocks::ONE, &mut entropy).as_str().to_owned()
        };
        assert_eq!(FAIR, 18_440_000_000_000_000_000);
        assert_eq!(drawn(&[FAIR - 1]), "9999999999999999");
        assert_eq!(drawn(&[FAIR, u64::MAX, 7]), "0000000000000007");
        assert_eq!(drawn(&[BLOCKS + 12]), "0000000000000012");
    }

    #[test]
    fn blocks_are_one_to_four() {
        let known: Vec<_> = (0..=5).filter_map(Blocks::new).map(Blocks::cells).collect();
        assert_eq!(known, [16, 32, 48, 64]);
    }

    #[test]
    fn a_cell_outside_the_table_has_no_digit() {
        let digits = Digits::draw(Blocks::ONE, &mut ChaCha12Rng::seed_from_u64(3));
        assert!(digits.at(15).is_some());
        assert_eq!(digits.at(16), None);
    }
}
