use std::collections::BTreeMap;
use std::fmt;
use std::process::Stdio;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use regex::Regex;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::secrets::Secrets;
use crate::target::{Mock, Start};
use crate::template::{RenderError, Scope, Template, Value};

/// A process that the target asked for; it and all that it started end when this is dropped. Its standard
/// input stays open meanwhile, so that a server can end by itself when we are gone.
#[derive(Debug)]
pub struct Started {
    child: Child,
    group: Option<u32>,
    leash: Leash,
    stdin: Option<ChildStdin>,
    /// What its ready line named, as `start.NAME`.
    pub variables: BTreeMap<String, String>,
}

/// Whoever holds this can end what a target started: each process and its whole group, as a shell that was
/// started may have started the server itself.
#[derive(Debug, Clone, Default)]
pub struct Leash(Arc<Mutex<Vec<u32>>>);

/// Why the process did not come up.
#[derive(Debug)]
pub enum StartError {
    /// A slot of the command has no value.
    Slot(RenderError),
    /// The program cannot be run.
    Spawn {
        /// The program.
        program: String,
        /// What the system said.
        error: std::io::Error,
    },
    /// It ended, or said nothing that means ready.
    NotReady {
        /// The program.
        program: String,
        /// What happened instead.
        why: String,
    },
}

/// Where the templates of a start get their names.
pub(super) struct StartScope<'a> {
    pub variables: &'a BTreeMap<String, String>,
    pub secrets: &'a Secrets,
}

impl Scope for StartScope<'_> {
    fn value(&self, path: &str) -> Option<Value> {
        match path.strip_prefix("secret.") {
            Some(name) => self.secrets.value(name).map(Value::from),
            None => self.variables.get(path).cloned().map(Value::from),
        }
    }
}

const MOST_OF_STDERR: u64 = 4096;
/// How long a process may take to end by itself once its input has ended; many do not heed that.
const FAREWELL: Duration = Duration::from_millis(500);
/// How long a process that has closed its output may take to end.
const GRACE: Duration = Duration::from_secs(1);
/// The line with which a mock says what there is to know of it.
const MOCK_READY: &str = r"^ready (?<pairs>\S+=.*)";
const MOCK_PATIENCE: Duration = Duration::from_secs(10);

impl Started {
    /// Starts the process and waits for the line that says it is ready. `leash` holds it from its first moment.
    pub async fn start(
        start: &Start,
        variables: &BTreeMap<String, String>,
        secrets: &Secrets,
        leash: &Leash,
    ) -> Result<Self, StartError> {
        let scope = StartScope { variables, secrets };
        let words = start.command.iter().map(|word| filled(word, &scope)).collect::<Result<Vec<_>, _>>()?;
        let (program, arguments) = words
            .split_first()
            .ok_or_else(|| StartError::NotReady { program: String::new(), why: "`start.command` is empty".into() })?;
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        // An interrupt from a terminal is for us: we clean up before the server ends.
        #[cfg(unix)]
        command.process_group(0);
        for (name, value) in &start.env {
            command.env(name, filled(value, &scope)?);
        }
        let child = command.spawn().map_err(|error| StartError::Spawn { program: program.clone(), error })?;
        let mut started = Self::held(child, leash);
        match timeout(start.timeout, ready(&mut started.child, start)).await {
            Ok(Some(variables)) => started.variables = variables,
            Ok(None) => return Err(started.ended(program).await),
            Err(_) => {
                let why = format!("no line of its output matched `{}` within {:?}", start.ready, start.timeout);
                return Err(StartError::NotReady { program: program.clone(), why });
            }
        }
        let stderr = started.child.stderr.take();
        tokio::spawn(async move {
            if let Some(mut stderr) = stderr {
                let _ = tokio::io::copy(&mut stderr, &mut tokio::io::stderr()).await;
            }
        });
        Ok(started)
    }

    /// Starts mocks of this program side by side: every run waits for them.
    pub async fn mocks(
        mocks: &[Mock],
        variables: &BTreeMap<String, String>,
        secrets: &Secrets,
        leash: &Leash,
    ) -> Result<Vec<Self>, StartError> {
        let mut starting = JoinSet::new();
        for mock in mocks {
            let (mock, variables, secrets, leash) = (mock.clone(), variables.clone(), secrets.clone(), leash.clone());
            starting.spawn(async move { Self::mock(&mock, &variables, &secrets, &leash).await });
        }
        let mut started = Vec::new();
        while let Some(joined) = starting.join_next().await {
            started.push(joined.unwrap_or_else(|broken| std::panic::resume_unwind(broken.into_panic()))?);
        }
        Ok(started)
    }

    /// The number of its process.
    pub fn id(&self) -> Option<u32> {
        self.group
    }

