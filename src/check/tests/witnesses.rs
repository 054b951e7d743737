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
