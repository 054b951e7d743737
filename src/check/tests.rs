use proptest::prelude::*;
use sekisho_catalog::{Catalog, Class, Entry, Message, passlogic, vocabulary};
use sekisho_protocol::syslog::Severity;

use super::{Accepts, Judged, StepSeen, Wanted, WireSeen, Witness, holds_token, judge};
use crate::observe::Observed;
use crate::record::{FindingKind, Role};

/// A step on the PassLogic catalog, in which nothing is wanted, seen or answered unless a test says so.
#[derive(Debug, Clone, Default)]
struct Step {
    wanted: Vec<Wanted>,
    unordered: bool,
    never: Vec<Wanted>,
    by_products: Vec<&'static str>,
    events: Vec<Observed>,
    witness: Option<(Vec<Observed>, bool)>,
    answers: Vec<WireSeen>,
    has_no_log: bool,
    is_cut_off: bool,
    dormant_is_finding: bool,
    user: Option<&'static str>,
    scope: Option<&'static str>,
    secrets: Vec<&'static str>,
    mask: Vec<&'static str>,
}

impl Step {
    fn judge(&self) -> Judged {
        let secrets: Vec<String> = self.secrets.iter().map(|&secret| secret.to_owned()).collect();
        let by_products: Vec<String> = self.by_products.iter().map(|&code| code.to_owned()).collect();
        let witness = |(events, is_complete): (Vec<Observed>, bool)| Witness { observer: 1, events, is_complete };
        judge(&StepSeen {
            scope: self.scope,
            catalog: passlogic(),
            vocabulary: vocabulary(),
            wanted: &self.wanted,
            unordered: self.unordered,
            never: &self.never,
            by_products: &by_products,
            events: self.events.clone(),
            witnesses: self.witness.clone().map(witness).into_iter().collect(),
            answers: self.answers.clone(),
            has_log: !self.has_no_log,
            is_cut_off: self.is_cut_off,
            dormant_is_finding: self.dormant_is_finding,
            user: self.user,
            observers: &["syslog".to_owned(), "file".to_owned()],
            secrets: &secrets,
            alike: &|one, other| one == other || self.mask.contains(&one) && self.mask.contains(&other),
            shown: &|text| text.replace("sk01-alice", "alice"),
        })
    }

    /// The findings, each as `kind code: expected, got`.
    fn findings(&self) -> Vec<String> {
        let shown = |finding: crate::record::Finding| {
            let code = finding.code.map(|code| format!(" {code}")).unwrap_or_default();
            format!("{}{code}: expected {}, got {}", finding.kind, finding.expected, finding.got)
        };
        self.judge().findings.into_iter().map(shown).collect()
    }

    #[track_caller]
    fn assert_found(&self, findings: &[&str]) {
        assert_eq!(self.findings(), findings);
    }
}

fn entry(code: &str) -> &'static Entry {
    passlogic().entry(code).unwrap_or_else(|| panic!("{code} is in the catalog"))
}

/// What the catalog says of a code, emitted.
fn event(code: &str) -> Observed {
    let level = entry(code).level;
    Observed {
        observer: 0,
        code: code.to_owned(),
        level: level.map(|level| level.as_str().to_owned()),
        severity: level.and_then(|level| Severity::from_code(level.code())),
        message: Some(entry(code).message.text.clone()),
        user: None,
        request: None,
        scope: None,
        deviations: Vec::new(),
    }
}

fn unknown_event(code: &str) -> Observed {
    Observed { code: code.to_owned(), level: None, severity: None, message: None, ..event("54106") }
}

fn events(codes: &[&str]) -> Vec<Observed> {
    codes.iter().map(|code| event(code)).collect()
}

fn wanted(code: &str) -> Wanted {
    Wanted::code(format!("{code} {}", entry(code).outcome), code)
}

fn all_wanted(codes: &[&str]) -> Vec<Wanted> {
    codes.iter().map(|code| wanted(code)).collect()
}

fn times(count: u64, wanted: Wanted) -> Wanted {
    Wanted { count, ..wanted }
}

fn class(class: Class) -> Wanted {
    Wanted { accepts: vec![Accepts::Class(class)], ..Wanted::code(class.as_str(), "") }
}

fn any_of(codes: &[&str]) -> Wanted {
    let accepts = codes.iter().map(|&code| Accepts::Code(code.to_owned())).collect();
    Wanted { accepts, ..Wanted::code(codes.join(" or "), "") }
}

fn outcome(word: &str) -> Wanted {
    Wanted { accepts: vec![Accepts::Outcome(word.to_owned())], ..Wanted::code(word, "") }
}

/// An answer without a code, of which a rule says what it means.
fn answer(outcome: &str) -> WireSeen {
    WireSeen {
        status: "HTTP 200".to_owned(),
        outcome: Some(outcome.to_owned()),
        code: None,
        level: None,
        message: None,
    }
}

/// An answer that carries a code as the catalog has it.
fn coded(code: &str) -> WireSeen {
    WireSeen {
        outcome: None,
        code: Some(code.to_owned()),
        level: event(code).level,
        message: event(code).message,
        ..answer("")
    }
}

mod events {
    use super::*;

