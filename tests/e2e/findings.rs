//! What a server can do wrong, on the wire and in its log, and what the run says of it.

use std::io::Write;

use serde_json::json;

use super::support::{Answer, Call, Door, Place, Record, TargetFile, junit_cases, python_is_there};

const SCENARIO: &str = "lock/locks-and-unlocks";

/// A run of the lock scenario against a server that does it wrong; it must fail.
fn run(
    place: &Place,
    change: impl Fn(TargetFile) -> TargetFile,
    twist: impl Fn(&Call, &mut Answer) + Send + Sync + 'static,
) -> Record {
    let door = Door::twisted(place, twist);
    place.write_target("t/mine.toml", &change(door.target()));
    let run = place.sekisho(&["run", SCENARIO, "--target", "t/mine.toml"]);
    assert!(matches!(run.code, Some(0 | 1)), "{}\n{}", run.stdout, run.stderr);
    place.record()
}

/// Syslog besides the file: the server finds the receiver's address in a header.
fn with_syslog(target: TargetFile) -> TargetFile {
    let pattern = r"'^(?<code>[A-Z]{4}-\d{3}) (?<level>\S+) (?<user>\S+) (?<message>.*)$'";
    let syslog = format!(
        "[[observe]]\nfrom = \"syslog\"\nlisten = \"tcp://127.0.0.1:0\"\nmatch = {pattern}\nbarrier = \"send-marker\"\nauthoritative = true\n"
    );
    target.and(&syslog).and("[headers]\nx-syslog = \"{{ observe.syslog }}\"\n")
}

fn with_codes_in_answers(target: TargetFile) -> TargetFile {
    target.and("[[observe]]\nfrom = \"response\"\njson = { code = \"$.code\" }\n")
}

#[test]
fn a_code_that_no_catalog_knows_is_found() {
    let place = Place::new();
    let record = run(&place, |target| target, |_, answer| answer.relog("AUTH-003", "AUTH-999"));
    let (step, finding) = record.of_kind(SCENARIO, "unknown-code")[0];
    assert_eq!((&step["number"], &finding["code"]), (&json!(3), &json!("AUTH-999")));
    assert_eq!((&finding["expected"], &finding["got"]), (&json!("a code of catalog second"), &json!("AUTH-999")));
    record.of_kind(SCENARIO, "missing");
}

#[test]
fn events_in_the_wrong_order_are_found() {
    let place = Place::new();
    let record = run(&place, |target| target, |_, answer| answer.log.reverse());
    let (step, finding) = record.of_kind(SCENARIO, "order")[0];
    assert_eq!(step["number"], 2);
    assert_eq!(finding["expected"], "AUTH-002 incorrect-credentials, then ACCT-003 lock-applied");
    assert_eq!(finding["got"], "ACCT-003, then AUTH-002");
}

#[test]
fn an_event_that_nothing_expected_is_found() {
    let place = Place::new();
    let record = run(
        &place,
        |target| target,
        |call, answer| {
            if answer.logs("AUTH-003") {
                answer.log.push(format!("ACCT-004 info {} Lock released.", call.user()));
            }
        },
    );
    let (step, finding) = record.of_kind(SCENARIO, "unexpected")[0];
    assert_eq!((&step["number"], &finding["code"]), (&json!(3), &json!("ACCT-004")));
    assert_eq!(finding["expected"], "only AUTH-003 locked");
}

/// The answer names the code that the log names, but for one.
fn naming(one: &'static str, instead: &'static str) -> impl Fn(&Call, &mut Answer) + Send + Sync + 'static {
    move |call, answer| {
        if let Some(logged) = answer.log.first().filter(|_| call.is_login()).and_then(|line| line.split(' ').next()) {
            answer.body = json!({ "code": if logged == one { instead } else { logged } }).to_string();
        }
    }
}

