use super::sample::{event, step};
use crate::record::{Role, StepDone};
use crate::report::codes::asserted;

fn emits(number: usize, codes: &[&str]) -> StepDone {
    step(number, codes.iter().map(|code| event(code, "notice")).collect())
}

#[test]
fn a_repeated_code_stands_once_even_across_steps() {
    let steps = [emits(1, &["54106"]), emits(1, &["54106"]), emits(2, &["54106", "30004"]), emits(3, &["54105"])];
    assert_eq!(asserted(&steps), ["54106 ×3", "30004", "54105"]);
}

#[test]
fn a_repeated_step_with_several_codes_stands_once() {
    let steps = [emits(1, &["80201", "80251"]), emits(1, &["80201", "80251"]), emits(2, &["80201", "80250"])];
    assert_eq!(asserted(&steps), ["(80201 80251) ×2", "80201", "80250"]);
}

#[test]
fn a_race_shows_counts() {
    let mut race = emits(1, &["54101", "54201", "54101"]);
    race.events[0].count = 17;
    race.events[2].count = 2;
    assert_eq!(asserted(&[race, emits(2, &["54201"])]), ["(54101 ×19, 54201 ×1)", "54201"]);
}

#[test]
fn only_what_was_expected_is_shown() {
    let mut quiet = emits(1, &["52101", "54201", "99999"]);
    quiet.events[0].role = Role::ByProduct;
    quiet.events[2].role = Role::Unexpected;
    assert_eq!(asserted(&[quiet]), ["54201"]);
    assert!(asserted(&[]).is_empty());
}
