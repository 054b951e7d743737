use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{Record, Run, Running};

/// A working directory of its own, as if it were the repository's root: `tests` is there.
pub(crate) struct Place(TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        let place = Self(TempDir::new().expect("a temporary directory"));
        symlink(concat!(env!("CARGO_MANIFEST_DIR"), "/tests"), place.path("tests")).expect("a link");
        place
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap_or(Path::new(""))).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// Writes a target file into a folder with the second target's catalog beside it.
    pub(crate) fn write_target(&self, name: &str, target: &TargetFile) {
        self.write(name, &target.0);
        let catalog = self.path(name).with_file_name("catalog");
        if !catalog.exists() {
            symlink(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/second-target/catalog"), catalog).expect("a link");
        }
    }

    pub(crate) fn start(&self, arguments: &[&str]) -> Running {
        self.start_with(arguments, &[])
    }

    pub(crate) fn start_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Running {
        Running::start(self.0.path(), arguments, variables)
    }

    pub(crate) fn sekisho(&self, arguments: &[&str]) -> Run {
        self.start(arguments).end()
    }

    /// The same where nobody reads what it says.
    pub(crate) fn sekisho_unheard(&self, arguments: &[&str]) -> Run {
        Running::start_unheard(self.0.path(), arguments).end()
    }

    /// The record of the last run.
    pub(crate) fn record(&self) -> Record {
        Record::read(&self.path("reports/latest/record.jsonl")).expect("a record")
    }

    /// All that the last run wrote: record, JUnit, JSON.
    pub(crate) fn reports(&self) -> Vec<(String, String)> {
        let names = ["record.jsonl", "junit.xml", "report.json"].map(|name| format!("reports/latest/{name}"));
        names.map(|name| (name.clone(), self.read(&name))).to_vec()
    }
}

/// The text of the second target's file, changed for one test.
#[derive(Clone)]
pub(crate) struct TargetFile(String);

impl TargetFile {
    pub(crate) fn second() -> Self {
        Self(include_str!("../../second-target/target.toml").to_owned())
    }

    /// For a server that the test starts itself, which logs to this file.
    pub(crate) fn of_running(address: impl std::fmt::Display, log: &Path) -> Self {
        let mut own = Self::second();
        let from = own.0.find("[start]").expect("a start");
        let to = from + own.0[from..].find("\n\n").expect("an end of it");
        own.0.replace_range(from..to, "");
        own.with("http://{{ start.http }}", &format!("http://{address}"))
            .with("reports/latest/second-target.log", &log.display().to_string())
    }

    /// Another text in place of one that must be there.
    #[track_caller]
    pub(crate) fn with(self, text: &str, other: &str) -> Self {
        assert!(self.0.contains(text), "the target file has no `{text}`");
        Self(self.0.replace(text, other))
    }

    /// Absence is proven by a marker, not by waiting.
    pub(crate) fn with_barrier(self) -> Self {
        self.with("within = \"100ms\"", "barrier = \"send-marker\"")
    }

    /// More tables at the end.
    pub(crate) fn and(self, more: &str) -> Self {
        Self(format!("{}\n{more}\n", self.0))
    }
}

impl TargetFile {
    pub(crate) fn text(&self) -> String {
        self.0.clone()
    }
}
