/// Whether a text holds a secret as a whole token: not as a part of a longer word or number.
///
/// Secrets of fewer than four characters are not looked for: they stand in too many innocent places.
pub fn holds_token(text: &str, secret: &str) -> bool {
    if secret.chars().count() < 4 {
        return false;
    }
    let word = |c: char| c.is_alphanumeric();
    // Every place, as one that is part of a longer word may overlap with one that is not.
    let mut places = text.char_indices().map(|(at, _)| at).filter(|at| text[*at..].starts_with(secret));
    places.any(|at| {
        let before = text[..at].chars().next_back();
        let after = text[at + secret.len()..].chars().next();
        !before.is_some_and(word) && !after.is_some_and(word)
    })
}

#[cfg(test)]
mod tests {
    use super::holds_token;

    #[test]
    fn a_secret_is_found_as_a_whole_token_only() {
        assert!(holds_token("user=alice password=480958", "480958"));
        assert!(holds_token("480958", "480958"));
        assert!(!holds_token("port 1480958", "480958"));
        assert!(!holds_token("4809581", "480958"));
        assert!(!holds_token("a 123 b", "123"));
    }
}
