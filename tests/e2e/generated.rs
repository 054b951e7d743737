//! What is generated and committed, or printed for others to use.

use std::fs;
use std::path::Path;

use super::support::Place;

#[test]
fn the_committed_schemas_are_those_of_the_program() {
    let place = Place::new();
    place.sekisho(&["schema", "--out", "made"]).exits(0);
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let names = |folder: &Path| {
        let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut names: Vec<String> =
            entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    };
    const HINT: &str = "run `cargo run -- schema --out schemas` and commit what it writes";
    assert_eq!(names(&committed), names(&place.path("made")), "{HINT}");
    for name in names(&committed) {
        let committed = fs::read_to_string(committed.join(&name)).expect("a schema");
        assert!(committed == place.read(&format!("made/{name}")), "schemas/{name} is out of date: {HINT}");
    }
}

#[test]
fn each_schema_is_printed_by_its_name() {
    let place = Place::new();
    let names = place.sekisho(&["schema"]).exits(0).stdout;
    assert!(names.lines().any(|name| name == "scenario"), "{names}");
    for name in names.lines() {
        let printed = place.sekisho(&["schema", name]).exits(0).stdout;
        let schema: serde_json::Value = serde_json::from_str(&printed).expect("JSON");
        assert!(schema["$schema"].is_string() && schema["properties"].is_object(), "{name}");
    }
}

#[test]
fn completions_for_each_shell_know_the_commands() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish"] {
        let script = place.sekisho(&["completions", shell]).exits(0).stdout;
        for word in ["explain", "catalog", "min-coverage"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
}

#[test]
fn there_is_a_manual_page_for_each_command() {
    let place = Place::new();
    place.sekisho(&["man"]).exits(0).says(".TH sekisho 1");
    place.sekisho(&["man", "--out", "man"]).exits(0);
    for page in ["sekisho", "sekisho-run", "sekisho-try", "sekisho-catalog-export", "sekisho-clean"] {
        assert!(place.read(&format!("man/{page}.1")).contains(".SH SYNOPSIS"), "{page}");
    }
}
