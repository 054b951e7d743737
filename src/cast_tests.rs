use std::path::Path;
use std::sync::Arc;

use sekisho_catalog::vocabulary;
use sekisho_files::{Problems, Source};

use crate::cast::Player;
use crate::plan::{Plan, plan_as};
use crate::scenario::{Known, Scenario, link, read_scenario};
use crate::target::{Target, open};
use crate::vendor::{Profile, Vendors, read_vendor};

const HEAD: &str = "format = 1\ntitle = \"x\"\nchannels = [\"web/matrix\", \"radius/matrix\"]\n";
const LOGIN: &str = "[user.alice]\n[[step]]\ndo = \"login\"\nas = \"alice\"\nexpect = [\"authenticated\"]\n";

fn target() -> Target {
    let text = r#"format = 1
title = "x"
catalog = "passlogic"
[radius]
server = "127.0.0.1:9"
secret = "x"
[action.login."web/matrix"]
http = "GET /{{ answer }}"
families = ["web-login"]
[action.login."radius/matrix"]
radius = { user-password = "{{ answer }}", method = "{{ method? }}" }
families = ["radius"]
[[answer]]
radius = "Access-Challenge"
outcome = "challenge-issued"
"#;
    open(&Source::new("own.toml", text), vocabulary()).unwrap_or_else(|error| panic!("{error}"))
}

fn vendors() -> Vendors {
    Vendors::open(Path::new("no such folder")).expect("the embedded ones")
}

fn profile(text: &str) -> Arc<Profile> {
    let mut problems = Problems::new();
    let profile = read_vendor(&Source::new("box.toml", text), &mut problems);
    assert!(problems.is_empty(), "{problems}");
    Arc::new(profile.expect("a profile"))
}

fn shipped(names: &[&str]) -> Vec<Arc<Profile>> {
    let read = |name: &&str| vendors().read(name, &mut Problems::new()).expect("a shipped profile");
    names.iter().map(read).map(Arc::new).collect()
}

fn read(text: &str, problems: &mut Problems) -> Option<Scenario> {
    let used = |name: &str| vendors().source(name.strip_prefix("vendors/")?).cloned();
    read_scenario("x/a", &Source::new("a.toml", text), &used, problems)
}

fn planned(text: &str, players: &[Arc<Profile>]) -> Plan {
    let mut problems = Problems::new();
    let scenario = read(text, &mut problems).expect("a scenario");
    let plan = plan_as(&[Arc::new(scenario)], &target(), vocabulary(), players, &mut problems);
    assert!(problems.is_empty(), "{problems}");
    plan
}

fn outline(text: &str, players: &[Arc<Profile>]) -> Vec<String> {
    let plan = planned(text, players);
    let cases = plan.cases.iter().map(|case| case.name.to_string());
    cases.chain(plan.skipped.iter().map(|(name, reason)| format!("{name}: {reason}"))).collect()
}

#[test]
fn cases_of_radius_are_played_once_by_each_vendor_and_no_others_are() {
    let text = format!("{HEAD}{LOGIN}");
    assert_eq!(outline(&text, &[]), ["x/a [radius/matrix]", "x/a [web/matrix]"]);
    let both = shipped(&["fortigate", "cisco-asa"]);
    let names = ["x/a [radius/matrix] vendor=cisco-asa", "x/a [radius/matrix] vendor=fortigate"];
    assert_eq!(outline(&text, &both), names);
    let each = format!("{HEAD}[each]\nword = {{ of = [\"a\", \"b\"] }}\n{LOGIN}");
    let names = ["x/a [radius/matrix] word=a,vendor=fortigate", "x/a [radius/matrix] word=b,vendor=fortigate"];
    assert_eq!(outline(&each, &both[..1]), names);
}

#[test]
fn a_scenario_that_names_its_client_is_played_by_this_one_always() {
    let text = format!("{}vendor = \"fortigate\"\n{LOGIN}", HEAD.replace("\"web/matrix\", ", ""));
    for players in [shipped(&[]), shipped(&["cisco-asa"])] {
        let plan = planned(&text, &players);
        assert_eq!(plan.cases[0].name.to_string(), "x/a [radius/matrix] vendor=fortigate");
        assert!(matches!(plan.cases[0].player, Player::Pinned(_)), "all its habits count");
    }
}

#[test]
fn what_a_client_cannot_play_is_skipped_with_the_reason() {
    let fortigate = shipped(&["fortigate"]);
    let by_method = format!("{HEAD}{LOGIN}with = {{ method = \"chap\" }}\n");
    let reason = "the scenario says itself how passwords are conveyed, so fortigate has no say in it";
    assert_eq!(outline(&by_method, &fortigate), [format!("x/a [radius/matrix] vendor=fortigate: {reason}")]);
    let raw = format!("{HEAD}{LOGIN}raw = {{ size = 19 }}\n");
    let reason = "it is about packets themselves: the plain client sends them";
    assert!(outline(&raw, &fortigate).iter().all(|line| line.ends_with(reason)), "{:?}", outline(&raw, &fortigate));
    let mute = "format = 1\ntitle = \"x\"\nproduct = \"x\"\nchallenge = false\nunverified = [\"challenge\"]\n";
    let challenged = format!("{HEAD}{}", LOGIN.replace("authenticated", "pending"));
    let reason = "box answers no Access-Challenge";
    assert_eq!(outline(&challenged, &[profile(mute)]), [format!("x/a [radius/matrix] vendor=box: {reason}")]);
    assert_eq!(outline(&challenged, &fortigate), ["x/a [radius/matrix] vendor=fortigate"]);
}

#[test]
fn the_client_of_a_scenario_must_be_known_and_what_is_named_of_it_stated() {
    let titles = |vendor: &str, wait: &str| {
        let step = format!("[[step]]\ndo = \"wait\"\nfor = \"{wait}\"\n");
        let mut problems = Problems::new();
        let scenario = read(&format!("{HEAD}{vendor}{LOGIN}{step}"), &mut problems).expect("a scenario");
        let target = target();
        link(&scenario, &target.catalog, vocabulary(), &Known::of([&target]), &mut problems);
        problems.sorted().iter().map(|problem| problem.title().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(titles("vendor = \"fortigat\"\n", "1s"), ["there is no vendor profile `fortigat`"]);
    assert_eq!(titles("vendor = \"cisco-asa\"\n", "{{ vendor.timeout }}"), [""; 0]);
    assert_eq!(titles("vendor = \"f5-apm\"\n", "{{ vendor.timeout }}"), ["`vendor.timeout` is not defined here"]);
    assert_eq!(titles("", "{{ vendor.timeout }}"), ["`vendor.timeout` is not defined here"]);
}
