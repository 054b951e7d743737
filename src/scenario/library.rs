use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use sekisho_files::{Problems, Source};

use super::{Scenario, read_scenario};
use crate::vendor::Vendors;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/scenarios");

/// All scenario and flow files at hand: the embedded ones, shadowed by those on disk.
#[derive(Debug, Clone)]
pub struct Library {
    files: BTreeMap<String, Source>,
    vendors: Vendors,
}

/// Why scenarios could not be gathered.
#[derive(Debug)]
pub enum LibraryError {
    /// The file system refused.
    Io {
        /// Which file or folder.
        path: PathBuf,
        /// What it said.
        error: std::io::Error,
    },
    /// What was asked for is neither a scenario, nor a folder of them, nor a file.
    Unknown {
        /// What was asked for.
        what: String,
        /// The nearest name there is.
        nearest: Option<String>,
    },
}

impl Library {
    /// The embedded files, and over them those below `folder`, if it exists.
    pub fn open(folder: Option<&Path>) -> Result<Self, LibraryError> {
        let mut files = BTreeMap::new();
        embedded(&EMBEDDED, &mut files);
        if let Some(folder) = folder.filter(|folder| folder.is_dir()) {
            on_disk(folder, folder, &mut files)?;
        }
        Ok(Self { files, vendors: Vendors::embedded() })
    }

    /// The same with these vendor profiles, which scenarios may name.
    #[must_use]
    pub fn with_vendors(self, vendors: Vendors) -> Self {
        Self { vendors, ..self }
    }

    /// The names of all scenarios: flows and load journeys apart.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str).filter(|name| !name.starts_with("flows/") && !name.starts_with("load/"))
    }

    /// The names that are meant: scenarios by name, folders by name, files by path. All, if nothing is asked.
    pub fn select(&mut self, what: &[String]) -> Result<Vec<String>, LibraryError> {
        if what.is_empty() {
            return Ok(self.names().map(str::to_owned).collect());
        }
        let mut names = Vec::new();
        for what in what {
            let found = self.one(what)?;
            names.extend(found.into_iter().filter(|name| !names.contains(name)).collect::<Vec<_>>());
        }
        Ok(names)
    }

    fn one(&mut self, what: &str) -> Result<Vec<String>, LibraryError> {
        let path = Path::new(what);
        if what.ends_with(".toml") && path.is_file() {
            return Ok(vec![self.file(path)?]);
        }
        let plain = what.trim_end_matches('/').trim_start_matches("scenarios/");
        let plain = plain.strip_suffix(".toml").unwrap_or(plain);
        if self.files.contains_key(plain) {
            return Ok(vec![plain.to_owned()]);
        }
        let below: Vec<String> =
            self.names().filter(|name| name.starts_with(&format!("{plain}/"))).map(str::to_owned).collect();
        if !below.is_empty() {
            return Ok(below);
        }
        if path.is_file() {
            return Ok(vec![self.file(path)?]);
        }
        let folders = self.names().filter_map(|name| Some(name.rsplit_once('/')?.0));
        let nearest = sekisho_files::nearest(plain, self.names().chain(folders)).map(str::to_owned);
        Err(LibraryError::Unknown { what: what.to_owned(), nearest })
    }

    /// The name of a file on disk: the one that it has at hand already, or else its path. Where another file has
    /// that name, as `login/right-answer.toml` beside the embedded one, the path says that it is one.
    fn file(&mut self, path: &Path) -> Result<String, LibraryError> {
        let real = path.canonicalize().ok();
        let at_hand = |source: &Source| real.is_some() && Path::new(source.name()).canonicalize().ok() == real;
        if let Some((name, _)) = self.files.iter().find(|(_, source)| at_hand(source)) {
            return Ok(name.clone());
        }
        let plain = path.with_extension("").display().to_string();
        let plain = plain.trim_start_matches("./").trim_start_matches("scenarios/");
        let is_taken = self.files.contains_key(plain);
        let name = if is_taken { format!("./{plain}") } else { plain.to_owned() };
        self.files.insert(name.clone(), file(path)?);
        Ok(name)
    }

    /// Reads a scenario; what is wrong in it or its flows goes to `problems`.
    pub fn read(&self, name: &str, problems: &mut Problems) -> Option<Scenario> {
        read_scenario(name, self.files.get(name)?, &|file| self.used(file), problems)
    }

    /// A file that scenarios use: a flow, `flows/lock-out`, or a vendor profile, `vendors/fortigate`.
    pub fn used(&self, name: &str) -> Option<Source> {
        if let Some(vendor) = name.strip_prefix("vendors/") {
            return self.vendors.source(vendor).cloned();
        }
        self.files.get(name.strip_suffix(".toml").unwrap_or(name)).cloned()
    }
}

fn embedded(dir: &Dir<'_>, files: &mut BTreeMap<String, Source>) {
    for file in dir.files() {
        let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8()) else { continue };
        if let Some(name) = path.strip_suffix(".toml") {
            files.insert(name.to_owned(), Source::new(format!("scenarios/{path}"), text));
        }
    }
    dir.dirs().for_each(|dir| embedded(dir, files));
}

fn on_disk(root: &Path, folder: &Path, files: &mut BTreeMap<String, Source>) -> Result<(), LibraryError> {
    let failed = |error| LibraryError::Io { path: folder.to_owned(), error };
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            on_disk(root, &path, files)?;
        } else if let Some(name) = path.strip_prefix(root).ok().and_then(|path| path.to_str()?.strip_suffix(".toml")) {
            files.insert(name.replace('\\', "/"), file(&path)?);
        }
    }
    Ok(())
}

fn file(path: &Path) -> Result<Source, LibraryError> {
    let text = std::fs::read_to_string(path).map_err(|error| LibraryError::Io { path: path.to_owned(), error })?;
    Ok(Source::new(path.display().to_string(), text))
}

impl std::fmt::Display for LibraryError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            LibraryError::Io { path, error } => write!(f, "{}: {error}", path.display()),
            LibraryError::Unknown { what, nearest: Some(nearest) } => {
                write!(
                    f,
                    "`{what}` is neither a scenario, nor a folder of scenarios, nor a file; did you mean `{nearest}`?"
                )
            }
            LibraryError::Unknown { what, nearest: None } => {
                write!(
                    f,
                    "`{what}` is neither a scenario, nor a folder of scenarios, nor a file; `sekisho run --list` names all"
                )
            }
        }
    }
}

impl std::error::Error for LibraryError {}