    #[test]
    fn what_was_wanted_and_came_is_no_finding() {
        Step { wanted: all_wanted(&["54106", "30004"]), events: events(&["54106", "30004"]), ..Step::default() }
            .assert_found(&[]);
        Step::default().assert_found(&[]);
    }

    #[test]
    fn what_did_not_come_is_missing() {
        let step = Step { wanted: all_wanted(&["54106", "30004"]), events: events(&["54106"]), ..Step::default() };
        step.assert_found(&["missing 30004: expected 30004 lock-applied, got never"]);
        Step { wanted: vec![class(Class::Reject)], ..Step::default() }
            .assert_found(&["missing: expected reject, got never"]);
    }

    #[test]
    fn nothing_is_missing_of_a_step_that_was_cut_off() {
        let step = Step { wanted: all_wanted(&["54106"]), is_cut_off: true, ..Step::default() };
        step.assert_found(&[]);
        Step { events: events(&["54105"]), ..step }
            .assert_found(&["unexpected 54105: expected only 54106 incorrect-credentials, got 54105 locked"]);
    }

    #[test]
    fn what_nothing_expected_is_unexpected() {
        let step = Step { wanted: all_wanted(&["54106"]), events: events(&["54106", "30004"]), ..Step::default() };
        step.assert_found(&["unexpected 30004: expected only 54106 incorrect-credentials, got 30004 lock-applied"]);
        Step { wanted: vec![], events: events(&["30004"]), ..step }
            .assert_found(&["unexpected 30004: expected nothing, got 30004 lock-applied"]);
    }

    #[test]
    fn the_right_events_in_the_wrong_order_are_one_finding() {
        let step =
            Step { wanted: all_wanted(&["54106", "30004"]), events: events(&["30004", "54106"]), ..Step::default() };
        step.assert_found(&[
            "order: expected 54106 incorrect-credentials, then 30004 lock-applied, got 30004, then 54106",
        ]);
        Step { unordered: true, ..step }.assert_found(&[]);
    }

    #[test]
    fn by_products_may_stand_anywhere_between() {
        let step = Step {
            wanted: all_wanted(&["54106", "30004"]),
            by_products: vec!["51400", "52200", "51400"],
            events: events(&["51400", "54106", "52200", "30004", "51400"]),
            ..Step::default()
        };
        step.assert_found(&[]);
        let roles: Vec<Role> = step.judge().events.iter().map(|event| event.role).collect();
        let (expected, aside) = (Role::Expected, Role::ByProduct);
        assert_eq!(roles, [aside, expected, aside, expected, aside]);
        Step { events: events(&["30004", "51400", "54106"]), ..step }.assert_found(&[
            "order: expected 54106 incorrect-credentials, then 30004 lock-applied, got 30004, then 54106",
        ]);
    }

    #[test]
    fn by_products_come_at_most_as_often_as_what_emits_them_was_done() {
        let step = Step { by_products: vec!["51400", "51400"], ..Step::default() };
        for times in 0..3 {
            Step { events: events(&vec!["51400"; times]), ..step.clone() }.assert_found(&[]);
        }
        Step { events: events(&["51400"; 3]), ..step.clone() }
            .assert_found(&["count 51400: expected 51400 as a by-product, at most twice, got 3 times"]);
        let wanted = Step { wanted: all_wanted(&["51400"]), events: events(&["51400"; 3]), ..step };
        wanted.assert_found(&[]);
    }

    #[test]
    fn by_products_are_held_against_the_catalog_like_all_else() {
        let mut wrong = event("51400");
        wrong.message = Some("Policy settings.".to_owned());
        Step { by_products: vec!["51400"], events: vec![wrong], ..Step::default() }
            .assert_found(&["message 51400: expected Policy settings obtained., got Policy settings."]);
    }

    #[test]
    fn a_by_product_leaves_a_wide_expectation_to_what_nothing_else_explains() {
        for codes in [["51400", "52200"], ["52200", "51400"]] {
            assert_eq!(entry("51400").class, entry("52200").class, "both are of one class");
            let step = Step {
                wanted: vec![class(entry("51400").class)],
                by_products: vec!["51400"],
                events: events(&codes),
                ..Step::default()
            };
            step.assert_found(&[]);
            Step { unordered: true, ..step }.assert_found(&[]);
        }
    }

    #[test]
    fn too_many_and_too_few_are_counts() {
        let three = vec![times(3, wanted("54106"))];
        let step = Step { wanted: three, events: events(&["54106", "54106"]), ..Step::default() };
        step.assert_found(&["count 54106: expected 54106 incorrect-credentials, 3 times, got twice"]);
        Step { events: events(&["54106"; 4]), ..step.clone() }
            .assert_found(&["count 54106: expected 54106 incorrect-credentials, 3 times, got 4 times"]);
        Step { events: events(&["54106"; 3]), ..step.clone() }.assert_found(&[]);
        Step { events: vec![], ..step }
            .assert_found(&["missing 54106: expected 54106 incorrect-credentials, 3 times, got never"]);
    }

    #[test]
    fn too_many_of_a_wider_expectation_are_counted_together() {
        let step = Step { wanted: vec![class(Class::Reject)], events: events(&["54106", "54105"]), ..Step::default() };
        step.assert_found(&["count 54105: expected reject, once, got twice"]);
        let step = Step { wanted: vec![any_of(&["54106", "54105"])], ..step };
        step.assert_found(&["count 54105: expected 54106 or 54105, once, got twice"]);
    }