    /// Starts a mock of this program, whose address becomes `mock.NAME`; what else it tells becomes `mock.NAME.WHAT`.
    pub async fn mock(
        mock: &Mock,
        variables: &BTreeMap<String, String>,
        secrets: &Secrets,
        leash: &Leash,
    ) -> Result<Self, StartError> {
        let program = variables.get("sekisho").map(String::as_str).unwrap_or_default();
        let words = [program, "mock", &mock.name, "--listen", "127.0.0.1:0", "--until-eof"];
        let start = Start {
            command: words.map(Template::fixed).into_iter().chain(mock.arguments.iter().cloned()).collect(),
            env: mock.env.clone(),
            ready: Regex::new(MOCK_READY).unwrap_or_else(|_| unreachable!("the pattern is fixed")),
            timeout: MOCK_PATIENCE,
        };
        let mut started = Self::start(&start, variables, secrets, leash).await?;
        let told = started.variables.remove("start.pairs").unwrap_or_default();
        let named = |(key, value): (&str, String)| match key {
            "http" => (format!("mock.{}", mock.name), value),
            _ => (format!("mock.{}.{key}", mock.name), value),
        };
        started.variables = pairs(&told).into_iter().map(named).collect();
        Ok(started)
    }

    fn held(mut child: Child, leash: &Leash) -> Self {
        let group = child.id();
        leash.held().extend(group);
        let stdin = child.stdin.take();
        Self { child, group, leash: leash.clone(), stdin, variables: BTreeMap::new() }
    }

    /// Ends its input, lets it put its things away, and then ends it; waits for its end.
    pub async fn stop(mut self) {
        drop(self.stdin.take());
        let _ = timeout(FAREWELL, self.child.wait()).await;
        self.end();
        let _ = self.child.kill().await;
    }

    /// What it left behind when it closed its output without a ready line.
    async fn ended(mut self, program: &str) -> StartError {
        let status = timeout(GRACE, self.child.wait()).await;
        let stderr = self.child.stderr.take();
        self.end();
        let mut said = Vec::new();
        if let Some(stderr) = stderr {
            let _ = timeout(GRACE, stderr.take(MOST_OF_STDERR).read_to_end(&mut said)).await;
        }
        let end = match status {
            Ok(status) => format!("ended ({})", status.map(|status| status.to_string()).unwrap_or_default()),
            Err(_) => "closed its output".to_owned(),
        };
        let why = format!("it {end} before it was ready: {}", String::from_utf8_lossy(&said).trim());
        StartError::NotReady { program: program.to_owned(), why: why.trim_end_matches([':', ' ']).to_owned() }
    }

    fn end(&mut self) {
        self.leash.let_go(self.group.take());
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        self.end();
    }
}

impl Leash {
    /// Ends what is held, at once; does nothing the second time, when its number may be somebody else's.
    pub fn kill(&self) {
        std::mem::take(&mut *self.held()).into_iter().for_each(kill_group);
    }

    /// Ends one of those held.
    fn let_go(&self, group: Option<u32>) {
        let mut held = self.held();
        if let Some(place) = held.iter().position(|held| Some(*held) == group) {
            kill_group(held.swap_remove(place));
        }
    }

    fn held(&self) -> MutexGuard<'_, Vec<u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(unix)]
fn kill_group(id: u32) {
    if let Some(group) = id.try_into().ok().and_then(rustix::process::Pid::from_raw) {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
}

#[cfg(not(unix))]
fn kill_group(_id: u32) {}

fn filled(template: &Template, scope: &dyn Scope) -> Result<String, StartError> {
    template.value(scope).map(|value| value.to_string()).map_err(StartError::Slot)
}

/// `K=V K=V`: a value goes on until the next word that names something, as paths may hold blanks.
fn pairs(told: &str) -> Vec<(&str, String)> {
    let is_name =
        |name: &str| !name.is_empty() && name.bytes().all(|octet| octet.is_ascii_alphanumeric() || octet == b'-');
    let mut pairs: Vec<(&str, String)> = Vec::new();
    for word in told.trim_end().split(' ') {
        match (word.split_once('=').filter(|(name, _)| is_name(name)), pairs.last_mut()) {
            (Some((name, value)), _) => pairs.push((name, value.to_owned())),
            (None, Some((_, value))) => *value = format!("{value} {word}"),
            (None, None) => {}
        }
    }
    pairs
}

/// Reads its output until the ready line; goes on reading it afterwards, so that it is never blocked.
async fn ready(child: &mut Child, start: &Start) -> Option<BTreeMap<String, String>> {
    let mut lines = BufReader::new(child.stdout.take()?).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        if let Some(groups) = start.ready.captures(&line) {
            let names = start.ready.capture_names().flatten();
            let named =
                names.filter_map(|name| Some((format!("start.{name}"), groups.name(name)?.as_str().to_owned())));
            let variables = named.collect();
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Some(variables);
        }
    }
    None
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Slot(error) => error.fmt(f),
            Self::Spawn { program, error } => write!(f, "cannot start {program}: {error}"),
            Self::NotReady { program, why } => write!(f, "cannot start {program}: {why}"),
        }
    }
}

impl std::error::Error for StartError {}

#[cfg(all(test, unix))]
#[path = "start_tests.rs"]
mod tests;
