use sekisho_files::Problems;

use super::Exit;
use super::print::visible_lines;
use crate::record::JournalError;
use crate::scenario::LibraryError;
use crate::target::LoadError;
use crate::vendor::VendorError;

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

    /// Several as one, if there are any: all that they say, and the exit code of the first.
    pub(super) fn all(failures: Vec<Self>) -> Option<Self> {
        failures.into_iter().reduce(|first, next| {
            let message = format!("{}\n{}", first.message(), next.render(false));
            Self::Said { exit: first.exit(), message }
        })
    }

    fn message(&self) -> String {
        match self {
            Self::Said { message, .. } => message.clone(),
            files @ Self::Files(_) => files.render(false),
        }
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
            Self::Said { message, .. } => format!("sekisho: {}", visible_lines(message)),
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

impl From<VendorError> for Failure {
    fn from(error: VendorError) -> Self {
        let exit = match error {
            VendorError::Io { .. } => Exit::Files,
            VendorError::Unknown { .. } => Exit::Usage,
        };
        Self::said(exit, error.to_string())
    }
}

impl From<JournalError> for Failure {
    fn from(error: JournalError) -> Self {
        Self::said(Exit::Files, error.to_string())
    }
}
