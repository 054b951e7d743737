//! What a file holds, and where each part of it stands.

use std::ops::Range;

use sekisho_files::{Node, Place, Problems, Source, Value, nearest, read};

fn parsed(text: &str) -> (Source, Node) {
    let source = Source::new("a.toml", text);
    let mut problems = Problems::new();
    let root = read(&source, &mut problems);
    assert!(problems.is_empty(), "{problems}");
    (source, root)
}

/// What a caret would underline for bytes `within` the text under `key`.
#[track_caller]
fn assert_within(text: &str, within: Range<usize>, underlined: &str) {
    let (source, root) = parsed(text);
    let node = root.as_table().and_then(|table| table.node("key")).expect("the key");
    assert_eq!(&source.text()[node.span_within(&source, within)], underlined, "{text}");
}

#[test]
fn every_kind_of_value_knows_its_place() {
    let text = "a = \"ä\" # note\nb = [1, true]\nc = 1.5\nd = 1979-05-27T07:32:00Z\n[e]\nf = { g = '' }\n";
    let (source, root) = parsed(text);
    let table = root.as_table().expect("a table");
    let written = |node: &Node| source.text()[node.span.clone()].to_owned();
    let of = |name: &str| table.node(name).map(|node| (node.kind(), written(node))).expect("the key");
    assert_eq!(of("a"), ("a text", "\"ä\"".to_owned()));
    assert_eq!(of("b"), ("a list", "[1, true]".to_owned()));
    assert_eq!(of("c"), ("a fraction", "1.5".to_owned()));
    assert_eq!(of("d"), ("a date or time", "1979-05-27T07:32:00Z".to_owned()));
    assert_eq!(of("e"), ("a table", "[e]".to_owned()));
    assert_eq!(table.list("b").iter().map(written).collect::<Vec<_>>(), ["1", "true"]);
    assert_eq!(table.list("b")[1].as_boolean(), Some(true));
    assert_eq!(table.node("d").map(|node| &node.value), Some(&Value::Time("1979-05-27T07:32:00Z".to_owned())));
    assert_eq!(table.node("c").map(|node| &node.value), Some(&Value::Float(1.5)));
    let key = table.table("e").and_then(|table| table.key("f")).expect("the key");
    assert_eq!(&text[key.span.clone()], "f");
}

#[test]
fn what_is_not_there_or_of_another_kind_is_nothing() {
    let (_, root) = parsed("a = 1\n");
    let table = root.as_table().expect("a table");
    assert_eq!((table.text("a"), table.boolean("a"), table.integer("a")), (None, None, Some(1)));
    assert_eq!((table.text("b"), table.integer("b"), table.boolean("b")), (None, None, None));
    assert!(table.list("a").is_empty() && table.table("a").is_none() && table.key("b").is_none());
}

#[test]
fn keys_come_in_the_order_of_the_file() {
    let (_, root) = parsed("b = 1\n\"a b\" = 2\nc.d = 3\nc.a = 4\n");
    let names = |node: &Node| -> Vec<String> {
        node.as_table().expect("a table").iter().map(|(key, _)| key.name.clone()).collect()
    };
    assert_eq!(names(&root), ["b", "a b", "c"]);
    assert_eq!(names(root.as_table().and_then(|table| table.node("c")).expect("c")), ["d", "a"]);
}

#[test]
fn a_part_of_a_plain_text_is_underlined_exactly() {
    assert_within("key = \"日本 {{ x }}\"", 7..14, "{{ x }}");
    assert_within("key = 'C:\\{{ x }}'", 3..10, "{{ x }}");
    assert_within("key = \"\"\"\nfirst\nsecond\"\"\"", 6..12, "second");
    assert_within("key = '''\n日\n{{ x }}'''", 4..11, "{{ x }}");
    assert_within("\u{feff}key = \"abc\"", 1..2, "b");
}

#[test]
fn a_part_of_a_text_with_escapes_is_underlined_as_the_whole() {
    assert_within(r#"key = "a\tb""#, 2..3, r#""a\tb""#);
    assert_within(r#"key = "\u65E5b""#, 3..4, r#""\u65E5b""#);
    assert_within("key = \"\"\"a \\\n   b\"\"\"", 2..3, "\"\"\"a \\\n   b\"\"\"");
    assert_within("key = \"\"", 0..0, "\"\"");
}

#[test]
fn a_place_counts_lines_and_letters_from_1() {
    let source = Source::new("a", "日本x\r\n\nö!");
    let at = |offset| {
        let Place { line, column } = source.place(offset);
        (line, column)
    };
    assert_eq!([at(0), at(3), at(6), at(7)], [(1, 1), (1, 2), (1, 3), (1, 4)]);
    assert_eq!([at(1), at(2), at(5)], [(1, 1), (1, 1), (1, 2)], "within a letter, it is that letter");
    assert_eq!([at(9), at(10), at(12)], [(2, 1), (3, 1), (3, 2)]);
    assert_eq!([at(13), at(14), at(usize::MAX)], [(3, 3), (3, 3), (3, 3)], "past the end is the end");
}

#[test]
fn the_nearest_name_is_at_most_a_third_of_the_letters_off() {
    for (wrong, known, expected) in [
        ("tikcet", vec!["table", "ticket"], Some("ticket")),
        ("a", vec!["b"], Some("b")),
        ("abc", vec!["abd", "xyz"], Some("abd")),
        ("abc", vec!["axy"], None),
        ("abcdef", vec!["abcdxy"], Some("abcdxy")),
        ("abcdef", vec!["abcxyz"], None),
        ("日本語", vec!["日本"], Some("日本")),
        ("", vec!["ab"], None),
        ("abcd", vec![], None),
        ("lock", vec!["look", "lock"], Some("lock")),
        ("loxk", vec!["look", "lock"], Some("look")),
    ] {
        assert_eq!(nearest(wrong, known.iter().copied()), expected, "{wrong}");
    }
}
