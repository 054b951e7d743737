use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Coverage, Finding};

/// One line of the run record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case", deny_unknown_fields)]
pub enum RunEvent {
    /// The files are read, the plan is made, nothing has been sent yet.
    RunStarted {
        /// The version of this format: 1.
        format: u32,
        /// The version of sekisho.
        sekisho: String,
        /// The seed from which all randomness of the run is derived; the same seed repeats the run.
        seed: String,
        /// The server under test.
        target: TargetNamed,
        /// The catalog that the server speaks.
        catalog: String,
        /// Wall-clock time, RFC 3339.
        started: String,
        /// How many cases will run.
        cases: usize,
        /// How many cases were planned away.
        skipped: usize,
        /// The RADIUS clients that are played.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        vendors: Vec<VendorPlayed>,
    },
    /// The server was reached; what was learnt on the way.
    Preflight {
        /// Remarks that concern no single case, such as a clock that differs.
        notes: Vec<String>,
    },
    /// A case that this target cannot run.
    CaseSkipped {
        /// Which.
        case: CaseName,
        /// Why, in a sentence.
        reason: String,
    },
    /// A case begins.
    CaseStarted {
        /// Which.
        case: CaseName,
        /// The scenario's title.
        title: String,
        /// Its file.
        file: String,
        /// The rules that it rests on: an RFC's section, a product's code.
        rules: Vec<String>,
        /// From 1; a retry has a higher one.
        attempt: u32,
    },
    /// A step of a case was carried out and judged.
    StepFinished {
        /// Which case.
        case: CaseName,
        /// Which attempt at it.
        attempt: u32,
        /// What happened.
        step: StepDone,
    },
    /// A case ended.
    CaseFinished {
        /// Which.
        case: CaseName,
        /// Which attempt at it.
        attempt: u32,
        /// How it ended.
        verdict: Verdict,
        /// Why it errored or was waived.
        reason: Option<String>,
        /// Whether a further attempt follows; this one then does not count.
        retried: bool,
        /// Whether nothing of it is left on the target.
        cleaned: bool,
        /// How long it took.
        elapsed_ms: u64,
    },
    /// The run ended; absent from the record of a killed run.
    RunFinished {
        /// Cases by verdict.
        tally: Tally,
        /// What of the catalog was seen.
        coverage: Coverage,
        /// Events that belonged to no case: counted, not judged.
        foreign: u64,
        /// Findings of the run as a whole, such as a waiver that nothing needed.
        findings: Vec<Finding>,
        /// Whether it was interrupted.
        interrupted: bool,
        /// How long it took.
        elapsed_ms: u64,
    },
}

/// The server under test, as reports name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetNamed {
    /// The target file's name without `.toml`.
    pub name: String,
    /// The target file's title.
    pub title: String,
    /// The product's version, if the file states one.
    pub version: Option<String>,
}

/// A RADIUS client that is played, as reports name it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VendorPlayed {
    /// The profile's name.
    pub name: String,
    /// The profile's title.
    pub title: String,
    /// What of its behaviour rests on no public source.
    pub unverified: Vec<String>,
}

/// A scenario on a channel, in a variant: what is run, judged and reported as one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseName {
    /// The scenario's path below `scenarios/`, without `.toml`: `lock/locks-and-unlocks`.
    pub scenario: String,
    /// The channel, unless the scenario has none: `web/matrix`.
    pub channel: Option<String>,
    /// The values that tell it from other cases of the scenario on the channel: `offset=-2`; several are joined
    /// by commas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
}

/// A step that was carried out and judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepDone {
    /// The number of the step in its scenario, from 1; 0 is set-up, one past the last is clean-up.
    pub number: usize,
    /// Which repetition of it, from 1, when the step says `times`.
    pub repetition: u64,
    /// The file and line where the step stands.
    pub at: String,
    /// The action, with `×20 at once` for a race.
    pub action: String,
    /// The user who acts.
    pub user: Option<String>,
    /// What was expected, as the scenario says it, with the codes that it resolves to.
    pub expected: Vec<String>,
    /// What the wire answered, equal answers counted together.
    pub answers: Vec<AnswerSeen>,
    /// What was emitted, equal events of a race counted together.
    pub events: Vec<EventSeen>,
    /// What a mock saw, equal things counted together; absent unless something is wrong with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sights: Vec<SightSeen>,
    /// Replies of RADIUS that were discarded, by reason; absent if there were none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rejected: BTreeMap<String, u64>,
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// How it is known that nothing more was emitted.
    pub proof: Proof,
    /// How long it took.
    pub elapsed_ms: u64,
}

impl StepDone {
    /// Whether it is about a mock: what it was told or asked, or what it has against the server.
    pub fn is_of_mock(&self) -> bool {
        self.action.starts_with("mock.") || self.action.starts_with("verdict of mock.")
    }
}

