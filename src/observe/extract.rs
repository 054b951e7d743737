use regex::Regex;
use sekisho_protocol::syslog::Severity;

use super::Line;

/// One thing that a server emitted, as an observer saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    /// The observer's place in the target file.
    pub observer: usize,
    /// The catalog's key.
    pub code: String,
    /// The level that the text states.
    pub level: Option<String>,
    /// The severity of the syslog message that carried it.
    pub severity: Option<Severity>,
    /// The message.
    pub message: Option<String>,
    /// The user it is about.
    pub user: Option<String>,
    /// The request id that we set.
    pub request: Option<String>,
    /// The tenant or session that tells scenarios apart.
    pub scope: Option<String>,
    /// How the line deviates from its wire format.
    pub deviations: Vec<String>,
}

/// Reads an event from a line; nothing if the line holds none.
pub fn extract(line: &Line, pattern: &Regex) -> Option<Observed> {
    let groups = pattern.captures(&line.text)?;
    let group = |name| groups.name(name).map(|found| found.as_str().to_owned()).filter(|text| !is_blank(text));
    // Who it is about can be left open; a level or message that is left open is wrong.
    let stated = |name| groups.name(name).map(|found| found.as_str().to_owned());
    Some(Observed {
        observer: line.observer,
        code: group("code")?,
        level: stated("level"),
        severity: line.severity,
        message: stated("message"),
        user: group("user"),
        request: group("request"),
        scope: group("scope"),
        deviations: line.deviations.clone(),
    })
}

/// `-` is how logs write that there is nothing.
fn is_blank(text: &str) -> bool {
    text.is_empty() || text == "-"
}

#[cfg(test)]
mod tests {
    use super::{Line, extract};
    use regex::Regex;

    #[test]
    fn named_groups_are_read_and_a_dash_is_nothing() {
        let pattern = Regex::new(r"code=(?<code>\d{5}) user=(?<user>\S*) (?<message>.*)").expect("a pattern");
        let line = |text: &str| Line { observer: 1, text: text.into(), severity: None, time: None, deviations: vec![] };
        let seen = extract(&line("code=54106 user=- Incorrect user ID or password."), &pattern).expect("an event");
        assert_eq!((seen.code.as_str(), seen.user), ("54106", None));
        assert_eq!(seen.message.as_deref(), Some("Incorrect user ID or password."));
        assert_eq!(extract(&line("something else"), &pattern), None);
    }
}
