use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::PoisonError;
use std::time::Duration;

use jiff::Timestamp;
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::timeout;

use super::context::Context;
use super::reading::Exchange;
use super::secrets::Secrets;
use crate::target::{Target, Wire};
use crate::template::{Scope, Template, Value};
use crate::wire::{RadiusClient, WireError};

/// Why a target cannot be tested at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// Nothing answers where the target file says.
    Unreachable {
        /// The root of the URLs.
        base: String,
        /// What the system said.
        why: String,
    },
    /// It may not be called.
    NotAllowed(WireError),
    /// The sanity scenario could not be carried out.
    Insane {
        /// Its name.
        scenario: String,
        /// Why.
        why: String,
    },
    /// A fact of the target file has no value.
    Slot(String),
    /// The file with the certificates of authorities cannot be read.
    Authority {
        /// Where it should be.
        path: String,
        /// What the system said.
        why: String,
    },
}

const PATIENCE: Duration = Duration::from_secs(3);
const ICMP_PATIENCE: Duration = Duration::from_millis(100);

/// Proves that something listens wherever actions are sent.
pub(super) async fn reach(context: &Context) -> Result<(), Unfit> {
    let Context { target, variables, secrets, prefix, .. } = context;
    let scope = BaseScope { target, variables, secrets, prefix };
    let bases = target.actions.iter().filter_map(|binding| match &binding.wire {
        // A whole URL is known only when a case has it.
        Wire::Http(http) if http.url.is_some() => None,
        Wire::Http(http) => http.base.as_ref().or(target.base.as_ref()),
        Wire::Radius(_) => None,
    });
    let texts: Result<BTreeSet<String>, Unfit> = bases.filter_map(|base| rendered(base, &scope).transpose()).collect();
    for base in texts? {
        let url = context.http.permit(&base).map_err(Unfit::NotAllowed)?;
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let port = url.port_or_known_default().unwrap_or(80);
        let why = match timeout(PATIENCE, TcpStream::connect((host.as_str(), port))).await {
            Ok(Ok(_)) => continue,
            Ok(Err(error)) => error.to_string(),
            Err(_) => format!("no connection within {PATIENCE:?}"),
        };
        return Err(Unfit::Unreachable { base, why });
    }
    reach_radius(context, &scope).await
}

/// Over UDP nothing proves that something listens; but that nothing does is often told (ICMP).
async fn reach_radius(context: &Context, scope: &BaseScope<'_>) -> Result<(), Unfit> {
    let Some(radius) = &context.target.radius else { return Ok(()) };
    for server in [Some(&radius.server), radius.accounting.as_ref()].into_iter().flatten() {
        let Some(base) = rendered(server, scope)? else { continue };
        let why = match RadiusClient::new(&context.target.allow).find(&base).await {
            Ok(address) if is_closed(address).await => "the port is closed".to_owned(),
            Ok(_) => continue,
            Err(error @ WireError::NotAllowed { .. }) => return Err(Unfit::NotAllowed(error)),
            Err(error) => error.to_string(),
        };
        return Err(Unfit::Unreachable { base, why });
    }
    Ok(())
}

/// Whether the host answers a datagram of no octets, which every server must ignore (RFC 2865 section 3), by
/// saying that nothing listens there.
async fn is_closed(server: SocketAddr) -> bool {
    let any = if server.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
    let Ok(socket) = UdpSocket::bind(any).await else { return false };
    if socket.connect(server).await.is_err() || socket.send(&[]).await.is_err() {
        return false;
    }
    let told = timeout(ICMP_PATIENCE, socket.recv(&mut [0; 1])).await;
    matches!(told, Ok(Err(error)) if error.kind() == ErrorKind::ConnectionRefused)
}

/// The certificates of private authorities that the target file names: the path, and the PEM text.
pub(super) fn authority(
    target: &Target,
    variables: &BTreeMap<String, String>,
) -> Result<Option<(String, String)>, Unfit> {
    let Some(template) = &target.authority else { return Ok(None) };
    let scope = BaseScope { target, variables, secrets: &Secrets::default(), prefix: "" };
    let path = template.value(&scope).map_err(|error| Unfit::Slot(error.to_string()))?.to_string();
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(Some((path, text))),
        Err(error) => Err(Unfit::Authority { path, why: error.to_string() }),
    }
}