    #[test]
    fn the_same_expectation_twice_is_counted_together() {
        let step = Step { wanted: all_wanted(&["54106", "54106"]), events: events(&["54106"; 3]), ..Step::default() };
        step.assert_found(&["count 54106: expected 54106 incorrect-credentials, twice, got 3 times"]);
        Step { events: events(&["54106"; 2]), ..step.clone() }.assert_found(&[]);
        Step { events: events(&["54106"]), ..step }
            .assert_found(&["missing 54106: expected 54106 incorrect-credentials, got never"]);
    }

    #[test]
    fn a_race_is_counted_by_code_in_any_order() {
        let mut codes = vec!["54101"; 19];
        codes.insert(7, "54201");
        let step = Step {
            wanted: vec![wanted("54201"), times(19, wanted("54101"))],
            unordered: true,
            events: events(&codes),
            ..Step::default()
        };
        step.assert_found(&[]);
        let counted: Vec<_> = step.judge().events.into_iter().map(|event| (event.code, event.count)).collect();
        assert_eq!(counted, [("54101".to_owned(), 19), ("54201".to_owned(), 1)]);
        codes[0] = "54201";
        Step { events: events(&codes), ..step }.assert_found(&[
            "count 54101: expected 54101 challenge-expired, 19 times, got 18 times",
            "count 54201: expected 54201 authenticated, once, got twice",
        ]);
    }

    #[test]
    fn a_code_that_the_catalog_has_not_is_unknown_and_nothing_else() {
        let step = Step { wanted: all_wanted(&["54106"]), events: vec![unknown_event("99999")], ..Step::default() };
        step.assert_found(&[
            "unknown-code 99999: expected a code of catalog passlogic, got 99999",
            "missing 54106: expected 54106 incorrect-credentials, got never",
        ]);
    }

    #[test]
    fn reserved_and_unused_codes_are_never_right_and_dormant_ones_as_the_target_says() {
        for (code, status) in [("54109", "unused"), ("83000", "reserved")] {
            let Some(entry) = passlogic().entry(code).or_else(|| with_status(passlogic(), status)) else {
                panic!("no code is {status}")
            };
            let code = entry.key.as_str();
            let step = Step { wanted: vec![wanted(code)], events: events(&[code]), ..Step::default() };
            let expected = format!("inactive-code {code}: expected an active code, got {code}, which is {status}");
            step.assert_found(&[expected.as_str()]);
        }
        let code = with_status(passlogic(), "dormant").map(|entry| entry.key.as_str()).expect("a dormant code");
        let step = Step { wanted: vec![wanted(code)], events: events(&[code]), ..Step::default() };
        step.assert_found(&[]);
        let expected = format!("inactive-code {code}: expected an active code, got {code}, which is dormant");
        Step { dormant_is_finding: true, ..step }.assert_found(&[expected.as_str()]);
    }

    fn with_status(catalog: &'static Catalog, status: &str) -> Option<&'static Entry> {
        catalog.entries().find(|entry| entry.status.as_str() == status && entry.message.parts().is_none())
    }
}

mod texts_and_levels {
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
        step(|event| event.severity = Severity::from_code(3))
            .assert_found(&["severity 54106: expected warning, got err"]);
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
        step(|event| event.message = Some("Incorrect password of sk01-alice.".to_owned())).assert_found(&[
            "message 54106: expected Incorrect user ID or password., got Incorrect password of alice.",
        ]);
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
        step.assert_found(&[
            "leak 54106: expected no secret of the scenario, got a secret of the scenario in the event",
        ]);
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
}

mod expectations {
    use super::*;

    #[test]
    fn a_class_takes_any_of_its_codes_and_no_other() {
        let step = Step { wanted: vec![class(Class::Reject)], events: events(&["54105"]), ..Step::default() };
        step.assert_found(&[]);
        Step { events: events(&["54199"]), ..step }.assert_found(&[
            "missing: expected reject, got never",
            "unexpected 54199: expected only reject, got 54199 system-error",
        ]);
    }

    #[test]
    fn any_of_takes_one_of_its_codes() {
        let step = Step { wanted: vec![any_of(&["54106", "54105"])], events: events(&["54105"]), ..Step::default() };
        step.assert_found(&[]);
        Step { events: events(&["54103"]), ..step }.assert_found(&[
            "missing: expected 54106 or 54105, got never",
            "unexpected 54103: expected only 54106 or 54105, got 54103 account-disabled",
        ]);
    }

    #[test]
    fn a_code_is_given_to_the_exact_expectation_before_a_wider_one() {
        let step = Step {
            wanted: vec![class(Class::Reject), wanted("54106")],
            unordered: true,
            events: events(&["54106", "54105"]),
            ..Step::default()
        };
        step.assert_found(&[]);
        Step { events: events(&["54106"]), ..step.clone() }.assert_found(&["missing: expected reject, got never"]);
        Step { events: events(&["54106", "54106"]), ..step }.assert_found(&[]);
    }