#[test]
fn an_answer_that_names_another_code_than_the_log_is_found() {
    let place = Place::new();
    let record = run(&place, with_codes_in_answers, naming("AUTH-001", "AUTH-002"));
    let (step, finding) = record.of_kind(SCENARIO, "disagreement")[0];
    assert_eq!((&step["number"], &finding["code"]), (&json!(5), &json!("AUTH-002")));
    assert_eq!((&step["answers"][0]["code"], &step["events"][0]["code"]), (&json!("AUTH-002"), &json!("AUTH-001")));
}

#[test]
fn an_answer_may_name_a_code_that_the_target_masks_the_logs_with() {
    let place = Place::new();
    let record = run(&place, with_codes_in_answers, naming("AUTH-003", "AUTH-002"));
    assert_eq!(record.findings(SCENARIO), []);
    let step = record.steps(SCENARIO).find(|step| step["number"] == 3).expect("the step");
    assert_eq!((&step["answers"][0]["code"], &step["events"][0]["code"]), (&json!("AUTH-002"), &json!("AUTH-003")));
}

#[test]
fn an_answer_that_the_log_and_the_mask_contradict_is_found() {
    let place = Place::new();
    let record = run(
        &place,
        |target| target,
        |_, answer| {
            if answer.logs("AUTH-003") {
                (answer.status, answer.body) = (200, json!({ "result": "welcome" }).to_string());
            }
        },
    );
    let (step, finding) = record.of_kind(SCENARIO, "wire")[0];
    assert_eq!((&step["number"], &finding["got"]), (&json!(3), &json!("authenticated (HTTP 200)")));
}

#[test]
fn an_answer_that_no_rule_explains_is_unmapped() {
    let place = Place::new();
    let record = run(
        &place,
        |target| target,
        |_, answer| {
            if answer.logs("AUTH-003") {
                (answer.status, answer.body) = (418, json!({ "result": "perhaps" }).to_string());
            }
        },
    );
    let (step, finding) = record.of_kind(SCENARIO, "unmapped")[0];
    assert_eq!((&step["number"], &finding["got"]), (&json!(3), &json!("unmapped (HTTP 418)")));
}

#[test]
fn two_observers_that_see_the_same_have_seen_one_event() {
    let place = Place::new();
    let record = run(&place, with_syslog, |_, _| {});
    assert_eq!(record.findings(SCENARIO), []);
    let step = record.steps(SCENARIO).find(|step| step["number"] == 3).expect("the step");
    assert_eq!(step["events"].as_array().map(Vec::len), Some(1));
    assert_eq!(step["events"][0]["sources"], json!(["syslog", "file"]));
}

#[test]
fn an_event_once_in_syslog_and_twice_in_the_file_is_a_disagreement() {
    let place = Place::new();
    let record = run(&place, with_syslog, |_, answer| {
        if answer.logs("AUTH-003") {
            answer.syslog = Some(answer.log.clone());
            answer.log.extend(answer.log.clone());
        }
    });
    let all = record.findings(SCENARIO);
    let [(step, finding)] = all[..] else { panic!("one finding, not {all:#?}") };
    assert_eq!(
        (&step["number"], &finding["kind"], &finding["code"]),
        (&json!(3), &json!("disagreement"), &json!("AUTH-003"))
    );
    assert_eq!((&finding["expected"], &finding["got"]), (&json!("AUTH-003 in `file` once"), &json!("twice")));
}

#[test]
fn an_event_that_the_file_lacks_is_a_disagreement_as_a_barrier_proves_its_absence() {
    let place = Place::new();
    let record = run(&place, with_syslog, |_, answer| {
        if answer.logs("AUTH-003") {
            answer.syslog = Some(std::mem::take(&mut answer.log));
        }
    });
    let (_, finding) = record.of_kind(SCENARIO, "disagreement")[0];
    assert_eq!((&finding["code"], &finding["got"]), (&json!("AUTH-003"), &json!("never")));
}

