use std::fs::OpenOptions;
use std::path::{Path, PathBuf};

use super::args::RunArgs;
use super::{Exit, Failure};
use crate::record::RunEvent;
use crate::report::junit;

/// Where a run writes.
pub(super) struct Paths {
    pub record: PathBuf,
    junit: PathBuf,
    json: PathBuf,
}

impl Paths {
    pub(super) fn of(args: &RunArgs) -> Self {
        let or = |own: &Option<PathBuf>, name: &str| own.clone().unwrap_or_else(|| args.out.join(name));
        Self {
            record: or(&args.record, "record.jsonl"),
            junit: or(&args.junit, "junit.xml"),
            json: or(&args.json, "report.json"),
        }
    }

    /// Proves that all can be written, before hours are spent on what cannot be kept. What stands there from an
    /// earlier run stays as it is.
    pub(super) fn prove(&self) -> Result<(), Failure> {
        let paths = [&self.record, &self.junit, &self.json];
        paths.into_iter().try_for_each(|path| writable(path).map_err(|error| refused(path, &error)))
    }

    /// Writes the reports that are built at the end: each that could be written, and why others could not.
    pub(super) fn write(&self, events: &[RunEvent]) -> (Vec<(String, PathBuf)>, Vec<Failure>) {
        let results = [
            ("JUnit", &self.junit, write_junit(&self.junit, events)),
            ("JSON", &self.json, write_json(&self.json, events)),
        ];
        let (mut written, mut failures) = (Vec::new(), Vec::new());
        for (label, path, result) in results {
            match result {
                Ok(()) => written.push((label.to_owned(), path.clone())),
                Err(failure) => failures.push(failure),
            }
        }
        (written, failures)
    }
}

/// Writes the JUnit report of a record.
pub(super) fn write_junit(path: &Path, events: &[RunEvent]) -> Result<(), Failure> {
    let xml = junit(events).map_err(|error| Failure::said(Exit::Bug, format!("the JUnit report: {error}")))?;
    write(path, xml)
}

/// Writes the JSON report of a record.
pub(super) fn write_json(path: &Path, events: &[RunEvent]) -> Result<(), Failure> {
    let json =
        crate::report::json(events).map_err(|error| Failure::said(Exit::Bug, format!("the JSON report: {error}")))?;
    write(path, json + "\n")
}

fn write(path: &Path, text: String) -> Result<(), Failure> {
    let made = folder(path).map_or(Ok(()), std::fs::create_dir_all);
    made.and_then(|()| std::fs::write(path, text)).map_err(|error| refused(path, &error))
}

fn refused(path: &Path, error: &std::io::Error) -> Failure {
    Failure::said(Exit::Files, format!("{}: {error}", path.display()))
}

fn folder(path: &Path) -> Option<&Path> {
    path.parent().filter(|folder| !folder.as_os_str().is_empty())
}

/// Opens a file for writing and leaves all as it was. What is no regular file is not touched: whoever reads a
/// pipe would take the try for its end.
fn writable(path: &Path) -> std::io::Result<()> {
    if path.exists() {
        return if path.is_file() || path.is_dir() {
            OpenOptions::new().append(true).open(path).map(drop)
        } else {
            Ok(())
        };
    }
    let missing: Vec<&Path> =
        path.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty() && !folder.exists()).collect();
    let made = folder(path).map_or(Ok(()), std::fs::create_dir_all);
    let tried = made.and_then(|()| OpenOptions::new().append(true).create(true).open(path).map(drop));
    if tried.is_ok() {
        let _ = std::fs::remove_file(path);
    }
    // Deepest first; one that is not empty by now is somebody else's.
    missing.iter().for_each(|folder| drop(std::fs::remove_dir(folder)));
    tried
}