    #[test]
    fn in_an_ordered_step_a_wider_expectation_that_stands_first_is_met_first() {
        let step = Step {
            wanted: vec![class(Class::Reject), wanted("54106")],
            events: events(&["54106", "54106"]),
            ..Step::default()
        };
        step.assert_found(&[]);
        Step { events: events(&["54105", "54106"]), ..step.clone() }.assert_found(&[]);
        Step { events: events(&["54106", "54105"]), ..step }
            .assert_found(&["order: expected reject, then 54106 incorrect-credentials, got 54106, then 54105"]);
    }

    #[test]
    fn overlapping_choices_are_met_if_they_can_be() {
        let step = Step {
            wanted: vec![any_of(&["54106", "54105"]), any_of(&["54106", "54103"]), wanted("54106")],
            unordered: true,
            events: events(&["54106", "54105", "54103"]),
            ..Step::default()
        };
        step.assert_found(&[]);
        Step { events: events(&["54106", "54106", "54106"]), ..step.clone() }.assert_found(&[]);
        Step { events: events(&["54105", "54105", "54106"]), ..step }.assert_found(&[
            "missing: expected 54106 or 54103, got never",
            "count 54105: expected 54106 or 54105, once, got twice",
        ]);
        let step = Step {
            wanted: vec![class(Class::Reject), wanted("54106")],
            unordered: true,
            events: events(&["54106", "54106", "54106"]),
            ..Step::default()
        };
        step.assert_found(&["count 54106: expected reject, once, got twice"]);
    }

    #[test]
    fn companions_are_expectations_like_any() {
        // A RADIUS reject: 80101 and, with it, 80251.
        let step = Step { wanted: all_wanted(&["80101", "80251"]), events: events(&["80101"]), ..Step::default() };
        assert_eq!(entry("80101").then, ["80251"]);
        step.assert_found(&["missing 80251: expected 80251 rejected, got never"]);
    }

    #[test]
    fn never_is_told_even_where_a_wider_expectation_takes_the_code() {
        let step = Step {
            wanted: vec![class(Class::Reject)],
            never: vec![wanted("54105")],
            events: events(&["54105"]),
            ..Step::default()
        };
        step.assert_found(&["unexpected 54105: expected never 54105 locked, got 54105"]);
        Step { events: events(&["54106"]), ..step.clone() }.assert_found(&[]);
        let step = Step { never: vec![class(Class::Reject)], answers: vec![coded("54106")], events: vec![], ..step };
        assert!(step.findings().contains(&"unexpected 54106: expected never reject, got 54106".to_owned()));
    }

    #[test]
    fn an_outcome_of_the_wire_wants_no_event() {
        let step = Step { wanted: vec![outcome("no-answer")], answers: vec![answer("no-answer")], ..Step::default() };
        step.assert_found(&[]);
        Step { events: events(&["54106"]), ..step.clone() }
            .assert_found(&["unexpected 54106: expected only no-answer, got 54106 incorrect-credentials"]);
        Step { answers: vec![answer("authenticated")], ..step }
            .assert_found(&["wire: expected no-answer on the wire, got authenticated (HTTP 200)"]);
    }
}

mod answers {
    use super::*;

    fn step(wanted: &str, answer: WireSeen) -> Step {
        Step { wanted: all_wanted(&[wanted]), events: events(&[wanted]), answers: vec![answer], ..Step::default() }
    }

    #[test]
    fn an_answer_states_what_the_log_says() {
        step("54106", coded("54106")).assert_found(&[]);
        step("54106", answer("incorrect-credentials")).assert_found(&[]);
    }

    #[test]
    fn an_answer_of_another_code_or_outcome_is_wrong() {
        step("54106", coded("54105")).assert_found(&[
            "disagreement 54105: expected 54105 in the log as often as in answers, once, got never",
            "wire 54105: expected 54106 incorrect-credentials on the wire, got 54105 locked (HTTP 200)",
        ]);
        step("54106", answer("locked"))
            .assert_found(&["wire: expected 54106 incorrect-credentials on the wire, got locked (HTTP 200)"]);
    }

    #[test]
    fn a_mask_lets_the_wire_tell_two_outcomes_alike_and_the_log_not() {
        let mask = vec!["challenge-issued", "decoy-challenge-issued"];
        for answer in [answer("challenge-issued"), coded("52200")] {
            let step = Step { mask: mask.clone(), ..step("52201", answer) };
            step.assert_found(&[]);
            let log = Step { events: events(&["52200"]), ..step };
            assert!(
                log.findings().contains(&"missing 52201: expected 52201 decoy-challenge-issued, got never".to_owned())
            );
        }
        let unmasked = Step { mask: vec![], ..step("52201", answer("challenge-issued")) };
        unmasked.assert_found(&[
            "wire: expected 52201 decoy-challenge-issued on the wire, got challenge-issued (HTTP 200)",
        ]);
    }

    #[test]
    fn an_answer_may_stand_for_a_class() {
        let step = Step { wanted: vec![class(Class::Reject)], events: events(&["54106"]), ..Step::default() };
        Step { answers: vec![answer("locked")], ..step.clone() }.assert_found(&[]);
        Step { answers: vec![answer("authenticated")], ..step }
            .assert_found(&["wire: expected reject on the wire, got authenticated (HTTP 200)"]);
    }

