use std::io::Write;

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
