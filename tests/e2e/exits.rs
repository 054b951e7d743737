//! How the program ends, and that it says why in a sentence.

use std::net::TcpListener;
use std::time::Duration;

use sekisho::cli::Exit;

use super::support::{Door, Place, TargetFile};

/// A target whose server is gone must be told within this time.
const SOON: Duration = Duration::from_secs(5);

#[test]
fn a_wrong_port_ends_the_run_within_five_seconds_and_in_one_sentence() {
    let place = Place::new();
    let closed = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
    place.write_target("t/mine.toml", &TargetFile::of_running(closed, &place.path("log")));
    let run = place.start(&["run", "--target", "t/mine.toml"]).end_within(SOON).exits(5);
    assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
    run.complains(&format!("the target cannot be reached at http://{closed}: "));
}

#[test]
fn a_server_that_cannot_be_started_or_ends_at_once_is_told_with_what_it_said() {
    let place = Place::new();
    let start = |command: &str| {
        let target = TargetFile::second().with(
            "[\"python3\", \"tests/second-target/server.py\", \"--log\", \"reports/latest/second-target.log\"]",
            command,
        );
        place.write_target("t/mine.toml", &target);
        place.start(&["run", "--target", "t/mine.toml"]).end_within(SOON).exits(5)
    };
    start("[\"no-such-program\"]").complains("cannot start no-such-program");
    start("[\"sh\", \"-c\", \"echo the port is taken >&2; exit 3\"]").complains("the port is taken");
}

#[test]
fn a_server_that_never_says_ready_is_given_up_in_time() {
    let place = Place::new();
    let command = "[\"python3\", \"tests/second-target/server.py\", \"--log\", \"reports/latest/second-target.log\"]";
    let target = TargetFile::second().with(command, "[\"tail\", \"-f\", \"/dev/null\"]\ntimeout = \"300ms\"");
    place.write_target("t/mine.toml", &target);
    place.start(&["run", "--target", "t/mine.toml"]).end_within(SOON).exits(5).complains("within 300ms");
}

/// 198.51.100.7 is set aside for documentation (RFC 5737).
#[test]
fn a_far_host_that_the_target_file_does_not_allow_is_never_called() {
    let place = Place::new();
    place.write_target("t/far.toml", &TargetFile::of_running("198.51.100.7", &place.path("log")));
    let run = place.start(&["run", "--target", "t/far.toml"]).end_within(SOON).exits(5);
    run.complains("198.51.100.7 is neither a loopback nor a private address").complains("`allow`");
}

#[test]
fn one_far_action_is_enough_to_send_nothing_at_all() {
    let place = Place::new();
    let door = Door::honest(&place);
    let far = "http = \"POST /login\"\nbase = \"http://198.51.100.7\"\n";
    place.write_target("t/far.toml", &door.target().with("http     = \"POST /login\"\n", far));
    place.start(&["run", "--target", "t/far.toml"]).end_within(SOON).exits(5).complains("198.51.100.7");
    assert_eq!(door.calls().len(), 0);
    let started = place.start(&["try", "login", "--as", "alice", "--target", "t/far.toml"]).end_within(SOON);
    started.exits(5).complains("198.51.100.7");
    assert_eq!(door.calls().len(), 0);
}

#[test]
fn a_filter_that_matches_nothing_is_no_success() {
    let place = Place::new();
    place.sekisho(&["run", "--filter", "no-such-case"]).exits(4).complains("no case matches --filter no-such-case");
    place.sekisho(&["run", "--channel", "fax/matrix"]).exits(4).complains("--channel fax/matrix");
}

#[test]
fn a_target_that_can_run_nothing_is_no_success() {
    let place = Place::new();
    let door = Door::honest(&place);
    place.write_target("t/mine.toml", &door.target());
    let run = place.sekisho(&["run", "lock", "--channel", "windows/matrix", "--target", "t/mine.toml"]).exits(4);
    run.complains("does not bind the action login on windows/matrix");
    assert_eq!(door.calls().len(), 0);
}

#[test]
fn a_wrong_command_line_is_told_apart_from_a_failed_run() {
    let place = Place::new();
    for arguments in [
        &["frobnicate"][..],
        &["run", "--jobs", "0"],
        &["run", "--seed", "no-seed"],
        &["run", "--no-such-option"],
        &["run", "lokc"],
        &["run", "--target", "referenz"],
        &["run", "--min-coverage", "lots"],
        &["serve", "passlogic", "--force", "no-such-rule=true"],
        &["serve", "passlogic", "--plant", "54106=wrong-everything"],
        &["completions", "cmd"],
        &["schema", "senario"],
    ] {
        let run = place.sekisho(arguments).exits(2);
        assert!(!run.stderr.is_empty(), "{arguments:?}");
    }
    place.sekisho(&["run", "lokc"]).complains("did you mean `lock`?");
    place.sekisho(&["run", "--target", "referenz"]).complains("did you mean `reference`?");
}

