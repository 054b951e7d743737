//! What people see of a file that is wrong.

use sekisho_files::{
    Problem, Problems, Shape, Source, boolean, field, integer, list, map, read, table, template, text, word,
};

fn shape() -> Shape {
    let user = table(vec![
        field("exists", "Whether the server knows the user.", boolean()),
        field("name", "What the server calls the user.", text()).required(),
    ]);
    table(vec![
        field("format", "The version of this format: 1.", integer(1..=1)).required(),
        field("title", "What it shows, in a sentence.", text()).required(),
        field("answer", "What is answered.", word(&["right", "wrong"])),
        field("times", "How often.", template()),
        field("alone", "Whether nothing else may run.", boolean()),
        field("tags", "Tags.", list(text())),
        field("user", "The users.", map(user)),
        field("expect", "What must come.", list(Shape::OneOf(vec![text(), map(Shape::Any)]))),
    ])
}

fn problems(text: &str) -> Problems {
    let source = Source::new("a.toml", text);
    let mut problems = Problems::new();
    let root = read(&source, &mut problems);
    shape().check(&source, &root, &mut problems);
    problems
}

/// The titles with their places, in the order in which people see them.
fn titles(text: &str) -> Vec<String> {
    let problems = problems(text);
    let shown = |problem: &&Problem| {
        let place = problem.place();
        format!("{}:{} {}", place.line, place.column, problem.title())
    };
    problems.sorted().iter().map(shown).collect()
}

/// Checks the value of `key` in a file that is right but for it.
#[track_caller]
fn assert_value(line: &str, title: &str) {
    let column = line.find("= ").expect("a key and a value") + 3;
    assert_eq!(titles(&format!("format = 1\ntitle = \"x\"\n{line}")), [format!("3:{column} {title}")], "{line}");
}

#[test]
fn a_file_that_is_right_has_no_problem() {
    let right = r#"
        format = 1
        title  = "x"
        answer = "right"
        times  = "{{ 1 + 1 }}"
        alone  = true
        tags   = []
        user   = { alice = { exists = false, name = "a" }, "bob.b" = { name = "" } }
        expect = ["a", { anything = [1.5, 1979-05-27] }]
    "#;
    assert_eq!(titles(right), [] as [&str; 0]);
    assert_eq!(problems(right).into_result(Some(1)), Ok(1));
    for times in ["3", "false"] {
        assert_eq!(titles(&format!("format = 1\ntitle = \"x\"\ntimes = {times}")), [] as [&str; 0]);
    }
}

#[test]
fn all_syntax_errors_of_a_file_are_told_at_once_and_its_meanings_beside_them() {
    let wrong = "format = 1\ntitle = \"x\nanswer = \"rihgt\"\ntimes = 012\n[user\ntitel = 1\n";
    assert_eq!(
        titles(wrong),
        [
            "2:11 the file is not TOML: invalid basic string, expected `\"`",
            "3:10 expected one of `right`, `wrong`, got `rihgt`",
            "4:9 the file is not TOML: unexpected leading zero, expected nothing",
            "5:6 the file is not TOML: unclosed table, expected `]`",
            "6:1 unknown key `titel`",
        ]
    );
}

#[test]
fn a_key_may_stand_once() {
    let wrong = "format = 1\ntitle = \"a\"\ntitle = \"b\"\n";
    assert_eq!(titles(wrong), ["3:1 the file is not TOML: duplicate key"]);
}

#[test]
fn each_wrong_kind_of_value_is_told_with_expected_and_got() {
    assert_value("answer = \"maybe\"", "expected one of `right`, `wrong`, got `maybe`");
    assert_value("answer = 1", "expected one of `right`, `wrong`, got an integer");
    assert_value("times = 1.5", "expected a text, a number or a truth value, got a fraction");
    assert_value("times = 1979-05-27", "expected a text, a number or a truth value, got a date or time");
    assert_value("alone = \"true\"", "expected `true` or `false`, got a text");
    assert_value("tags = \"a\"", "expected a list, got a text");
    assert_value("user = []", "expected a table, got a list");
    assert_value("expect = {}", "expected a list, got a table");
}

#[test]
fn wrong_values_within_lists_and_tables_are_told_one_by_one() {
    let wrong = "format = 1\ntitle = \"x\"\ntags = [1, \"a\", true]\nuser = { a = 1, b = { name = 2 } }\nexpect = [3]";
    assert_eq!(
        titles(wrong),
        [
            "3:9 expected a text, got an integer",
            "3:17 expected a text, got a truth value",
            "4:14 expected a table, got an integer",
            "4:30 expected a text, got an integer",
            "5:11 expected a text or a table, got an integer",
        ]
    );
}

#[test]
fn a_number_is_within_its_bounds_and_within_64_bits() {
    let format = |number: &str| titles(&format!("title = \"x\"\nformat = {number}"));
    assert_eq!(format("0"), ["2:10 expected a number from 1 to 1, got 0"]);
    assert_eq!(format("2"), ["2:10 expected a number from 1 to 1, got 2"]);
    assert_eq!(
        format("-9223372036854775808"),
        ["2:10 expected a number from 1 to 1, got -9223372036854775808"],
        "the least number is one"
    );
    for large in ["9223372036854775808", "-9223372036854775809", "0xFFFF_FFFF_FFFF_FFFF"] {
        let titles = titles(&format!("format = 1\ntitle = \"x\"\ntimes = {large}"));
        assert_eq!(titles, ["3:9 the number does not fit"], "{large}");
        assert_eq!(format(large), ["2:10 the number does not fit"], "and nothing of its bounds: {large}");
    }
    assert_eq!(format("02"), ["2:10 the file is not TOML: unexpected leading zero, expected nothing"]);
}

