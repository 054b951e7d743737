//! The catalogs as data, and what a run says of them.

use std::collections::BTreeMap;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::support::{Door, Place, TargetFile};

/// SHA-256 over `code TAB level TAB message TAB message_ja LF`, sorted by code, as the log reference 1.0 of
/// PassLogic Cloud 6.2.1 prints them in its section 1.
const AS_PRINTED: &str = "59a1045bad775464153c04b1604faff3146de56726a7c7bc69c011722e2a7b11";

fn export() -> Vec<Value> {
    let exported = Place::new().sekisho(&["catalog", "export", "--format", "json", "passlogic"]).exits(0);
    serde_json::from_str(&exported.stdout).expect("a JSON array")
}

fn text<'a>(entry: &'a Value, name: &str) -> &'a str {
    entry[name].as_str().unwrap_or_else(|| panic!("`{name}` is no text in {entry:#}"))
}

#[test]
fn the_export_is_true_to_the_log_reference() {
    let mut entries = export();
    assert_eq!(entries.len(), 322);
    entries.sort_by(|one, other| text(one, "code").cmp(text(other, "code")));
    let mut hash = Sha256::new();
    for entry in &entries {
        let columns = ["code", "level", "message", "message_ja"].map(|name| text(entry, name));
        hash.update(columns.join("\t"));
        hash.update("\n");
    }
    let digest: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(digest, AS_PRINTED);
}

#[test]
fn the_export_says_status_family_channel_and_outcome_of_each_code() {
    let entries = export();
    let mut by_status: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in &entries {
        *by_status.entry(text(entry, "status")).or_default() += 1;
        ["family", "channel", "outcome"]
            .iter()
            .for_each(|name| assert!(!text(entry, name).is_empty(), "{name} of {entry:#}"));
    }
    let expected = BTreeMap::from([("active", 284), ("dormant", 8), ("reserved", 27), ("unused", 3)]);
    assert_eq!(by_status, expected);
    let of = |code: &str| entries.iter().find(|entry| entry["code"] == code).expect("the code");
    for (code, level, family, channel, outcome) in [
        ("30004", "notice", "user-admin", "-", "lock-applied"),
        ("54105", "warning", "web-login", "web/matrix", "locked"),
        ("54106", "warning", "web-login", "web/matrix", "incorrect-credentials"),
        ("54201", "notice", "web-login", "web/matrix", "authenticated"),
        ("80250", "notice", "radius", "radius/*", "authenticated"),
    ] {
        let entry = of(code);
        let got = ["level", "family", "channel", "outcome"].map(|name| text(entry, name));
        assert_eq!(got, [level, family, channel, outcome], "{code}");
    }
    assert_eq!(text(of("54106"), "message"), "Incorrect user ID or password.");
    assert_eq!(text(of("54106"), "message_ja"), "ユーザーID、またはパスワードが正しくありません。");
}

#[test]
fn the_export_is_the_same_as_a_table() {
    let place = Place::new();
    let lines =
        |format: &str| place.sekisho(&["catalog", "export", "--format", format]).exits(0).stdout.lines().count();
    assert_eq!(lines("csv"), 1 + 322);
    assert_eq!(lines("md"), 2 + 322);
    place.sekisho(&["catalog", "export", "--format", "csv"]).says("54106,warning,active,web-login,web/matrix,");
}

#[test]
fn a_code_is_shown_and_explained_with_the_scenarios_that_provoke_it() {
    let place = Place::new();
    place.sekisho(&["catalog", "show", "54106"]).exits(0).says("Incorrect user ID or password.").says("web/matrix");
    place
        .sekisho(&["explain", "54106"])
        .exits(0)
        .says("54106 · warning · incorrect-credentials · reject")
        .says("provoked   by lock/locks-and-unlocks [web/matrix]");
    place
        .sekisho(&["explain", "54160"])
        .exits(2)
        .complains("code 54160 is not in catalog passlogic; did you mean 54106?");
}

