use std::io::IsTerminal;
use std::path::PathBuf;

use clap::ColorChoice;

/// What surrounds the program; read once, in `main`, and passed on.
#[derive(Debug, Clone)]
pub struct Environment {
    /// Where this program lies, for targets that start it.
    pub program: PathBuf,
    /// Whether standard output is a terminal.
    pub live: bool,
    /// Whether standard output takes colour.
    pub stdout_colour: bool,
    /// Whether standard error takes colour.
    pub stderr_colour: bool,
    /// The terminal's width in columns.
    pub width: usize,
    /// The number of cores.
    pub cores: usize,
}

const DEFAULT_WIDTH: usize = 100;

impl Environment {
    /// Reads it.
    pub fn read() -> Self {
        let colour = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        let width = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let terminal = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        Self {
            program: std::env::current_exe().unwrap_or_else(|_| PathBuf::from("sekisho")),
            live: std::io::stdout().is_terminal(),
            stdout_colour: colour && std::io::stdout().is_terminal(),
            stderr_colour: colour && std::io::stderr().is_terminal(),
            width: width.or(terminal).unwrap_or(DEFAULT_WIDTH),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
        }
    }

    /// The same, with `--color` heeded.
    pub fn with_colour(&self, choice: ColorChoice) -> Self {
        let heeded = |own: bool| match choice {
            ColorChoice::Auto => own,
            ColorChoice::Always => true,
            ColorChoice::Never => false,
        };
        Self { stdout_colour: heeded(self.stdout_colour), stderr_colour: heeded(self.stderr_colour), ..self.clone() }
    }

    /// An environment variable, for secrets that a target file looks for there.
    pub fn variable(name: &str) -> Option<String> {
        std::env::var(name).ok()
    }
}
