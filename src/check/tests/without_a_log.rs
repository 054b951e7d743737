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
    step(race(), answers(2, 2)).assert_found(&["count 54101: expected 54101 challenge-expired, 3 times, got twice"]);
    step(race(), answers(4, 0)).assert_found(&["missing 54101: expected 54101 challenge-expired, 3 times, got never"]);
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
