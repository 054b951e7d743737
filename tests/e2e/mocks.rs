//! The outside services, played for servers of others.

use super::support::Place;

#[test]
fn a_mock_says_where_it_answers_and_ends_with_its_input() {
    let place = Place::new();
    place.sekisho(&["mock", "login-protection", "--until-eof"]).exits(0).says("ready http=127.0.0.1:");
    place.sekisho(&["mock", "login-protection", "--until-eof", "--listen", "0.0.0.0:0"]).exits(5).complains("loopback");
    place.sekisho(&["mock", "login-protecton"]).exits(2).complains("login-protection");
}