    #[test]
    fn an_answer_that_no_rule_explains_is_unmapped() {
        step("54106", answer("unmapped"))
            .assert_found(&["unmapped: expected 54106 incorrect-credentials on the wire, got unmapped (HTTP 200)"]);
        let silent = WireSeen { outcome: None, ..answer("") };
        step("54106", silent).assert_found(&["wire: expected 54106 incorrect-credentials on the wire, got HTTP 200"]);
    }

    #[test]
    fn silence_is_a_finding_unless_it_was_expected() {
        let silent = WireSeen { status: "no answer".to_owned(), ..answer("no-answer") };
        step("54106", silent)
            .assert_found(&["wire: expected 54106 incorrect-credentials on the wire, got no-answer (no answer)"]);
    }

    #[test]
    fn an_answer_of_an_unknown_code_is_unknown() {
        let strange = WireSeen { code: Some("99999".to_owned()), level: None, message: None, ..coded("54106") };
        step("54106", strange).assert_found(&[
            "disagreement 99999: expected 99999 in the log as often as in answers, once, got never",
            "wire 99999: expected 54106 incorrect-credentials on the wire, got 99999 (HTTP 200)",
            "unknown-code 99999: expected a code of catalog passlogic, got 99999",
        ]);
    }

    #[test]
    fn level_and_message_of_an_answer_are_the_catalogs() {
        let wrong = WireSeen { level: Some("err".to_owned()), message: Some("No.".to_owned()), ..coded("54106") };
        step("54106", wrong).assert_found(&[
            "level 54106: expected warning, got err",
            "message 54106: expected Incorrect user ID or password., got No.",
        ]);
    }

    #[test]
    fn the_same_fault_in_log_and_answer_is_one_finding() {
        let mut step = step("54106", WireSeen { level: Some("err".to_owned()), ..coded("54106") });
        step.events[0].level = Some("err".to_owned());
        step.assert_found(&["level 54106: expected warning, got err"]);
        step.events[0].level = Some("crit".to_owned());
        step.assert_found(&["level 54106: expected warning, got crit", "level 54106: expected warning, got err"]);
    }

    #[test]
    fn an_answer_whose_code_the_log_lacks_is_a_disagreement() {
        let mut step = step("54106", coded("54106"));
        step.events.clear();
        step.assert_found(&[
            "missing 54106: expected 54106 incorrect-credentials, got never",
            "disagreement 54106: expected 54106 in the log as often as in answers, once, got never",
        ]);
    }

    #[test]
    fn without_expectations_an_answer_may_say_all_but_a_refusal() {
        let step = |answer| Step { answers: vec![answer], has_no_log: true, ..Step::default() };
        step(answer("authenticated")).assert_found(&[]);
        step(answer("challenge-issued")).assert_found(&[]);
        step(coded("54106"))
            .assert_found(&["wire 54106: expected no refusal on the wire, got 54106 incorrect-credentials (HTTP 200)"]);
        for refusal in ["unmapped", "no-answer", "system-error"] {
            assert_eq!(step(answer(refusal)).findings().len(), 1, "{refusal}");
        }
    }

    #[test]
    fn a_race_that_the_wire_loses_is_seen_without_codes() {
        let wanted =
            vec![Wanted::code("54201 authenticated", "54201"), Wanted { count: 2, ..Wanted::code("54106", "54106") }];
        let events = vec![event("54201"), event("54106"), event("54106")];
        let step = |third| Step {
            wanted: wanted.clone(),
            unordered: true,
            events: events.clone(),
            answers: vec![answer("authenticated"), answer("incorrect-credentials"), answer(third)],
            ..Step::default()
        };
        step("incorrect-credentials").assert_found(&[]);
        assert_eq!(step("authenticated").findings().len(), 1);
    }

    #[test]
    fn an_answer_must_not_say_what_must_never_come() {
        let never = vec![Wanted::code("54201 authenticated", "54201")];
        let step = Step { never, answers: vec![answer("authenticated")], has_no_log: true, ..Step::default() };
        assert_eq!(step.findings().len(), 1);
    }

    #[test]
    fn equal_answers_are_shown_together() {
        let step = Step { answers: vec![coded("54106"), answer("locked"), coded("54106")], ..Step::default() };
        let shown: Vec<_> =
            step.judge().answers.into_iter().map(|seen| (seen.code, seen.outcome, seen.count)).collect();
        assert_eq!(
            shown,
            [
                (Some("54106".to_owned()), Some("incorrect-credentials".to_owned()), 2),
                (None, Some("locked".to_owned()), 1),
            ]
        );
    }
}

mod without_a_log {
    use super::*;

    fn step(wanted: Vec<Wanted>, answers: Vec<WireSeen>) -> Step {
        Step { wanted, answers, has_no_log: true, unordered: true, ..Step::default() }
    }

    #[test]
    fn the_answers_decide() {
        step(all_wanted(&["54106"]), vec![coded("54106")]).assert_found(&[]);
        step(all_wanted(&["54106"]), vec![answer("incorrect-credentials")]).assert_found(&[]);
        step(all_wanted(&["54106"]), vec![answer("locked")])
            .assert_found(&["wire: expected 54106 incorrect-credentials on the wire, got locked (HTTP 200)"]);
    }

