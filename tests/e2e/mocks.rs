//! The outside services, played for servers of others.

use super::support::{Door, Place};

#[test]
fn a_mock_says_where_it_answers_and_ends_with_its_input() {
    let place = Place::new();
    place.sekisho(&["mock", "login-protection", "--until-eof"]).exits(0).says("ready http=127.0.0.1:");
    place.sekisho(&["mock", "login-protection", "--until-eof", "--listen", "0.0.0.0:0"]).exits(5).complains("loopback");
    place.sekisho(&["mock", "login-protecton"]).exits(2).complains("login-protection");
}

/// Only the target file asks for it: the harness starts this program once more.
#[test]
fn a_mock_that_a_target_asks_for_answers_in_the_run() {
    let place = Place::new();
    let door = Door::honest(&place);
    let behave = "[mock.login-protection]\n[action.behave]\nbase = \"http://{{ mock.login-protection }}\"\n\
        http = \"GET /last-release\"\nquery = { user = \"a\" }\nanswer = [{ status = [200, \"4xx\"], outcome = \"read\" }]\n";
    place.write_target("t/mine.toml", &door.target().and(behave));
    let text = "format = 1\ntitle = \"Asks the mock\"\n[[step]]\ndo = \"behave\"\nexpect = [\"read\"]\n";
    place.write("asks.toml", text);
    place.sekisho(&["run", "asks.toml", "--target", "t/mine.toml"]).exits(0).says("3 passed");
    place.write_target("t/mine.toml", &door.target().and("[mock.nothing]"));
    place.sekisho(&["run", "login/right-answer", "--target", "t/mine.toml"]).exits(5).complains("nothing");
}