#[test]
fn numbers_of_all_bases_are_read() {
    for one in ["1", "+1", "0x1", "0o1", "0b1"] {
        assert_eq!(titles(&format!("title = \"x\"\nformat = {one}")), [] as [&str; 0], "{one}");
    }
}

#[test]
fn missing_keys_are_told_where_their_table_begins() {
    assert_eq!(titles(""), ["1:1 the key `format` is missing", "1:1 the key `title` is missing"]);
    let wrong = "format = 1\ntitle = \"x\"\n\n[user.alice]\nexists = true\n";
    assert_eq!(titles(wrong), ["4:1 the key `name` is missing"]);
}

#[test]
fn an_unknown_key_is_shown_with_its_nearest_name() {
    let rendered = problems("format = 1\ntitel = \"x\"\ntitle = \"x\"\n").to_string();
    let expected = "\
error: unknown key `titel`
 --> a.toml:2:1
  |
2 | titel = \"x\"
  | ^^^^^ no such key here
  |
  = help: did you mean `title`?";
    assert_eq!(rendered, expected);
}

#[test]
fn an_unknown_key_near_to_none_is_shown_with_all_names() {
    let rendered = problems("format = 1\ntitle = \"日本\"\n\"\\u65E5 x\" = 1\n").to_string();
    let expected = "\
error: unknown key `日 x`
 --> a.toml:3:1
  |
3 | \"\\u65E5 x\" = 1
  | ^^^^^^^^^^ no such key here
  |
  = help: known here: `format`, `title`, `answer`, `times`, `alone`, `tags`, `user`, `expect`";
    assert_eq!(rendered, expected);
}

#[test]
fn several_problems_are_shown_one_below_the_other_with_notes_and_help() {
    let rendered = problems("format = 1\ntitle = 9\nanswer = \"日本\"\ntimes = 0xFFFFFFFFFFFFFFFF").to_string();
    let expected = "\
error: expected a text, got an integer
 --> a.toml:2:9
  |
2 | title = 9
  |         ^ expected a text

error: expected one of `right`, `wrong`, got `日本`
 --> a.toml:3:10
  |
3 | answer = \"日本\"
  |          ^^^^^^ unknown word
  |
  = help: known here: `right`, `wrong`

error: the number does not fit
 --> a.toml:4:9
  |
4 | times = 0xFFFFFFFFFFFFFFFF
  |         ^^^^^^^^^^^^^^^^^^
  |
  = note: integers lie between −2^63 and 2^63 − 1";
    assert_eq!(rendered, expected);
}

#[test]
fn a_value_over_several_lines_is_shown_with_all_of_them() {
    let rendered = problems("format = 1\ntitle = \"x\"\nalone = '''\na\nb'''\n").to_string();
    let expected = "\
error: expected `true` or `false`, got a text
 --> a.toml:3:9
  |
3 |   alone = '''
  |  _________^
4 | | a
5 | | b'''
  | |____^ expected `true` or `false`";
    assert_eq!(rendered, expected);
}

#[test]
fn crlf_and_a_byte_order_mark_do_not_move_the_caret() {
    let plain = problems("format = 1\ntitle = \"x\"\nx = 1\n").to_string();
    assert_eq!(problems("format = 1\r\ntitle = \"x\"\r\nx = 1\r\n").to_string(), plain);
    assert_eq!(problems("\u{feff}format = 1\ntitle = \"x\"\nx = 1\n").to_string(), plain);
}

#[test]
fn colour_changes_no_letter() {
    let problems = problems("titel = 1\n");
    let coloured = problems.render(true);
    let (first, styled) = coloured.split_once("\u{1b}[").expect("colour");
    let plain = styled.split("\u{1b}[").map(|part| part.split_once('m').map_or(part, |(_, rest)| rest));
    assert_eq!(first.to_owned() + &plain.collect::<String>(), problems.render(false));
}

#[test]
fn problems_are_sorted_by_file_and_place_and_none_is_told_twice() {
    let one = Source::new("b.toml", "first\nsecond\n");
    let other = Source::new("a.toml", "third\n");
    let mut problems = Problems::new();
    problems.push(Problem::new(&one, 6..12, "second"));
    problems.push(Problem::new(&one, 0..5, "first"));
    problems.push(Problem::new(&one, 6..12, "second"));
    let mut others = Problems::new();
    others.push(Problem::new(&other, 0..5, "third"));
    others.push(Problem::new(&one, 0..5, "first"));
    problems.extend(others);
    let sorted: Vec<_> = problems.sorted().into_iter().map(|problem| (problem.file(), problem.title())).collect();
    assert_eq!(sorted, [("a.toml", "third"), ("b.toml", "first"), ("b.toml", "second")]);
    assert_eq!(problems.len(), 3);
}

#[test]
fn a_value_with_problems_is_no_result() {
    let mut problems = Problems::new();
    assert_eq!(problems.clone().into_result(Some(1)), Ok(1));
    assert!(problems.clone().into_result(None::<u8>).is_err(), "without a value there is none, whatever is known");
    problems.push(Problem::new(&Source::new("a", ""), 0..0, "wrong"));
    assert_eq!(problems.clone().into_result(Some(1)), Err(problems));
}
