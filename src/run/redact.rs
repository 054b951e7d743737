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
        self.users.push((full.to_owned(), label.to_owned()));
        self.users.sort_by_key(|(full, _)| std::cmp::Reverse(full.len()));
    }

    /// What must stand in no event.
    pub fn secrets(&self) -> &[String] {
        &self.secrets
    }

    /// The text as reports may show it.
    pub fn shown(&self, text: &str) -> String {
        let mut shown = text.to_owned();
        for (full, label) in &self.users {
            shown = shown.replace(full, label);
        }
        for secret in &self.secrets {
            shown = shown.replace(secret.as_str(), BLOT);
        }
        shown
    }
}
