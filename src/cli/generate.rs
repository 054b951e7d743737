use std::path::Path;

use clap::CommandFactory;

use super::args::{Cli, CompletionsArgs, ManArgs};
use super::{Exit, Failure};

/// `sekisho completions`.
pub(super) fn completions(args: &CompletionsArgs) -> Exit {
    clap_complete::generate(args.shell, &mut Cli::command(), "sekisho", &mut std::io::stdout());
    Exit::Good
}

/// `sekisho man`.
pub(super) fn man(args: &ManArgs) -> Result<Exit, Failure> {
    match &args.out {
        Some(folder) => pages(folder),
        None => clap_mangen::Man::new(Cli::command()).render(&mut std::io::stdout()),
    }
    .map_err(|error| Failure::said(Exit::Files, format!("the manual: {error}")))?;
    Ok(Exit::Good)
}

fn pages(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    clap_mangen::generate_to(Cli::command(), folder)
}
