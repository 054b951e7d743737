use sekisho_catalog::ChannelPattern;
use sekisho_files::{Problem, Problems, Shape, Source, Table, field, integer, list, read, table, text, word};
use semver::{Version, VersionReq};

use crate::record::{CaseName, Finding, FindingKind};

/// A named expectation to be let off, with a reason.
#[derive(Debug, Clone)]
pub struct Waiver {
    /// The scenario it is for.
    pub scenario: String,
    /// The channel; any, if there is none.
    pub channel: Option<String>,
    /// The variant, `offset=-2`; any, if there is none.
    pub variant: Option<String>,
    /// The step; any, if there is none.
    pub step: Option<usize>,
    /// The kind of finding; any, if there is none.
    pub kind: Option<FindingKind>,
    /// The code; any, if there is none.
    pub code: Option<String>,
    /// The versions of the product for which it holds; all, if there is none.
    pub versions: Option<VersionReq>,
    /// Why.
    pub reason: String,
    /// The file.
    pub source: Source,
    /// Where the scenario's name stands.
    pub span: std::ops::Range<usize>,
}

/// The format of a waiver file.
pub fn waiver_shape() -> Shape {
    table(vec![
        field("format", "The version of this format: 1.", integer(1..=1)).required(),
        field("waive", "What is let off.", list(waive())).required(),
    ])
}

pub(super) fn waive() -> Shape {
    table(vec![
        field("scenario", "The scenario: `lock/locks-and-unlocks`.", text()).required(),
        field("channel", "The channel; default: any.", text()),
        field("variant", "The variant: `offset=-2`; default: any.", text()),
        field("step", "The number of the step, from 1; default: any.", integer(0..=10_000)),
        field("kind", "The kind of finding; default: any.", word(&FindingKind::ALL.map(FindingKind::as_str))),
        field("code", "The code; default: any.", text()),
        field("versions", "The versions of the product for which it holds: `>=3.2.0, <3.3.0`.", text()),
        field("reason", "Why it is let off; every report shows it.", text()).required(),
    ])
}

/// Reads a waiver file.
pub fn read_waivers(source: &Source) -> Result<Vec<Waiver>, Problems> {
    let mut problems = Problems::new();
    let root = read(source, &mut problems);
    waiver_shape().check(source, &root, &mut problems);
    let waivers = root.as_table().map(|table| waivers(source, table, &mut problems));
    problems.into_result(waivers)
}

/// Reads the `waive` of a file that has passed its shape.
pub(super) fn waivers(source: &Source, root: &Table, problems: &mut Problems) -> Vec<Waiver> {
    let tables = root.list("waive").iter().filter_map(|node| Some((node, node.as_table()?)));
    tables
        .filter_map(|(node, table)| {
            Some(Waiver {
                scenario: table.text("scenario")?.to_owned(),
                channel: channel(source, table, problems),
                variant: table.text("variant").map(str::to_owned),
                step: table.integer("step").and_then(|step| usize::try_from(step).ok()),
                kind: table
                    .text("kind")
                    .and_then(|kind| FindingKind::ALL.into_iter().find(|known| known.as_str() == kind)),
                code: table.text("code").map(str::to_owned),
                versions: versions(source, table, problems),
                reason: table.text("reason")?.to_owned(),
                source: source.clone(),
                span: table.node("scenario").unwrap_or(node).span.clone(),
            })
        })
        .collect()
}

/// A waiver is for one channel or for all: a text that names none would let nothing off.
fn channel(source: &Source, table: &Table, problems: &mut Problems) -> Option<String> {
    let node = table.node("channel")?;
    let text = node.as_text()?;
    if !matches!(text.parse(), Ok(ChannelPattern::Exact(_))) {
        problems.push(
            Problem::new(source, node.span.clone(), format!("`{text}` is no channel"))
                .help("write it like `web/matrix`; without one the waiver is for all channels"),
        );
    }
    Some(text.to_owned())
}

fn versions(source: &Source, table: &Table, problems: &mut Problems) -> Option<VersionReq> {
    let node = table.node("versions")?;
    match VersionReq::parse(node.as_text()?) {
        Ok(range) => Some(range),
        Err(error) => {
            problems.push(
                Problem::new(source, node.span.clone(), format!("this is no range of versions: {error}"))
                    .help("write it like `>=3.2.0, <3.3.0`"),
            );
            None
        }
    }
}

impl Waiver {
    /// The file and line.
    pub fn at(&self) -> String {
        format!("{}:{}", self.source.name(), self.source.place(self.span.start).line)
    }

    /// Names the nearest scenario to one that does not exist.
    pub fn unknown_scenario<'a>(&self, known: impl IntoIterator<Item = &'a str> + Clone) -> Problem {
        let problem =
            Problem::new(&self.source, self.span.clone(), format!("there is no scenario `{}`", self.scenario));
        match sekisho_files::nearest(&self.scenario, known) {
            Some(name) => problem.help(format!("did you mean `{name}`?")),
            None => problem.help("`sekisho run --list` names all"),
        }
    }

    /// Whether it is for this case of this version of the product.
    pub fn is_for(&self, case: &CaseName, version: Option<&str>) -> bool {
        let version = || version.and_then(|version| Version::parse(version).ok());
        self.scenario == case.scenario
            && self.channel.as_ref().is_none_or(|channel| case.channel.as_ref() == Some(channel))
            && self.variant.as_ref().is_none_or(|variant| case.variant.as_ref() == Some(variant))
            && self.versions.as_ref().is_none_or(|range| version().is_some_and(|version| range.matches(&version)))
    }

    /// Whether it lets off this finding of this step.
    pub fn lets_off(&self, step: usize, finding: &Finding) -> bool {
        self.step.is_none_or(|own| own == step)
            && self.kind.is_none_or(|kind| kind == finding.kind)
            && self.code.as_ref().is_none_or(|code| finding.code.as_ref() == Some(code))
    }
}
