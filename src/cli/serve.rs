use std::io::Write;
use std::path::{Path, PathBuf};

use sekisho_protocol::face::Credentials;
use sekisho_protocol::radius::Secret;
use sekisho_reference::{AdminToken, Entra, EntraUrl, Options, Server, Tls, serve};
use sekisho_rules::Rule;
use tokio::io::AsyncReadExt;

use super::args::ServeArgs;
use super::ca_file::CaFile;
use super::interrupts::Signals;
use super::print::complain;
use super::print::say;
use super::recording::Recording;
use super::run::runtime;
use super::{Environment, Exit, Failure};

/// The variable that holds what administrators must bear.
const TOKEN: &str = "SEKISHO_ADMIN_TOKEN";
/// The variable that holds what RADIUS clients share with the server.
const RADIUS_SECRET: &str = "SEKISHO_RADIUS_SECRET";

/// `sekisho serve`.
pub(super) fn run(args: &ServeArgs, _environment: &Environment) -> Result<Exit, Failure> {
    let (watch, recording) = Recording::of(args.profile.as_deref());
    let options = Options {
        http: args.http,
        tls: args.tls,
        radius: args.radius,
        radius_accounting: args.radius_accounting,
        radius_clients: args.radius_client.clone(),
        radius_secret: Environment::variable(RADIUS_SECRET).filter(|secret| !secret.is_empty()).map(Secret::new),
        control: args.control,
        syslog: args.syslog.clone(),
        log_file: args.log_file.clone(),
        admin_token: Environment::variable(TOKEN).map(AdminToken::new),
        login_protection: args.login_protection.clone(),
        face: args.face.as_deref().map(face_credentials).transpose()?,
        entra: entra(args)?,
        seed: args.seed.map(|seed| seed.0),
        plant: args.plant.clone(),
        force: args.force.iter().map(|text| forced(text)).collect::<Result<_, _>>()?,
        radius_watch: watch,
        ..Options::default()
    };
    let is_unheard = options.syslog.is_empty() && options.log_file.is_none();
    runtime()?.block_on(async {
        let mut signals =
            Signals::install().map_err(|error| Failure::said(Exit::Bug, format!("no signals: {error}")))?;
        let server = serve(options).await.map_err(|error| Failure::said(Exit::Unfit, error.to_string()))?;
        let ca = server.tls.as_ref().map(|tls| leave_ca(tls, args)).transpose()?;
        say!("{}", ready(&server, ca.as_ref()));
        let _ = std::io::stdout().flush();
        if is_unheard {
            complain("its events go nowhere: state --syslog URL or --log-file FILE to see them");
        }
        tokio::select! {
            () = signals.next() => {}
            () = end_of_input(args.until_eof) => {}
        }
        server.stop().await;
        recording.map_or(Ok(()), Recording::end)?;
        Ok(Exit::Good)
    })
}

/// Who says where one of the two services is means the real other one.
fn entra(args: &ServeArgs) -> Result<Option<Entra>, Failure> {
    if args.entra_login.is_none() && args.entra_graph.is_none() {
        let lonely = || {
            Failure::said(
                Exit::Usage,
                "--entra-ca says whom to trust at --entra-login and --entra-graph: state one of them",
            )
        };
        return args.entra_ca.as_ref().map_or(Ok(None), |_| Err(lonely()));
    }
    let url = |given: &Option<EntraUrl>, real: &str| {
        let url = given.clone().map_or_else(|| real.parse(), Ok);
        url.map_err(|bad| Failure::said(Exit::Bug, bad.to_string()))
    };
    let unread = |path: &Path, error: std::io::Error| {
        Failure::said(Exit::Files, format!("cannot read the authorities of Entra ID in {}: {error}", path.display()))
    };
    let read = |path: &PathBuf| std::fs::read_to_string(path).map_err(|error| unread(path, error));
    Ok(Some(Entra {
        login: url(&args.entra_login, EntraUrl::LOGIN)?,
        graph: url(&args.entra_graph, EntraUrl::GRAPH)?,
        ca: args.entra_ca.as_ref().map(read).transpose()?,
    }))
}

/// `ready http=… control=… radius=… tls=… ca=…`: what programs that start this one read.
fn ready(server: &Server, ca: Option<&CaFile>) -> String {
    let others =
        [("control", server.control), ("radius", server.radius), ("radius-accounting", server.radius_accounting)];
    let told = others.iter().filter_map(|(name, address)| address.map(|address| format!(" {name}={address}")));
    let line = told.fold(format!("ready http={}", server.http), |line, address| line + &address);
    let tls = server.tls.as_ref().zip(ca);
    line + &tls.map(|(tls, ca)| format!(" tls={} ca={}", tls.address, ca.path.display())).unwrap_or_default()
}

/// The file holds keys: what is wrong is told by its place alone.
fn face_credentials(path: &Path) -> Result<Credentials, Failure> {
    let wrong = |why: String| Failure::said(Exit::Files, format!("--face {}: {why}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    serde_json::from_str(&text).map_err(|error| {
        wrong(format!("line {}, column {}: expected the credentials of a face service", error.line(), error.column()))
    })
}

fn leave_ca(tls: &Tls, args: &ServeArgs) -> Result<CaFile, Failure> {
    let written = CaFile::write(&tls.ca, args.tls_ca.as_deref(), &std::env::temp_dir());
    written.map_err(|error| Failure::said(Exit::Unfit, format!("cannot write the certificate of the server: {error}")))
}

pub(super) async fn end_of_input(heeded: bool) {
    if !heeded {
        return std::future::pending().await;
    }
    let mut input = tokio::io::stdin();
    let mut buffer = [0; 64];
    while matches!(input.read(&mut buffer).await, Ok(1..)) {}
}

fn forced(text: &str) -> Result<(Rule, bool), Failure> {
    let wrong = |why: String| Failure::said(Exit::Usage, format!("--force {text}: {why}"));
    let (rule, value) = text.split_once('=').ok_or_else(|| wrong("expected RULE=true or RULE=false".into()))?;
    let value = value.parse().map_err(|_| wrong("expected `true` or `false`".into()))?;
    let names: Vec<&str> = Rule::all().iter().map(|rule| rule.as_str()).collect();
    let rule = rule.parse().map_err(|_| {
        let nearest = sekisho_files::nearest(rule, names.iter().copied());
        let help =
            nearest.map_or_else(|| format!("rules: {}", names.join(", ")), |rule| format!("did you mean `{rule}`?"));
        wrong(format!("no such rule; {help}"))
    })?;
    Ok((rule, value))
}
