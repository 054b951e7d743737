use std::fmt;

use regex::Regex;
use serde::{Deserialize, Serialize};

/// The name of a [`DetailForms`] within its catalog, such as `graph-error`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DetailName(String);

/// The forms that a detail may have where a message says `{0}`.
#[derive(Debug, Clone)]
pub struct DetailForms {
    /// Its name.
    pub name: DetailName,
    /// What the detail is, in a line.
    pub title: String,
    /// The forms as the catalog writes them.
    pub written: Vec<String>,
    /// The same, each compiled so that it matches a whole text only.
    pub forms: Vec<Regex>,
}

impl DetailForms {
    /// Whether the whole detail has one of the forms.
    pub fn allows(&self, detail: &str) -> bool {
        self.forms.iter().any(|form| form.is_match(detail))
    }
}

/// A regular expression that matches a whole text only, or the reason why it is none.
pub(crate) fn whole_match(form: &str) -> Result<Regex, String> {
    // By itself first: `)(` would be well-formed within our own parentheses.
    Regex::new(form).and_then(|_| Regex::new(&format!(r"\A(?:{form})\z"))).map_err(|error| reason(&error))
}

fn reason(error: &regex::Error) -> String {
    let text = error.to_string();
    text.rsplit("error: ").next().unwrap_or(&text).trim().to_owned()
}

impl DetailName {
    /// The name as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for DetailName {
    fn from(name: &str) -> Self {
        Self(name.to_owned())
    }
}

impl fmt::Display for DetailName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::whole_match;

    #[test]
    fn a_form_matches_whole_texts_only() {
        let form = whole_match("a|ab").expect("a form");
        assert!(form.is_match("a") && form.is_match("ab"));
        assert!(!form.is_match("abc") && !form.is_match("a\n"));
    }

    #[test]
    fn a_form_that_is_none_says_why() {
        assert_eq!(whole_match("(a").expect_err("no form"), "unclosed group");
        assert_eq!(whole_match("a)(b").expect_err("no form"), "unopened group");
    }
}