#[test]
fn catalogs_codes_and_outcomes_are_listed() {
    let place = Place::new();
    place.sekisho(&["catalog", "list"]).exits(0).says("passlogic\t322 codes, 284 active");
    let codes = place.sekisho(&["catalog", "list", "passlogic"]).exits(0);
    assert_eq!(codes.stdout.lines().count(), 322);
    place.sekisho(&["catalog", "list", "outcomes"]).exits(0).says("incorrect-credentials\treject\t");
    place.sekisho(&["catalog", "list", "passlogik"]).exits(2).complains("did you mean `passlogic`?");
}

#[test]
fn the_coverage_of_a_run_is_told_code_by_code() {
    let place = Place::new();
    place.sekisho(&["run", "lock/locks-and-unlocks", "--channel", "web/matrix"]).exits(0);
    let told = place.sekisho(&["catalog", "coverage"]).exits(0).stdout;
    let line =
        |code: &str| told.lines().find(|line| line.starts_with(code)).unwrap_or_else(|| panic!("no {code}:\n{told}"));
    assert!(line("54106").contains("\tasserted\t"), "{}", line("54106"));
    assert!(line("52200").contains("\tonly seen\t"), "{}", line("52200"));
    assert!(line("54401").contains("\tnever seen\t"), "{}", line("54401"));
    let missing = place.sekisho(&["catalog", "coverage", "--missing"]).exits(0).stdout;
    assert!(!missing.contains("54106\t") && missing.contains("54401\t"), "{missing}");
    assert!(line("31459").contains("\tnever seen, 0 of 6 forms of {0}\t"), "{}", line("31459"));
    assert!(missing.contains("31515\t-\tnever asserted\t{0} = tenant_id\n"), "{missing}");
    assert!(missing.contains("\n0 of 65 forms of details ({0}) asserted\n"), "{missing}");
}

/// A record of a run against one's own target file, not one of the shipped ones.
#[test]
fn the_coverage_of_a_run_on_an_own_target_is_told_too() {
    let place = Place::new();
    let door = Door::honest(&place);
    place.write_target("t/mine.toml", &door.target());
    place.sekisho(&["run", "lock/locks-and-unlocks", "--target", "t/mine.toml"]).exits(0);
    place
        .sekisho(&["catalog", "coverage", "--target", "t/mine.toml"])
        .exits(0)
        .says("AUTH-002\tweb/password\tasserted\t");
}

#[test]
fn too_little_coverage_fails_the_run_and_says_how_little() {
    let place = Place::new();
    let door = Door::honest(&place);
    place.write_target("t/mine.toml", &door.target());
    let run = ["run", "lock/locks-and-unlocks", "login/right-answer", "--target", "t/mine.toml", "--min-coverage"];
    // Five of the eight codes are asserted: two come only at set-up and clean-up, one never.
    place.sekisho(&[&run[..], &["62.5"]].concat()).exits(0);
    place.sekisho(&[&run[..], &["62.6"]].concat()).exits(1).says("62.5 % (5 of 8)");
    let record = place.record();
    let finding = &record.only("run-finished")["findings"][0];
    assert_eq!(finding["kind"], "coverage");
    assert_eq!(finding["expected"], "at least 62.6 % of active codes asserted");
}

#[test]
fn an_own_catalog_beside_the_target_file_is_checked_with_its_carets() {
    let place = Place::new();
    let catalog =
        "format = 1\nname = \"c\"\ntitle = \"A catalog\"\nlevels = \"required\"\nkey = '[0-9]'\nfamilies = [\"f\"]\n";
    place.write("t/own/catalog.toml", catalog);
    place.write(
        "t/own/f.toml",
        "format = 1\nfamily = \"f\"\n[code.1]\nlevel = \"warnin\"\noutcome = \"locked\"\nmessage = \"L\"\n",
    );
    let target = TargetFile::second().with("catalog = \"catalog\"", "catalog = \"own\"");
    place.write("t/target.toml", &target.text());
    let run = place.sekisho(&["run", "--target", "t/target.toml"]).exits(3);
    run.complains("t/own/f.toml:4:9").complains("did you mean `warning`?").complains("nothing was sent");
}
