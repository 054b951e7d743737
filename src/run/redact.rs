use std::ops::Range;

/// Blots secrets out of texts, and shows users by the names that the scenario gives them.
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    secrets: Vec<String>,
    users: Vec<(String, String)>,
}

const BLOT: &str = "•••";
const SHORTEST: usize = 4;

impl Redactor {
    /// Blots out this text from now on; texts of fewer than four letters stand in too many innocent places.
    pub fn hide(&mut self, secret: &str) {
        if secret.chars().count() >= SHORTEST && !self.secrets.iter().any(|own| own == secret) {
            self.secrets.push(secret.to_owned());
            self.secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        }
    }

    /// Shows a user's name on the server as the scenario's name.
    pub fn name(&mut self, full: &str, label: &str) {
        if !full.is_empty() {
            self.users.push((full.to_owned(), label.to_owned()));
            self.users.sort_by_key(|(full, _)| std::cmp::Reverse(full.len()));
        }
    }

    /// What must stand in no event.
    pub fn secrets(&self) -> &[String] {
        &self.secrets
    }

    /// The text as reports may show it. Secrets go first, as a user's name may be part of one; and no name
    /// that was put in a name's place is looked at again, as a pool's accounts may be called like users.
    pub fn shown(&self, text: &str) -> String {
        let mut shown = String::new();
        let mut at = 0;
        for hidden in self.hidden(text) {
            self.name_users(&text[at..hidden.start], &mut shown);
            shown.push_str(BLOT);
            at = hidden.end;
        }
        self.name_users(&text[at..], &mut shown);
        shown
    }

    /// Where secrets stand; those that overlap, as one.
    fn hidden(&self, text: &str) -> Vec<Range<usize>> {
        let mut all: Vec<Range<usize>> = self.secrets.iter().flat_map(|secret| places(text, secret)).collect();
        all.sort_by_key(|place| place.start);
        let mut merged: Vec<Range<usize>> = Vec::new();
        for place in all {
            match merged.last_mut() {
                Some(last) if place.start < last.end => last.end = last.end.max(place.end),
                _ => merged.push(place),
            }
        }
        merged
    }

    fn name_users(&self, mut rest: &str, into: &mut String) {
        let first = |rest: &str| {
            let found = self.users.iter().filter_map(|(full, label)| Some((rest.find(full)?, full.len(), label)));
            found.min_by_key(|(at, ..)| *at)
        };
        while let Some((at, length, label)) = first(rest) {
            into.push_str(&rest[..at]);
            into.push_str(label);
            rest = &rest[at + length..];
        }
        into.push_str(rest);
    }
}

/// Every place of a secret, also where it overlaps with itself.
fn places(text: &str, secret: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(secret).map(|at| from + at) {
        found.push(at..at + secret.len());
        from = at + text[at..].chars().next().map_or(1, char::len_utf8);
    }
    found
}
