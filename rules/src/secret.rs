//! A user's secret: cells of the table in an order, and perhaps a fixed phrase.

use std::fmt;

use subtle::ConstantTimeEq;

use crate::Entropy;
use crate::digits::{Blocks, Digits, Pool};
use crate::input::{NewSecret, Password};

/// Cells of a generated pattern (the seeds' pictures show six).
const GENERATED_CELLS: usize = 6;
const MOST_CELLS: usize = 32;
const LONGEST_PHRASE: usize = 32;
/// The longest answer, and a salt before it.
const LONGEST_TYPING: usize = 16 + MOST_CELLS + LONGEST_PHRASE;

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

/// What a user must know: cells to read, and perhaps a phrase. It prints as `•••`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    pub(crate) pattern: Pattern,
    pub(crate) phrase: Option<Phrase>,
}

impl Secret {
    /// What an unknown user's answer is compared with, so that the work is the same.
    pub(crate) fn decoy() -> Self {
        Self { pattern: Pattern([0, 5, 10, 15, 12, 3].into()), phrase: None }
    }

    /// Reads what is given for a table of so many blocks; none if it is not sound, as is a place for a phrase that is not
    /// there.
    #[must_use]
    pub fn read(given: &NewSecret, blocks: Blocks) -> Option<Self> {
        let pattern = Pattern::read(&given.pattern, blocks)?;
        let phrase = Self::read_phrase(given, &pattern)?;
        Some(Self { pattern, phrase })
    }

    pub(crate) fn read_phrase(given: &NewSecret, pattern: &Pattern) -> Option<Option<Phrase>> {
        let place = given.phrase_position;
        match given.phrase.as_deref() {
            Some(text) => Phrase::read(text, place.unwrap_or(0), pattern).map(Some),
            None => place.is_none().then_some(None),
        }
    }

    /// Whether the typed password is what this secret reads from the table; never if the table lacks one of its cells.
    ///
    /// It takes the same time wherever the two differ, and no memory: each octet that is expected is held against the
    /// typed one in its place, and what differs is looked at when all of them were.
    #[must_use]
    pub fn reads(&self, digits: &Digits, typed: &Password) -> bool {
        let mut typed = Against { typed: typed.text().as_bytes().iter(), difference: 0 };
        let (before, phrase, after) = self.parts();
        typed.cells(before, digits);
        typed.octets(phrase);
        typed.cells(after, digits);
        typed.is_equal()
    }

    /// What is typed by this secret; none when the table lacks a cell: the policy has fewer blocks than it had when the
    /// pattern was set.
    pub(crate) fn typed(&self, digits: &Digits) -> Option<Typing> {
        let mut typing = Typing::EMPTY;
        self.type_into(&mut typing, digits)?;
        Some(typing)
    }

    /// The same, after what was typed before.
    pub(crate) fn type_into(&self, typing: &mut Typing, digits: &Digits) -> Option<()> {
        let (before, phrase, after) = self.parts();
        typing.cells(before, digits)?;
        typing.push(phrase)?;
        typing.cells(after, digits)
    }

    /// Whether tables of so many blocks have all of its cells.
    pub(crate) fn fits(&self, blocks: Blocks) -> bool {
        self.pattern.0.iter().all(|&cell| usize::from(cell) < blocks.cells())
    }

    /// The cells before the phrase, the phrase, and the cells after it.
    fn parts(&self) -> (&[u8], &[u8], &[u8]) {
        let (phrase, position) = self.phrase.as_ref().map_or(("", 0), |phrase| (&*phrase.text, phrase.position));
        let (before, after) = self.pattern.0.split_at(position.min(self.pattern.len()));
        (before, phrase.as_bytes(), after)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}

/// What was typed, and whether it differs from what is expected. Where one of the two is longer, the octets that the other
/// lacks differ from any.
struct Against<'a> {
    typed: std::slice::Iter<'a, u8>,
    /// All bits in which any octet differed.
    difference: u16,
}

impl Against<'_> {
    fn cells(&mut self, cells: &[u8], digits: &Digits) {
        for &cell in cells {
            self.octet(digits.at(cell).map_or(NO_OCTET, u16::from));
        }
    }

    fn octets(&mut self, octets: &[u8]) {
        for &octet in octets {
            self.octet(octet.into());
        }
    }

    fn octet(&mut self, expected: u16) {
        let typed = self.typed.next().map_or(NOT_TYPED, |&octet| octet.into());
        self.difference |= expected ^ typed;
    }

    fn is_equal(&self) -> bool {
        let rest = u16::from(!self.typed.as_slice().is_empty());
        (self.difference | rest).ct_eq(&0).into()
    }
}

/// Stands for a cell that the table lacks, and for an octet that was not typed: other than any octet, and than each other.
const NO_OCTET: u16 = 0x0100;
const NOT_TYPED: u16 = 0x0200;

/// What a hand types, in a buffer of fixed length.
pub(crate) struct Typing {
    octets: [u8; LONGEST_TYPING],
    len: usize,
}

impl Typing {
    pub(crate) const EMPTY: Self = Self { octets: [0; LONGEST_TYPING], len: 0 };

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.octets[..self.len]
    }

    fn cells(&mut self, cells: &[u8], digits: &Digits) -> Option<()> {
        cells.iter().try_for_each(|&cell| self.push(&[digits.at(cell)?]))
    }

    pub(crate) fn push(&mut self, octets: &[u8]) -> Option<()> {
        let end = self.len.checked_add(octets.len())?;
        self.octets.get_mut(self.len..end)?.copy_from_slice(octets);
        self.len = end;
        Some(())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]
mod tests {
    use super::*;

    fn table(digits: &str) -> Digits {
        let blocks = Blocks::new(u8::try_from(digits.len() / 16).unwrap()).unwrap();
        Digits::of(blocks, digits.bytes().map(|digit| digit - b'0'))
    }

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
        assert!(!reads(&secret("0,16", None), &table(HAND), "4\0"));
    }

    /// Held against what a hand would type: in each place every other octet is wrong, as is one too few or too many.
    #[test]
    fn one_octet_off_is_wrong_wherever_it_stands() {
        let longest = secret(&vec!["0"; 32].join(","), Some((&"x".repeat(32), 16)));
        for secret in [secret("0,11,12,3,2,3", None), secret("0,11,12", Some(("ab", 1))), longest] {
            let right = String::from_utf8(secret.typed(&table(HAND)).unwrap().as_bytes().to_vec()).unwrap();
            assert!(reads(&secret, &table(HAND), &right));
            for place in 0..right.len() {
                for other in (b' '..=b'~').filter(|&other| other != right.as_bytes()[place]) {
                    let mut wrong = right.clone();
                    wrong.replace_range(place..=place, &char::from(other).to_string());
                    assert!(!reads(&secret, &table(HAND), &wrong), "{wrong} for {right}");
                }
                assert!(!reads(&secret, &table(HAND), &right[..place]));
                assert!(!reads(&secret, &table(HAND), &format!("{right}{}", &right[..=place])));
            }
        }
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
