use std::io::Write;
use std::path::Path;

use sekisho_mocks::Tls;
use sekisho_mocks::face::{FaceOptions, read_profile};
use sekisho_mocks::graph::sign_in::{ClientSecret, Settings};
use sekisho_mocks::graph::{Options, graph as play_graph};
use sekisho_protocol::face::Profile;

use super::ca_file::CaFile;
use super::interrupts::Signals;
use super::mock_args::{FaceArgs, GraphArgs, LoginProtectionArgs, MockArgs, MockService};
use super::print::say;
use super::run::runtime;
use super::secret_file::SecretFile;
use super::serve::end_of_input;
use super::{Environment, Exit, Failure, files};

/// The variable that holds what an application proves itself with.
const GRAPH_SECRET: &str = "SEKISHO_GRAPH_SECRET";

/// `sekisho mock`.
pub(super) fn run(args: &MockArgs, _environment: &Environment) -> Result<Exit, Failure> {
    match &args.service {
        MockService::LoginProtection(args) => login_protection(args),
        MockService::Graph(args) => graph(args),
        MockService::Face(args) => face(args),
    }
}

fn login_protection(args: &LoginProtectionArgs) -> Result<Exit, Failure> {
    runtime()?.block_on(async {
        let mut signals = signals()?;
        let mock = sekisho_mocks::login_protection(args.listen).await.map_err(|error| unfit(&error))?;
        ready(&format!("http={}", mock.http));
        until_the_end(&mut signals, args.until_eof).await
    })
}

fn graph(args: &GraphArgs) -> Result<Exit, Failure> {
    let secret = Environment::variable(GRAPH_SECRET).filter(|secret| !secret.is_empty()).map(ClientSecret::new);
    let tls = if args.http { None } else { Some(Tls::new().map_err(|error| unfit(&error))?) };
    let options = Options {
        listen: args.listen,
        control: args.control,
        tls: tls.as_ref().map(|tls| tls.config.clone()),
        seed: args.seed.0,
        sign_in: Settings { app: args.app, secret },
    };
    runtime()?.block_on(async {
        let mut signals = signals()?;
        let mock = play_graph(options).await.map_err(|error| unfit(&error))?;
        for (domain, users) in &args.tenant {
            let begun = mock.begin(domain, *users);
            begun.map_err(|why| Failure::said(Exit::Usage, format!("--tenant {domain}: {why}")))?;
        }
        let ca = tls.as_ref().map(|tls| leave_ca(tls, args)).transpose()?;
        let ca = ca.as_ref().map(|ca| format!(" ca={}", ca.path.display())).unwrap_or_default();
        ready(&format!("http={} control={}{ca}", mock.http, mock.control));
        until_the_end(&mut signals, args.until_eof).await
    })
}

fn leave_ca(tls: &Tls, args: &GraphArgs) -> Result<CaFile, Failure> {
    let written = CaFile::write(&tls.ca, args.ca_out.as_deref(), &std::env::temp_dir());
    written.map_err(|error| Failure::said(Exit::Unfit, format!("cannot write the certificate of the mock: {error}")))
}

fn face(args: &FaceArgs) -> Result<Exit, Failure> {
    let profile = args.profile.as_deref().map_or_else(|| Ok(Profile::default()), profile)?;
    let (listen, control, redirects) = (args.listen, args.control, args.redirect.clone());
    runtime()?.block_on(async {
        let mut signals = signals()?;
        let mock = sekisho_mocks::face::face(FaceOptions { listen, control, profile, redirects })
            .await
            .map_err(|error| unfit(&error))?;
        let text = serde_json::to_string_pretty(&mock.credentials).unwrap_or_default() + "\n";
        let left = SecretFile::write(&text, args.credentials_out.as_deref(), &std::env::temp_dir());
        let left =
            left.map_err(|error| Failure::said(Exit::Unfit, format!("cannot write the credentials: {error}")))?;
        ready(&format!("http={} control={} credentials={}", mock.http, mock.control, left.path.display()));
        until_the_end(&mut signals, args.until_eof).await
    })
}

fn profile(path: &Path) -> Result<Profile, Failure> {
    Ok(read_profile(&files::source(path)?)?)
}

fn signals() -> Result<Signals, Failure> {
    Signals::install().map_err(|error| Failure::said(Exit::Bug, format!("no signals: {error}")))
}

fn unfit(error: &sekisho_mocks::Error) -> Failure {
    Failure::said(Exit::Unfit, error.to_string())
}

/// The line that programs wait for which start this one.
fn ready(told: &str) {
    say!("ready {told}");
    let _ = std::io::stdout().flush();
}

async fn until_the_end(signals: &mut Signals, until_eof: bool) -> Result<Exit, Failure> {
    tokio::select! {
        () = signals.next() => {}
        () = end_of_input(until_eof) => {}
    }
    Ok(Exit::Good)
}
