//! Catalogs of products that have no single code, or no levels.

use sekisho_catalog::{Catalog, Level, vocabulary};
use sekisho_files::Source;

const INDEX: &str = r#"
format   = 1
name     = "card-reader"
title    = "A reader that tells a module, a status and a place"
levels   = "optional"
key      = '[0-9]{3}/0x[0-9a-f]{8}/[a-z]+'
families = ["reader"]
"#;

const READER: &str = r#"
format  = 1
family  = "reader"
channel = "windows/*"

[[entry]]
key     = "002/0x03000003/communication"
outcome = "provider-unavailable"
message = "The reader does not answer."
then    = ["002/0x00000000/session"]

[[entry]]
key     = "002/0x00000000/session"
outcome = "cancelled"

[code."003/0x00000001/card"]
level   = "err"
outcome = "token-unknown"
channel = "-"
"#;

fn card_reader() -> Catalog {
    let files = [Source::new("catalog.toml", INDEX), Source::new("reader.toml", READER)];
    Catalog::read(&files, vocabulary()).expect("the catalog is right")
}

#[test]
fn a_key_may_be_a_triple() {
    let catalog = card_reader();
    let entry = catalog.entry("002/0x03000003/communication").expect("it is there");
    assert_eq!(entry.then, ["002/0x00000000/session"]);
    assert_eq!(
        catalog.resolve(&[], Some("windows/matrix"), "cancelled").map(|entry| entry.key.as_str()),
        Ok("002/0x00000000/session")
    );
}

#[test]
fn both_ways_to_write_an_entry_may_stand_in_one_file() {
    let catalog = card_reader();
    let keys: Vec<_> = catalog.entries().map(|entry| entry.key.as_str()).collect();
    assert_eq!(keys, ["002/0x03000003/communication", "002/0x00000000/session", "003/0x00000001/card"]);
    assert_eq!(catalog.entry("003/0x00000001/card").expect("it is there").level, Some(Level::Err));
}

#[test]
fn a_level_may_be_absent_and_so_may_a_message() {
    let catalog = card_reader();
    let entry = catalog.entry("002/0x00000000/session").expect("it is there");
    assert_eq!(entry.level, None);
    assert_eq!(catalog.check_message(entry, "whatever it says"), Ok(()));
    let spoken = catalog.entry("002/0x03000003/communication").expect("it is there");
    assert!(catalog.check_message(spoken, "whatever it says").is_err());
}

#[test]
fn an_entry_may_take_back_its_familys_channel() {
    assert!(card_reader().entry("003/0x00000001/card").expect("it is there").channel.covers(Some("web/card")));
}
