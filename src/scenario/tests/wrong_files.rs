use super::*;

#[test]
fn unknown_keys_and_words_are_wrong_at_every_depth() {
    assert_wrong("[[step]]\ndo = \"login\"\nexpects = []\n", &["3: unknown key `expects`"]);
    assert_wrong(
        "[user.bob]\nphrase = \"middle\"\n[[step]]\ndo = \"a\"\n",
        &["2: expected one of `before`, `after`, `between`, got `middle`"],
    );
    assert_wrong(
        "[[step]]\ndo = \"a\"\nwith = { answer = \"rihgt\" }\nspoil = \"no-boddy\"\nat = \"twice\"\n",
        &[
            "3: expected one of `right`, `wrong`, `same`, `previous`, `empty`, `short`, `long`, `other-cells`, `new`, `new-short`, got `rihgt`",
            "4: expected one of `no-body`, `not-json`, `wrong-types`, `huge`, `bad-utf8`, `unknown-field`, got `no-boddy`",
            "5: expected one of `once`, got `twice`",
        ],
    );
    assert_wrong(
        "[[step]]\ndo = \"a\"\nexpect = [{ kode = \"1\" }, 5]\n",
        &[
            "3: an expectation names one thing",
            "3: unknown key `kode`",
            "3: expected a text or a table, got an integer",
        ],
    );
    let (_, problems) = read_with(HEAD, &[]);
    assert_eq!(titles(&problems, 0), ["1: the key `step` is missing"]);
}

#[test]
fn without_a_title_the_steps_are_checked_all_the_same() {
    let (_, problems) = read_with("format = 1\n[[step]]\nas = \"alice\"\n", &[]);
    assert_eq!(titles(&problems, 0), ["1: the key `title` is missing", "2: the step does nothing"]);
}

#[test]
fn a_step_does_one_thing() {
    assert_wrong("[[step]]\nas = \"alice\"\n", &["1: the step does nothing"]);
    assert_wrong("[[step]]\ndo = \"wait\"\n", &["1: how long is not stated"]);
    assert_wrong("[[step]]\ndo = \"login\"\nfor = \"1s\"\n", &["3: only `wait` takes `for`"]);
    assert_wrong("[[step]]\ndo = \"wait\"\nfor = \"soon\"\n", &["3: this is no duration"]);
}

/// A race kept and compared no answer, and was as slow as its last one: these passed, whatever came.
#[test]
fn what_is_said_of_one_answer_is_not_for_a_race() {
    let race = "[[step]]\ndo = \"login\"\nat = \"once\"\ntimes = 2\n";
    assert_wrong(&format!("{race}save = \"a\"\n"), &["5: a race takes no `save`"]);
    assert_wrong(&format!("{race}takes = \">= 1s\"\n"), &["5: a race takes no `takes`"]);
    let saved = "[[step]]\ndo = \"login\"\nsave = \"a\"\n";
    assert_wrong(&format!("{saved}{race}shaped_as = \"a\"\n"), &["8: a race takes no `shaped_as`"]);
    assert_wrong(&format!("{saved}{race}same_as = \"a\"\n"), &["8: a race takes no `same_as`"]);
}

#[test]
fn a_wait_expects_nothing_and_has_no_user() {
    assert_wrong(
        "[[step]]\ndo = \"wait\"\nfor = \"1s\"\nas = \"alice\"\nexpect = [\"locked\"]\n",
        &["4: `wait` takes no `as`", "5: `wait` takes no `expect`"],
    );
}

#[test]
fn an_expectation_names_one_thing() {
    for expect in
        ["{}", "{ code = \"1\", outcome = \"locked\" }", "{ any_of = [], code = \"1\" }", "{ level = \"err\" }"]
    {
        assert_wrong(&format!("[[step]]\ndo = \"a\"\nexpect = [{expect}]\n"), &["3: an expectation names one thing"]);
    }
}

#[test]
fn a_detail_is_a_regular_expression_by_itself() {
    for pattern in ["(", "a)(b", "[z-a]", "*"] {
        let step = format!("[[step]]\ndo = \"a\"\nexpect = [{{ code = \"1\", detail = \"{pattern}\" }}]\n");
        assert_wrong(&step, &["3: this is no regular expression"]);
    }
}

#[test]
fn a_broken_slot_is_shown_in_its_place() {
    assert_wrong(
        "[[step]]\ndo = \"a\"\ntimes = \"{{ 1 + }}\"\nwith = { x = \"{{ y\" }\n",
        &["3: expected a name, a number or a text", "4: this slot is not closed"],
    );
}

#[test]
fn each_is_a_range_or_texts_under_a_name_for_slots() {
    let with = |each: &str| format!("[each]\n{each}\n[[step]]\ndo = \"a\"\n");
    assert_wrong(&with("n = [1]"), &["2: a range has two ends"]);
    assert_wrong(&with("n = [1, 2, 3]"), &["2: a range has two ends"]);
    assert_wrong(&with("n = { of = [] }"), &["2: there is no text"]);
    assert_wrong(&with("n = { of = [\"a\", \"b\", \"a\"] }"), &["2: a text stands here twice"]);
    assert_wrong(&with("a-b = [1, 2]"), &["2: `a-b` cannot be named in a slot"]);
    assert_wrong(
        &with("n = { off = [\"a\"] }"),
        &["2: the key `of` is missing", "2: there is no text", "2: unknown key `off`"],
    );
}
