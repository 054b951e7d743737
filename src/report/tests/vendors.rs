use super::sample::{Attempt, finished, name, started_as_vendors};
use crate::record::{RunEvent, Verdict};
use crate::report::{JsonReport, Style, Terminal, junit};

fn run() -> Vec<RunEvent> {
    let mut events = vec![started_as_vendors()];
    events.extend(Attempt::failed(name("login/right-answer", "radius/matrix")).events());
    events.push(finished(&[Verdict::Failed]));
    events
}

#[test]
fn the_terminal_says_which_clients_are_played_and_what_of_them_no_source_tells() {
    let mut terminal = Terminal::new(Vec::new(), Style::plain());
    run().iter().for_each(|event| terminal.take(event).expect("a report"));
    let written = String::from_utf8(terminal.into_inner()).expect("text");
    let lines =
        "  vendor   FortiGate SSL VPN (fortigate); unverified: timers.retries, request\n  vendor   Our box (ours)\n";
    assert!(written.contains(lines), "{written}");
}

#[test]
fn junit_and_json_say_so_too() {
    let written = junit(&run()).expect("a report");
    let property =
        r#"<property name="vendor.fortigate" value="FortiGate SSL VPN; unverified: timers.retries, request"/>"#;
    assert!(written.contains(property), "{written}");
    let head = JsonReport::of(&run()).run.expect("a head");
    assert_eq!(head.vendors[0].unverified, ["timers.retries", "request"]);
    assert_eq!((head.vendors[1].name.as_str(), head.vendors[1].unverified.len()), ("ours", 0));
}
