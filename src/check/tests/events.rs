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
    let step = Step { wanted: all_wanted(&["54106", "30004"]), events: events(&["30004", "54106"]), ..Step::default() };
    step.assert_found(&["order: expected 54106 incorrect-credentials, then 30004 lock-applied, got 30004, then 54106"]);
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
    Step { events: events(&["30004", "51400", "54106"]), ..step }
        .assert_found(&["order: expected 54106 incorrect-credentials, then 30004 lock-applied, got 30004, then 54106"]);
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

#[test]
fn an_answer_whose_digits_are_among_a_codes_blots_no_code() {
    let step =
        Step { wanted: all_wanted(&["54106"]), events: events(&["54106"]), secrets: vec!["4106"], ..Step::default() };
    let shown: Vec<_> = step.judge().events.into_iter().map(|event| event.code).collect();
    assert_eq!(shown, ["54106"]);
    let unknown = Observed { code: "94106".into(), ..event("54106") };
    let shown: Vec<_> =
        Step { events: vec![unknown], ..step }.judge().events.into_iter().map(|event| event.code).collect();
    assert_eq!(shown, ["9•••"]);
}