#[test]
fn events_of_others_are_counted_and_not_judged() {
    let place = Place::new();
    let record = run(
        &place,
        |target| target,
        |_, answer| {
            if answer.logs("AUTH-003") {
                answer.log.insert(0, "AUTH-002 emerg stranger An event of somebody else.".into());
                answer.log.push("AUTH-999 emerg sk000000-00000000-alice An event of another run.".into());
                answer.log.push("not an event at all".into());
            }
        },
    );
    assert_eq!(record.verdict(SCENARIO), "passed");
    assert_eq!(record.only("run-finished")["foreign"], 2);
}

#[test]
fn what_a_log_holds_cannot_act_on_the_terminal_or_break_a_report() {
    let place = Place::new();
    let door =
        Door::twisted(&place, |_, answer| answer.relog("Signed in.", "Signed \u{1b}[2J\u{7}\u{0}in\u{202e}. <b>&]]>"));
    place.write_target("t/mine.toml", &door.target());
    let run = place.sekisho(&["run", SCENARIO, "-v", "--target", "t/mine.toml"]).exits(1).says("Signed \\u{1b}[2J");
    let acts = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
    assert!(!run.stdout.contains(acts), "{:?}", run.stdout);
    if python_is_there() {
        let cases = junit_cases(&place.path("reports/latest/junit.xml"));
        assert!(cases.iter().any(|case| case["failure"]["text"].to_string().contains("<b>&]]>")), "{cases:#?}");
    }
    serde_json::from_str::<serde_json::Value>(&place.read("reports/latest/report.json")).expect("JSON");
}

#[test]
fn bytes_that_are_no_text_in_a_log_are_no_event_and_no_panic() {
    let place = Place::new();
    let log = place.path("door.log");
    let door = Door::twisted(&place, move |call, _| {
        if call.is_login() {
            let mut file = std::fs::OpenOptions::new().append(true).open(&log).expect("a log");
            let garbage = [b"\xff\xfe\x00 AUTH-002 \xc3\x28\n\n\n".as_slice(), &[b'x'; 1 << 20], b"\n"].concat();
            std::io::Write::write_all(&mut file, &garbage).expect("room for it");
        }
    });
    place.write_target("t/mine.toml", &door.target());
    place.sekisho(&["run", SCENARIO, "--target", "t/mine.toml"]).exits(0);
    assert_eq!(place.record().verdict(SCENARIO), "passed");
}

/// A server that logs the logins of `late` only after it has answered, and after any marker that comes at once.
fn late_logging(place: &Place) -> Door {
    let log = place.path("door.log");
    Door::twisted(place, move |call, answer| {
        if !call.is_login() || !call.user().ends_with("-late") {
            return;
        }
        let (log, lines) = (log.clone(), std::mem::take(&mut answer.log));
        std::thread::spawn(move || {
            std::thread::sleep(std::time::Duration::from_millis(500));
            let mut file = std::fs::OpenOptions::new().append(true).open(log).expect("the log");
            lines.iter().for_each(|line| writeln!(file, "{line}").expect("a line"));
        });
    })
}

#[test]
fn what_a_server_logs_after_its_answer_is_awaited_as_long_as_the_step_says() {
    let place = Place::new();
    let door = late_logging(&place);
    place.write_target("t/mine.toml", &door.target());
    let step = "format = 1\ntitle = \"Late\"\nchannels = [\"web/password\"]\n[user.late]\n[[step]]\ndo = \"login\"\nas = \"late\"\nexpect = [\"authenticated\"]\n";
    place.write("hasty.toml", step);
    place.write("patient.toml", &format!("{step}within = \"20s\"\n"));
    place.sekisho(&["run", "patient.toml", "--target", "t/mine.toml"]).exits(0);
    place.sekisho(&["run", "hasty.toml", "--target", "t/mine.toml"]).exits(1);
    place.record().of_kind("hasty", "missing");
}