/// An answer on the wire, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerSeen {
    /// The protocol's own verdict: `HTTP 200`, `no answer`.
    pub status: String,
    /// The outcome that the answer states, if it states one.
    pub outcome: Option<String>,
    /// The code that the answer carries, if it carries one.
    pub code: Option<String>,
    /// How many such answers came.
    pub count: u64,
}

/// Something that a mock saw.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SightSeen {
    /// What: `POST /$batch`.
    pub what: String,
    /// How the mock answered it, if it did.
    pub status: Option<u16>,
    /// How many such things it saw.
    pub count: u64,
}

/// An event that an observer saw.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventSeen {
    /// The catalog's key.
    pub code: String,
    /// The level that was emitted.
    pub level: Option<String>,
    /// The outcome that the catalog gives this code.
    pub outcome: Option<String>,
    /// The message as emitted, secrets blotted out.
    pub message: String,
    /// The user that it names, as the scenario calls the user.
    pub user: Option<String>,
    /// The observers that saw it.
    pub sources: Vec<String>,
    /// What the step wanted it for.
    pub role: Role,
    /// How many such events came.
    pub count: u64,
}

/// What a step wanted an event for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// An expectation of the step names it.
    Expected,
    /// A preliminary, set-up or clean-up may emit it.
    ByProduct,
    /// Nothing expected it.
    Unexpected,
}

/// How it is known that nothing more was emitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Proof {
    /// A marker came down the same ordered stream after it.
    Barrier,
    /// Nothing came within the quiet time: likely, but no proof.
    QuietTime,
    /// There is nothing to wait for: only the answer itself is observed.
    Answer,
}

/// How a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// All as expected.
    Passed,
    /// At least one finding that no waiver lets off.
    Failed,
    /// It could not be carried out.
    Errored,
    /// This target cannot run it, for a stated reason.
    Skipped,
    /// It has findings, and waivers let all of them off.
    Waived,
    /// It failed first and passed on a retry.
    Flaky,
}

/// Cases by verdict.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tally(pub BTreeMap<Verdict, usize>);

impl Tally {
    /// One more.
    pub fn count(&mut self, verdict: Verdict) {
        *self.0.entry(verdict).or_default() += 1;
    }

    /// How many ended so.
    pub fn of(&self, verdict: Verdict) -> usize {
        self.0.get(&verdict).copied().unwrap_or_default()
    }

    /// How many were carried out, whatever came of it.
    pub fn ran(&self) -> usize {
        self.0.iter().filter(|(verdict, _)| **verdict != Verdict::Skipped).map(|(_, count)| count).sum()
    }
}

impl Verdict {
    /// The word that reports use.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Passed => "passed",
            Verdict::Failed => "failed",
            Verdict::Errored => "errored",
            Verdict::Skipped => "skipped",
            Verdict::Waived => "waived",
            Verdict::Flaky => "flaky",
        }
    }

    /// All of them, in the order of reports.
    pub const ALL: [Verdict; 6] =
        [Verdict::Passed, Verdict::Failed, Verdict::Errored, Verdict::Flaky, Verdict::Waived, Verdict::Skipped];
}

impl CaseName {
    /// The name under which a vendor's client stands in a variant: `vendor=fortigate`.
    pub const VENDOR: &str = "vendor";

    /// What it is sorted by: of variants, numbers by their value.
    fn order(&self) -> impl Ord + '_ {
        let values = self.variant.iter().flat_map(|variant| variant.split(','));
        let values = values.map(|value| value.split_once('=').unwrap_or((value, "")));
        let values = values.map(|(name, value)| (name, value.parse::<i64>().ok(), value));
        (&self.scenario, &self.channel, values.collect::<Vec<_>>())
    }
}

impl Ord for CaseName {
    fn cmp(&self, other: &Self) -> Ordering {
        self.order().cmp(&other.order()).then_with(|| self.variant.cmp(&other.variant))
    }
}

impl PartialOrd for CaseName {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl CaseName {
    /// The variant but for the client as which it is carried out.
    pub fn without_vendor(&self) -> Option<String> {
        let is_other = |value: &&str| !value.starts_with(&format!("{}=", Self::VENDOR));
        let others: Vec<&str> = self.variant.iter().flat_map(|variant| variant.split(',')).filter(is_other).collect();
        (!others.is_empty()).then(|| others.join(","))
    }
}

impl fmt::Display for CaseName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.scenario)?;
        self.channel.iter().try_for_each(|channel| write!(f, " [{channel}]"))?;
        self.variant.iter().try_for_each(|variant| write!(f, " {variant}"))
    }
}

impl EventSeen {
    /// Whether it says the same, however often it came.
    pub fn is_like(&self, other: &Self) -> bool {
        let Self { code, level, outcome, message, user, sources, role, count: _ } = self;
        (code, level, outcome) == (&other.code, &other.level, &other.outcome)
            && (message, user, sources, role) == (&other.message, &other.user, &other.sources, &other.role)
    }

    /// The code with its level, as reports show it.
    pub fn shown(&self) -> String {
        match &self.level {
            Some(level) => format!("{} {level}", self.code),
            None => self.code.clone(),
        }
    }
}
