//! What a step starts runs on, until a later step waits for its end.

use std::fs::OpenOptions;
use std::io::Write;
use std::sync::Mutex;

use serde_json::json;

use super::support::{Door, Place, Record};

const HEAD: &str = "format = 1\ntitle = \"Runs on\"\nchannels = [\"web/password\"]\n[user.carol]\n";
const START: &str = "[[step]]\ndo = \"login\"\nas = \"carol\"\nstart = true\nexpect = [\"authenticated\"]\n";
const BETWEEN: &str = "[[step]]\ndo = \"unlock-user\"\nas = \"carol\"\nexpect = [\"lock-released\"]\n";

/// A server on which a login sets something going: with each marker, three in all, it says ACCT-004; and of its own
/// accord, at some time after the second, ACCT-003.
fn busy(place: &Place) -> Door {
    let log = place.path("door.log");
    let job = Mutex::new((String::new(), 0));
    Door::twisted(place, move |call, answer| {
        let mut job = job.lock().expect("no panic");
        if call.is_login() && call.user().ends_with("-carol") {
            *job = (call.user().to_owned(), 0);
        } else if call.is("POST", "/marker") && !job.0.is_empty() && job.1 < 3 {
            job.1 += 1;
            answer.log.insert(0, format!("ACCT-004 info {} Lock released.", job.0));
            let (log, line) = (log.clone(), format!("ACCT-003 notice {} Account locked.\n", job.0));
            if job.1 == 2 {
                std::thread::spawn(move || {
                    let file = OpenOptions::new().append(true).open(log);
                    file.and_then(|mut file| file.write_all(line.as_bytes())).expect("a log");
                });
            }
        }
    })
}

fn run(scenario: &str, code: i32) -> Record {
    let place = Place::new();
    let door = busy(&place);
    place.write_target("t/mine.toml", &door.target());
    place.write("runs-on.toml", &format!("{HEAD}{scenario}"));
    place.sekisho(&["run", "runs-on.toml", "--target", "t/mine.toml"]).exits(code);
    place.record()
}

#[test]
fn what_nothing_expects_is_held_until_the_end() {
    let end = "[[step]]\ndo = \"wait\"\nuntil = [\"lock-applied\", \"AUTH-003\"]\nunordered = true\n\
        expect = [{ code = \"ACCT-004\", count = 3 }, \"ACCT-003\"]\n";
    let record = run(&format!("{START}{BETWEEN}{end}"), 0);
    assert_eq!(record.verdict("runs-on"), "passed");
    let codes = |number: u64| {
        let step = record.steps("runs-on").find(|step| step["number"] == number).expect("the step");
        let events = step["events"].as_array().expect("events").iter();
        events
            .map(|event| format!("{} ×{}", event["code"].as_str().unwrap_or_default(), event["count"]))
            .collect::<Vec<_>>()
    };
    assert_eq!(codes(1), ["AUTH-001 ×1"]);
    assert_eq!(codes(2), ["ACCT-004 ×1"], "its own, and not what runs on");
    assert_eq!(codes(3), ["ACCT-003 ×1", "ACCT-004 ×3"]);
}

#[test]
fn what_was_held_is_judged_at_the_end() {
    let end = "[[step]]\ndo = \"wait\"\nuntil = \"ACCT-003\"\nunordered = true\nexpect = [{ code = \"ACCT-004\", count = 2 }]\n";
    let record = run(&format!("{START}{BETWEEN}{end}"), 1);
    let (step, count) = record.of_kind("runs-on", "count")[0];
    assert_eq!((&step["number"], &count["got"]), (&json!(3), &json!("3 times")));
    assert_eq!(record.of_kind("runs-on", "unexpected")[0].1["code"], "ACCT-003", "the end itself is expected, or not");
}

#[test]
fn a_step_lasts_until_the_end_of_what_it_does() {
    let place = Place::new();
    let log = place.path("door.log");
    let door = Door::twisted(&place, move |call, _| {
        if call.is_login() && call.user().ends_with("-carol") {
            let (log, line) = (log.clone(), format!("ACCT-003 notice {} Account locked.\n", call.user()));
            std::thread::spawn(move || {
                let file = OpenOptions::new().create(true).append(true).open(log);
                file.and_then(|mut file| file.write_all(line.as_bytes())).expect("a log");
            });
        }
    });
    place.write_target("t/mine.toml", &door.target());
    let lasts = START.replace("start = true\n", "until = \"ACCT-003\"\n").replace("[\"auth", "[\"ACCT-003\", \"auth");
    place.write("lasts.toml", &format!("{HEAD}{lasts}unordered = true\n"));
    place.sekisho(&["run", "lasts.toml", "--target", "t/mine.toml"]).exits(0);
    let record = place.record();
    let step = record.steps("lasts").find(|step| step["number"] == 1).expect("the step");
    assert_eq!(step["events"].as_array().map(Vec::len), Some(2), "{step}");
}

#[test]
fn what_does_not_end_is_found_and_ends_the_case() {
    let end = "[[step]]\ndo = \"wait\"\nuntil = \"locked\"\nwithin = \"200ms\"\nexpect = [\"locked\"]\n";
    let record = run(&format!("{START}{end}{BETWEEN}"), 1);
    let (step, finding) = record.of_kind("runs-on", "missing")[0];
    assert_eq!((&step["number"], &finding["code"]), (&json!(2), &json!("AUTH-003")));
    assert_eq!(finding["expected"], "AUTH-003 locked within 200ms");
    assert!(record.reason("runs-on").ends_with("what was started did not end; what follows was not tried"));
    let after = record.steps("runs-on").filter(|step| step["number"].as_u64() > Some(2));
    assert!(after.flat_map(|step| step["findings"].as_array()).all(Vec::is_empty), "it may run on at clean-up");
}

#[test]
fn what_does_not_start_is_not_waited_for() {
    let start = START.replace("authenticated", "locked");
    let end = "[[step]]\ndo = \"wait\"\nuntil = \"locked\"\nwithin = \"1h\"\n";
    let record = run(&format!("{start}{end}"), 1);
    assert!(record.reason("runs-on").contains("did not start"), "{}", record.reason("runs-on"));
    assert_eq!(record.of_kind("runs-on", "missing")[0].1["code"], "AUTH-003");
    assert!(record.steps("runs-on").all(|step| step["number"] != 2));
}
