//! The embedded catalog of PassLogic.

use std::collections::BTreeSet;

use sekisho_catalog::{ChannelPattern, Class, Entry, Level, MessageFault, Status, embedded, load, names, passlogic};

fn entry(code: &str) -> &'static Entry {
    passlogic().entry(code).unwrap_or_else(|| panic!("{code} is in the catalog"))
}

#[test]
fn it_has_the_322_codes_of_the_reference() {
    let count = |status| passlogic().entries().filter(|entry| entry.status == status).count();
    assert_eq!(passlogic().entries().count(), 322);
    assert_eq!([Status::Active, Status::Dormant, Status::Reserved, Status::Unused].map(count), [284, 8, 27, 3]);
    assert_eq!(passlogic().active().count(), 284);
}

#[test]
fn every_code_has_a_level_and_both_messages() {
    let whole = |entry: &Entry| entry.level.is_some() && !entry.message.text.is_empty() && entry.message_ja.is_some();
    assert!(passlogic().entries().all(whole));
}

#[test]
fn codes_are_as_the_reference_prints_them() {
    let told = |code| {
        let entry = entry(code);
        let ja = entry.message_ja.as_deref().expect("every entry has one");
        (entry.level.expect("every entry has one"), entry.message.text.as_str(), ja)
    };
    let doubled = "Insufficient permissions for using the self-service service password reset facility.";
    assert_eq!(told("30114"), (Level::Err, doubled, "パスワードリマインダーの利用を許可されていません。"));
    assert_eq!(told("52199"), (Level::Crit, "A system error occurred.", "システムエラーが発生しました。"));
    let incorrect = "ユーザーID、またはパスワードが正しくありません。";
    assert_eq!(told("54106"), (Level::Warning, "Incorrect user ID or password.", incorrect));
    assert_eq!(told("80251"), (Level::Warning, "RADIUS authentication failed.", "RADIUS認証に失敗しました。"));
}

#[test]
fn an_entry_knows_its_family_channel_outcome_and_companions() {
    let refused = entry("80106");
    assert_eq!((refused.family.as_str(), refused.outcome.as_str()), ("radius", "incorrect-credentials"));
    assert_eq!((refused.channel.to_string().as_str(), refused.class), ("radius/*", Class::Reject));
    assert_eq!(refused.then, ["80251"]);
    assert_eq!(entry("30004").channel, ChannelPattern::Any);
    assert_eq!(entry("52400").channel.to_string(), "windows/matrix", "its own, not its family's");
    assert!(entry("54597").shared.is_some());
}

#[test]
fn families_and_entries_keep_their_order() {
    let families: Vec<_> = passlogic().families().collect();
    assert_eq!((families.len(), families[0], families[31]), (32, "user-admin", "face"));
    let keys: Vec<_> = passlogic().entries().map(|entry| entry.key.as_str()).collect();
    assert_eq!(keys[..3], ["30000", "30001", "30002"]);
}

#[test]
fn the_neighbour_is_the_next_code_and_of_the_last_the_first() {
    assert_eq!(passlogic().neighbour(entry("54106")).key, "54108", "there is no 54107");
    let codes: BTreeSet<_> = passlogic().entries().map(|entry| entry.key.as_str()).collect();
    let last = codes.last().expect("there are codes");
    assert_eq!(passlogic().neighbour(entry(last)).key, "30000");
}

#[test]
fn a_text_passes_in_english_or_japanese() {
    assert_eq!(passlogic().check_message(entry("54106"), "Incorrect user ID or password."), Ok(()));
    assert_eq!(passlogic().check_message(entry("54106"), "ユーザーID、またはパスワードが正しくありません。"), Ok(()));
}

#[test]
fn another_text_is_a_fault_that_names_both() {
    let fault = passlogic().check_message(entry("54106"), "User ID locked.").expect_err("54105's text");
    let expected = ["Incorrect user ID or password.", "ユーザーID、またはパスワードが正しくありません。"];
    assert_eq!(fault, MessageFault::Text { expected: expected.map(str::to_owned).to_vec() });
}

#[test]
fn files_are_embedded_under_names_that_say_so() {
    assert_eq!(names().collect::<Vec<_>>(), ["passlogic", "radius"]);
    let files = embedded("passlogic").expect("it is embedded");
    assert_eq!((files.len(), files[0].name()), (33, "builtin:catalog/passlogic/catalog.toml"));
    assert!(files.iter().any(|file| file.name() == "builtin:catalog/passlogic/web-login.toml"));
    assert!(embedded("nothing").is_none());
    assert_eq!(passlogic().name(), "passlogic");
}

#[test]
fn each_file_is_named_after_its_family() {
    let files = embedded("passlogic").expect("it is embedded");
    for family in passlogic().families() {
        let name = format!("builtin:catalog/passlogic/{family}.toml");
        let file = files.iter().find(|file| file.name() == name).unwrap_or_else(|| panic!("no {name}"));
        assert!(file.text().contains(&format!("family  = \"{family}\"")), "{name}");
    }
}

#[test]
fn every_embedded_catalog_reads() {
    let entries = |name: &str| load(name, None).unwrap_or_else(|error| panic!("{name}: {error}")).entries().count();
    assert_eq!(names().map(entries).collect::<Vec<_>>(), [322, 3]);
}
