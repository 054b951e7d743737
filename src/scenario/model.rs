use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use sekisho_files::Source;

use super::{MockAct, Raw, Reply};
use crate::target::SpannedText;
use crate::template::Template;
use crate::vendor::Profile;

/// Steps, and what each must emit. It names no URL.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// The file.
    pub source: Source,
    /// Its path below `scenarios/`, without `.toml`.
    pub name: String,
    /// What it shows, in a sentence.
    pub title: String,
    /// The channels it runs on; one run without a channel, if there are none.
    pub channels: Vec<SpannedText>,
    /// The rules it rests on: an RFC section, a seed's code.
    pub rules: Vec<String>,
    /// Tags; `slow` stays out of the default run.
    pub tags: Vec<String>,
    /// Facts and actions without which it cannot run, beyond those that its steps name.
    pub needs: Vec<SpannedText>,
    /// Whether nothing else may run meanwhile.
    pub alone: bool,
    /// What it is repeated for: one case for each value of each.
    pub each: Vec<Each>,
    /// The names of `each` as parameters of its users and steps.
    pub params: Arc<[Param]>,
    /// The RADIUS client that it is about; it is then carried out as this one always.
    pub vendor: Option<Arc<Profile>>,
    /// Its users.
    pub users: Vec<UserSpec>,
    /// What is done.
    pub steps: Vec<Step>,
}

/// A parameter that takes several values, each in a case of its own.
#[derive(Debug, Clone)]
pub struct Each {
    /// Its name in templates.
    pub name: SpannedText,
    /// Its values.
    pub values: EachOf,
}

/// The values of such a parameter.
#[derive(Debug, Clone)]
pub enum EachOf {
    /// Each whole number from one to another, both included.
    Range(Template, Template),
    /// Each of these texts.
    Texts(Vec<String>),
}

/// A user of a scenario.
#[derive(Debug, Clone)]
pub struct UserSpec {
    /// What the scenario calls the user.
    pub name: String,
    /// Whether the server knows the user; a user who does not exist still has credentials.
    pub exists: bool,
    /// What is particular about the user: `phrase = "before"`, `expires = "{{ now + 1h }}"`.
    pub attributes: Vec<(String, Template)>,
}

/// One step.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its number in the scenario, from 1; the steps of a flow bear the number of the step that uses it.
    pub number: usize,
    /// The file and line.
    pub at: String,
    /// The file it stands in: a flow's steps stand in another than the scenario's.
    pub source: Source,
    /// Its bytes in that file.
    pub span: Range<usize>,
    /// What is done.
    pub act: Act,
    /// The user who acts; a template, so that a flow can take it as a parameter.
    pub acting: Option<Template>,
    /// The channel, if it is not the case's.
    pub channel: Option<SpannedText>,
    /// Arguments of the action.
    pub with: Vec<(SpannedText, Argument)>,
    /// How often; once, if not stated.
    pub times: Option<Template>,
    /// Whether the repetitions start at once: a race.
    pub once: bool,
    /// Whether each racer has preliminaries of its own; otherwise they share what one preliminary captured.
    pub fresh: bool,
    /// What must be emitted.
    pub expect: Vec<Expect>,
    /// Whether the order of what is emitted is free; always so in a race.
    pub unordered: bool,
    /// Outcomes, classes or codes that must not come; only useful beside `any_of`, since all else that
    /// nothing expected is a finding anyway.
    pub never: Vec<SpannedText>,
    /// How long what is expected may take to come after the answer.
    pub within: Option<Duration>,
    /// Where it says that what it starts runs on, if it does.
    pub start: Option<Range<usize>>,
    /// Outcomes or codes, one of which ends what was started; the step lasts until then.
    pub until: Vec<SpannedText>,
    /// How the request is broken.
    pub spoil: Option<Spoil>,
    /// The preliminaries are repeated until the right answer has this form: `0*` begins with a zero.
    pub like: Option<String>,
    /// The name under which the answer's shape is kept.
    pub save: Option<String>,
    /// The kept answer that this one must be shaped like.
    pub shaped_as: Option<SpannedText>,
    /// The kept answer whose very octets this one must have.
    pub same_as: Option<SpannedText>,
    /// How long the answer must take at least.
    pub takes: Option<Template>,
    /// How the packet is changed.
    pub raw: Option<Raw>,
    /// What a RADIUS answer must hold.
    pub reply: Option<Reply>,
    /// The parameters of the flow that it belongs to.
    pub params: Arc<[Param]>,
}

