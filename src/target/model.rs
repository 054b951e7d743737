use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use regex::Regex;
use sekisho_catalog::Catalog;
use sekisho_files::Source;
use sekisho_protocol::radius::Code;

use super::{Binding, Mock, Pointer, RadiusServer, Waiver};
use crate::template::{Template, Value};

/// One server: how to call it, where its events are read, which catalog it speaks, what its policy is.
#[derive(Debug, Clone)]
pub struct Target {
    /// The file.
    pub source: Source,
    /// The file's name without `.toml`.
    pub name: String,
    /// What reports call it.
    pub title: String,
    /// The product's version, against which waivers state ranges.
    pub version: Option<String>,
    /// The catalog that it speaks.
    pub catalog: Arc<Catalog>,
    /// The root of the URLs of HTTP actions.
    pub base: Option<Template>,
    /// Hosts beyond loopback and private addresses that may be called.
    pub allow: Vec<String>,
    /// Whether a dormant code is a finding (on a server that we know) or only a remark.
    pub dormant_is_finding: bool,
    /// A process to start before the run and end after it.
    pub start: Option<Start>,
    /// Outside services that mocks stand in for, started before that.
    pub mocks: Vec<Mock>,
    /// A PEM file with certificates of private authorities, trusted for `https`.
    pub authority: Option<Template>,
    /// Where secrets come from.
    pub secrets: BTreeMap<String, SecretFrom>,
    /// Facts that scenarios refer to, by dotted name: `policy.lock.limit`.
    pub policy: PolicyFacts,
    /// How long a run may really wait in all, where the clock cannot be moved.
    pub wait_budget: Duration,
    /// Headers that go with each HTTP request.
    pub headers: Vec<(String, Template)>,
    /// The RADIUS server, if it has one.
    pub radius: Option<RadiusServer>,
    /// Where events are read.
    pub observers: Vec<Observe>,
    /// Sets of outcomes that the server tells alike on the wire, on purpose.
    pub masks: Vec<Vec<String>>,
    /// Rules that turn answers without codes into outcomes; the first that fits counts.
    pub answers: Vec<AnswerRule>,
    /// Actions to carry out before each case.
    pub case_setup: Vec<SpannedText>,
    /// Actions to carry out after each case.
    pub case_cleanup: Vec<SpannedText>,
    /// Actions to carry out for each user before a case.
    pub user_setup: Vec<SpannedText>,
    /// Actions to carry out for each user after a case.
    pub user_cleanup: Vec<SpannedText>,
    /// Actions to carry out before load, once the case is set up.
    pub load_setup: Vec<SpannedText>,
    /// The root of the URLs under load, if it is another than the target's.
    pub load_base: Option<Template>,
    /// Users that exist already, for a server where none can be created.
    pub accounts: Option<Accounts>,
    /// How each action is spoken, in the order of the file.
    pub actions: Vec<Binding>,
    /// The scenario that runs first and last.
    pub sanity: String,
    /// How long an answer may take.
    pub timeout: Duration,
    /// How far the server's clock may be off before the run says so.
    pub clock_skew: Duration,
    /// Known failures, let off with a reason.
    pub waivers: Vec<Waiver>,
}

/// A text and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpannedText {
    /// The text.
    pub text: String,
    /// Its bytes in the file.
    pub span: Range<usize>,
}

/// Facts by dotted name below `policy`.
pub type PolicyFacts = BTreeMap<String, Value>;

/// A process that the target needs.
#[derive(Debug, Clone)]
pub struct Start {
    /// Program and arguments. `{{ sekisho }}` is this program, `{{ observe.NAME }}` an observer's address.
    pub command: Vec<Template>,
    /// Environment variables.
    pub env: Vec<(String, Template)>,
    /// A pattern of the line of its standard output that says it is ready; named groups become `start.NAME`.
    pub ready: Regex,
    /// How long it may take.
    pub timeout: Duration,
}

/// Where a secret comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretFrom {
    /// An environment variable.
    Env(String),
    /// A file's content without its last newline.
    File(String),
    /// Drawn anew for each run: that many letters.
    Random(usize),
}

impl std::fmt::Display for SecretFrom {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Env(variable) => write!(f, "the environment variable {variable}"),
            Self::File(path) => write!(f, "the file {path}"),
            Self::Random(letters) => write!(f, "a random secret of {letters} letters"),
        }
    }
}

