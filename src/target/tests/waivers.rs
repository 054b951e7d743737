use super::*;

fn waivers(text: &str) -> Result<Vec<Waiver>, String> {
    read_waivers(&Source::new("waivers.toml", format!("format = 1\n{text}"))).map_err(|problems| {
        problems.sorted().iter().map(|problem| problem.title().to_owned()).collect::<Vec<_>>().join("; ")
    })
}

fn waiver(more: &str) -> Waiver {
    let text = format!("[[waive]]\nscenario = \"lock/locks\"\nreason = \"known\"\n{more}");
    waivers(&text).unwrap_or_else(|error| panic!("{error}")).remove(0)
}

fn case(scenario: &str, channel: Option<&str>) -> CaseName {
    CaseName { scenario: scenario.to_owned(), channel: channel.map(str::to_owned), variant: None }
}

#[test]
fn a_waiver_without_more_is_for_all_of_its_scenario() {
    let waiver = waiver("");
    assert_eq!((waiver.reason.as_str(), waiver.at().as_str()), ("known", "waivers.toml:3"));
    for channel in [None, Some("web/matrix")] {
        for version in [None, Some("3.2.0"), Some("old")] {
            assert!(waiver.is_for(&case("lock/locks", channel), version));
        }
    }
    assert!(!waiver.is_for(&case("lock/locks-and-unlocks", None), None));
    assert!(waiver.lets_off(1, &Finding::new(FindingKind::Level, "a", "b")));
}

#[test]
fn a_waiver_is_for_what_it_names_and_nothing_else() {
    let waiver = waiver("channel = \"web/matrix\"\nstep = 2\nkind = \"level\"\ncode = \"54106\"\n");
    assert!(waiver.is_for(&case("lock/locks", Some("web/matrix")), None));
    assert!(!waiver.is_for(&case("lock/locks", Some("web/token")), None));
    assert!(!waiver.is_for(&case("lock/locks", None), None));
    let finding = |kind| Finding::new(kind, "a", "b").about("54106");
    assert!(waiver.lets_off(2, &finding(FindingKind::Level)));
    assert!(!waiver.lets_off(3, &finding(FindingKind::Level)));
    assert!(!waiver.lets_off(2, &finding(FindingKind::Severity)));
    assert!(!waiver.lets_off(2, &finding(FindingKind::Level).about("54105")));
    assert!(!waiver.lets_off(2, &Finding::new(FindingKind::Level, "a", "b")), "about no code");
}

#[test]
fn a_waiver_may_name_a_variant() {
    let variant = |variant: Option<&str>| CaseName {
        variant: variant.map(str::to_owned),
        ..case("lock/locks", Some("web/token"))
    };
    let one = waiver("variant = \"offset=-2\"\n");
    assert!(one.is_for(&variant(Some("offset=-2")), None));
    assert!(!one.is_for(&variant(Some("offset=2")), None));
    assert!(!one.is_for(&variant(None), None));
    assert!(waiver("").is_for(&variant(Some("offset=2")), None), "any");
}

#[test]
fn a_waiver_holds_for_a_range_of_versions() {
    let waiver = waiver("versions = \">=3.2.0, <3.3.0\"\n");
    for (version, holds) in [
        (Some("3.2.0"), true),
        (Some("3.2.9"), true),
        (Some("3.3.0"), false),
        (Some("3.1.9"), false),
        (Some("3.2"), false),
        (None, false),
    ] {
        assert_eq!(waiver.is_for(&case("lock/locks", None), version), holds, "{version:?}");
    }
}

#[test]
fn a_wrong_waiver_file_is_told() {
    let one = |more: &str| waivers(&format!("[[waive]]\nscenario = \"a\"\n{more}")).expect_err(more);
    assert_eq!(one(""), "the key `reason` is missing");
    assert_eq!(one("reason = \"r\"\nkind = \"lvel\"\n").split(", ").next(), Some("expected one of `missing`"));
    assert_eq!(one("reason = \"r\"\nchannel = \"web\"\n"), "`web` is no channel");
    assert_eq!(one("reason = \"r\"\nchannel = \"radius/*\"\n"), "`radius/*` is no channel");
    assert!(one("reason = \"r\"\nversions = \"3.x.y.z\"\n").starts_with("this is no range of versions: "));
    assert_eq!(one("reason = \"r\"\nstep = -1\n"), "expected a number from 0 to 10000, got -1");
    assert_eq!(waivers("").expect_err("no list"), "the key `waive` is missing");
    assert_eq!(waivers("waive = []").map(|waivers| waivers.len()), Ok(0));
}

#[test]
fn a_scenario_that_does_not_exist_is_shown_with_the_nearest() {
    let problem = |known: &[&str]| {
        let mut problems = sekisho_files::Problems::new();
        problems.push(waiver("").unknown_scenario(known.iter().copied()));
        problems.to_string()
    };
    assert!(problem(&["lock/lokcs"]).ends_with("help: did you mean `lock/lokcs`?"));
    assert!(problem(&[]).ends_with("help: `sekisho run --list` names all"));
}
