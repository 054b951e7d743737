//! Wrong files: all problems at once, each where it stands, before anything is sent.

use super::support::{Door, Place};

const WRONG: &str = r#"format   = 1
title    = "Four mistakes"
channels = ["web/matrix"]

[user.alice]

[[step]]
do     = "login"
as     = "alice"
expect = ["54160"]

[[step]]
do     = "login"
as     = "alice"
exepct = ["authenticated"]

[[step]]
do     = "login"
as     = "alice"
fresh  = "yes"

[[step]]
do     = "unlok-user"
as     = "alice"
"#;

/// What `check` must say: title, place, the line, the caret below it, the help.
const SAID: [(&str, &str, &str, &str, &str); 4] = [
    (
        "code 54160 is not in catalog passlogic",
        "wrong.toml:10:11",
        "expect = [\"54160\"]",
        "^^^^^^^",
        "did you mean 54106?",
    ),
    ("exepct", "wrong.toml:15:1", "exepct = [\"authenticated\"]", "^^^^^^", "did you mean `expect`?"),
    ("expected `true` or `false`", "wrong.toml:20:10", "fresh  = \"yes\"", "^^^^^", ""),
    (
        "there is no action `unlok-user`",
        "wrong.toml:23:10",
        "do     = \"unlok-user\"",
        "^^^^^^^^^^^^",
        "did you mean `unlock-user`?",
    ),
];

#[test]
fn check_shows_all_four_mistakes_each_with_line_caret_and_help() {
    let place = Place::new();
    place.write("wrong.toml", WRONG);
    let run = place.sekisho(&["check", "wrong.toml"]).exits(3);
    let blocks: Vec<&str> = run.stderr.split("error: ").skip(1).collect();
    assert_eq!(blocks.len(), SAID.len(), "{}", run.stderr);
    for (title, at, line, caret, help) in SAID {
        let block = blocks.iter().find(|block| block.contains(at)).unwrap_or_else(|| panic!("{at}:\n{}", run.stderr));
        for part in [title, line, help] {
            assert!(block.contains(part), "`{part}` is not said:\n{block}");
        }
        let shown: Vec<&str> = block.lines().collect();
        let place = shown.iter().position(|shown| shown.ends_with(line)).expect("the line itself");
        let below = shown[place + 1];
        let column: usize = at.rsplit(':').next().and_then(|column| column.parse().ok()).expect("a column");
        let begin = shown[place].chars().count() - line.chars().count();
        assert_eq!(below.chars().position(|c| c == '^'), Some(begin + column - 1), "{block}");
        assert!(below.contains(caret), "{block}");
    }
    run.complains("4 problems; nothing was sent");
}

#[test]
fn a_file_without_mistakes_is_no_problem() {
    let place = Place::new();
    let right = WRONG.replace("54160", "54106").replace("exepct", "expect").replace("\"yes\"", "true");
    place.write("right.toml", &right.replace("unlok", "unlock"));
    place.sekisho(&["check", "right.toml"]).exits(0).says("1 file: no problems");
    place.sekisho(&["check"]).exits(0).says("no problems");
    let second = ["check", "tests/second-target", "--target", "tests/second-target/target.toml"];
    place.sekisho(&second).exits(0).says("no problems");
}

/// A path to a file is that file, whatever scenario is called so.
#[test]
fn a_file_comes_before_an_embedded_scenario_of_the_same_name() {
    let place = Place::new();
    let own = "format = 1\ntitle = \"My own\"\nchannels = [\"web/matrix\"]\n[user.alice]\n\
        [[step]]\ndo = \"login\"\nas = \"alice\"\nexpect = [\"authenticated\"]\n";
    place.write("login/right-answer.toml", own);
    for file in ["./login/right-answer.toml", "login/right-answer.toml"] {
        let list = place.sekisho(&["run", file, "--list"]).exits(0);
        assert_eq!(list.stdout, "./login/right-answer [web/matrix]\tMy own\n");
    }
    place.sekisho(&["run", "login/right-answer", "--list"]).exits(0).says("login/right-answer [windows/matrix]");
    place.sekisho(&["run", "./login/right-answer.toml"]).exits(0);
    let titles: Vec<_> = place.record().of("case-started").map(|event| event["title"].clone()).collect();
    assert_eq!(titles.iter().filter(|title| *title == "My own").count(), 1, "not the sanity scenario: {titles:?}");

    place.write("scenarios/lock/mine.toml", own);
    let absolute = place.path("scenarios/lock/mine.toml").display().to_string();
    for file in ["scenarios/lock/mine.toml", "./scenarios/lock/mine.toml", &absolute] {
        let list = place.sekisho(&["run", file, "lock/mine", "--list"]).exits(0);
        assert_eq!(list.stdout, "lock/mine [web/matrix]\tMy own\n");
    }
}

#[test]
fn the_help_of_check_says_that_a_scenario_is_right_for_one_product_only() {
    let place = Place::new();
    place.sekisho(&["check", "--help"]).exits(0).says("sekisho check mine.toml --target targets/mine.toml");
}

/// A run reads all files first: a scenario that is wrong must not stop it half way.
#[test]
fn a_run_with_a_wrong_scenario_sends_nothing_at_all() {
    let place = Place::new();
    let door = Door::honest(&place);
    place.write_target("t/mine.toml", &door.target());
    let wrong = WRONG.replace("web/matrix", "web/password");
    place.write("wrong.toml", &wrong);
    let run = place.sekisho(&["run", "login/right-answer", "wrong.toml", "--target", "t/mine.toml"]).exits(3);
    run.complains("nothing was sent").complains("wrong.toml:15:1");
    assert_eq!(door.calls().len(), 0);
}

#[test]
fn a_wrong_target_file_is_shown_with_its_carets() {
    let place = Place::new();
    let door = Door::honest(&place);
    let target = door
        .target()
        .with("outcome = \"rejected\"", "outcome = \"rejekted\"")
        .with("families = [\"login\"", "families = [\"lgin\"");
    place.write_target("t/mine.toml", &target.with("cleanup =", "cleanpu ="));
    let run = place.sekisho(&["run", "--target", "t/mine.toml"]).exits(3);
    let run = run
        .complains("did you mean `rejected`?")
        .complains("did you mean `login`?")
        .complains("did you mean `cleanup`?");
    assert!(run.stderr.matches(" t/mine.toml:").count() == 3, "{}", run.stderr);
    assert_eq!(door.calls().len(), 0);
}

#[test]
fn a_file_that_is_no_toml_is_shown_at_the_place_where_it_stops_being_one() {
    let place = Place::new();
    place.write("broken.toml", "format = 1\ntitle = \"A title\nchannels = []\n");
    place.sekisho(&["check", "broken.toml"]).exits(3).complains("broken.toml:2:");
    place.sekisho(&["check", "nowhere.toml"]).exits(3).complains("nowhere.toml");
}
