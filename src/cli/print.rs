use std::io::Write;

use crate::report::visible;

/// Writes to standard output. A reader that went away (`sekisho … | head`) wants no more: that is no error.
pub(super) fn out(text: std::fmt::Arguments<'_>) {
    let mut stdout = std::io::stdout().lock();
    let _ = stdout.write_fmt(text).and_then(|()| stdout.flush());
}

/// A line for standard output.
macro_rules! say {
    ($($argument:tt)*) => {
        $crate::cli::print::out(format_args!("{}\n", format_args!($($argument)*)))
    };
}
pub(super) use say;

/// A sentence for standard error. A terminal that was hung up takes none: that is no error.
pub(super) fn complain(text: &str) {
    let _ = writeln!(std::io::stderr(), "sekisho: {text}");
}

/// A text of several lines in which nothing acts on the terminal.
pub(super) fn visible_lines(text: &str) -> String {
    text.split('\n').map(visible).collect::<Vec<_>>().join("\n")
}
