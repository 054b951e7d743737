//! Each folder under `tests/wrong` is a wrong catalog and, in `message.txt`, what people are told about it.
//! `SEKISHO_BLESS=1` writes the messages anew.

use std::fs;
use std::path::{Path, PathBuf};

use sekisho_catalog::{Catalog, Vocabulary, vocabulary};
use sekisho_files::{Problems, Source};

#[test]
fn each_wrong_catalog_is_told_with_line_caret_and_help() {
    let cases = cases();
    assert_eq!(cases.len(), 30);
    let wrong: Vec<_> = cases.iter().filter_map(|case| difference(case)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn problems_of_several_files_are_told_together() {
    let problems = problems(&folder("all-at-once"));
    let told: Vec<_> =
        problems.sorted().iter().map(|problem| (problem.file().to_owned(), problem.place().line)).collect();
    let expected = [("catalog.toml", 10), ("door.toml", 5), ("door.toml", 6), ("door.toml", 8), ("door.toml", 10)];
    assert_eq!(told[..5], expected.map(|(file, line)| (file.to_owned(), line)));
    assert_eq!(problems.len(), 6);
}

#[test]
fn no_file_at_all_is_told_too() {
    let problems = Catalog::read(&[], vocabulary()).expect_err("there is no file");
    assert!(problems.to_string().contains("the key `families` is missing"), "{problems}");
}

fn difference(case: &Path) -> Option<String> {
    let got = problems(case).to_string() + "\n";
    let file = case.join("message.txt");
    if std::env::var_os("SEKISHO_BLESS").is_some() {
        fs::write(&file, &got).expect("the message can be written");
    }
    let expected = fs::read_to_string(&file).unwrap_or_default();
    (got != expected).then(|| format!("{}: expected\n{expected}\ngot\n{got}", case.display()))
}

fn problems(case: &Path) -> Problems {
    let files = files(case);
    match &files[..] {
        [only] if only.name() == "outcomes.toml" => Vocabulary::read(only).map(|_| ()),
        files => Catalog::read(files, vocabulary()).map(|_| ()),
    }
    .expect_err("the case is wrong")
}

fn files(case: &Path) -> Vec<Source> {
    let mut names: Vec<_> =
        entries(case).into_iter().filter(|path| path.extension() == Some("toml".as_ref())).collect();
    names.sort_by_key(|path| (!path.ends_with("catalog.toml"), path.clone()));
    names.iter().map(|path| source(path)).collect()
}

fn source(path: &Path) -> Source {
    let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
    Source::new(name, fs::read_to_string(path).expect("the file is there"))
}

fn cases() -> Vec<PathBuf> {
    entries(&folder(""))
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

fn folder(case: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wrong").join(case)
}
