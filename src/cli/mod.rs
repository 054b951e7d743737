//! Commands. This alone reads the environment, prints, and decides how the program exits.

mod args;
mod ca_file;
mod catalog;
mod check;
mod clean;
mod environment;
mod exit;
mod explain;
mod failure;
mod files;
mod generate;
mod interrupts;
mod live;
mod load;
mod load_args;
mod mock;
mod mock_args;
mod outputs;
mod print;
mod recording;
mod report;
mod run;
mod schema;
mod secret_file;
mod serve;
mod session;
mod trial;
mod vendors;

use std::io::Write;

use clap::Parser;

pub use args::{Cli, Command};
pub use environment::Environment;
pub use exit::Exit;
pub use failure::Failure;

/// Reads the command line, carries it out, and says what went wrong if something did.
pub fn main(arguments: impl IntoIterator<Item = std::ffi::OsString>, environment: &Environment) -> Exit {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage } else { Exit::Good };
        }
    };
    let environment = &environment.with_colour(cli.colour);
    match dispatch(cli, environment) {
        Ok(exit) => exit,
        Err(failure) => {
            // A terminal that was hung up takes no more: that is no error.
            let _ = writeln!(std::io::stderr(), "{}", failure.render(environment.stderr_colour));
            failure.exit()
        }
    }
}

fn dispatch(cli: Cli, environment: &Environment) -> Result<Exit, Failure> {
    match cli.command.unwrap_or(Command::Run(cli.run)) {
        Command::Run(args) => run::run(&args, environment),
        Command::Try(args) => trial::run(&args, environment),
        Command::Load(args) => load::run(&args, environment),
        Command::Check(args) => check::run(&args, environment),
        Command::Catalog(args) => catalog::run(&args, environment),
        Command::Explain(args) => explain::run(&args, environment),
        Command::Serve(args) => serve::run(&args, environment),
        Command::Vendors(args) => vendors::run(&args),
        Command::Mock(args) => mock::run(&args, environment),
        Command::Clean(args) => clean::run(&args, environment),
        Command::Report(args) => report::run(&args, environment),
        Command::Schema(args) => schema::run(&args),
        Command::Completions(args) => Ok(generate::completions(&args)),
        Command::Man(args) => generate::man(&args),
    }
}
