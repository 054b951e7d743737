//! FreeRADIUS, which we did not write, driven by its target file and nothing else.

use std::process::Command;
use std::time::SystemTime;

use super::support::{FreeRadius, Record, until};

const PROXY_STATE: &str = "radius/protocol/p25-proxy-state-unsigned";
const SIGNED_REPLIES: &str = "radius/protocol/p26-replies-are-signed-first";
const TWO_PASSWORDS: &str = "radius/protocol/p31-two-kinds-of-password";
const USED_AGAIN: &str = "radius/protocol/p43-one-time-password-used-again";

/// What this version is known to do otherwise than the RFCs say.
fn deviations(server: &FreeRadius) -> Vec<&'static str> {
    let known = [(PROXY_STATE, Some(5)), (SIGNED_REPLIES, Some(5)), (TWO_PASSWORDS, None), (USED_AGAIN, Some(4))];
    let applies = |until: Option<u64>| until.is_none_or(|patch| server.is_before(2, patch));
    known.into_iter().filter(|(_, until)| applies(*until)).map(|(name, _)| name).collect()
}

/// The scenarios whose cases ended so.
fn ended<'a>(record: &'a Record, verdict: &'a str) -> Vec<&'a str> {
    let all = record.of("case-finished").filter(move |event| event["verdict"] == verdict);
    let mut names: Vec<&str> = all.filter_map(|event| event["case"]["scenario"].as_str()).collect();
    names.sort_unstable();
    names
}

/// Every case P01 to P51, each way to convey a password, two factors and the lockout: what it is known to do
/// otherwise is let off by name, and nothing else is. A one-time password may run out between two packets: hence
/// the retry.
#[test]
fn freeradius_passes_but_for_what_is_waived_by_name() {
    let Some(server) = FreeRadius::installed() else { return };
    let place = server.place(|target| target);
    place.sekisho(&["run", "radius", "--target", "targets/freeradius.toml", "--jobs", "8", "--retries", "1"]).exits(0);
    let record = place.record();
    assert_eq!(ended(&record, "waived"), deviations(&server));
    let passed = [ended(&record, "passed"), ended(&record, "flaky")].concat();
    let cases = (1..=51).map(|number| format!("radius/protocol/p{number:02}-"));
    let here = |case: &String| passed.iter().chain(&deviations(&server)).any(|name| name.starts_with(case.as_str()));
    let missing: Vec<String> = cases.filter(|case| !here(case)).collect();
    assert!(missing.is_empty(), "these were not put to the test: {missing:?}");
    assert_eq!(passed.iter().filter(|name| **name == "radius/methods").count(), 6, "each way to convey a password");
}

/// The waivers let nothing off that is not there.
#[test]
fn without_waivers_its_deviations_are_findings() {
    let Some(server) = FreeRadius::installed() else { return };
    let place = server.place(|target| target.split("[[waive]]").next().unwrap_or_default().to_owned());
    let run = ["run", PROXY_STATE, SIGNED_REPLIES, TWO_PASSWORDS, USED_AGAIN, "--target", "targets/freeradius.toml"];
    until("a time step that is young: in the next one the password used again would be another", || {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a time after 1970");
        (since.as_secs() % 30 < 12).then_some(())
    });
    place.sekisho(&run).exits(1);
    let record = place.record();
    assert_eq!(ended(&record, "failed"), deviations(&server));
    let (step, finding) = record.of_kind(TWO_PASSWORDS, "wire")[0];
    assert_eq!(step["number"], 1);
    assert_eq!(finding["got"], "authenticated (Access-Accept)");
}

/// The server goes with the run, and leaves nothing behind.
#[test]
fn freeradius_ends_with_the_run() {
    let Some(server) = FreeRadius::installed() else { return };
    let place = server.place(|target| target);
    let temporary = place.path("temporary");
    std::fs::create_dir(&temporary).expect("a folder");
    let temporary = temporary.to_str().expect("UTF-8");
    let run = ["run", "radius/right-and-wrong", "--target", "targets/freeradius.toml"];
    place.start_with(&run, &[("TMPDIR", temporary)]).end().exits(0);
    assert_eq!(std::fs::read_dir(temporary).expect("the folder").count(), 0, "no configuration is left");
    // Its configuration's folder is among its arguments.
    until("the end of FreeRADIUS", || (!arguments_of_all().contains(temporary)).then_some(()));
}

/// The command lines of all processes that run.
fn arguments_of_all() -> String {
    let all = Command::new("ps").args(["-eo", "args="]).output().expect("ps");
    String::from_utf8_lossy(&all.stdout).into_owned()
}
