use std::path::PathBuf;

use super::sample::{self, Attempt, event, finished, name, start, started, step};
use crate::record::{CaseName, Finding, FindingKind, Proof, Role, RunEvent, StepDone, Verdict};
use crate::report::{Style, Terminal};

fn terminal(events: &[RunEvent], style: Style) -> Terminal<Vec<u8>> {
    let mut terminal = Terminal::new(Vec::new(), style);
    for event in events {
        terminal.take(event).unwrap();
    }
    terminal
}

fn written(terminal: Terminal<Vec<u8>>) -> String {
    String::from_utf8(terminal.into_inner()).unwrap()
}

/// A record, from head to end.
fn shown(events: &[RunEvent], style: Style) -> String {
    let mut terminal = terminal(events, style);
    terminal.finish().unwrap();
    written(terminal)
}

/// What stands in the report for a case.
fn case(attempt: &Attempt) -> String {
    written(terminal(&attempt.events(), Style::plain()))
}

fn matrix() -> CaseName {
    name("login/right-answer", "web/matrix")
}

fn failed(step: StepDone) -> String {
    case(&Attempt { steps: vec![step], ..Attempt::failed(matrix()) })
}

fn live(width: usize) -> Style {
    Style { live: true, width, ..Style::plain() }
}

const EVERYTHING: &str = "\
sekisho 0.1.0
  target   Embedded reference server (reference), version 6.2.1
  catalog  passlogic
  seed     7f3a
  cases    5 to run, 3 skipped

! note  the server's clock is 3 s ahead

✓ passed   login/right-answer [web/token]                   54201  12 ms
✗ FAILED   login/right-answer [web/matrix]                  54201  12 ms
    The right answer logs in
    step 1 · login as alice · scenarios/login/right-answer.toml:9
      level of 54201
        expected  notice
        got       warning
      came      54201 warning
      answered  HTTP 200 authenticated 54201
! ERRORED  lock/locks [radius/matrix]                         12 ms
    The right answer logs in
    errored: connection refused
    127.0.0.1:8443
~ waived   lock/locks [web/matrix]                          54201  12 ms
! FLAKY    sanity [web/matrix]                              54201  12 ms
    The right answer logs in
    attempt 1 failed
    step 1 · login as alice · scenarios/login/right-answer.toml:9
      level of 54201
        expected  notice
        got       warning
      came      54201 warning
      answered  HTTP 200 authenticated 54201

- skipped
     2  windows/token is not bound
     1  no clock that can be moved

~ waived
     1  ticket 123
        lock/locks [web/matrix]

! FLAKY  failed first, and passed on a retry
    sanity [web/matrix]  passed at attempt 2

! ERRORED
    lock/locks [radius/matrix]

✗ FAILED
    login/right-answer [web/matrix]

✗ FINDINGS of the run as a whole
    unused-waiver 54106
      expected  waiver 2 (ticket 17) to be needed
      got       all as expected

8 cases: 1 passed, 1 failed, 1 errored, 1 flaky, 1 waived, 3 skipped
coverage  2998 of 3000 active codes asserted, 1 waived (99.9 %), 1 only seen
inactive  codes seen: 54160
foreign   3 events that belong to no case: counted, not judged
elapsed   12.3 s
seed      run again with --seed 7f3a
";

#[test]
fn a_whole_run_from_head_to_tally() {
    assert_eq!(shown(&sample::everything(), Style::plain()), EVERYTHING);
}

#[test]
fn a_quiet_run_shows_what_went_wrong_and_the_tally() {
    let text = shown(&sample::everything(), Style { quiet: true, verbose: true, ..Style::plain() });
    assert!(text.starts_with("✗ FAILED   login/right-answer [web/matrix]"), "{text}");
    assert!(!text.contains("passed   login") && !text.contains("not bound") && !text.contains("ticket 123"), "{text}");
    assert!(text.contains("! FLAKY    sanity") && text.contains("8 cases: 1 passed, 1 failed"), "{text}");
}

#[test]
fn a_verbose_run_shows_steps_skipped_names_and_retried_attempts() {
    let text = shown(&sample::everything(), Style { verbose: true, ..Style::plain() });
    assert!(
        text.contains("web/token]                   54201  12 ms\n    step 1 · login as alice  54201 notice\n"),
        "{text}"
    );
    assert!(text.contains("bound\n        lock/locks [windows/token]\n        totp/drift [windows/token]\n"), "{text}");
    assert!(text.contains("~ retried  sanity [web/matrix] "), "{text}");
}