    #[test]
    fn one_answer_need_not_tell_all_that_was_emitted() {
        step(all_wanted(&["54106", "30004"]), vec![coded("54106")]).assert_found(&[]);
    }

    #[test]
    fn the_answers_of_a_race_are_counted() {
        let race = || vec![wanted("54201"), times(3, wanted("54101"))];
        let answers =
            |authenticated, expired| [vec![coded("54201"); authenticated], vec![coded("54101"); expired]].concat();
        step(race(), answers(1, 3)).assert_found(&[]);
        step(race(), answers(2, 2))
            .assert_found(&["count 54101: expected 54101 challenge-expired, 3 times, got twice"]);
        step(race(), answers(4, 0))
            .assert_found(&["missing 54101: expected 54101 challenge-expired, 3 times, got never"]);
        step(race(), answers(0, 4)).assert_found(&["missing 54201: expected 54201 authenticated, got never"]);
    }

    #[test]
    fn more_answers_than_expectations_are_a_count() {
        step(all_wanted(&["54201"]), vec![coded("54201"); 4])
            .assert_found(&["count: expected 54201 authenticated, once, got 4 times"]);
        step(vec![class(Class::Reject)], vec![coded("54106"), coded("54105")])
            .assert_found(&["count: expected reject, once, got twice"]);
    }

    #[test]
    fn an_answer_that_stands_for_nothing_is_told_and_what_it_leaves_open_is_not() {
        let answers = vec![coded("54201"), coded("54199")];
        step(all_wanted(&["54201", "54101"]), answers).assert_found(&[
            "wire 54199: expected 54201 authenticated, 54101 challenge-expired on the wire, got 54199 system-error (HTTP 200)",
        ]);
    }

    #[test]
    fn answers_that_are_told_alike_may_stand_for_either() {
        let answers = vec![answer("challenge-issued"), answer("challenge-issued")];
        let mut step = step(all_wanted(&["52200", "52201"]), answers);
        step.assert_found(&["missing 52201: expected 52201 decoy-challenge-issued, got never"]);
        step.mask = vec!["challenge-issued", "decoy-challenge-issued"];
        step.assert_found(&[]);
    }

    #[test]
    fn codes_of_answers_count_as_seen() {
        let seen = step(all_wanted(&["54106"]), vec![coded("54106"), coded("54105")]).judge().codes;
        let seen: Vec<_> = seen.into_iter().map(|seen| (seen.code, seen.asserted)).collect();
        assert_eq!(seen, [("54106".to_owned(), true), ("54105".to_owned(), false)]);
    }
}

mod witnesses {
    use super::*;

    fn step(events_of_witness: &[&str], is_complete: bool) -> Step {
        let mut witnessed = events(events_of_witness);
        witnessed.iter_mut().for_each(|event| event.observer = 1);
        Step {
            wanted: all_wanted(&["54106", "30004"]),
            events: events(&["54106", "30004"]),
            witness: Some((witnessed, is_complete)),
            ..Step::default()
        }
    }

    #[test]
    fn a_witness_that_saw_the_same_is_named_as_a_source() {
        let step = step(&["54106", "30004"], true);
        step.assert_found(&[]);
        assert_eq!(step.judge().events[0].sources, ["syslog", "file"]);
    }

    #[test]
    fn a_witness_that_saw_more_contradicts() {
        for is_complete in [true, false] {
            step(&["54106", "54106", "30004", "54105"], is_complete).assert_found(&[
                "disagreement 54106: expected 54106 in `file` once, got twice",
                "disagreement 54105: expected 54105 in `file` never, got once",
            ]);
        }
    }

    #[test]
    fn a_witness_that_saw_less_contradicts_only_if_it_saw_all() {
        step(&["54106"], true).assert_found(&["disagreement 30004: expected 30004 in `file` once, got never"]);
        step(&["54106"], false).assert_found(&[]);
    }

    #[test]
    fn what_a_witness_saw_is_held_against_the_catalog_like_all_else() {
        let mut step = step(&["54106", "30004"], true);
        if let Some((events, _)) = &mut step.witness {
            events[1].level = Some("debug".to_owned());
        }
        step.assert_found(&["level 30004: expected notice, got debug"]);
    }

