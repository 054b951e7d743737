use std::collections::BTreeMap;
use std::fmt;

use rand::RngExt;

use crate::target::SecretFrom;

/// The target's secrets by name. Prints as dots.
#[derive(Clone, Default)]
pub struct Secrets(BTreeMap<String, String>);

/// A secret that is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretError {
    /// Its name in the target file.
    pub name: String,
    /// Where it was looked for, and what is wrong.
    pub why: String,
}

/// Fetches each secret from where the target file says it is.
pub fn resolve_secrets(
    wanted: &BTreeMap<String, SecretFrom>,
    env: &dyn Fn(&str) -> Option<String>,
    rng: &mut impl rand::Rng,
) -> Result<Secrets, SecretError> {
    let mut secrets = BTreeMap::new();
    for (name, from) in wanted {
        let value = match from {
            SecretFrom::Env(variable) => env(variable).ok_or(format!("the environment variable {variable} is not set")),
            SecretFrom::File(path) => std::fs::read_to_string(path)
                .map(|text| text.trim_end_matches(['\r', '\n']).to_owned())
                .map_err(|error| format!("{path}: {error}")),
            SecretFrom::Random(letters) => {
                Ok((0..*letters).map(|_| char::from(rng.sample(rand::distr::Alphanumeric))).collect())
            }
        };
        let value = value.and_then(|value| if value.is_empty() { Err(format!("{from} is empty")) } else { Ok(value) });
        let value = value.map_err(|why| SecretError { name: name.clone(), why })?;
        secrets.insert(name.clone(), value);
    }
    Ok(Secrets(secrets))
}

impl Secrets {
    /// The secret of a name, for the template that sends it.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// All of them, to be blotted out.
    pub(super) fn values(&self) -> impl Iterator<Item = &String> {
        self.0.values()
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.0.keys().map(|name| (name, "•••"))).finish()
    }
}

impl fmt::Display for SecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the secret `{}` cannot be had: {}", self.name, self.why)
    }
}

impl std::error::Error for SecretError {}