#[test]
fn a_killed_run_is_tallied_and_named_interrupted() {
    let text = shown(&sample::killed(), Style::plain());
    let end = "
! INTERRUPTED  1 case cut off, 3 never started
    lock/locks [web/matrix]
        last finished: step 1 · login as alice · scenarios/login/right-answer.toml:9

2 cases: 1 passed, 1 errored
seed      run again with --seed 7f3a
";
    assert!(text.ends_with(end), "{text}");
}

#[test]
fn a_finished_run_ends_once() {
    let mut terminal = terminal(&sample::everything(), Style::plain());
    terminal.finish().unwrap();
    terminal.finish().unwrap();
    assert_eq!(written(terminal), EVERYTHING);
}

#[test]
fn several_findings_of_several_steps_stand_in_order() {
    let mut second = step(2, Vec::new());
    second.repetition = 3;
    second.user = None;
    second.findings.push(Finding::new(FindingKind::Missing, "authenticated (54201)", "nothing").about("54201"));
    second.findings.push(Finding::new(FindingKind::Unmapped, "a rule for the answer", "HTTP 418"));
    let steps = vec![step(0, vec![event("10001", "info")]), sample::wrong_level(), second];
    let expected = "\
✗ FAILED   login/right-answer [web/matrix]                  10001 54201  12 ms
    The right answer logs in
    step 1 · login as alice · scenarios/login/right-answer.toml:9
      level of 54201
        expected  notice
        got       warning
      came      54201 warning
      answered  HTTP 200 authenticated 54201
    step 2, repetition 3 · login · scenarios/login/right-answer.toml:10
      missing 54201
        expected  authenticated (54201)
        got       nothing
      unmapped
        expected  a rule for the answer
        got       HTTP 418
      came      nothing (proven by a barrier)
";
    assert_eq!(case(&Attempt { steps, ..Attempt::failed(matrix()) }), expected);
}

#[test]
fn an_errored_case_says_how_far_it_came() {
    let steps = vec![step(1, Vec::new()), step(2, Vec::new())];
    let text = case(&Attempt { steps, ..Attempt::errored(matrix()) });
    let expected = "\
    errored: connection refused
    127.0.0.1:8443
    last finished: step 2 · login as alice · scenarios/login/right-answer.toml:10
";
    assert!(text.ends_with(expected), "{text}");
}

#[test]
fn nothing_is_said_with_its_proof() {
    let mut silent = step(1, Vec::new());
    silent.findings.push(sample::level_finding());
    silent.proof = Proof::QuietTime;
    assert!(failed(silent.clone()).contains("came      nothing within the quiet time (no proof)\n"));
    silent.proof = Proof::Answer;
    assert!(failed(silent).contains("came      nothing (only the answer is observed)\n"));
}

#[test]
fn what_came_tells_what_it_came_for() {
    let mut mixed = step(1, vec![event("52101", "info"), event("54201", "notice"), event("99999", "alert")]);
    mixed.events[0].role = Role::ByProduct;
    mixed.events[2].role = Role::Unexpected;
    mixed.findings.push(sample::level_finding());
    let text = failed(mixed);
    assert!(text.contains("came      52101 info (by-product), 54201 notice, 99999 alert (unexpected)\n"), "{text}");
}

#[test]
fn a_race_shows_counts_of_events_and_answers() {
    let mut race = step(1, vec![event("54201", "notice"), event("54101", "warning")]);
    race.action = "login ×20 at once".to_owned();
    race.events[1].count = 19;
    race.answers = vec![sample::answer("HTTP 200", "54201", 1), sample::answer("HTTP 401", "54101", 19)];
    race.findings.push(sample::level_finding());
    let text = failed(race);
    assert!(text.contains("  (54201 ×1, 54101 ×19)  12 ms\n"), "{text}");
    assert!(text.contains("step 1 · login ×20 at once as alice"), "{text}");
    assert!(text.contains("came      54201 notice, 54101 warning ×19\n"), "{text}");
    assert!(text.contains("answered  HTTP 200 authenticated 54201, HTTP 401 authenticated 54101 ×19\n"), "{text}");
}

#[test]
fn a_waived_finding_beside_one_that_is_not_names_its_waiver() {
    let mut both = sample::wrong_level();
    both.findings[0].waived = Some("ticket 123".to_owned());
    both.findings.push(Finding::new(FindingKind::Unexpected, "nothing", "99999").about("99999"));
    let text = failed(both);
    assert!(
        text.contains("        got       warning\n        waived    ticket 123\n      unexpected 99999\n"),
        "{text}"
    );
}

