use std::collections::BTreeSet;
use std::fmt;
use std::sync::PoisonError;
use std::time::Duration;

use jiff::Timestamp;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::context::Context;
use super::reading::Exchange;
use super::start::StartScope;
use crate::template::Template;
use crate::wire::HttpError;

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
    NotAllowed(HttpError),
    /// The sanity scenario could not be carried out.
    Insane {
        /// Its name.
        scenario: String,
        /// Why.
        why: String,
    },
    /// A fact of the target file has no value.
    Slot(String),
}

const PATIENCE: Duration = Duration::from_secs(3);

/// Proves that something listens wherever actions are sent.
pub(super) async fn reach(context: &Context) -> Result<(), Unfit> {
    let scope = StartScope { variables: &context.variables, secrets: &context.secrets };
    let bases =
        context.target.actions.iter().filter_map(|binding| binding.http.base.as_ref().or(context.target.base.as_ref()));
    let texts: Result<BTreeSet<String>, Unfit> = bases.map(|base| rendered(base, &scope)).collect();
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
    Ok(())
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

fn rendered(base: &Template, scope: &StartScope<'_>) -> Result<String, Unfit> {
    base.value(scope).map(|value| value.to_string()).map_err(|error| Unfit::Slot(error.to_string()))
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
        }
    }
}

impl std::error::Error for Unfit {}
