use super::*;

#[test]
fn a_pointer_walks_names_and_indices() {
    let body = json!({ "a": [{ "b": 1 }, null], "c.d": 2, "日": { "本": 3 } });
    let find = |text: &str| Pointer::parse(text).expect(text).find(Some(&body), &[]);
    assert_eq!(find("$.a[0].b"), Some(json!(1)));
    assert_eq!(find("$.a[1]"), Some(json!(null)));
    assert_eq!(find("$.日.本"), Some(json!(3)));
    assert_eq!(find("$"), Some(body.clone()));
    for nothing in ["$.b", "$.a[2]", "$.a.b", "$[0]", "$.c.d", "$.a[0].b.c"] {
        assert_eq!(find(nothing), None, "{nothing}");
    }
    assert_eq!(Pointer::parse("$.a").expect("a pointer").find(None, &[]), None);
}

#[test]
fn a_header_is_found_whatever_its_case_in_the_file() {
    let pointer = Pointer::parse("header:Location").expect("a pointer");
    let headers = [("location".to_owned(), "/next".to_owned())];
    assert_eq!(pointer.find(None, &headers), Some(json!("/next")));
    assert_eq!(pointer.to_string(), "header:location");
}

#[test]
fn what_is_no_pointer_says_what_was_expected() {
    for (text, expected) in [
        ("", "expected `$.name`, `header:Name` or `cookie:name`"),
        ("a.b", "expected `$.name`, `header:Name` or `cookie:name`"),
        ("$a", "expected `.name` or `[index]`"),
        ("$.", "expected a name after `.`"),
        ("$..a", "expected a name after `.`"),
        ("$.a[0", "expected `]`"),
        ("$.a[]", "expected a number between `[` and `]`"),
        ("$.a[-1]", "expected a number between `[` and `]`"),
        ("$.a[0]b", "expected `.name` or `[index]`"),
        ("header:", "expected a header's name"),
    ] {
        assert_eq!(Pointer::parse(text), Err(expected), "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_a_pointer_or_not_and_shows_as_it_reads(text in "\\PC*|\\$(\\.[a-z日]{1,3}|\\[[0-9]{1,3}\\]){0,4}|header:[a-z-]*") {
        if let Ok(pointer) = Pointer::parse(&text) {
            proptest::prop_assert_eq!(Pointer::parse(&pointer.to_string()), Ok(pointer));
        }
    }
}
