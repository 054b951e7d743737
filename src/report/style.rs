/// What the terminal can show and what the user wants to see. Read once, in `main`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether escape codes for colour may be written.
    pub colour: bool,
    /// Whether this is a terminal: case lines are cut to its width, and a progress line is redrawn.
    pub live: bool,
    /// How many columns the terminal has; nothing is cut when not live.
    pub width: usize,
    /// Whether to show the steps of every case, retried attempts and the names of skipped cases.
    pub verbose: bool,
    /// Whether to show only what went wrong, and the tally. Wins over `verbose`.
    pub quiet: bool,
}

impl Style {
    /// As for a pipe: no escape codes, no progress, nothing cut.
    pub fn plain() -> Self {
        Self { colour: false, live: false, width: usize::MAX, verbose: false, quiet: false }
    }
}
