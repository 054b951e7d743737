//! What the hot path costs: no memory at all.
//!
//! A binary of its own, as its allocator counts.

use allocation_counter::measure;
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::SeedableRng;
use sekisho_rules::{Blocks, Digits, NewSecret, Password, Secret};

const CELLS: [usize; 6] = [0, 11, 12, 3, 2, 3];

fn secret(phrase: Option<&str>, blocks: Blocks) -> Secret {
    let given = NewSecret {
        pattern: "0,11,12,3,2,3".into(),
        phrase: phrase.map(Into::into),
        phrase_position: phrase.map(|_| 3),
    };
    Secret::read(&given, blocks).expect("a sound secret")
}

/// What a hand with this pattern types, the phrase after three digits.
fn typed(digits: &Digits, phrase: &str) -> String {
    let mut typed: String = CELLS.iter().map(|&cell| char::from(digits.as_str().as_bytes()[cell])).collect();
    typed.insert_str(3, phrase);
    typed
}

#[test]
fn a_table_is_drawn_and_its_answer_verified_without_any_memory() {
    let mut entropy = ChaCha12Rng::seed_from_u64(1);
    for blocks in (1..=4).filter_map(Blocks::new) {
        for phrase in [None, Some("open sesame".replace(' ', "-"))] {
            let secret = secret(phrase.as_deref(), blocks);
            let mut drawn = None;
            let cost = measure(|| drawn = Some(Digits::draw(blocks, &mut entropy)));
            assert_eq!(cost.count_total, 0, "drawing");
            let digits = drawn.expect("a table");
            let right = typed(&digits, phrase.as_deref().unwrap_or_default());
            let wrong = Password::new(&format!("{right}0"));
            let right = Password::new(&right);
            let cost = measure(|| assert!(secret.reads(&digits, &right) && !secret.reads(&digits, &wrong)));
            assert_eq!(cost.count_total, 0, "verifying");
        }
    }
}
