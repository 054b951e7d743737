//! What each answer is held against: its code and level, or, where it carries no code, the target's rules.

use crate::Path;

/// What an answer must say.
#[derive(Debug, Clone, Default)]
pub struct Check {
    /// Where answers carry a code, if they do.
    pub code: Option<Path>,
    /// Where they carry its level.
    pub level: Option<Path>,
    /// The codes that are right.
    pub codes: Vec<Expected>,
    /// Rules for answers without a code; the first that fits says what the answer means.
    pub rules: Vec<Rule>,
    /// The outcomes of such rules that are right.
    pub outcomes: Vec<Box<str>>,
    /// Whether an answer without a code that no rule explains is right if its status is 2xx.
    pub by_status: bool,
}

/// A code that is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// The code.
    pub code: Box<str>,
    /// The level that must come with it, if the answer tells one.
    pub level: Option<Box<str>>,
}

/// What an answer without a code means.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Statuses from one to another, both included; any, if there are none.
    pub status: Vec<(u16, u16)>,
    /// Values that must be there.
    pub has: Vec<Path>,
    /// Values that must equal a text.
    pub equals: Vec<(Path, Box<str>)>,
    /// What it then means.
    pub outcome: Box<str>,
}

/// What an answer said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said<'a> {
    /// What was expected: the code, or the outcome.
    Right(&'a str),
    /// Another code.
    OtherCode(&'a [u8]),
    /// The right code with another level.
    OtherLevel(&'a str, &'a [u8]),
    /// By a rule, another outcome.
    OtherOutcome(&'a str),
    /// Nothing that the target's file explains.
    Unexplained(u16),
}

impl Check {
    /// Holds an answer against it.
    #[must_use]
    pub fn examine<'a>(&'a self, status: u16, body: &'a [u8]) -> Said<'a> {
        if let Some(code) = self.code.as_ref().and_then(|path| path.find(body)).filter(|code| !code.is_null()) {
            let Some(expected) = self.codes.iter().find(|expected| expected.code.as_bytes() == code.raw) else {
                return Said::OtherCode(code.raw);
            };
            let told = expected.level.as_ref().zip(self.level.as_ref().and_then(|path| path.find(body)));
            return match told {
                Some((level, told)) if level.as_bytes() != told.raw => Said::OtherLevel(&expected.code, told.raw),
                _ => Said::Right(&expected.code),
            };
        }
        match self.rules.iter().find(|rule| rule.fits(status, body)) {
            Some(rule) if self.outcomes.contains(&rule.outcome) => Said::Right(&rule.outcome),
            Some(rule) => Said::OtherOutcome(&rule.outcome),
            None if self.by_status && (200..300).contains(&status) => Said::Right("2xx"),
            None => Said::Unexplained(status),
        }
    }
}

impl Rule {
    fn fits(&self, status: u16, body: &[u8]) -> bool {
        (self.status.is_empty() || self.status.iter().any(|(from, to)| (*from..=*to).contains(&status)))
            && self.has.iter().all(|path| path.find(body).is_some_and(|found| !found.is_null()))
            && self.equals.iter().all(|(path, text)| path.find(body).is_some_and(|found| found.raw == text.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::{Check, Expected, Rule, Said};
    use crate::Path;

    fn check() -> Check {
        Check {
            code: Some(Path::name("code")),
            level: Some(Path::name("level")),
            codes: vec![Expected { code: "54201".into(), level: Some("info".into()) }],
            rules: vec![
                Rule {
                    status: vec![(200, 200)],
                    has: vec![Path::name("ticket")],
                    equals: vec![],
                    outcome: "issued".into(),
                },
                Rule { status: vec![(400, 499)], has: vec![], equals: vec![], outcome: "invalid-input".into() },
            ],
            outcomes: vec!["issued".into()],
            by_status: false,
        }
    }

    #[test]
    fn the_code_decides_where_there_is_one() {
        let check = check();
        assert_eq!(check.examine(200, br#"{"code":"54201","level":"info"}"#), Said::Right("54201"));
        assert_eq!(check.examine(200, br#"{"code":54201}"#), Said::Right("54201"));
        assert_eq!(check.examine(200, br#"{"code":"54106","ticket":"x"}"#), Said::OtherCode(b"54106"));
        assert_eq!(check.examine(200, br#"{"code":"54201","level":"err"}"#), Said::OtherLevel("54201", b"err"));
    }

    #[test]
    fn rules_decide_where_there_is_none() {
        let check = check();
        assert_eq!(check.examine(200, br#"{"ticket":"x"}"#), Said::Right("issued"));
        assert_eq!(check.examine(404, b"gone"), Said::OtherOutcome("invalid-input"));
        assert_eq!(check.examine(200, br#"{"ticket":null}"#), Said::Unexplained(200));
        assert_eq!(check.examine(500, b""), Said::Unexplained(500));
        assert_eq!(Check { by_status: true, ..check }.examine(204, b""), Said::Right("2xx"));
    }
}
