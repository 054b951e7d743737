//! A run that is cut off: by an interrupt in good order, by a kill as far as it came.

use std::time::Duration;

use super::support::{
    Door, Manner, PATIENCE, Place, Record, Running, SecondTarget, TargetFile, is_alive, junit_cases, python_is_there,
    until,
};

const SCENARIO: &str = "cut-off";

/// Its wait is longer than any patience: it cannot end by itself.
const WAITS: &str = r#"format   = 1
title    = "Three logins, a long wait, and one more"
channels = ["web/password"]

[user.alice]

[user.bob]

[[step]]
do     = "login"
as     = "alice"
with   = { answer = "wrong" }
expect = ["incorrect-credentials"]

[[step]]
do     = "login"
as     = "alice"
expect = ["authenticated"]

[[step]]
do     = "login"
as     = "bob"
expect = ["authenticated"]

[[step]]
do  = "wait"
for = "1h"

[[step]]
do     = "login"
as     = "alice"
expect = ["authenticated"]
"#;

const BUDGET: &str = "[time]\nbudget = \"2h\"\n";
/// How long the clean-up of two users may take.
const SOON: Duration = Duration::from_secs(20);

/// A run that stands in its wait.
fn waiting(place: &Place, target: &TargetFile) -> Running {
    place.write_target("t/mine.toml", &target.clone().with_barrier().and(BUDGET));
    place.write("cut-off.toml", WAITS);
    let running = place.start(&["run", "cut-off.toml", "--target", "t/mine.toml"]);
    until("the third step", || {
        let record = Record::read(&place.path("reports/latest/record.jsonl"))?;
        record.steps(SCENARIO).find(|step| step["number"] == 3).map(|_| ())
    });
    running
}

/// What the record must hold of such a run, whatever cut it off: three good steps and no more.
fn holds_three_steps(record: &Record) {
    let steps: Vec<_> =
        record.steps(SCENARIO).filter(|step| (1..=5).contains(&step["number"].as_u64().unwrap_or(0))).collect();
    let codes: Vec<_> = steps.iter().filter_map(|step| step["events"][0]["code"].as_str()).collect();
    assert_eq!(codes, ["AUTH-002", "AUTH-001", "AUTH-001"]);
    assert_eq!(record.findings(SCENARIO), [], "what was cut off is no fault of the server");
}

#[test]
fn an_interrupt_ends_the_run_in_good_order_and_removes_its_users() {
    if !python_is_there() {
        return;
    }
    let place = Place::new();
    let server = SecondTarget::start(&place.path(""));
    let running = waiting(&place, &TargetFile::of_running(&server.address, &server.log));
    assert_eq!(server.users().len(), 2, "alice and bob are there while the run waits");
    running.signal("INT");
    let run = running.end_within(SOON + PATIENCE).exits(6);
    run.complains("interrupted; cleaning up").says("INTERRUPTED").says(SCENARIO);
    assert_eq!(server.users(), [""; 0], "nobody is left behind");
    let record = place.record();
    holds_three_steps(&record);
    assert_eq!((record.verdict(SCENARIO), record.reason(SCENARIO)), ("errored", "interrupted"));
    let ended = record.only("run-finished");
    assert_eq!(ended["interrupted"], true);
    let report: serde_json::Value = serde_json::from_str(&place.read("reports/latest/report.json")).expect("JSON");
    assert_eq!(report["interrupted"], true);
    let cases = junit_cases(&place.path("reports/latest/junit.xml"));
    let cut = cases.iter().find(|case| case["name"] == "cut-off [web/password]").expect("the case");
    assert_eq!(cut["error"]["message"], "interrupted", "{cut:#}");
    assert!(cases.iter().any(|case| case["suite"] == "run" && case["error"]["type"] == "interrupted"), "{cases:#?}");
}

#[test]
fn a_termination_is_an_interrupt() {
    let place = Place::new();
    let door = Door::honest(&place);
    let running = waiting(&place, &door.target_without_barrier());
    running.signal("TERM");
    running.end_within(SOON + PATIENCE).exits(6);
    assert_eq!(door.users(), [""; 0], "nobody is left behind");
}

