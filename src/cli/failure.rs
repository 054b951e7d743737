use sekisho_files::Problems;

use super::Exit;
use crate::record::JournalError;
use crate::scenario::LibraryError;
use crate::target::LoadError;

/// Why a command could not do its work. One field decides the exit code; nothing matches on text.
#[derive(Debug)]
pub enum Failure {
    /// Files are wrong; shown with their carets.
    Files(Problems),
    /// Anything else, in a sentence.
    Said {
        /// How the program exits for it.
        exit: Exit,
        /// The sentence.
        message: String,
    },
}

impl Failure {
    /// A failure in a sentence.
    pub fn said(exit: Exit, message: impl Into<String>) -> Self {
        Self::Said { exit, message: message.into() }
    }

    /// How the program exits for it.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Files(_) => Exit::Files,
            Self::Said { exit, .. } => *exit,
        }
    }

    /// As people see it.
    pub fn render(&self, colour: bool) -> String {
        match self {
            Self::Said { message, .. } => format!("sekisho: {message}"),
            Self::Files(problems) => {
                let count = problems.len();
                let problem = if count == 1 { "problem" } else { "problems" };
                format!("{}\n\nsekisho: {count} {problem}; nothing was sent", problems.render(colour))
            }
        }
    }
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        Self::Files(problems)
    }
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Self {
        match error {
            LoadError::Wrong(problems) => Self::Files(problems),
            error @ LoadError::Io { .. } => Self::said(Exit::Files, error.to_string()),
        }
    }
}

impl From<LibraryError> for Failure {
    fn from(error: LibraryError) -> Self {
        let exit = match error {
            LibraryError::Io { .. } => Exit::Files,
            LibraryError::Unknown { .. } => Exit::Usage,
        };
        Self::said(exit, error.to_string())
    }
}

impl From<JournalError> for Failure {
    fn from(error: JournalError) -> Self {
        Self::said(Exit::Files, error.to_string())
    }
}
