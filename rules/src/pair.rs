//! Two tables from which a new secret is found.

use crate::digits::{Blocks, Digits, Pool};
use crate::secret::{Pattern, Phrase, Secret};
use crate::{Entropy, Password};

/// Pairs of two different digits.
const PAIRS: u8 = 90;

/// Two tables of which no two cells show the same pair of digits, and none the
/// same digit in both. So of two entries that were read by one secret, what
/// differs tells the cells, and what stays is the phrase.
#[derive(Debug)]
pub(crate) struct Pair {
    pub(crate) first: Digits,
    pub(crate) second: Digits,
}

impl Pair {
    /// Draws the pairs without putting any back, each order of them equally likely.
    pub(crate) fn draw(blocks: Blocks, entropy: &mut dyn Entropy) -> Self {
        let mut pairs: Vec<u8> = (0..PAIRS).collect();
        let mut pool = Pool::new(entropy);
        for (place, left) in (0..blocks.cells()).zip((1..=PAIRS).rev()) {
            pairs.swap(place, place + usize::from(pool.below(left)));
        }
        let digits = |which: fn(u8) -> u8| Digits::of(blocks, pairs.iter().map(|&pair| which(pair)));
        Self { first: digits(first), second: digits(second) }
    }

    /// The one secret that reads so from both tables, if there is one. Its
    /// pattern is empty where both entries are the same.
    pub(crate) fn secret(&self, first: &Password, second: &Password) -> Option<Secret> {
        let (first, second) = (first.text().as_bytes(), second.text().as_bytes());
        if first.len() != second.len() {
            return None;
        }
        let mut cells = Vec::new();
        let mut phrase = String::new();
        let mut position = 0;
        for (place, (&one, &other)) in first.iter().zip(second).enumerate() {
            if one != other {
                cells.push(self.cell(one, other)?);
            } else if phrase.is_empty() || place == position + phrase.len() {
                position = if phrase.is_empty() { place } else { position };
                phrase.push(char::from(one));
            } else {
                return None;
            }
        }
        let phrase = (!phrase.is_empty()).then(|| Phrase::found(&phrase, position));
        Some(Secret { pattern: Pattern::found(cells), phrase })
    }

    fn cell(&self, first: u8, second: u8) -> Option<u8> {
        let cells = u8::try_from(self.first.blocks().cells()).unwrap_or(u8::MAX);
        (0..cells).find(|&cell| self.first.at(cell) == Some(first) && self.second.at(cell) == Some(second))
    }
}

fn first(pair: u8) -> u8 {
    pair / 9
}

/// One of the nine others.
fn second(pair: u8) -> u8 {
    let other = pair % 9;
    if other < first(pair) { other } else { other + 1 }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]
mod tests {
    use std::collections::BTreeSet;

    use rand::SeedableRng;
    use rand_chacha::ChaCha12Rng;

    use super::*;

    fn pair(blocks: u8, seed: u64) -> Pair {
        Pair::draw(Blocks::new(blocks).unwrap(), &mut ChaCha12Rng::seed_from_u64(seed))
    }

    /// What a hand types.
    fn typed(digits: &Digits, cells: &[usize], phrase: &str, position: usize) -> Password {
        let mut typed: String = cells.iter().map(|&cell| char::from(digits.as_str().as_bytes()[cell])).collect();
        typed.insert_str(position, phrase);
        Password::new(&typed)
    }

    fn found(pair: &Pair, cells: &[usize], phrase: &str, position: usize) -> Option<(String, Option<(String, usize)>)> {
        let first = typed(&pair.first, cells, phrase, position);
        let second = typed(&pair.second, cells, phrase, position);
        let secret = pair.secret(&first, &second)?;
        let phrase = secret.phrase.map(|phrase| (phrase.text().to_owned(), phrase.position()));
        Some((secret.pattern.to_string(), phrase))
    }

    #[test]
    fn no_pair_comes_twice_and_none_is_of_one_digit() {
        for seed in 0..200 {
            let pair = pair(4, seed);
            let both: Vec<(u8, u8)> = pair.first.as_str().bytes().zip(pair.second.as_str().bytes()).collect();
            assert!(both.iter().all(|(one, other)| one != other));
            assert_eq!(both.iter().collect::<BTreeSet<_>>().len(), 64);
        }
    }

    #[test]
    fn every_pair_can_come() {
        let seen: BTreeSet<(char, char)> = (0..200)
            .flat_map(|seed| {
                let pair = pair(1, seed);
                let (first, second) = (pair.first.as_str().to_owned(), pair.second.as_str().to_owned());
                first.chars().zip(second.chars().collect::<Vec<_>>()).collect::<Vec<_>>()
            })
            .collect();
        assert_eq!(seen.len(), usize::from(PAIRS));
    }

    #[test]
    fn pattern_and_phrase_are_found() {
        for seed in 0..50 {
            let pair = pair(1 + (seed % 4) as u8, seed);
            let plain = Some(("0,11,12,3,2,3".to_owned(), None));
            assert_eq!(found(&pair, &[0, 11, 12, 3, 2, 3], "", 0), plain);
            for position in 0..=3 {
                let expected = Some(("0,11,12".to_owned(), Some(("a1b".to_owned(), position))));
                assert_eq!(found(&pair, &[0, 11, 12], "a1b", position), expected);
            }
        }
    }

    #[test]
    fn a_phrase_of_digits_is_no_pattern() {
        let expected = Some(("5,6".to_owned(), Some(("123456".to_owned(), 1))));
        assert_eq!(found(&pair(1, 1), &[5, 6], "123456", 1), expected);
    }

    #[test]
    fn nothing_fits_other_lengths_letters_or_a_phrase_in_two_places() {
        let pair = pair(1, 1);
        let secret = |first: &str, second: &str| pair.secret(&Password::new(first), &Password::new(second));
        let (one, other) = (&pair.first.as_str()[..2], &pair.second.as_str()[..2]);
        assert!(secret(one, other).is_some());
        assert!(secret(one, &other[..1]).is_none());
        assert!(secret("ab", "cd").is_none());
        let split = |digits: &str| format!("x{}x{}", &digits[..1], &digits[1..]);
        assert!(secret(&split(one), &split(other)).is_none());
        assert_eq!(secret("xy", "xy").unwrap().pattern.len(), 0);
    }
}
