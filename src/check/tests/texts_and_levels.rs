use super::*;

fn step(change: impl FnOnce(&mut Observed)) -> Step {
    changed("54106", change)
}

fn changed(code: &str, change: impl FnOnce(&mut Observed)) -> Step {
    let mut event = event(code);
    change(&mut event);
    Step { wanted: vec![wanted(code)], events: vec![event], ..Step::default() }
}

#[test]
fn level_and_severity_are_the_catalogs_each_by_itself() {
    step(|event| event.level = Some("err".to_owned())).assert_found(&["level 54106: expected warning, got err"]);
    step(|event| event.severity = Severity::from_code(3)).assert_found(&["severity 54106: expected warning, got err"]);
    step(|event| event.level = None).assert_found(&[]);
    step(|event| event.severity = None).assert_found(&[]);
}

#[test]
fn a_level_that_the_scenario_states_takes_the_catalogs_place() {
    let mut step = step(|event| {
        event.level = Some("err".to_owned());
        event.severity = Severity::from_code(3);
    });
    step.wanted[0].level = Some("err".to_owned());
    step.assert_found(&[]);
    step.wanted[0].level = Some("info".to_owned());
    step.assert_found(&["level 54106: expected info, got err", "severity 54106: expected info, got err"]);
}

#[test]
fn a_message_is_the_catalogs_in_one_of_its_languages() {
    step(|event| event.message = entry("54106").message_ja.clone()).assert_found(&[]);
    step(|event| event.message = None).assert_found(&[]);
    step(|event| event.message = Some("Incorrect password of sk01-alice.".to_owned()))
        .assert_found(&["message 54106: expected Incorrect user ID or password., got Incorrect password of alice."]);
}

#[test]
fn a_message_that_the_scenario_states_takes_the_catalogs_place() {
    let mut step = step(|event| event.message = Some("Wrong.".to_owned()));
    step.wanted[0].message = Some("Wrong.".to_owned());
    step.assert_found(&[]);
    step.wanted[0].message = Some("Quite wrong.".to_owned());
    step.assert_found(&["message 54106: expected Quite wrong., got Wrong."]);
}

/// 31421 says "Failed to update user in Microsoft Entra ID. {0}".
fn with_detail(detail: &str) -> Step {
    changed("31421", |event| event.message = Some(entry("31421").message.with_detail(detail)))
}

#[test]
fn a_detail_has_one_of_the_catalogs_forms() {
    with_detail("[status_code: 404] Not found").assert_found(&[]);
    with_detail("404 of sk01-alice")
        .assert_found(&[r"detail 31421: expected \[status_code: [0-9]{3}\] .+, got 404 of alice"]);
}

#[test]
fn a_detail_has_the_form_that_the_scenario_states_in_either_language() {
    let pattern = regex::Regex::new(r"^(?:\[status_code: 404\].*)$").expect("a pattern");
    let mut right = with_detail("[status_code: 404] Not found");
    right.wanted[0].detail = Some(pattern.clone());
    right.assert_found(&[]);
    let mut wrong = with_detail("[status_code: 403] sk01-alice");
    wrong.wanted[0].detail = Some(pattern.clone());
    wrong.assert_found(&[r"detail 31421: expected ^(?:\[status_code: 404\].*)$, got [status_code: 403] alice"]);
    let mut none = step(|_| ());
    none.wanted[0].detail = Some(pattern);
    none.assert_found(&[r"detail 54106: expected ^(?:\[status_code: 404\].*)$, got a message without detail"]);
}

#[test]
fn a_japanese_message_may_have_a_detail_too() {
    let japanese = |entry: &&Entry| {
        entry.message_ja.as_deref().is_some_and(|text| text.contains(Message::SLOT)) && entry.detail.is_none()
    };
    let Some(entry) = passlogic().entries().find(japanese) else { return };
    let text = Message::new(entry.message_ja.clone().expect("a text")).with_detail("7");
    let mut step = changed(entry.key.as_str(), |event| event.message = Some(text));
    step.wanted[0].detail = regex::Regex::new("^[0-9]$").ok();
    step.assert_found(&[]);
}

#[test]
fn an_event_names_the_user_who_acts_or_whom_the_scenario_names() {
    let mut step = step(|event| event.user = Some("sk01-bob".to_owned()));
    step.assert_found(&[]);
    step.user = Some("sk01-alice");
    step.assert_found(&["user 54106: expected alice, got sk01-bob"]);
    step.wanted[0].about = Some("sk01-bob".to_owned());
    step.assert_found(&[]);
    step.events[0].user = Some("sk01-alice".to_owned());
    step.assert_found(&["user 54106: expected sk01-bob, got alice"]);
    step.events[0].user = None;
    step.assert_found(&[]);
}

#[test]
fn an_event_names_the_cases_own_tenant() {
    let mut step = step(|event| event.scope = Some("sk01-other".to_owned()));
    step.assert_found(&[]);
    step.scope = Some("sk01-own");
    step.assert_found(&["user 54106: expected scope sk01-own, got scope sk01-other"]);
    step.events[0].scope = Some("sk01-own".to_owned());
    step.assert_found(&[]);
    step.events[0].scope = None;
    step.assert_found(&[]);
}

#[test]
fn a_deviation_from_the_wire_format_is_a_finding() {
    step(|event| event.deviations = vec!["no version".to_owned()])
        .assert_found(&["format 54106: expected a message of its wire format, got no version"]);
}

#[test]
fn a_secret_in_message_or_user_is_a_leak_and_is_not_repeated() {
    let mut step = step(|event| event.user = Some("x 480958".to_owned()));
    step.secrets = vec!["480958"];
    step.assert_found(&["leak 54106: expected no secret of the scenario, got a secret of the scenario in the event"]);
    step.events[0].user = Some("x1480958".to_owned());
    step.assert_found(&[]);
}

#[test]
fn secrets_are_found_as_whole_tokens_of_four_letters_or_more() {
    for (text, secret) in [
        ("480958", "480958"),
        ("password=480958,", "480958"),
        ("x480958 480958", "480958"),
        ("パス「日本語だ」", "日本語だ"),
        ("1,2,3,4 and 1,2,3,4,5", "1,2,3,4,5"),
        ("01-11-11-11", "11-11"),
    ] {
        assert!(holds_token(text, secret), "{secret} in {text}");
    }
    for (text, secret) in [
        ("1480958", "480958"),
        ("480958a", "480958"),
        ("4809 58", "480958"),
        ("a 123 b", "123"),
        ("パス日本語だ", "日本語だ"),
        ("", "abcd"),
        ("abcd", ""),
    ] {
        assert!(!holds_token(text, secret), "{secret} in {text}");
    }
}