/// How far the target's clocks are from ours, where that is more than the target file tolerates.
pub(super) fn notes(context: &Context) -> Vec<String> {
    let tolerated = i64::try_from(context.target.clock_skew.as_micros()).unwrap_or(i64::MAX);
    let date = *context.date.lock().unwrap_or_else(PoisonError::into_inner);
    let measured = [("its Date header", date), ("its log", context.hub.skew())];
    let off = measured.into_iter().filter_map(|(what, skew)| Some((what, skew.filter(|skew| skew.abs() > tolerated)?)));
    off.map(|(what, skew)| {
        let direction = if skew > 0 { "behind" } else { "ahead of" };
        format!("the server's clock is {} s {direction} ours, by {what}", skew.abs() / 1_000_000)
    })
    .collect()
}

impl Context {
    /// Measures the clock of the first answer that states a date (to the second).
    pub(super) fn note_date(&self, exchange: &Exchange) {
        let Some(date) = exchange.as_ref().ok().and_then(|answer| answer.header("date")) else { return };
        let Ok(time) = jiff::fmt::rfc2822::parse(date) else { return };
        let skew = Timestamp::now().as_microsecond() - time.timestamp().as_microsecond();
        self.date.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(skew);
    }
}

/// What has a value before there is a case.
struct BaseScope<'a> {
    target: &'a Target,
    variables: &'a BTreeMap<String, String>,
    secrets: &'a Secrets,
    prefix: &'a str,
}

impl Scope for BaseScope<'_> {
    fn value(&self, path: &str) -> Option<Value> {
        match path.split_once('.') {
            Some(("policy", _)) => self.target.policy.get(path).cloned(),
            Some(("secret", name)) => self.secrets.value(name).map(Value::from),
            Some(("run", "id")) => Some(self.prefix.into()),
            _ => self.variables.get(path).cloned().map(Value::from),
        }
    }
}

/// Names that have a value whatever the case.
const OF_RUN: [&str; 8] = ["policy", "secret", "run", "start", "observe", "mock", "target", "sekisho"];

/// The root of the URLs; nothing where it depends on the case, and so cannot be reached before there is one.
fn rendered(base: &Template, scope: &BaseScope<'_>) -> Result<Option<String>, Unfit> {
    let is_of_run = |path: &str| path.split('.').next().is_some_and(|root| OF_RUN.contains(&root));
    if base.names().iter().any(|(name, _)| !is_of_run(&name.path)) {
        return Ok(None);
    }
    base.value(scope).map(|value| Some(value.to_string())).map_err(|error| Unfit::Slot(error.to_string()))
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable { base, why } => write!(f, "the target cannot be reached at {base}: {why}"),
            Self::NotAllowed(error) => error.fmt(f),
            Self::Insane { scenario, why } => {
                write!(f, "the sanity scenario {scenario} could not be carried out, so nothing else was tried: {why}")
            }
            Self::Slot(why) => f.write_str(why),
            Self::Authority { path, why } => write!(f, "the authorities' certificates cannot be read: {path}: {why}"),
        }
    }
}

impl std::error::Error for Unfit {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use sekisho_files::{Node, Problems, Source, Value as Toml};

    use super::{BaseScope, Unfit, rendered};
    use crate::run::secrets::Secrets;
    use crate::target::open;
    use crate::template::Template;

    fn root(base: &str) -> Result<Option<String>, Unfit> {
        let text =
            "format = 1\ntitle = \"A\"\ncatalog = \"passlogic\"\n[policy]\nport = 8080\n[action.a]\nhttp = \"GET /\"\n";
        let target = open(&Source::new("a.toml", text), sekisho_catalog::vocabulary()).expect("a target");
        let variables = BTreeMap::from([("target.folder".to_owned(), "there".to_owned())]);
        let scope = BaseScope { target: &target, variables: &variables, secrets: &Secrets::default(), prefix: "sk01" };
        let node = Node { value: Toml::Text(base.to_owned()), span: 0..0 };
        let template = Template::read(&Source::new("a", base), &node, &mut Problems::new()).expect("a template");
        rendered(&template, &scope)
    }

    #[test]
    fn a_base_may_name_facts_and_the_targets_folder() {
        let base = "http://{{ run.id }}.test:{{ policy.port }}/{{ target.folder }}";
        assert_eq!(root(base), Ok(Some("http://sk01.test:8080/there".to_owned())));
        assert!(matches!(root("http://{{ policy.prot }}"), Err(Unfit::Slot(_))), "a fact that nothing states");
    }

    #[test]
    fn a_base_of_the_cases_own_is_not_tried_before_there_is_a_case() {
        for base in ["http://{{ scenario.id }}.test", "http://{{ user.name }}.{{ policy.port }}", "http://{{ host }}"] {
            assert_eq!(root(base), Ok(None), "{base}");
        }
    }
}
