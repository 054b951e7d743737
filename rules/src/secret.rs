//! A user's secret: cells of the table in an order, and perhaps a fixed phrase.

use std::fmt;

use subtle::{Choice, ConstantTimeEq};

use crate::Entropy;
use crate::digits::{Blocks, Digits, Pool};
use crate::input::Password;

/// Cells of a generated pattern (the seeds' pictures show six).
const GENERATED_CELLS: usize = 6;
const MOST_CELLS: usize = 32;
const LONGEST_PHRASE: usize = 32;
/// No less than the longest password that is let in, so that none is cut.
const LONGEST_ANSWER: usize = 128;

/// The cells to read, in order; a cell may come twice. Counted from 0, row by
/// row within a block, block after block.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Pattern(Box<[u8]>);

impl Pattern {
    /// Reads `0,11,12,3`: 1–32 cells, all within the blocks.
    pub(crate) fn read(text: &str, blocks: Blocks) -> Option<Self> {
        let cells: Option<Vec<u8>> = text.split(',').take(MOST_CELLS + 1).map(|cell| read_cell(cell, blocks)).collect();
        let cells = cells.filter(|cells| cells.len() <= MOST_CELLS)?;
        Some(Self(cells.into()))
    }

    /// A pattern for a reissued password.
    pub(crate) fn draw(blocks: Blocks, entropy: &mut dyn Entropy) -> Self {
        let mut pool = Pool::new(entropy);
        let cells = u8::try_from(blocks.cells()).unwrap_or(u8::MAX);
        Self((0..GENERATED_CELLS).map(|_| pool.below(cells)).collect())
    }

    /// Cells that were found to be read.
    pub(crate) fn found(cells: Vec<u8>) -> Self {
        Self(cells.into())
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether each cell lies as far behind the one before it as any other, in
    /// reading order: along a row, a column, a diagonal, or from line to line.
    pub(crate) fn is_straight(&self) -> bool {
        let far = |pair: &[u8]| i16::from(pair[1]) - i16::from(pair[0]);
        let mut ways = self.0.windows(2).map(far);
        let first = ways.next();
        self.len() > 2 && first != Some(0) && ways.all(|way| Some(way) == first)
    }

    /// Whether a cell comes twice running.
    pub(crate) fn repeats_a_cell(&self) -> bool {
        self.0.windows(2).any(|pair| pair[0] == pair[1])
    }
}

/// Whether a password may be made of such characters: printable ASCII but the
/// blank and the backtick, which a login over RADIUS could not carry (80198).
pub(crate) fn is_permitted(text: &str) -> bool {
    text.bytes().all(|octet| octet.is_ascii_graphic() && octet != b'`')
}

/// One or two decimal digits: one spelling for each cell, and no sign.
fn read_cell(text: &str, blocks: Blocks) -> Option<u8> {
    let plain = text.bytes().all(|octet| octet.is_ascii_digit()) && text.len() <= 2;
    let cell: u8 = text.parse().ok().filter(|_| plain)?;
    (usize::from(cell) < blocks.cells()).then_some(cell)
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}

/// The form in which [`Pattern::read`] takes it.
impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, cell) in self.0.iter().enumerate() {
            let comma = if place == 0 { "" } else { "," };
            write!(f, "{comma}{cell}")?;
        }
        Ok(())
    }
}

/// A fixed phrase, typed before the read-out digit number `position`.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Phrase {
    text: Box<str>,
    position: usize,
}

impl Phrase {
    /// 1–32 printable ASCII characters, at a place from 0 (before all) to the
    /// pattern's length (after all).
    pub(crate) fn read(text: &str, position: usize, pattern: &Pattern) -> Option<Self> {
        let sound = (1..=LONGEST_PHRASE).contains(&text.len())
            && text.bytes().all(|octet| octet.is_ascii_graphic())
            && position <= pattern.len();
        sound.then(|| Self { text: text.into(), position })
    }

    /// A phrase that was found to be typed.
    pub(crate) fn found(text: &str, position: usize) -> Self {
        Self { text: text.into(), position }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn position(&self) -> usize {
        self.position
    }
}

/// What a user must know.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret {
    pub(crate) pattern: Pattern,
    pub(crate) phrase: Option<Phrase>,
}

impl Secret {
    /// What an unknown user's answer is compared with, so that the work is the same.
    pub(crate) fn decoy() -> Self {
        Self { pattern: Pattern([0, 5, 10, 15, 12, 3].into()), phrase: None }
    }

    /// Whether the typed password is what this secret reads from the table.
    /// The comparison takes the same time wherever the two differ.
    pub(crate) fn reads(&self, digits: &Digits, typed: &Password) -> bool {
        let Some(expected) = self.read_out(digits) else { return false };
        let Some(typed) = Typing::of(typed.text().as_bytes()) else { return false };
        expected.ct_eq(&typed).into()
    }

    /// What is typed by this secret; none as for [`Secret::read_out`].
    pub(crate) fn typed(&self, digits: &Digits) -> Option<Vec<u8>> {
        self.read_out(digits).map(|typing| typing.octets[..typing.len].to_vec())
    }

    /// Whether tables of so many blocks have all of its cells.
    pub(crate) fn fits(&self, blocks: Blocks) -> bool {
        self.pattern.0.iter().all(|&cell| usize::from(cell) < blocks.cells())
    }

