//! Loading by name, with files on disk before embedded ones.

use std::fs;
use std::path::Path;

use sekisho_catalog::{Catalog, Level, LoadError, embedded, load};
use tempfile::TempDir;

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("it has one")).expect("the folder can be made");
    fs::write(path, text).expect("the file can be written");
}

fn level(catalog: &Catalog, code: &str) -> Option<Level> {
    catalog.entry(code).and_then(|entry| entry.level)
}

#[test]
fn without_files_the_embedded_catalog_serves() {
    let empty = folder();
    assert_eq!(load("passlogic", None).expect("it is embedded").entries().count(), 322);
    assert_eq!(load("passlogic", Some(empty.path())).expect("it is embedded").entries().count(), 322);
}

#[test]
fn one_file_on_disk_shadows_its_like() {
    let disk = folder();
    let files = embedded("passlogic").expect("it is embedded");
    let device = files.iter().find(|file| file.name().ends_with("device.toml")).expect("there is one");
    write(disk.path(), "passlogic/device.toml", &device.text().replace("\"warning\"", "\"alert\""));
    let catalog = load("passlogic", Some(disk.path())).expect("it reads");
    assert_eq!((level(&catalog, "54151"), catalog.entries().count()), (Some(Level::Alert), 322));
}

const SHOP: &str = "format = 1\nname = \"passlogic\"\ntitle = \"Ours\"\nlevels = \"optional\"\nfamilies = [\"door\"]\n";

#[test]
fn a_folder_with_an_index_is_a_catalog_by_itself() {
    let disk = folder();
    write(disk.path(), "passlogic/catalog.toml", SHOP);
    write(disk.path(), "passlogic/door.toml", "format = 1\nfamily = \"door\"\n[code.1]\noutcome = \"locked\"\n");
    let catalog = load("passlogic", Some(disk.path())).expect("it reads");
    assert_eq!((catalog.title(), catalog.entries().count()), ("Ours", 1));
}

#[test]
fn words_on_disk_shadow_the_embedded_ones() {
    let disk = folder();
    let classes =
        ["accept", "pending", "reject", "error", "none"].map(|word| format!("[class.{word}]\nabout = \"…\"\n"));
    let words =
        format!("format = 1\n{}[outcome.ajar]\nclass = \"accept\"\nabout = \"Open a little.\"\n", classes.concat());
    write(disk.path(), "outcomes.toml", &words);
    write(disk.path(), "shop/catalog.toml", SHOP);
    write(disk.path(), "shop/door.toml", "format = 1\nfamily = \"door\"\n[code.1]\noutcome = \"ajar\"\n");
    assert_eq!(load("shop", Some(disk.path())).expect("it reads").entries().count(), 1);
}

#[test]
fn a_problem_on_disk_is_told_by_its_path() {
    let disk = folder();
    write(disk.path(), "passlogic/radius.toml", "format = 1\nfamily = \"radius\"\nchanel = \"radius/*\"\n");
    let told = load("passlogic", Some(disk.path())).expect_err("it is wrong").to_string();
    let place = format!("{}:3:1", disk.path().join("passlogic/radius.toml").display());
    assert!(told.contains(&place) && told.contains("did you mean `channel`?"), "{told}");
}

#[test]
fn an_unknown_name_hears_the_nearest() {
    let unknown = load("paslogic", None).expect_err("there is none");
    assert!(matches!(&unknown, LoadError::Unknown { name } if name == "paslogic"));
    assert_eq!(unknown.to_string(), "there is no catalog `paslogic`; did you mean `passlogic`?");
    assert_eq!(
        load("bank", None).expect_err("there is none").to_string(),
        "there is no catalog `bank`; embedded are: passlogic, radius"
    );
}
