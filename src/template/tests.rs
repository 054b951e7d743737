use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use proptest::prelude::*;
use sekisho_files::{Node, Problems, Source, read};

use super::{EvalError, Expression, Scope, Template, Value, parse_duration, show_duration};

struct Names(BTreeMap<&'static str, Value>);

impl Scope for Names {
    fn value(&self, path: &str) -> Option<Value> {
        self.0.get(path).cloned()
    }
}

fn moment(text: &str) -> Value {
    Value::Moment(text.parse().expect("a moment"))
}

fn names() -> Names {
    Names(BTreeMap::from([
        ("limit", Value::Integer(5)),
        ("policy.lock.limit", Value::Integer(3)),
        ("valid", Value::Duration(Duration::from_secs(180))),
        ("now", moment("2026-01-31T23:00:00Z")),
        ("user.name", Value::from("alice")),
        ("flag", Value::Boolean(true)),
        ("tags", Value::List(vec![Value::Integer(1), Value::from("b")])),
        ("nothing", Value::Absent),
        ("mock.login-protection", Value::from("127.0.0.1:9")),
    ]))
}

fn eval(text: &str) -> Result<Value, EvalError> {
    Expression::parse(text).unwrap_or_else(|(why, span)| panic!("{text}: {why} at {span:?}")).eval(&names())
}

#[track_caller]
fn assert_integer(text: &str, number: i64) {
    assert_eq!(eval(text), Ok(Value::Integer(number)), "{text}");
}

#[track_caller]
fn assert_text(text: &str, expected: &str) {
    assert_eq!(eval(text), Ok(Value::from(expected)), "{text}");
}

/// What is wrong with an expression, and the part of it that is underlined.
fn refusal(text: &str) -> (String, &str) {
    let (why, span) = Expression::parse(text).expect_err(text);
    (why, &text[span])
}

/// The value of `v = …` in a file.
fn node(toml: &str) -> (Source, Node) {
    let source = Source::new("a.toml", format!("v = {toml}\n"));
    let mut problems = Problems::new();
    let root = read(&source, &mut problems);
    assert!(problems.is_empty(), "{problems}");
    let node = root.as_table().and_then(|table| table.node("v")).expect("v").clone();
    (source, node)
}

fn template(toml: &str) -> Template {
    let (source, node) = node(toml);
    let mut problems = Problems::new();
    let template = Template::read(&source, &node, &mut problems);
    assert!(problems.is_empty(), "{problems}");
    template.expect("a template")
}

fn problems(toml: &str) -> String {
    let (source, node) = node(toml);
    let mut problems = Problems::new();
    assert_eq!(Template::read(&source, &node, &mut problems), None, "{toml}");
    problems.to_string()
}

mod expressions {
    use super::*;

    #[test]
    fn signs_bind_as_in_arithmetic() {
        assert_integer("1 + 2 * 3", 7);
        assert_integer("(1 + 2) * 3", 9);
        assert_integer("10 - 4 - 3", 3);
        assert_integer("24 / 4 / 2", 3);
        assert_integer("2 * 9 / 4 * 2", 8);
        assert_integer("7 / 2", 3);
        assert_integer("((((4))))", 4);
    }

    #[test]
    fn a_minus_may_stand_before_a_number() {
        assert_integer("-3", -3);
        assert_integer("2 - -3", 5);
        assert_integer("--3", 3);
        assert_integer("-2 * 3", -6);
        assert_integer("-(1 + 2)", -3);
        assert_integer("-limit + 1", -4);
        assert_integer("-7 / 2", -3);
    }

    #[test]
    fn blanks_do_not_count_and_a_hyphen_is_a_minus() {
        assert_integer("limit-1", 4);
        assert_integer("\tlimit\n -  1 ", 4);
        assert_integer("policy.lock.limit-limit", -2);
    }

    #[test]
    fn durations_and_moments_are_counted_with() {
        let seconds = |seconds| Ok(Value::Duration(Duration::from_secs(seconds)));
        assert_eq!(eval("1m30s + 30s"), seconds(120));
        assert_eq!(eval("valid - 1s"), seconds(179));
        assert_eq!(eval("2 * 30s"), seconds(60));
        assert_eq!(eval("30s * 2 / 4"), seconds(15));
        assert_eq!(eval("now + 1h + 30m"), Ok(moment("2026-02-01T00:30:00Z")));
        assert_eq!(eval("now - 1d"), Ok(moment("2026-01-30T23:00:00Z")));
    }

    #[test]
    fn texts_are_joined_with_whatever_stands_beside_them() {
        assert_text("'a' + \"b\"", "ab");
        assert_text("user.name + '-' + 1", "alice-1");
        assert_text("1 + 2 + 'x'", "3x");
        assert_text("'x' + 1 + 2", "x12");
        assert_text("'in ' + valid", "in 180s");
        assert_text("flag + ' ' + tags", "true 1,b");
        assert_text("'at ' + now", "at 2026-01-31T23:00:00.000Z");
        assert_text("'a-b' + \"it's\" + '?'", "a-bit's?");
        assert_text("'' + nothing", "");
    }

    #[test]
    fn an_undefined_name_is_told_with_its_bytes() {
        let Err(EvalError::Undefined(name)) = eval("limit + user.nme") else { panic!("undefined") };
        assert_eq!((name.path.as_str(), name.span), ("user.nme", 8..16));
    }

    #[test]
    fn values_that_do_not_go_together_are_told_with_their_kinds() {
        for (text, expected) in [
            ("1 + 1s", "`+` does not go with a number and a duration"),
            ("1s * 1s", "`*` does not go with a duration and a duration"),
            ("-1s", "`-` does not go with a number and a duration"),
            ("'a' - 'b'", "`-` does not go with a text and a text"),
            ("'a' * 2", "`*` does not go with a text and a number"),
            ("now + now", "`+` does not go with a moment and a moment"),
            ("now - now", "`-` does not go with a moment and a moment"),
            ("1s + now", "`+` does not go with a duration and a moment"),
            ("2 / 1s", "`/` does not go with a number and a duration"),
            ("flag + 1", "`+` does not go with a truth value and a number"),
            ("tags + nothing", "`+` does not go with a list and nothing"),
        ] {
            assert_eq!(eval(text).expect_err(text).to_string(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_too_large_too_small_or_divided_by_nothing_is_out_of_range() {
        for text in [
            "9223372036854775807 + 1",
            "-9223372036854775807 - 2",
            "9223372036854775807 * 2",
            "1 / 0",
            "(-9223372036854775807 - 1) / -1",
            "1s - 2s",
            "1s / 0",
            "1s * -1",
            "1s / -1",
            "1s * 4294967296",
            "now + 99999999d",
            "now - 99999999d",
        ] {
            assert_eq!(eval(text), Err(EvalError::OutOfRange), "{text}");
        }
        assert_integer("-9223372036854775807 - 1", i64::MIN);
    }

    #[test]
    fn what_is_no_expression_is_told_with_its_place() {
        let operand = "expected a name, a number or a text";
        let end = "expected the end of the expression or `+ - * /`";
        let letter = "no expression can hold this";
        for (text, expected) in [
            ("", (operand, "")),
            ("1 +", (operand, "")),
            ("* 2", (operand, "*")),
            ("1 + ) 2", (operand, ")")),
            ("()", (operand, ")")),
            ("(1 + 2", ("this parenthesis is not closed", "(")),
            ("2 * ((1)", ("this parenthesis is not closed", "(")),
            ("1)", (end, ")")),
            ("1 2", (end, "2")),
            ("a b", (end, "b")),
            ("a?b", (end, "?")),
            ("1 % 2", (letter, "%")),
            ("日本", (letter, "日")),
            ("1 + 'open", (letter, "'open")),
            ("12x", (letter, "12x")),
            ("1.5", (letter, "1.5")),
            ("a..b", (letter, "a..b")),
            ("a.", (letter, "a.")),
            ("9223372036854775808", (letter, "9223372036854775808")),
        ] {
            let (why, underlined) = refusal(text);
            assert_eq!((why.as_str(), underlined), expected, "{text}");
        }
    }

    #[test]
    fn no_length_or_depth_of_an_expression_breaks_it() {
        for text in ["(".repeat(100_000), "-".repeat(100_000), vec!["1"; 100_000].join("+")] {
            let (why, _) = Expression::parse(&text).expect_err("too long");
            assert_eq!(why, "an expression has at most 256 words and signs");
        }
        let long = vec!["1"; 128].join(" + ");
        assert_integer(&long, 128);
    }
}

mod templates {
    use super::*;

    #[test]
    fn one_slot_keeps_the_type_of_its_value() {
        assert_eq!(template("'{{ limit - 1 }}'").value(&names()), Ok(Value::Integer(4)));
        assert_eq!(template("'{{ mock.login-protection }}'").value(&names()), Ok(Value::from("127.0.0.1:9")));
        assert_eq!(template("'{{ limit-1 }}'").value(&names()), Ok(Value::Integer(4)), "elsewhere it is a sign");
        assert_eq!(template("'{{flag}}'").value(&names()), Ok(Value::Boolean(true)));
        assert_eq!(template("'{{ valid }}'").value(&names()), Ok(Value::Duration(Duration::from_secs(180))));
        assert_eq!(template("'{{ now }}'").value(&names()), Ok(moment("2026-01-31T23:00:00Z")));
        assert_eq!(template("7").value(&names()), Ok(Value::Integer(7)));
        assert_eq!(template("false").value(&names()), Ok(Value::Boolean(false)));
    }

    #[test]
    fn slots_among_text_become_text() {
        let text = |toml| template(toml).value(&names()).map(|value| value.to_string());
        assert_eq!(text("'{{ limit }} '").as_deref(), Ok("5 "));
        assert_eq!(text("'a{{ limit }}b{{ user.name }}'").as_deref(), Ok("a5balice"));
        assert_eq!(text("'{{ valid }}{{ flag }}'").as_deref(), Ok("180strue"));
        assert_eq!(text("'日{{ \"本\" }}語'").as_deref(), Ok("日本語"));
        assert_eq!(text("'a } b { c }} d'").as_deref(), Ok("a } b { c }} d"), "only `{{` opens a slot");
        assert_eq!(text("''").as_deref(), Ok(""));
    }

    #[test]
    fn a_text_with_a_unit_is_a_duration_only_where_one_is_measured() {
        assert_eq!(template("'30s'").value(&names()), Ok(Value::from("30s")));
        assert_eq!(template("'30s'").measure(&names()), Ok(Value::Duration(Duration::from_secs(30))));
        assert_eq!(template("'thirty'").measure(&names()), Ok(Value::from("thirty")));
        assert_eq!(template("'{{ limit }}s'").measure(&names()), Ok(Value::Duration(Duration::from_secs(5))));
    }

    #[test]
    fn an_optional_slot_without_a_value_takes_all_with_it() {
        assert_eq!(template("'{{ colour? }}'").value(&names()), Ok(Value::Absent));
        assert_eq!(template("'a {{ colour ? }} b'").value(&names()), Ok(Value::Absent));
        assert_eq!(template("'{{ limit? }}'").value(&names()), Ok(Value::Integer(5)));
        assert_eq!(template("'{{ colour + 1? }}'").value(&names()), Ok(Value::Absent));
        assert_eq!(template("'a{{ colour? }}'").text(&names(), str::to_owned), Ok(None));
        let wrong = template("'{{ 1 / 0? }}'").value(&names()).expect_err("out of range");
        assert_eq!(wrong.error, EvalError::OutOfRange, "optional is only what has no value");
    }

    #[test]
    fn slots_are_escaped_and_fixed_text_is_not() {
        let text = template("'/a b/{{ user.name }}?n={{ limit }}'").text(&names(), |text| format!("<{text}>"));
        assert_eq!(text, Ok(Some("/a b/<alice>?n=<5>".to_owned())));
    }

    #[test]
    fn a_value_that_cannot_be_had_is_told_with_its_line() {
        let error = template("\"\"\"\n{{ nobody }}\"\"\"").value(&names()).expect_err("undefined");
        assert_eq!(error.to_string(), "a.toml:1: `nobody` is not defined here");
        let error = template("'a {{ 1 / 0 }}'").value(&names()).expect_err("out of range");
        assert_eq!(error.to_string(), "a.toml:1: the result is out of range");
    }

    #[test]
    fn names_are_told_with_their_place_in_the_file() {
        let template = template("'日 {{ a.b + 1 }} and {{ c? }}'");
        let named: Vec<_> =
            template.names().into_iter().map(|(name, optional)| (name.path, name.span, optional)).collect();
        assert_eq!(named, [("a.b".to_owned(), 12..15, false), ("c".to_owned(), 30..31, true)]);
        for (name, span, _) in named {
            assert_eq!(template.source().text()[span], name);
        }
    }

    #[test]
    fn a_name_in_a_text_with_escapes_is_shown_as_the_whole_text() {
        let template = template(r#""\"\"\" {{ name }}""#);
        let spans: Vec<_> = template.names().into_iter().map(|(name, _)| name.span).collect();
        assert_eq!(spans, [template.span()]);
    }

    #[test]
    fn only_a_template_without_slots_is_fixed() {
        assert_eq!(template("'alice'").as_fixed().as_deref(), Some("alice"));
        assert_eq!(template("3").as_fixed().as_deref(), Some("3"));
        assert_eq!(template("''").as_fixed().as_deref(), Some(""));
        assert_eq!(template("'{{ \"alice\" }}'").as_fixed(), None);
        assert_eq!(Template::fixed("{{ x }}").value(&names()), Ok(Value::from("{{ x }}")));
    }

    #[test]
    fn values_that_are_no_template_are_none() {
        for toml in ["1.5", "[1]", "{}", "1979-05-27"] {
            let (source, node) = node(toml);
            assert_eq!(Template::read(&source, &node, &mut Problems::new()), None, "{toml}");
        }
    }

    #[test]
    fn a_slot_that_is_not_closed_is_shown() {
        let expected = "\
error: this slot is not closed
 --> a.toml:1:15
  |
1 | v = '{{ x }} 日{{ x }'
  |                ^^
  |
  = help: close it with `}}`";
        assert_eq!(problems("'{{ x }} 日{{ x }'"), expected);
    }

    #[test]
    fn a_wrong_expression_is_shown_where_it_is_wrong() {
        let expected = "\
error: expected the end of the expression or `+ - * /`
 --> a.toml:1:21
  |
1 | v = 'a {{ limit + 1 2 }}'
  |                     ^
  |
  = note: a slot holds names, numbers, durations, texts and `+ - * /`";
        assert_eq!(problems("'a {{ limit + 1 2 }}'"), expected);
    }

    #[test]
    fn an_empty_slot_is_wrong() {
        for toml in ["'{{}}'", "'{{ }}'", "'{{ ? }}'", "'{{ x?? }}'", "'{{{{ x }}}}'"] {
            assert!(problems(toml).starts_with("error: "), "{toml}");
        }
    }
}

mod values {
    use super::*;

    #[test]
    fn values_become_json_by_their_kind() {
        let json = |value: Value| value.json().map(|json| json.to_string());
        assert_eq!(json(Value::Absent), None);
        assert_eq!(json(Value::Duration(Duration::from_millis(1500))).as_deref(), Some("1500"));
        assert_eq!(json(Value::Integer(-1)).as_deref(), Some("-1"));
        assert_eq!(json(Value::from("012345")).as_deref(), Some("\"012345\""));
        assert_eq!(json(moment("2026-01-01T00:00:00.5Z")).as_deref(), Some("\"2026-01-01T00:00:00.500Z\""));
        let list = Value::List(vec![Value::Boolean(true), Value::Absent, Value::from("b")]);
        assert_eq!(json(list).as_deref(), Some("[true,\"b\"]"));
    }

    #[test]
    fn durations_are_read_in_whole_units_only() {
        for wrong in ["", " ", "1", "1 s", "s1", "1s2", "1S", "-1s", "1.5s", "１s", "1sec", "9999999999999999d"] {
            assert_eq!(parse_duration(wrong), None, "{wrong}");
        }
        assert_eq!(parse_duration("1d2h3m4s5ms"), Some(Duration::from_millis(93_784_005)));
        assert_eq!(parse_duration("0s"), Some(Duration::ZERO));
    }

    proptest! {
        #[test]
        fn a_duration_that_is_shown_reads_as_the_same(millis in 0..u64::MAX / 2) {
            let duration = Duration::from_millis(millis);
            prop_assert_eq!(parse_duration(&show_duration(duration)), Some(duration));
        }

        #[test]
        fn any_text_is_a_duration_or_not(text in "\\PC*|[0-9smhd]{0,12}") {
            let _ = parse_duration(&text);
        }
    }
}

/// An expression as a tree that is written out and counted by other code than that under test.
#[derive(Debug, Clone)]
enum Tree {
    Number(i64),
    Minus(Box<Tree>),
    Sign(Box<Tree>, char, Box<Tree>),
}

impl Tree {
    fn written(&self) -> String {
        match self {
            Tree::Number(number) => number.to_string(),
            Tree::Minus(tree) => format!("-({})", tree.written()),
            Tree::Sign(left, sign, right) => format!("({}){sign} ({})", left.written(), right.written()),
        }
    }

    fn counted(&self) -> Option<i128> {
        let count = match self {
            Tree::Number(number) => i128::from(*number),
            Tree::Minus(tree) => -tree.counted()?,
            Tree::Sign(left, sign, right) => {
                let (left, right) = (left.counted()?, right.counted()?);
                match sign {
                    '+' => left + right,
                    '-' => left - right,
                    '*' => left * right,
                    _ => left.checked_div(right)?,
                }
            }
        };
        (i128::from(i64::MIN)..=i128::from(i64::MAX)).contains(&count).then_some(count)
    }
}

fn tree() -> impl Strategy<Value = Tree> {
    let number = prop_oneof![0..20i64, prop::sample::select(vec![0, 1, i64::MAX, i64::MAX / 2, 1 << 32])];
    number.prop_map(Tree::Number).prop_recursive(5, 24, 2, |inner| {
        let sign = prop::sample::select(vec!['+', '-', '*', '/']);
        prop_oneof![
            1 => inner.clone().prop_map(|tree| Tree::Minus(Box::new(tree))),
            4 => (inner.clone(), sign, inner).prop_map(|(left, sign, right)| {
                Tree::Sign(Box::new(left), sign, Box::new(right))
            }),
        ]
    })
}

/// Numbers with signs between them, without parentheses: products before sums, from left to right.
fn counted_flat(first: i64, rest: &[(char, i64)]) -> Option<i64> {
    let mut sum = 0i64;
    let (mut sign, mut product) = ('+', first);
    for (next, number) in rest {
        match next {
            '*' => product = product.checked_mul(*number)?,
            '/' => product = product.checked_div(*number)?,
            _ => {
                sum = if sign == '+' { sum.checked_add(product)? } else { sum.checked_sub(product)? };
                (sign, product) = (*next, *number);
            }
        }
    }
    if sign == '+' { sum.checked_add(product) } else { sum.checked_sub(product) }
}

proptest! {
    #[test]
    fn any_text_is_an_expression_or_not(text in "\\PC*|[-a-z0-9 .+*/()'\"?日smhd\t\n]{0,40}") {
        match Expression::parse(&text) {
            Ok(expression) => drop(expression.eval(&names())),
            Err((_, span)) => prop_assert!(text.get(span).is_some()),
        }
    }

    #[test]
    fn any_text_is_a_template_or_has_a_problem_that_can_be_shown(text in "(\\PC|\\{\\{|\\}\\}|[ a-z\n'\"?+\\\\]){0,30}") {
        let quoted = serde_json::to_string(&text).expect("a text").replace('\u{7f}', "");
        let (source, node) = node(&quoted);
        let mut problems = Problems::new();
        let template = Template::read(&source, &node, &mut problems);
        prop_assert_eq!(template.is_some(), problems.is_empty());
        problems.render(false);
        if let Some(template) = template {
            let _ = (template.value(&names()), template.text(&names(), str::to_owned));
            for (name, _) in template.names() {
                prop_assert!(template.span().start <= name.span.start && name.span.end <= template.span().end);
            }
        }
    }

    #[test]
    fn a_text_without_slots_stays_itself(text in any::<String>()) {
        prop_assume!(!text.contains("{{"));
        let node = Node { value: sekisho_files::Value::Text(text.clone()), span: 0..0 };
        let template = Template::read(&Source::new("a", ""), &node, &mut Problems::new()).expect("a template");
        prop_assert_eq!(template.value(&names()), Ok(Value::Text(text.clone())));
        prop_assert_eq!(template.as_fixed(), Some(text));
    }

    #[test]
    fn numbers_are_counted_as_64_bits_allow(tree in tree()) {
        let expected = tree.counted().and_then(|count| i64::try_from(count).ok());
        prop_assert_eq!(eval(&tree.written()), expected.map(Value::Integer).ok_or(EvalError::OutOfRange));
    }

    #[test]
    fn products_go_before_sums_and_all_from_left_to_right(
        first in 0..1000i64,
        rest in prop::collection::vec((prop::sample::select(vec!['+', '-', '*', '/']), 0..1000i64), 0..8),
    ) {
        let written: String = rest.iter().map(|(sign, number)| format!(" {sign} {number}")).collect();
        let expected = counted_flat(first, &rest).map(Value::Integer).ok_or(EvalError::OutOfRange);
        prop_assert_eq!(eval(&format!("{first}{written}")), expected);
    }

    #[test]
    fn moments_go_forth_and_back(seconds in 0..4_000_000_000i64, millis in 0..10_000_000_000u64) {
        let at = Timestamp::from_second(seconds).expect("a moment");
        let scope = Names(BTreeMap::from([
            ("at", Value::Moment(at)),
            ("by", Value::Duration(Duration::from_millis(millis))),
        ]));
        let there_and_back = Expression::parse("at + by - by").expect("an expression").eval(&scope);
        prop_assert_eq!(there_and_back, Ok(Value::Moment(at)));
    }
}