    /// None when the table lacks a cell: the policy has fewer blocks than it
    /// had when the pattern was set.
    fn read_out(&self, digits: &Digits) -> Option<Typing> {
        let mut typing = Typing::EMPTY;
        for place in 0..=self.pattern.len() {
            let phrase = self.phrase.as_ref().filter(|phrase| phrase.position == place);
            typing.push(phrase.map_or(b"", |phrase| phrase.text.as_bytes()))?;
            if let Some(&cell) = self.pattern.0.get(place) {
                typing.push(&[digits.at(cell)?])?;
            }
        }
        Some(typing)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}

/// What a hand types, in a buffer of fixed length.
struct Typing {
    octets: [u8; LONGEST_ANSWER],
    len: usize,
}

impl Typing {
    const EMPTY: Self = Self { octets: [0; LONGEST_ANSWER], len: 0 };

    fn of(octets: &[u8]) -> Option<Self> {
        let mut typing = Self::EMPTY;
        typing.push(octets)?;
        Some(typing)
    }

    fn push(&mut self, octets: &[u8]) -> Option<()> {
        let end = self.len.checked_add(octets.len())?;
        self.octets.get_mut(self.len..end)?.copy_from_slice(octets);
        self.len = end;
        Some(())
    }
}

impl ConstantTimeEq for Typing {
    fn ct_eq(&self, other: &Self) -> Choice {
        self.octets.ct_eq(&other.octets) & self.len.ct_eq(&other.len)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]
mod tests {
    use super::*;

    /// A generator that gives octets which become the digits wanted.
    fn table(digits: &str) -> Digits {
        let blocks = Blocks::new(u8::try_from(digits.len() / 16).unwrap()).unwrap();
        Digits::draw(blocks, &mut Given(digits.bytes().map(|d| d - b'0').collect(), 0))
    }

    struct Given(Vec<u8>, usize);

    impl rand::TryRng for Given {
        type Error = std::convert::Infallible;

        fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
            Ok(0)
        }

        fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
            Ok(0)
        }

        fn try_fill_bytes(&mut self, octets: &mut [u8]) -> Result<(), Self::Error> {
            for octet in octets {
                *octet = self.0.get(self.1).copied().unwrap_or(0);
                self.1 += 1;
            }
            Ok(())
        }
    }

    impl rand::TryCryptoRng for Given {}

    fn secret(cells: &str, phrase: Option<(&str, usize)>) -> Secret {
        let pattern = Pattern::read(cells, Blocks::new(4).unwrap()).unwrap();
        let phrase = phrase.map(|(text, at)| Phrase::read(text, at, &pattern).unwrap());
        Secret { pattern, phrase }
    }

    fn reads(secret: &Secret, digits: &Digits, typed: &str) -> bool {
        secret.reads(digits, &Password::new(typed))
    }

    /// Worked by hand:
    /// ```text
    /// 4 0 1 9
    /// 7 2 6 3
    /// 5 8 0 8
    /// 0 6 2 1
    /// ```
    const HAND: &str = "4019726358080621";

    #[test]
    fn reads_cells_in_the_order_of_the_pattern() {
        let secret = secret("0,11,12,3,2,3", None);
        assert!(reads(&secret, &table(HAND), "480919"));
        for wrong in ["480910", "48091", "4809190", "", "919084", " 480919"] {
            assert!(!reads(&secret, &table(HAND), wrong), "{wrong:?}");
        }
    }

    #[test]
    fn reads_the_second_block_after_the_first() {
        let digits = table(&format!("{HAND}{}", "1234567890123456"));
        assert!(reads(&secret("0,16,31", None), &digits, "416"));
    }

    #[test]
    fn a_phrase_stands_before_between_and_after() {
        for (at, typed) in [(0, "ab480"), (1, "4ab80"), (3, "480ab")] {
            assert!(reads(&secret("0,11,12", Some(("ab", at))), &table(HAND), typed));
            assert!(!reads(&secret("0,11,12", Some(("ab", at))), &table(HAND), "480"));
        }
    }

    #[test]
    fn a_cell_beyond_the_table_is_never_right() {
        assert!(!reads(&secret("0,16", None), &table(HAND), "4"));
        assert!(!reads(&secret("0,16", None), &table(HAND), "40"));
    }

    #[test]
    fn zero_octets_do_not_pass_for_an_end() {
        assert!(!reads(&secret("0", None), &table(HAND), "4\0"));
    }

    #[test]
    fn patterns_have_one_spelling() {
        let read = |text: &str| Pattern::read(text, Blocks::ONE).map(|p| p.to_string());
        assert_eq!(read("0,11,12,3,2,3").as_deref(), Some("0,11,12,3,2,3"));
        for wrong in ["", ",", "16", "+1", "1,", "-1", "1 ,2", "256", "001", "a", &"1,".repeat(33)] {
            assert_eq!(read(wrong), None, "{wrong:?}");
        }
        let longest = vec!["1"; 32].join(",");
        assert!(read(&longest).is_some());
        assert!(read(&format!("{longest},1")).is_none());
    }

    #[test]
    fn a_secret_never_prints() {
        assert_eq!(format!("{:?}", secret("0,1", Some(("word", 0)))), "•••");
    }
}
