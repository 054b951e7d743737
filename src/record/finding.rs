use std::fmt;

use serde::{Deserialize, Serialize};

/// Something that is not as it should be, with expected and got as data.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// What kind of thing is wrong; waivers name it.
    pub kind: FindingKind,
    /// The code that it is about, if it is about one.
    pub code: Option<String>,
    /// What should have been.
    pub expected: String,
    /// What was.
    pub got: String,
    /// The reason of the waiver that lets it off.
    pub waived: Option<String>,
}

/// The kinds of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    /// An expected event did not come.
    Missing,
    /// An event came that nothing expected.
    Unexpected,
    /// The expected events came in another order.
    Order,
    /// An expected event came more or less often than expected.
    Count,
    /// A code that is not in the catalog.
    UnknownCode,
    /// A reserved or unused code was emitted; or a dormant one, where that is a failure.
    InactiveCode,
    /// The level is not the catalog's.
    Level,
    /// The severity of the syslog message is not the catalog's level.
    Severity,
    /// Not the catalog's message in any of its languages.
    Message,
    /// What stands for `{0}` has no form that the catalog allows.
    Detail,
    /// The event names another user than the one who acted.
    User,
    /// The answer on the wire states something else than expected, and no mask covers it.
    Wire,
    /// Answer and log contradict each other.
    Disagreement,
    /// No rule of the target file explains the answer.
    Unmapped,
    /// A secret of the scenario stands in an event.
    Leak,
    /// The message deviates from its wire format.
    Format,
    /// Something that should be the same for all is not: the shape of a decoy, say.
    Shape,
    /// The answer came sooner than it may.
    Time,
    /// A fact of a mock is not what it must be.
    Fact,
    /// A mock has something against how the server called it.
    Complaint,
    /// The sanity scenario passed at first and failed at the end: the tests damaged the server.
    Damaged,
    /// A waiver that nothing needed, though what it names ran.
    UnusedWaiver,
    /// Too little of the catalog was asserted.
    Coverage,
}

impl FindingKind {
    /// All kinds, for the waiver file's reader.
    pub const ALL: [FindingKind; 23] = [
        FindingKind::Missing,
        FindingKind::Unexpected,
        FindingKind::Order,
        FindingKind::Count,
        FindingKind::UnknownCode,
        FindingKind::InactiveCode,
        FindingKind::Level,
        FindingKind::Severity,
        FindingKind::Message,
        FindingKind::Detail,
        FindingKind::User,
        FindingKind::Wire,
        FindingKind::Disagreement,
        FindingKind::Unmapped,
        FindingKind::Leak,
        FindingKind::Format,
        FindingKind::Shape,
        FindingKind::Time,
        FindingKind::Fact,
        FindingKind::Complaint,
        FindingKind::Damaged,
        FindingKind::UnusedWaiver,
        FindingKind::Coverage,
    ];

    /// The word that reports and waivers use.
    pub fn as_str(self) -> &'static str {
        match self {
            FindingKind::Missing => "missing",
            FindingKind::Unexpected => "unexpected",
            FindingKind::Order => "order",
            FindingKind::Count => "count",
            FindingKind::UnknownCode => "unknown-code",
            FindingKind::InactiveCode => "inactive-code",
            FindingKind::Level => "level",
            FindingKind::Severity => "severity",
            FindingKind::Message => "message",
            FindingKind::Detail => "detail",
            FindingKind::User => "user",
            FindingKind::Wire => "wire",
            FindingKind::Disagreement => "disagreement",
            FindingKind::Unmapped => "unmapped",
            FindingKind::Leak => "leak",
            FindingKind::Format => "format",
            FindingKind::Shape => "shape",
            FindingKind::Time => "time",
            FindingKind::Fact => "fact",
            FindingKind::Complaint => "complaint",
            FindingKind::Damaged => "damaged",
            FindingKind::UnusedWaiver => "unused-waiver",
            FindingKind::Coverage => "coverage",
        }
    }
}

impl fmt::Display for FindingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Finding {
    /// A finding with what should have been and what was.
    pub fn new(kind: FindingKind, expected: impl Into<String>, got: impl Into<String>) -> Self {
        Self { kind, code: None, expected: expected.into(), got: got.into(), waived: None }
    }

    /// About this code.
    pub fn about(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, got {}", self.kind, self.expected, self.got)
    }
}