#[test]
fn a_secret_in_a_line_that_is_no_event_is_a_leak_of_the_run() {
    let place = Place::new();
    let record = run(
        &place,
        |target| target,
        |call, answer| {
            if call.is_login() {
                answer.log.push(format!("DEBUG body={{'password': '{}'}}", call.password()));
            }
        },
    );
    let finished = record.only("run-finished");
    let kinds: Vec<_> = finished["findings"].as_array().expect("findings").iter().map(|one| &one["kind"]).collect();
    assert_eq!(kinds, ["leak"]);
    assert!(!place.read("reports/latest/record.jsonl").contains("DEBUG"), "the line itself is not shown");
}

#[test]
fn an_event_that_comes_after_its_case_has_ended_is_a_finding_of_the_run() {
    let place = Place::new();
    let held: std::sync::Mutex<Option<String>> = std::sync::Mutex::default();
    let record = run(
        &place,
        |target| target,
        move |call, answer| {
            let mut held = held.lock().expect("no panic");
            match held.take() {
                Some(line) if call.is("POST", "/users") => answer.log.insert(0, line),
                line => *held = line,
            }
            if call.is_login() && call.before == 0 {
                *held = answer.log.first().cloned();
            }
        },
    );
    let findings = &record.only("run-finished")["findings"];
    assert_eq!(findings.as_array().map(Vec::len), Some(1), "{findings:#}");
    assert_eq!((&findings[0]["kind"], &findings[0]["code"]), (&json!("unexpected"), &json!("AUTH-001")));
}

#[test]
fn a_log_that_never_comes_to_rest_ends_in_a_verdict() {
    let place = Place::new();
    let log = place.path("door.log");
    let door = Door::twisted(&place, move |call, _| {
        if !call.is_login() || !call.user().ends_with("-late") {
            return;
        }
        let (log, name) = (log.clone(), call.user().to_owned());
        std::thread::spawn(move || {
            while let Ok(mut file) = std::fs::OpenOptions::new().append(true).open(&log) {
                let _ = writeln!(file, "AUTH-001 info {name} Signed in.");
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
        });
    });
    place.write_target("t/mine.toml", &door.target_without_barrier());
    place.write(
        "rest.toml",
        "format = 1\ntitle = \"Rest\"\nchannels = [\"web/password\"]\n[user.late]\n[[step]]\ndo = \"login\"\nas = \"late\"\nexpect = [\"authenticated\"]\n",
    );
    place.sekisho(&["run", "rest.toml", "--target", "t/mine.toml"]).exits(1);
    assert!(["failed", "errored"].contains(&place.record().verdict("rest")));
}

#[test]
fn a_level_that_is_left_open_is_a_wrong_one() {
    let place = Place::new();
    let record = run(&place, |target| target, |_, answer| answer.relog("AUTH-003 warning", "AUTH-003 -"));
    let (_, finding) = record.of_kind(SCENARIO, "level")[0];
    assert_eq!(
        (&finding["code"], &finding["expected"], &finding["got"]),
        (&json!("AUTH-003"), &json!("warning"), &json!("-"))
    );
}

#[test]
fn what_a_witness_sees_is_held_against_the_catalog_too() {
    let place = Place::new();
    let record = run(&place, with_syslog, |_, answer| {
        answer.syslog = Some(answer.log.clone());
        answer.relog("AUTH-003 warning", "AUTH-003 emerg");
    });
    let all = record.findings(SCENARIO);
    let [(_, finding)] = all[..] else { panic!("one finding, not {all:#?}") };
    assert_eq!((&finding["kind"], &finding["got"]), (&json!("level"), &json!("emerg")));
}

#[test]
fn an_answer_that_echoes_the_password_is_a_leak() {
    let place = Place::new();
    let record = run(
        &place,
        |target| target,
        |call, answer| {
            if answer.logs("AUTH-003") {
                answer.body = json!({ "result": "denied", "of": call.password() }).to_string();
            }
        },
    );
    let (step, finding) = record.of_kind(SCENARIO, "leak")[0];
    assert_eq!((&step["number"], &finding["got"]), (&json!(3), &json!("a secret in the answer")));
}