    #[test]
    fn an_event_is_shown_with_all_who_saw_it() {
        let step = Step { answers: vec![coded("54106")], ..step(&["30004"], false) };
        let sources: Vec<_> = step.judge().events.into_iter().map(|event| event.sources.join(" ")).collect();
        assert_eq!(sources, ["syslog response", "syslog file"]);
    }
}

#[test]
fn events_are_shown_in_their_order() {
    let step = Step { events: events(&["54106", "54106", "54105", "54106"]), ..Step::default() };
    let shown =
        |step: &Step| -> Vec<_> { step.judge().events.into_iter().map(|event| (event.code, event.count)).collect() };
    let seen = |code: &str, count| (code.to_owned(), count);
    assert_eq!(shown(&step), [seen("54106", 2), seen("54105", 1), seen("54106", 1)]);
    assert_eq!(shown(&Step { unordered: true, ..step }), [seen("54105", 1), seen("54106", 3)]);
}

#[test]
fn every_kind_of_finding_that_a_step_can_have_is_provoked_here() {
    let judged: [FindingKind; 16] = [
        FindingKind::Missing,
        FindingKind::Unexpected,
        FindingKind::Order,
        FindingKind::Count,
        FindingKind::UnknownCode,
        FindingKind::InactiveCode,
        FindingKind::Level,
        FindingKind::Severity,
        FindingKind::Message,
        FindingKind::Detail,
        FindingKind::User,
        FindingKind::Wire,
        FindingKind::Disagreement,
        FindingKind::Unmapped,
        FindingKind::Leak,
        FindingKind::Format,
    ];
    let tests = include_str!("tests.rs");
    for kind in FindingKind::ALL {
        let provoked = tests.contains(&format!("\"{kind}: expected")) || tests.contains(&format!("\"{kind} "));
        assert_eq!(provoked, judged.contains(&kind), "{kind}");
    }
}

/// Codes of several classes and families, none of which has a detail.
const CODES: [&str; 8] = ["54106", "54105", "54201", "30004", "54101", "54199", "80101", "30005"];

/// Of a class that none of the codes has: no wider expectation takes it.
const BY_PRODUCT: &str = "52200";

fn code() -> impl Strategy<Value = &'static str> {
    prop::sample::select(CODES.to_vec())
}

fn arbitrary_text() -> impl Strategy<Value = Option<String>> {
    prop::option::of(prop_oneof![
        any::<String>(),
        Just("480958 sk01-alice".to_owned()),
        code().prop_map(|code| entry(code).message.text.clone()),
        code().prop_map(|code| entry(code).outcome.clone()),
        Just("warning".to_owned()),
    ])
}

fn arbitrary_code() -> impl Strategy<Value = String> {
    prop_oneof![4 => code().prop_map(str::to_owned), 1 => Just("31421".to_owned()), 1 => any::<String>()]
}

fn arbitrary_event() -> impl Strategy<Value = Observed> {
    let texts = (arbitrary_text(), arbitrary_text(), arbitrary_text());
    (arbitrary_code(), texts, prop::option::of(0..8u8), prop::collection::vec(any::<String>(), 0..2)).prop_map(
        |(code, (level, message, user), severity, deviations)| Observed {
            observer: 0,
            code,
            level,
            severity: severity.and_then(Severity::from_code),
            message,
            user,
            request: None,
            scope: None,
            deviations,
        },
    )
}

fn arbitrary_accepts() -> impl Strategy<Value = Accepts> {
    prop_oneof![
        arbitrary_code().prop_map(Accepts::Code),
        prop::sample::select(Class::ALL.to_vec()).prop_map(Accepts::Class),
        code().prop_map(|code| Accepts::Outcome(entry(code).outcome.clone())),
    ]
}

fn arbitrary_wanted() -> impl Strategy<Value = Wanted> {
    let count = prop_oneof![0..4u64, Just(u64::MAX)];
    let accepts = prop::collection::vec(arbitrary_accepts(), 0..3);
    (accepts, count, arbitrary_text(), arbitrary_text(), arbitrary_text(), any::<bool>()).prop_map(
        |(accepts, count, level, message, about, has_detail)| Wanted {
            label: "x".to_owned(),
            accepts,
            count,
            level,
            message,
            detail: has_detail.then(|| regex::Regex::new("^4").expect("a pattern")),
            about,
        },
    )
}

fn arbitrary_answer() -> impl Strategy<Value = WireSeen> {
    (arbitrary_text(), prop::option::of(arbitrary_code()), arbitrary_text(), arbitrary_text()).prop_map(
        |(outcome, code, level, message)| WireSeen { status: "HTTP 200".to_owned(), outcome, code, level, message },
    )
}

fn arbitrary_step() -> impl Strategy<Value = Step> {
    let seen = (
        prop::collection::vec(arbitrary_event(), 0..6),
        prop::option::of((prop::collection::vec(arbitrary_event(), 0..4), any::<bool>())),
        prop::collection::vec(arbitrary_answer(), 0..4),
    );
    let asked = (
        prop::collection::vec(arbitrary_wanted(), 0..5),
        prop::collection::vec(arbitrary_wanted(), 0..2),
        prop::collection::vec(code(), 0..3),
    );
    (asked, seen, any::<[bool; 4]>()).prop_map(|((wanted, never, by_products), (events, witness, answers), flags)| {
        Step {
            scope: Some("sk01"),
            wanted,
            never,
            by_products,
            events,
            witness,
            answers,
            unordered: flags[0],
            has_no_log: flags[1],
            is_cut_off: flags[2],
            dormant_is_finding: flags[3],
            user: Some("sk01-alice"),
            secrets: vec!["480958"],
            mask: vec!["locked", "incorrect-credentials"],
        }
    })
}

/// A step that went right: wanted, by-products, and the events that just these yield, each expectation a
/// code, a choice or a class.
fn right_step() -> impl Strategy<Value = Step> {
    let one = (code(), 1..4u64, 0..3u8, code());
    let expectations = prop::collection::vec(one, 1..6);
    (expectations, prop::collection::vec((any::<prop::sample::Index>(), Just(BY_PRODUCT)), 0..4), any::<bool>())
        .prop_map(|(expectations, asides, unordered)| {
            let mut step = Step { unordered, by_products: vec![BY_PRODUCT; asides.len()], ..Step::default() };
            for (code, count, width, other) in expectations {
                let one = match width {
                    0 => wanted(code),
                    1 => any_of(&[other, code]),
                    _ => class(entry(code).class),
                };
                step.wanted.push(times(count, one));
                step.events.extend((0..count).map(|_| event(code)));
            }
            for (place, code) in asides {
                step.events.insert(place.index(step.events.len() + 1), event(code));
            }
            step
        })
}

