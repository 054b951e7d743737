//! Servers that do not answer as servers do: a verdict each time, never a hang and never a panic.

use std::time::Duration;

use super::support::{Door, Manner, Place, Run};

const SCENARIO: &str = "hostile";

const ONE_LOGIN: &str = "format = 1\ntitle = \"One login\"\nchannels = [\"web/password\"]\n[user.alice]\n\
    [[step]]\ndo = \"login\"\nas = \"alice\"\nexpect = [\"authenticated\"]\n";

/// Longer than the thirty seconds that a request may take, with room for a busy machine.
const BOUND: Duration = Duration::from_secs(45);

/// A server that is hostile at one login only: the one between the two of the sanity scenario.
fn once(place: &Place, manner: Manner) -> Run {
    let door = Door::twisted(place, move |call, answer| {
        if call.is_login() && call.before == 1 {
            answer.manner = manner;
        }
    });
    place.write_target("t/mine.toml", &door.target());
    place.write("hostile.toml", ONE_LOGIN);
    let run = place.start(&["run", "hostile.toml", "--target", "t/mine.toml"]).end_within(BOUND).exits(1);
    let record = place.record();
    assert!(["failed", "errored"].contains(&record.verdict(SCENARIO)), "{}", record.verdict(SCENARIO));
    assert_eq!(record.verdict("sanity/after"), "passed", "the others are not drawn in");
    assert_eq!(door.users(), [""; 0], "and it is cleaned up");
    run
}

/// What the record says that the wire answered.
fn answered(place: &Place) -> String {
    let record = place.record();
    let step = record.steps(SCENARIO).find(|step| step["number"] == 1).expect("the step");
    step["answers"][0]["status"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_server_that_never_answers_is_given_up() {
    let place = Place::new();
    once(&place, Manner::NeverAnswers).says("no-answer");
    assert_eq!(answered(&place), "no answer");
}

#[test]
fn a_server_that_closes_at_once_gave_no_answer() {
    let place = Place::new();
    once(&place, Manner::ClosesAtOnce).says("no-answer");
    assert_eq!(answered(&place), "no answer");
}

#[test]
fn a_server_that_answers_garbage_gave_no_answer() {
    let place = Place::new();
    once(&place, Manner::Garbage).says("no-answer");
    assert_eq!(answered(&place), "no answer");
}

#[test]
fn a_server_that_dies_in_the_middle_of_its_answer_gave_none() {
    let place = Place::new();
    once(&place, Manner::DiesInTheMiddle).says("no-answer");
    assert_eq!(answered(&place), "no answer");
}

#[test]
fn a_body_without_end_is_cut_off() {
    let place = Place::new();
    once(&place, Manner::EndlessBody).says("unmapped");
    assert_eq!(answered(&place), "HTTP 200");
}

#[test]
fn a_server_that_is_hostile_from_the_start_is_unfit() {
    for manner in [Manner::ClosesAtOnce, Manner::Garbage, Manner::DiesInTheMiddle] {
        let place = Place::new();
        let door = Door::twisted(&place, move |_, answer| answer.manner = manner);
        place.write_target("t/mine.toml", &door.target());
        let run = place.start(&["run", "login/right-answer", "--target", "t/mine.toml"]).end_within(BOUND).exits(5);
        run.complains("the sanity scenario login/right-answer [web/password] could not be carried out");
    }
}

#[test]
fn a_server_that_dies_in_the_middle_of_the_run_is_told_as_damaged() {
    let place = Place::new();
    let door = Door::twisted(&place, |call, answer| {
        if call.before > 0 && (call.is_login() || call.is("POST", "/users")) {
            answer.manner = Manner::ClosesAtOnce;
        }
    });
    place.write_target("t/mine.toml", &door.target());
    let run = place.start(&["run", "login/right-answer", "--target", "t/mine.toml"]).end_within(BOUND).exits(1);
    run.says("damaged").says("ERRORED");
    assert_eq!(place.record().verdict("login/right-answer"), "errored");
}

/// A redirect is an answer: it is not followed, least of all to a host that is not allowed.
#[test]
fn a_redirect_is_not_followed() {
    let place = Place::new();
    let door = Door::twisted(&place, |call, answer| {
        if call.is_login() && call.before == 1 {
            (answer.status, answer.body) = (302, String::new());
            answer.headers.push(("location".into(), "/elsewhere".into()));
        }
    });
    place.write_target("t/mine.toml", &door.target());
    place.write("hostile.toml", ONE_LOGIN);
    place.sekisho(&["run", "hostile.toml", "--target", "t/mine.toml"]).exits(1).says("unmapped (HTTP 302)");
    assert!(door.calls().iter().all(|call| call.path != "/elsewhere"));
}
