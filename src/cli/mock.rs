use std::io::Write;

use super::args::MockArgs;
use super::interrupts::Signals;
use super::print::say;
use super::run::runtime;
use super::serve::end_of_input;
use super::{Environment, Exit, Failure};

/// `sekisho mock`.
pub(super) fn run(args: &MockArgs, _environment: &Environment) -> Result<Exit, Failure> {
    runtime()?.block_on(async {
        let mut signals =
            Signals::install().map_err(|error| Failure::said(Exit::Bug, format!("no signals: {error}")))?;
        let started = sekisho_mocks::login_protection(args.listen).await;
        let mock = started.map_err(|error| Failure::said(Exit::Unfit, error.to_string()))?;
        say!("ready http={}", mock.http);
        let _ = std::io::stdout().flush();
        tokio::select! {
            () = signals.next() => {}
            () = end_of_input(args.until_eof) => {}
        }
        Ok(Exit::Good)
    })
}
