//! Load by the real binary: counts are asserted, and no times.

use serde_json::Value;

use super::support::{Answer, Door, Manner, Place, Run, TargetFile};

const ONE_LOGIN: &str = "format = 1\ntitle = \"One login\"\nchannels = [\"web/password\"]\n[user.alice]\n\
    [[step]]\ndo = \"login\"\nas = \"alice\"\nexpect = [\"authenticated\"]\n";

/// Short, and bounded by counts wherever it can be.
const SHORT: [&str; 8] = ["--duration", "1s", "--warm-up", "0s", "--accounts", "20", "--json", "load.json"];

fn load<'a>(more: &[&'a str]) -> Vec<&'a str> {
    ["load"].iter().chain(more).chain(&SHORT).copied().collect()
}

fn figures(place: &Place) -> Value {
    serde_json::from_str(&place.read("load.json")).expect("JSON")
}

/// Each login was right. On a machine that is too busy to begin logins when they are due, the measurement is invalid, and
/// says so: then, too.
fn all_right(run: &Run) {
    let code = run.code.unwrap_or_default();
    let is_late = code == 7 && run.stdout.contains("began") && run.stdout.contains("after it was due");
    assert!(code == 0 || is_late, "exit {code}\n{}\n{}", run.stdout, run.stderr);
}

fn count(value: &Value) -> u64 {
    value.as_u64().expect("a count")
}

#[test]
fn each_login_to_the_embedded_server_is_right() {
    let place = Place::new();
    let run = place.sekisho(&load(&["load/hot-path", "--rate", "100", "--users", "4"]));
    all_right(&run);
    run.says("100 right of 100 logins").says("login: 54201").says("request-table: challenge-issued");
    let figures = figures(&place);
    assert_eq!(
        (count(&figures["logins"]["right"]), count(&figures["answers"])),
        (100, 200),
        "no more requests than two"
    );
    assert_eq!(count(&figures["latency_us"]["count"]), 100);
}

#[test]
fn users_log_in_again_and_again() {
    let place = Place::new();
    place.sekisho(&load(&["load/hot-path", "--users", "3", "--fresh-connections", "--quiet"])).exits(0);
    let figures = figures(&place);
    let logins = &figures["logins"];
    assert!(count(&logins["right"]) > 3 && logins["right"] == logins["offered"], "{figures:#}");
    assert_eq!(figures["connect_us"]["count"], logins["right"], "a connection for each");
}

/// A door that lets the first login in, as the check before the storm asks, and then does as it is told.
fn after_the_check(place: &Place, twist: fn(&mut Answer)) -> TargetFile {
    let door = Door::twisted(place, move |call, answer| {
        if call.is_login() && call.before > 0 {
            twist(answer);
        }
    });
    place.write("login.toml", ONE_LOGIN);
    let target = door.target();
    // It serves for as long as the test's process lives.
    std::mem::forget(door);
    target
}

const AT_TWENTY: [&str; 5] = ["login.toml", "--target", "t/mine.toml", "--rate", "20"];

#[test]
fn another_product_is_loaded_by_its_target_file_alone() {
    let place = Place::new();
    place.write_target("t/mine.toml", &after_the_check(&place, |_| {}));
    let run = place.sekisho(&load(&AT_TWENTY));
    all_right(&run);
    run.says("20 right of 20 logins");
}

#[test]
fn a_server_that_lies_under_load_is_found_out_though_its_status_is_right() {
    let place = Place::new();
    let target = after_the_check(&place, |answer| answer.body = answer.body.replace("welcome", "denied"));
    place.write_target("t/mine.toml", &target);
    place.sekisho(&load(&AT_TWENTY)).exits(1).says("login: rejected  WRONG");
    assert_eq!((count(&figures(&place)["logins"]["wrong"]), &figures(&place)["verdict"]), (20, &"findings".into()));
}

#[test]
fn a_server_that_hangs_up_under_load_loses_logins() {
    let place = Place::new();
    let target = after_the_check(&place, |answer| answer.manner = Manner::ClosesAtOnce);
    place.write_target("t/mine.toml", &target);
    place.sekisho(&load(&AT_TWENTY)).exits(1).says("connection closed before the answer");
}

#[test]
fn a_generator_that_cannot_keep_up_says_so() {
    let place = Place::new();
    let run = place.sekisho(&load(&["load/hot-path", "--rate", "1000000", "--max-in-flight", "4"])).exits(7);
    run.says("INVALID: ");
    assert_eq!(figures(&place)["verdict"], "invalid");
}

#[test]
fn what_no_login_repeats_is_no_journey() {
    let place = Place::new();
    place.sekisho(&load(&["login/malformed-login"])).exits(3).complains("load repeats plain logins");
    place.sekisho(&load(&["login/right-answer", "--channel", "web/token"])).exits(3).complains("codes of time");
    place.sekisho(&load(&["login"])).exits(2).complains("a journey is one");
    place.sekisho(&load(&["load/hot-path", "--rate", "fast"])).exits(2).complains("`fast` is no rate");
}

#[test]
fn a_server_that_cannot_do_it_once_is_not_asked_for_thousands() {
    let place = Place::new();
    let run = load(&["load/hot-path"]);
    let planted = [&run[..], &["--", "--plant", "54201=wrong-level"]].concat();
    place.sekisho(&planted).exits(5).complains("load/hot-path");
}
