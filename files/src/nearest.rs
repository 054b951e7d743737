/// The known name that a misspelt one most likely means, if any is near enough.
///
/// Near enough is one edit for three letters or fewer, and a third of the letters beyond: `tikcet` means
/// `ticket`, but `banana` means nothing. Of equally near names, one with the same letters is nearer.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (wrong.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|name| (strsim::osa_distance(wrong, name), name))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, name)| (*distance, !is_shuffled(wrong, name)))
        .map(|(_, name)| name)
}

/// Two letters in the wrong order are a likelier slip than a wrong letter.
fn is_shuffled(one: &str, other: &str) -> bool {
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    sorted(one) == sorted(other)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_finds_its_name_and_a_stranger_none() {
        assert_eq!(nearest("tikcet", ["table", "ticket"]), Some("ticket"));
        assert_eq!(nearest("54160", ["54100", "54106", "60105"]), Some("54106"));
        assert_eq!(nearest("banana", ["table", "ticket"]), None);
    }
}