#[test]
fn a_terminal_cuts_case_lines_between_codes_and_a_pipe_never_does() {
    let codes = (0..30).map(|code| event(&(54100 + code).to_string(), "info")).collect();
    let attempt = Attempt { steps: vec![step(1, codes)], ..Attempt::passed(matrix()) };
    let on_terminal = written(terminal(&attempt.events(), live(80)));
    assert_eq!(on_terminal, "✓ passed   login/right-answer [web/matrix]  54100 54101 54102 54103 …  12 ms\n");
    assert!(case(&attempt).contains(" 54128 54129  12 ms\n"));
    let narrow = written(terminal(&attempt.events(), live(20)));
    assert_eq!(narrow, "✓ passed   login/ri…\n");
}

#[test]
fn wide_letters_count_as_two_columns() {
    let attempt = Attempt::passed(name("ログイン/正しい答え", "web/matrix"));
    assert_eq!(written(terminal(&attempt.events(), live(20))), "✓ passed   ログイン…\n");
}

#[test]
fn the_progress_line_is_redrawn_after_each_line_and_gone_at_the_end() {
    let mut events = vec![started(2, 0), start(&matrix(), 1), start(&name("lock/locks", "web/matrix"), 1)];
    let progress = "⠋ ──────────────────── 0/2 · login/right-answer [web/matrix] and 1 more";
    assert!(written(terminal(&events, live(100))).ends_with(&format!("\r\u{1b}[K{progress}")));
    events.push(Attempt::failed(matrix()).events().remove(2));
    let text = written(terminal(&events, live(100)));
    assert!(text.ends_with("logs in\n⠋ ━━━━━━━━━━────────── 1/2 · 1 failed · lock/locks [web/matrix]"), "{text}");
    events.push(finished(&[Verdict::Failed]));
    let text = written(terminal(&events, live(100)));
    assert!(text.ends_with("run again with --seed 7f3a\n"), "{text}");
}

#[test]
fn a_tick_turns_the_spinner_and_never_wraps_the_line() {
    let mut terminal = terminal(&[started(2, 0), start(&matrix(), 1)], live(40));
    terminal.tick().unwrap();
    let text = written(terminal);
    assert!(text.ends_with("\r\u{1b}[K⠙ ──────────────────── 0/2 · login/rig…"), "{text}");
}

#[test]
fn a_pipe_gets_no_escape_codes_and_nothing_from_ticks() {
    let mut terminal = terminal(&sample::everything()[..3], Style::plain());
    let before = terminal.summary().clone();
    terminal.tick().unwrap();
    assert_eq!(terminal.summary(), &before);
    let text = written(terminal);
    assert!(text.ends_with("3 s ahead\n\n"), "{text}");
    assert!(!shown(&sample::hostile(), Style::plain()).contains(['\u{1b}', '\r', '\u{9b}', '\u{202e}']));
}

#[test]
fn hostile_text_stays_on_its_line() {
    let text = shown(&sample::hostile(), Style::plain());
    assert!(!text.lines().any(|line| line.starts_with("next")), "{text}");
    assert!(text.contains(r"\u{1b}[31m\u{1b}]0;t\u{7}\r\nnext\t\u{9b}"), "{text}");
}

#[test]
fn colour_changes_nothing_but_colour() {
    let coloured = shown(&sample::everything(), Style { colour: true, ..Style::plain() });
    assert!(coloured.contains("\u{1b}[32m✓ passed   \u{1b}[0m"), "{coloured}");
    let mut plain = String::new();
    for (index, piece) in coloured.split('\u{1b}').enumerate() {
        plain.push_str(if index == 0 { piece } else { piece.split_once('m').unwrap().1 });
    }
    assert_eq!(plain, EVERYTHING);
}

#[test]
fn the_other_reports_are_named_last() {
    let mut terminal = Terminal::new(Vec::new(), Style::plain());
    let paths = [("junit".to_owned(), PathBuf::from("a/junit.xml")), ("json".to_owned(), PathBuf::from("a/run.json"))];
    terminal.files(&paths).unwrap();
    assert_eq!(written(terminal), "junit  a/junit.xml\njson   a/run.json\n");
}

#[test]
fn replies_that_were_discarded_are_shown_where_there_are_any() {
    let rejected = [("duplicate".to_owned(), 1), ("wrong Response Authenticator".to_owned(), 2)];
    let step = StepDone { rejected: rejected.into(), ..sample::wrong_level() };
    let text = failed(step.clone());
    assert!(text.contains("      discarded duplicate, wrong Response Authenticator ×2\n"), "{text}");
    assert!(!failed(sample::wrong_level()).contains("discarded"));
    let verbose = Style { verbose: true, ..Style::plain() };
    let passed = Attempt { steps: vec![StepDone { findings: Vec::new(), ..step }], ..Attempt::passed(matrix()) };
    let text = written(terminal(&passed.events(), verbose));
    assert!(text.contains("  discarded: duplicate, wrong Response Authenticator ×2\n"), "{text}");
}