#[test]
fn help_and_manual_name_all_exit_codes() {
    let place = Place::new();
    let all: Vec<String> = Exit::ALL.iter().map(|(exit, _)| exit.code().to_string()).collect();
    for command in ["--help", "man"] {
        let text = place.sekisho(&[command]).exits(0).stdout;
        let (_, codes) = text.split_once("Exit codes:").unwrap_or_else(|| panic!("`{command}` names no exit codes"));
        let named = codes.split(['·', '\n']).filter_map(|part| {
            let number = part.trim().split(' ').next()?;
            number
                .bytes()
                .all(|byte| byte.is_ascii_digit())
                .then(|| number.to_owned())
                .filter(|number| !number.is_empty())
        });
        assert_eq!(named.collect::<Vec<_>>(), all, "{command}");
        for (_, meaning) in Exit::ALL {
            assert!(codes.contains(meaning), "`{command}` does not say `{meaning}`:\n{codes}");
        }
    }
}

#[test]
fn a_run_whose_reader_went_away_goes_on_to_its_end() {
    let place = Place::new();
    let run = place.sekisho_unheard(&["run", "login/right-answer"]).exits(0);
    assert_eq!(run.stderr, "");
    assert_eq!(place.record().only("run-finished")["interrupted"], false);
}

#[test]
fn no_command_takes_a_reader_that_went_away_for_a_bug() {
    let place = Place::new();
    place.sekisho(&["run", "login/right-answer"]).exits(0);
    for arguments in [
        &["run", "--list"][..],
        &["try", "login", "--as", "alice"],
        &["check"],
        &["catalog", "list"],
        &["catalog", "list", "passlogic"],
        &["catalog", "show", "54106"],
        &["catalog", "export"],
        &["catalog", "coverage"],
        &["explain", "54106"],
        &["report"],
        &["schema"],
        &["schema", "target"],
        &["completions", "bash"],
        &["man"],
        &["--help"],
        &["--version"],
    ] {
        let run = place.sekisho_unheard(arguments);
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

#[test]
fn record_and_reports_go_where_they_are_wanted() {
    let place = Place::new();
    let run = ["run", "login/right-answer", "--record", "a/run.jsonl", "--junit", "b/junit.xml", "--json", "c.json"];
    place.sekisho(&run).exits(0).says("a/run.jsonl").says("b/junit.xml").says("c.json");
    assert!(place.read("a/run.jsonl").ends_with('\n') && place.read("b/junit.xml").starts_with("<?xml"));
    assert!(place.read("c.json").starts_with('{'));
    assert!(!place.path("reports").exists());
}

/// Hours of testing must not end in a record that was never there.
#[test]
fn what_cannot_be_written_is_told_before_anything_is_sent() {
    let place = Place::new();
    let door = Door::honest(&place);
    place.write_target("t/mine.toml", &door.target());
    place.write("file", "in the way");
    place.write("reports/latest/record.jsonl", "of an earlier run");
    let run = ["run", "login/right-answer", "--target", "t/mine.toml"];
    for wrong in [["--out", "file/below"], ["--record", "file/below"], ["--junit", "file/below"], ["--json", "t"]] {
        place.sekisho(&[&run[..], &wrong].concat()).exits(3).complains(wrong[1]);
    }
    assert_eq!(door.calls().len(), 0);
    assert_eq!(place.read("reports/latest/record.jsonl"), "of an earlier run");
    let nothing = ["--out", "new/folder", "--", "no process takes this"];
    place.sekisho(&[&run[..], &nothing].concat()).exits(2);
    assert!(!place.path("new").exists(), "a run that never began leaves nothing");
}

#[test]
fn a_record_that_can_no_longer_be_written_stops_the_run() {
    let place = Place::new();
    let door = Door::honest(&place);
    place.write_target("t/mine.toml", &door.target());
    let run = ["run", "lock/locks-and-unlocks", "--target", "t/mine.toml", "--record", "/dev/full"];
    let run = place.sekisho(&run).exits(3);
    run.complains("/dev/full").complains("the record is not whole, so the run was stopped");
    let report: serde_json::Value = serde_json::from_str(&place.read("reports/latest/report.json")).expect("JSON");
    assert_eq!(report["interrupted"], true, "what there is to tell is told all the same");
    assert!(place.read("reports/latest/junit.xml").starts_with("<?xml"));
    assert!(!door.calls().iter().any(|call| call.path.ends_with("/unlock")), "the scenario was not tried");
}

#[test]
fn reports_that_cannot_be_written_are_told_and_are_no_success() {
    let place = Place::new();
    place.write("file", "in the way");
    let run = place.sekisho(&["run", "login/right-answer", "--out", "file/below"]).exits(3);
    run.complains("file/below");
    place.sekisho(&["report", "nowhere.jsonl"]).exits(3).complains("nowhere.jsonl");
    place.write("garbage.jsonl", "{\"event\":\"run-started\"}\nnothing\n");
    place.sekisho(&["report", "garbage.jsonl"]).exits(3).complains("garbage.jsonl:1");
}

/// The channels of its file have an order, and the first that the target has is what must work: not whichever comes
/// first by name.
#[test]
fn the_sanity_scenario_runs_on_the_first_of_its_channels() {
    let run = Place::new().sekisho(&["run", "login/right-answer", "--channel", "windows/matrix"]).exits(0);
    run.says("sanity/before [web/matrix]");
}