/// Whether the events are just what was wanted, and by-products no more than allowed: by trying all ways.
fn brute_force(step: &Step) -> bool {
    fn fits(step: &Step, events: &[Observed], left: &mut Vec<u64>, spare: usize) -> bool {
        let Some((event, rest)) = events.split_first() else { return left.iter().all(|count| *count == 0) };
        if event.code == BY_PRODUCT {
            return spare > 0 && fits(step, rest, left, spare - 1);
        }
        let next = left.iter().position(|count| *count > 0);
        for place in 0..left.len() {
            let is_open = left[place] > 0 && (step.unordered || Some(place) == next);
            if is_open && step.wanted[place].takes(&event.code, passlogic()) {
                left[place] -= 1;
                let rest_fits = fits(step, rest, left, spare);
                left[place] += 1;
                if rest_fits {
                    return true;
                }
            }
        }
        false
    }
    let mut left = step.wanted.iter().map(|wanted| wanted.count).collect();
    fits(step, &step.events, &mut left, step.by_products.len())
}

proptest! {
    #[test]
    fn nothing_that_is_seen_breaks_the_judge(step in arbitrary_step()) {
        let judged = step.judge();
        prop_assert!(judged.findings.iter().all(|finding| finding.waived.is_none()));
        let shown: u64 = judged.events.iter().map(|event| event.count).sum();
        prop_assert_eq!(shown, step.events.len() as u64);
        let answered: u64 = judged.answers.iter().map(|answer| answer.count).sum();
        prop_assert_eq!(answered, step.answers.len() as u64);
        let mut distinct = judged.findings.clone();
        distinct.sort();
        distinct.dedup();
        prop_assert_eq!(distinct.len(), judged.findings.len());
    }

    #[test]
    fn just_what_was_wanted_is_never_a_finding(step in right_step()) {
        prop_assert_eq!(step.findings(), [] as [&str; 0]);
    }

    #[test]
    fn the_order_of_a_race_does_not_matter(step in right_step(), swaps in prop::collection::vec(any::<[prop::sample::Index; 2]>(), 0..9)) {
        let mut step = Step { unordered: true, ..step };
        for [one, other] in swaps {
            let events = step.events.len();
            step.events.swap(one.index(events), other.index(events));
        }
        prop_assert_eq!(step.findings(), [] as [&str; 0]);
    }

    #[test]
    fn an_event_too_many_is_always_a_finding(step in right_step(), at in any::<prop::sample::Index>(), code in code()) {
        let mut doubled = step.clone();
        let at = at.index(step.events.len());
        doubled.events.insert(at, step.events[at].clone());
        prop_assert!(!doubled.findings().is_empty());
        let mut strange = step;
        strange.events.insert(at, event(code));
        prop_assert!(!strange.findings().is_empty());
    }

    #[test]
    fn an_event_too_few_is_always_a_finding_but_for_a_by_product(
        step in right_step(),
        at in any::<prop::sample::Index>(),
    ) {
        let mut dropped = step;
        let at = at.index(dropped.events.len());
        let lost = dropped.events.remove(at);
        prop_assert_eq!(dropped.findings().is_empty(), lost.code == BY_PRODUCT, "{:?}", dropped.findings());
    }

    #[test]
    fn two_events_that_changed_places_are_a_finding_just_if_no_other_reading_explains_them(
        step in right_step(),
        at in any::<[prop::sample::Index; 2]>(),
    ) {
        let [one, other] = at.map(|at| at.index(step.events.len()));
        let mut swapped = step;
        swapped.events.swap(one, other);
        prop_assert_eq!(swapped.findings().is_empty(), brute_force(&swapped), "{:?}", swapped.findings());
    }

    #[test]
    fn another_code_in_an_events_place_is_a_finding_just_if_no_other_reading_explains_it(
        step in right_step(),
        at in any::<prop::sample::Index>(),
        code in code(),
    ) {
        let mut changed = step;
        let at = at.index(changed.events.len());
        changed.events[at] = event(code);
        prop_assert_eq!(changed.findings().is_empty(), brute_force(&changed), "{:?}", changed.findings());
    }

    #[test]
    fn a_fault_of_one_event_is_always_a_finding(step in right_step(), at in any::<prop::sample::Index>(), fault in 0..5u8) {
        let mut faulty = step;
        let at = at.index(faulty.events.len());
        let event = &mut faulty.events[at];
        match fault {
            0 => event.level = Some("debug".to_owned()),
            1 => event.severity = Severity::from_code(7),
            2 => event.message = Some("Nothing of the kind.".to_owned()),
            3 => event.deviations.push("no version".to_owned()),
            _ => event.code = "00000".to_owned(),
        }
        prop_assert!(!faulty.findings().is_empty());
    }
}