/// Where events are read.
#[derive(Debug, Clone)]
pub struct Observe {
    /// Its name in reports and in `{{ observe.NAME }}`.
    pub name: String,
    /// The kind of source.
    pub from: ObserveFrom,
    /// How code, level and so on are read from an event.
    pub extract: Extract,
    /// The action that sends a marker down this stream.
    pub barrier: Option<SpannedText>,
    /// The quiet time that stands in for a barrier.
    pub within: Duration,
    /// Whether a deviation from the wire format is a finding; otherwise it is a remark of the run.
    pub strict: bool,
    /// Whether this one decides, and others are witnesses.
    pub authoritative: bool,
    /// Whether its events name nobody, so that every case runs alone.
    pub alone: bool,
}

/// Kinds of sources.
#[derive(Debug, Clone)]
pub enum ObserveFrom {
    /// A syslog receiver over TCP.
    SyslogTcp(Template),
    /// A syslog receiver over UDP.
    SyslogUdp(Template),
    /// A log file, followed across rotation.
    File(Template),
    /// The answer itself.
    Response,
}

/// How an event is read from what came.
#[derive(Debug, Clone)]
pub enum Extract {
    /// Named groups of a pattern over the text: `code`, `level`, `message`, `user`, `request`, `scope`.
    Pattern(Regex),
    /// Places in a JSON answer under the same names.
    Json(BTreeMap<String, Pointer>),
}

/// A rule that turns an answer without a code into an outcome.
#[derive(Debug, Clone)]
pub struct AnswerRule {
    /// The HTTP statuses it fits; any, if there are none.
    pub status: Vec<StatusRange>,
    /// The RADIUS packet that it fits; any, if there is none.
    pub radius: Option<Code>,
    /// A value that must be there.
    pub has: Vec<Pointer>,
    /// Values that must equal a text.
    pub equals: Vec<(Pointer, String)>,
    /// A pattern that the body must hold.
    pub text: Option<Regex>,
    /// What the answer then means.
    pub outcome: SpannedText,
}

/// Statuses from one to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusRange(pub u16, pub u16);

/// Users that exist already.
#[derive(Debug, Clone)]
pub struct Accounts {
    /// A CSV file; its first line names the columns: `name`, `pattern`, …
    pub file: Template,
    /// Whether an account may serve a second case after a first.
    pub reuse: bool,
}

impl StatusRange {
    /// The statuses that begin with one digit: `4xx`.
    pub(crate) fn of_hundred(text: &str) -> Option<Self> {
        match text.strip_suffix("xx")?.parse() {
            Ok(hundred @ 1..=5) => Some(Self(hundred * 100, hundred * 100 + 99)),
            _ => None,
        }
    }

    /// Whether a status is among them.
    pub fn holds(self, status: u16) -> bool {
        (self.0..=self.1).contains(&status)
    }
}

impl Target {
    /// The binding of an action for a channel: the exact channel's first, then `radius/*`, then any.
    pub fn binding(&self, action: &str, channel: Option<&str>) -> Option<&Binding> {
        self.actions
            .iter()
            .filter(|binding| binding.action == action)
            .filter_map(|binding| Some((binding.fits(channel)?, binding)))
            .max_by_key(|(fit, _)| *fit)
            .map(|(_, binding)| binding)
    }

    /// The mock of a name, if the target asks for it.
    pub fn mock(&self, name: &str) -> Option<&Mock> {
        self.mocks.iter().find(|mock| mock.name == name)
    }

    /// The outcomes that the wire may state for this one: itself, and what is told alike.
    pub fn masked_as(&self, outcome: &str, stated: &str) -> bool {
        outcome == stated
            || self
                .masks
                .iter()
                .any(|mask| mask.iter().any(|word| word == outcome) && mask.iter().any(|word| word == stated))
    }

    /// The observer that decides what was emitted: the one that says so, else the first beside the answer.
    pub fn authority(&self) -> Option<usize> {
        let log = |observe: &Observe| !matches!(observe.from, ObserveFrom::Response);
        self.observers.iter().position(|observe| observe.authoritative).or_else(|| self.observers.iter().position(log))
    }
}
