/// The known name that a misspelt one most likely means, if any is near enough.
///
/// Near enough is one edit for three letters or fewer, and a third of the letters beyond: `tikcet` means
/// `ticket`, but `banana` means nothing.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (wrong.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|name| (strsim::osa_distance(wrong, name), name))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_finds_its_name_and_a_stranger_none() {
        assert_eq!(nearest("tikcet", ["table", "ticket"]), Some("ticket"));
        assert_eq!(nearest("54160", ["54106", "60105"]), Some("54106"));
        assert_eq!(nearest("banana", ["table", "ticket"]), None);
    }
}
