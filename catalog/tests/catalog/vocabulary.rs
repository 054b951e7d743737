//! The words of `outcomes.toml`.

use std::collections::HashSet;

use sekisho_catalog::{Class, passlogic, vocabulary};

#[test]
fn each_word_has_a_class_and_a_sentence() {
    let words: Vec<_> = vocabulary().words().collect();
    assert!(words.len() > 100 && words[0] == "authenticated");
    for word in words {
        assert!(vocabulary().class_of(word).is_some() && !vocabulary().is_class(word), "{word}");
        assert!(vocabulary().about(word).is_some_and(|about| about.ends_with('.')), "{word}");
    }
}

#[test]
fn words_have_the_classes_of_the_file() {
    let class = |word| vocabulary().class_of(word);
    assert_eq!(class("authenticated"), Some(Class::Accept));
    assert_eq!(class("drift-reauthenticate"), Some(Class::Pending));
    assert_eq!(class("locked"), Some(Class::Reject));
    assert_eq!(class("system-error"), Some(Class::Error));
    assert_eq!(class("no-answer"), Some(Class::None));
    assert_eq!(class("lokced"), None);
}

#[test]
fn a_class_is_a_word_of_its_own_kind() {
    assert!(Class::WORDS.iter().all(|word| vocabulary().is_class(word)));
    assert_eq!(vocabulary().class_of("accept"), None);
    assert_eq!(vocabulary().about("accept"), Some("What was asked was granted or done."));
}

#[test]
fn the_catalog_uses_no_word_of_the_harness() {
    let used: HashSet<_> = passlogic().entries().map(|entry| entry.outcome.as_str()).collect();
    assert!(["no-answer", "no-event", "unmapped"].iter().all(|word| !used.contains(word)));
}