/// A parameter of a flow. A flow sees its own parameters and no others.
#[derive(Debug, Clone)]
pub struct Param {
    /// Its name.
    pub name: String,
    /// What was given for it.
    pub value: Template,
    /// The parameters that what was given may name: those of the flow that gave it.
    pub outer: Arc<[Param]>,
}

/// What a step does.
#[derive(Debug, Clone)]
pub enum Act {
    /// An action of the target.
    Do(SpannedText),
    /// Lets time pass: on the server's clock if it can be moved, else really.
    Wait(Template),
    /// Does nothing but wait for the end of what was started.
    Await,
    /// Tells a mock how to behave, or asks what it saw.
    Mock(Box<MockAct>),
}

/// An argument of an action.
#[derive(Debug, Clone)]
pub enum Argument {
    /// `answer = "wrong"`: computed by what stands in for the user.
    Answer(AnswerKind),
    /// `password = "…"`: the answer, literally.
    Password(Template),
    /// `offset = -3`: how many time steps further the code's step is.
    Offset(Template),
    /// Any other: a value for a slot of the action's template.
    Value(Template),
}

/// The answers that a user can give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerKind {
    /// What the credentials yield.
    Right,
    /// One digit off.
    Wrong,
    /// The very request that was sent last, with the same ticket.
    Same,
    /// The right answer to the challenge before this one.
    Previous,
    /// Nothing.
    Empty,
    /// The right one without its last digit.
    Short,
    /// The right one and a digit more.
    Long,
    /// Read from other cells.
    OtherCells,
    /// What the secret yields that the user changes to.
    New,
    /// The same without its last digit.
    NewShort,
}

/// Ways to break a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spoil {
    /// The parameters are left out.
    NoBody,
    /// The body is no JSON.
    NotJson,
    /// Texts become numbers and lists.
    WrongTypes,
    /// The first text becomes 1 MiB of digits.
    Huge,
    /// The first text holds bytes that are no UTF-8.
    BadUtf8,
    /// There is a field that the server does not know.
    UnknownField,
}

/// Something that must be emitted.
#[derive(Debug, Clone)]
pub struct Expect {
    /// Its bytes in the step's file.
    pub span: Range<usize>,
    /// What.
    pub what: What,
    /// The level, if it is not the catalog's.
    pub level: Option<String>,
    /// The message, if it is not the catalog's.
    pub message: Option<String>,
    /// A pattern for what stands in place of `{0}`.
    pub detail: Option<regex::Regex>,
    /// The user it is about, if it is not the one who acts.
    pub about: Option<String>,
    /// How often; once, if not stated.
    pub count: Option<Template>,
}

/// What an expectation names.
#[derive(Debug, Clone)]
pub enum What {
    /// An outcome, a class or a code.
    Word(SpannedText),
    /// One of several.
    AnyOf(Vec<Expect>),
}

impl AnswerKind {
    /// All of them with the words that scenarios use.
    pub const ALL: [(&'static str, AnswerKind); 10] = [
        ("right", AnswerKind::Right),
        ("wrong", AnswerKind::Wrong),
        ("same", AnswerKind::Same),
        ("previous", AnswerKind::Previous),
        ("empty", AnswerKind::Empty),
        ("short", AnswerKind::Short),
        ("long", AnswerKind::Long),
        ("other-cells", AnswerKind::OtherCells),
        ("new", AnswerKind::New),
        ("new-short", AnswerKind::NewShort),
    ];
}

impl Spoil {
    /// All of them with the words that scenarios use.
    pub const ALL: [(&'static str, Spoil); 6] = [
        ("no-body", Spoil::NoBody),
        ("not-json", Spoil::NotJson),
        ("wrong-types", Spoil::WrongTypes),
        ("huge", Spoil::Huge),
        ("bad-utf8", Spoil::BadUtf8),
        ("unknown-field", Spoil::UnknownField),
    ];
}

impl Scenario {
    /// The folder of its file: `lock` of `lock/locks-and-unlocks`.
    pub fn folder(&self) -> &str {
        self.name.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

impl Step {
    /// The action's name.
    pub fn action(&self) -> &str {
        match &self.act {
            Act::Do(action) => &action.text,
            Act::Wait(_) | Act::Await => "wait",
            Act::Mock(mock) => &mock.action,
        }
    }
}
