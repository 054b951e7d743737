use super::Rate;

#[test]
fn a_rate_is_shown_as_it_is_written() {
    for text in ["500", "0.5", "100..500 over 30s, 500 for 60s", "100 for 10s, 200"] {
        assert_eq!(text.parse::<Rate>().expect(text).to_string(), text);
    }
}

#[test]
fn what_is_no_rate_is_refused_in_words() {
    for (wrong, said) in [
        ("", "is no rate"),
        ("fast", "`fast` is no rate"),
        ("-5", "is no rate"),
        ("0", "above 0"),
        ("nan", "is no rate"),
        ("1..5", "over what time"),
        ("5 for", "is no rate"),
        ("5 for soon", "`soon` is no length of time"),
        ("5, 6", "only the last part"),
        ("5 for 0s", "no length of time"),
    ] {
        let error = wrong.parse::<Rate>().expect_err(wrong).to_string();
        assert!(error.contains(said), "{wrong}: {error}");
    }
}
