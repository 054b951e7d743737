use std::path::Path;

use clap::CommandFactory;

use super::args::{Cli, CompletionsArgs, ManArgs};
use super::print::out;
use super::{Exit, Failure};

/// `sekisho completions`.
pub(super) fn completions(args: &CompletionsArgs) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "sekisho", &mut script);
    out(format_args!("{}", String::from_utf8_lossy(&script)));
    Exit::Good
}

/// `sekisho man`.
pub(super) fn man(args: &ManArgs) -> Result<Exit, Failure> {
    match &args.out {
        Some(folder) => pages(folder),
        None => {
            let mut page = Vec::new();
            let rendered = clap_mangen::Man::new(Cli::command()).render(&mut page);
            out(format_args!("{}", String::from_utf8_lossy(&page)));
            rendered
        }
    }
    .map_err(|error| Failure::said(Exit::Files, format!("the manual: {error}")))?;
    Ok(Exit::Good)
}

fn pages(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    clap_mangen::generate_to(Cli::command(), folder)
}