/// Whoever has no time for a clean-up that hangs says so with a second interrupt.
#[test]
fn a_second_interrupt_ends_the_run_at_once() {
    let place = Place::new();
    let door = Door::twisted(&place, |call, answer| {
        if call.is_removal_of("bob") {
            answer.manner = Manner::NeverAnswers;
        }
    });
    let running = waiting(&place, &door.target_without_barrier());
    running.signal("INT");
    until("the clean-up", || door.calls().iter().any(|call| call.is_removal_of("bob")).then_some(()));
    running.signal("INT");
    let run = running.end_within(SOON + PATIENCE).exits(6);
    assert!(run.took < SOON, "the clean-up would hang for thirty seconds");
    holds_three_steps(&place.record());
}

/// A start whose process is a shell that starts another, and leaves the ids of both in files.
fn wrapper(first: &str) -> String {
    format!(
        "[start]\ntimeout = \"1h\"\nready = '^ready$'\n\
         command = [\"sh\", \"-c\", \"{first}sleep 3600 & echo $! > child; echo $$ > shell; wait\"]\n"
    )
}

/// The ids of both, once they are there.
fn started(place: &Place) -> Vec<String> {
    until("the started process", || {
        let ids = ["child", "shell"].map(|name| std::fs::read_to_string(place.path(name)).unwrap_or_default());
        ids.iter().all(|id| id.ends_with('\n')).then(|| ids.map(|id| id.trim().to_owned()).to_vec())
    })
}

#[track_caller]
fn ended(processes: &[String]) {
    until("the end of what was started", || processes.iter().all(|id| !is_alive(id)).then_some(()));
}

#[test]
fn an_interrupt_while_the_target_starts_leaves_nothing_behind() {
    for signal in ["INT", "TERM", "HUP"] {
        let place = Place::new();
        let door = Door::honest(&place);
        place.write_target("t/mine.toml", &door.target().and(&wrapper("")));
        for command in ["run login/right-answer", "try login --as alice"] {
            let mut words: Vec<&str> = command.split(' ').collect();
            words.extend(["--target", "t/mine.toml"]);
            let running = place.start(&words);
            let processes = started(&place);
            running.signal(signal);
            running.end_within(SOON + PATIENCE).exits(6).complains("interrupted");
            ended(&processes);
            ["child", "shell"].iter().for_each(|name| std::fs::remove_file(place.path(name)).expect("a file"));
        }
        assert_eq!(door.calls().len(), 0);
        assert!(!place.path("reports").exists(), "a run that never began leaves no record");
    }
}

#[test]
fn a_start_that_fails_leaves_nothing_behind() {
    let place = Place::new();
    let door = Door::honest(&place);
    let start = wrapper("").replace("1h", "300ms");
    place.write_target("t/mine.toml", &door.target().and(&start));
    place.sekisho(&["run", "login/right-answer", "--target", "t/mine.toml"]).exits(5).complains("within 300ms");
    ended(&started(&place));
}

#[test]
fn the_end_of_a_run_is_the_end_of_all_that_it_started() {
    let place = Place::new();
    let door = Door::honest(&place);
    place.write_target("t/mine.toml", &door.target().and(&wrapper("echo ready; ")));
    place.sekisho(&["run", "login/right-answer", "--target", "t/mine.toml"]).exits(0);
    ended(&started(&place));
}

#[test]
fn a_second_interrupt_leaves_no_server_behind() {
    let place = Place::new();
    let door = Door::twisted(&place, |call, answer| {
        if call.is_removal_of("bob") {
            answer.manner = Manner::NeverAnswers;
        }
    });
    let running = waiting(&place, &door.target_without_barrier().and(&wrapper("echo ready; ")));
    let processes = started(&place);
    running.signal("INT");
    until("the clean-up", || door.calls().iter().any(|call| call.is_removal_of("bob")).then_some(()));
    running.signal("INT");
    running.end_within(SOON + PATIENCE).exits(6);
    ended(&processes);
}

#[test]
fn a_terminal_that_is_hung_up_is_an_interrupt() {
    let place = Place::new();
    let door = Door::honest(&place);
    let running = waiting(&place, &door.target_without_barrier());
    running.signal("HUP");
    running.end_within(SOON + PATIENCE).exits(6);
    assert_eq!(door.users(), [""; 0], "nobody is left behind");
}

#[test]
fn a_try_that_is_interrupted_removes_its_user() {
    let place = Place::new();
    let door = Door::twisted(&place, |call, answer| {
        if call.is_login() {
            answer.manner = Manner::NeverAnswers;
        }
    });
    place.write_target("t/mine.toml", &door.target());
    let running = place.start(&["try", "login", "--as", "alice", "--target", "t/mine.toml"]);
    until("the login", || door.calls().iter().any(super::support::Call::is_login).then_some(()));
    running.signal("INT");
    running.end_within(SOON + PATIENCE).exits(6).complains("interrupted; cleaning up");
    assert_eq!(door.users(), [""; 0], "nobody is left behind");
}

