use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::RunEvent;

/// The file that a run writes as it goes, a line per event, each flushed: a killed run keeps what it had.
#[derive(Debug)]
pub struct Journal {
    file: File,
    path: PathBuf,
}

/// Why a record could not be written or read.
#[derive(Debug)]
pub enum JournalError {
    /// The file system refused.
    Io {
        /// Which file.
        path: PathBuf,
        /// What it said.
        error: std::io::Error,
    },
    /// A line is no event of this format.
    Line {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// What is wrong with it.
        error: String,
    },
}

impl Journal {
    /// Begins a new record, in place of an older one at the same path; its folder is made.
    pub fn create(path: &Path) -> Result<Self, JournalError> {
        let failed = |error| JournalError::Io { path: path.to_owned(), error };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let file = File::create(path).map_err(failed)?;
        Ok(Self { file, path: path.to_owned() })
    }

    /// Writes one event and hands it to the operating system.
    pub fn write(&mut self, event: &RunEvent) -> Result<(), JournalError> {
        let failed = |error| JournalError::Io { path: self.path.clone(), error };
        let mut line = serde_json::to_vec(event).map_err(|error| failed(error.into()))?;
        line.push(b'\n');
        self.file.write_all(&line).and_then(|()| self.file.flush()).map_err(failed)
    }
}

/// Reads a record. A last line that was cut off by a kill is left out; any other bad line is an error.
pub fn read(path: &Path) -> Result<Vec<RunEvent>, JournalError> {
    let bytes = std::fs::read(path).map_err(|error| JournalError::Io { path: path.to_owned(), error })?;
    let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    let mut events = Vec::with_capacity(lines.len());
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_empty()) {
        match serde_json::from_slice(line) {
            Ok(event) => events.push(event),
            Err(_) if index + 1 == lines.len() => {}
            Err(error) => {
                return Err(JournalError::Line { path: path.to_owned(), line: index + 1, error: error.to_string() });
            }
        }
    }
    Ok(events)
}

impl std::fmt::Display for JournalError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            JournalError::Io { path, error } => write!(f, "{}: {error}", path.display()),
            JournalError::Line { path, line, error } => {
                write!(f, "{}:{line}: not a line of a run record of this version: {error}", path.display())
            }
        }
    }
}

impl std::error::Error for JournalError {}
