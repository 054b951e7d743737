use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;

use rand::RngExt;
use tokio::sync::mpsc;

use super::{Environment, Exit, Failure};
use crate::observe;
use crate::run::{Leash, Seed, Session, Started, read_accounts, resolve_secrets};
use crate::target::{ObserveFrom, Target};
use crate::template::{Scope, Template, Value};

/// Starts what a target asks for: observers and mocks first, as the server must know where to send its log and
/// whom to ask. What was started ends when it is dropped.
pub(super) async fn open(
    target: &Target,
    environment: &Environment,
    start_args: &[String],
    leash: &Leash,
) -> Result<(Session, Vec<Started>), Failure> {
    let secrets = resolve_secrets(&target.secrets, &Environment::variable, &mut rand::rng());
    let secrets = secrets.map_err(|error| Failure::said(Exit::Unfit, error.to_string()))?;
    let mut variables = BTreeMap::from([
        ("sekisho".to_owned(), environment.program.display().to_string()),
        ("target.folder".to_owned(), beside(target, "").display().to_string()),
    ]);
    let (sender, lines) = mpsc::unbounded_channel();
    let mut sources = Vec::new();
    for (place, observer) in target.observers.iter().enumerate() {
        let source = listen(place, &observer.from, &variables, &sender).await;
        let source =
            source.map_err(|why| Failure::said(Exit::Unfit, format!("the observer `{}`: {why}", observer.name)))?;
        if let Some(address) = source.as_ref().and_then(|source| source.address) {
            variables.insert(format!("observe.{}", observer.name), address.to_string());
        }
        sources.extend(source);
    }
    let mocks = Started::mocks(&target.mocks, &variables, &secrets, leash).await;
    let mut started = mocks.map_err(|error| Failure::said(Exit::Unfit, error.to_string()))?;
    variables.extend(started.iter().flat_map(|started| started.variables.clone()));
    started.extend(start(target, start_args, &variables, &secrets, leash).await?);
    variables.extend(started.iter().flat_map(|started| started.variables.clone()));
    let accounts = accounts(target, &variables)?;
    Ok((Session { variables, secrets, sources, lines, trace: None, accounts }, started))
}

async fn start(
    target: &Target,
    start_args: &[String],
    variables: &BTreeMap<String, String>,
    secrets: &crate::run::Secrets,
    leash: &Leash,
) -> Result<Option<Started>, Failure> {
    let Some(start) = &target.start else {
        return if start_args.is_empty() {
            Ok(None)
        } else {
            Err(Failure::said(
                Exit::Usage,
                "arguments after `--` are for the process that a target starts; this one starts none",
            ))
        };
    };
    let mut start = start.clone();
    start.command.extend(start_args.iter().map(|argument| Template::fixed(argument)));
    let started = Started::start(&start, variables, secrets, leash).await;
    started.map(Some).map_err(|error| Failure::said(Exit::Unfit, error.to_string()))
}

struct Variables<'a>(&'a BTreeMap<String, String>);

impl Scope for Variables<'_> {
    fn value(&self, path: &str) -> Option<Value> {
        self.0.get(path).cloned().map(Value::Text)
    }
}

async fn listen(
    place: usize,
    from: &ObserveFrom,
    variables: &BTreeMap<String, String>,
    lines: &mpsc::UnboundedSender<observe::Line>,
) -> Result<Option<observe::Source>, String> {
    let text = |template: &Template| {
        template.value(&Variables(variables)).map(|value| value.to_string()).map_err(|error| error.to_string())
    };
    let source = match from {
        ObserveFrom::Response => return Ok(None),
        ObserveFrom::File(path) => observe::follow(place, text(path)?.into(), lines.clone()).await,
        ObserveFrom::SyslogTcp(address) => observe::syslog_tcp(place, socket(&text(address)?)?, lines.clone()).await,
        ObserveFrom::SyslogUdp(address) => observe::syslog_udp(place, socket(&text(address)?)?, lines.clone()).await,
    };
    source.map(Some).map_err(|error| error.to_string())
}

fn socket(url: &str) -> Result<SocketAddr, String> {
    let address = url.split_once("://").map_or(url, |(_, address)| address);
    address.parse().map_err(|_| format!("`{address}` is no address with a port, such as 127.0.0.1:0"))
}

fn accounts(target: &Target, variables: &BTreeMap<String, String>) -> Result<Vec<BTreeMap<String, String>>, Failure> {
    let Some(accounts) = &target.accounts else { return Ok(Vec::new()) };
    let path =
        accounts.file.value(&Variables(variables)).map_err(|error| Failure::said(Exit::Files, error.to_string()))?;
    let path = beside(target, &path.to_string());
    let text = super::files::source(&path)?;
    read_accounts(text.name(), text.text()).map_err(|error| Failure::said(Exit::Files, error.to_string()))
}

/// A path as the target file means it: relative to its own folder.
fn beside(target: &Target, path: &str) -> std::path::PathBuf {
    let folder = Path::new(target.source.name()).parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new(".")).join(path)
}

/// A seed that no earlier run had.
pub(super) fn fresh_seed() -> Seed {
    Seed(rand::rng().random())
}