/// Ctrl-C reaches all processes of a terminal, the server that the run started too.
#[test]
fn ctrl_c_in_a_terminal_leaves_the_server_alive_until_the_run_has_cleaned_up() {
    if !python_is_there() {
        return;
    }
    let place = Place::new();
    let running = waiting(&place, &TargetFile::second());
    running.signal_group("INT");
    running.end_within(SOON + PATIENCE).exits(6);
    let record = place.record();
    holds_three_steps(&record);
    assert_eq!((record.verdict(SCENARIO), record.reason(SCENARIO)), ("errored", "interrupted"));
    let cleaned = record.steps(SCENARIO).last().expect("a clean-up");
    assert_eq!(cleaned["action"], "clean-up");
    assert_eq!(cleaned["events"][0]["code"], "ACCT-002", "{cleaned:#}");
}

#[test]
fn after_a_kill_the_record_is_shown_as_far_as_it_came_and_clean_removes_the_users() {
    if !python_is_there() {
        return;
    }
    let place = Place::new();
    let server = SecondTarget::start(&place.path(""));
    let running = waiting(&place, &TargetFile::of_running(&server.address, &server.log));
    running.signal("KILL");
    assert_eq!(running.end().code, None, "a signal ended it");
    assert_eq!(server.users().len(), 2, "nobody cleaned up");
    let record = place.record();
    holds_three_steps(&record);
    assert_eq!(record.of("run-finished").count(), 0);
    let report = ["report", "reports/latest/record.jsonl", "--junit", "killed.xml", "-v"];
    place.sekisho(&report).exits(6).says("INTERRUPTED").says("step 3 · login as bob");
    let cases = junit_cases(&place.path("killed.xml"));
    let cut = cases.iter().find(|case| case["name"] == "cut-off [web/password]").expect("the case");
    assert_eq!(cut["error"]["type"], "interrupted", "{cut:#}");

    let clean = ["clean", "reports/latest/record.jsonl", "--target", "t/mine.toml"];
    place.sekisho(&clean).exits(0).says("cut-off [web/password]\tremoved").says("1 of 1");
    assert_eq!(server.users(), [""; 0], "nobody is left behind");
}

/// What a kill cut off in the middle of a line does no harm to what stands above it.
#[test]
fn a_record_whose_last_line_is_cut_off_is_shown_without_it() {
    let place = Place::new();
    place.sekisho(&["run", "login/right-answer"]).exits(0);
    let record = place.read("reports/latest/record.jsonl");
    place.write("cut.jsonl", &record[..record.len() - 20]);
    place.sekisho(&["report", "cut.jsonl"]).exits(6).says("✓ passed   login/right-answer [web/matrix]");
}

#[test]
fn a_finished_record_is_reported_as_the_run_reported_it() {
    let place = Place::new();
    let run = place.sekisho(&["run", "lock/locks-and-unlocks", "--", "--plant", "54106=wrong-level"]).exits(1);
    let again = ["report", "reports/latest/record.jsonl", "--junit", "again.xml", "--json", "again.json"];
    let report = place.sekisho(&again).exits(1);
    assert!(run.stdout.starts_with(&report.stdout), "{}\n---\n{}", run.stdout, report.stdout);
    assert!(report.stdout.contains("expected  warning"));
    assert_eq!(place.read("again.xml"), place.read("reports/latest/junit.xml"));
    assert_eq!(place.read("again.json"), place.read("reports/latest/report.json"));
}

#[test]
fn there_is_nothing_to_clean_where_each_run_starts_its_own_server() {
    let place = Place::new();
    place.sekisho(&["run", "login/right-answer"]).exits(0);
    place.sekisho(&["clean", "--target", "reference"]).exits(0).says("nothing can be left there");
}

#[test]
fn clean_has_nothing_to_do_after_a_run_that_came_to_its_end() {
    let place = Place::new();
    let door = Door::honest(&place);
    place.write_target("t/mine.toml", &door.target());
    place.sekisho(&["run", "login", "--filter", "right-answer", "--target", "t/mine.toml"]).exits(0);
    let calls = door.calls().len();
    place.sekisho(&["clean", "--target", "t/mine.toml"]).exits(0).says("0 of 0");
    assert_eq!(door.calls().len(), calls);
    assert_eq!(door.users(), [""; 0]);
}
