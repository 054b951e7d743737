use std::path::Path;

use serde_json::Value;

/// The lines of a run record.
#[derive(Debug, Clone)]
pub(crate) struct Record(pub(crate) Vec<Value>);

impl Record {
    /// The whole lines that are there by now.
    pub(crate) fn read(path: &Path) -> Option<Self> {
        let text = std::fs::read_to_string(path).ok()?;
        let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
        let lines =
            whole.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")));
        Some(Self(lines.collect()))
    }

    /// The events of a kind: `case-finished`.
    pub(crate) fn of(&self, kind: &str) -> impl Iterator<Item = &Value> {
        self.0.iter().filter(move |event| event["event"] == kind)
    }

    /// The only event of a kind.
    #[track_caller]
    pub(crate) fn only(&self, kind: &str) -> &Value {
        let found: Vec<&Value> = self.of(kind).collect();
        assert_eq!(found.len(), 1, "{kind}: {found:#?}");
        found[0]
    }

    /// The steps that a scenario's case finished.
    pub(crate) fn steps<'a>(&'a self, scenario: &'a str) -> impl Iterator<Item = &'a Value> {
        self.of("step-finished").filter(move |event| event["case"]["scenario"] == scenario).map(|event| &event["step"])
    }

    /// The findings of a scenario, each with its step.
    pub(crate) fn findings<'a>(&'a self, scenario: &'a str) -> Vec<(&'a Value, &'a Value)> {
        let each =
            |step: &'a Value| step["findings"].as_array().into_iter().flatten().map(move |finding| (step, finding));
        self.steps(scenario).flat_map(each).collect()
    }

    /// The findings of a kind in a scenario.
    #[track_caller]
    pub(crate) fn of_kind<'a>(&'a self, scenario: &'a str, kind: &str) -> Vec<(&'a Value, &'a Value)> {
        let all = self.findings(scenario);
        let found: Vec<_> = all.iter().filter(|(_, finding)| finding["kind"] == kind).copied().collect();
        assert!(!found.is_empty(), "no finding `{kind}` in {scenario}, but {all:#?}");
        found
    }

    /// How the last attempt at a scenario's only case ended.
    #[track_caller]
    pub(crate) fn verdict(&self, scenario: &str) -> &str {
        let ended = self.of("case-finished").filter(|event| event["case"]["scenario"] == scenario).last();
        ended.and_then(|event| event["verdict"].as_str()).unwrap_or_else(|| panic!("{scenario} did not end"))
    }

    /// The reason of that verdict.
    #[track_caller]
    pub(crate) fn reason(&self, scenario: &str) -> &str {
        let ended = self.of("case-finished").filter(|event| event["case"]["scenario"] == scenario).last();
        ended.and_then(|event| event["reason"].as_str()).unwrap_or_default()
    }
}
