//! The command line of sekisho: parse, call, map the outcome to an exit code.

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use sekisho::cli::{self, Environment, Exit};

fn main() -> ExitCode {
    let environment = Environment::read();
    let carried_out = catch_unwind(AssertUnwindSafe(|| cli::main(std::env::args_os(), &environment)));
    let exit = carried_out.unwrap_or_else(|_| {
        // A terminal that was hung up takes no more: that must not be a second panic.
        let _ = writeln!(std::io::stderr(), "sekisho: this is a bug of sekisho; please report it with the lines above");
        Exit::Bug
    });
    ExitCode::from(exit.code())
}
