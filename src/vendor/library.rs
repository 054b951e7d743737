use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use sekisho_files::{Problems, Source};

use super::{Profile, read_vendor};

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/vendors");

/// All profiles at hand: the embedded ones, shadowed by those on disk.
#[derive(Debug, Clone)]
pub struct Vendors {
    files: BTreeMap<String, Source>,
}

/// Why a profile could not be found.
#[derive(Debug)]
pub enum VendorError {
    /// The file system refused.
    Io {
        /// Which file or folder.
        path: PathBuf,
        /// What it said.
        error: std::io::Error,
    },
    /// What was asked for is neither a profile nor a file.
    Unknown {
        /// What was asked for.
        what: String,
        /// The nearest name there is.
        nearest: Option<String>,
    },
}

impl Vendors {
    /// The embedded profiles alone.
    pub fn embedded() -> Self {
        Self { files: EMBEDDED.files().filter_map(embedded).collect() }
    }

    /// The embedded profiles, and over them those in `folder`, if it exists.
    ///
    /// # Errors
    ///
    /// The file system refused a file of the folder.
    pub fn open(folder: &Path) -> Result<Self, VendorError> {
        let Self { mut files } = Self::embedded();
        if folder.is_dir() {
            let failed = |error| VendorError::Io { path: folder.to_owned(), error };
            for entry in std::fs::read_dir(folder).map_err(failed)? {
                let path = entry.map_err(failed)?.path();
                let name = path.file_name().and_then(|name| name.to_str()?.strip_suffix(".toml"));
                if let Some(name) = name {
                    files.insert(name.to_owned(), file(&path)?);
                }
            }
        }
        Ok(Self { files })
    }

    /// The names of all, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The file of a profile.
    pub fn source(&self, name: &str) -> Option<&Source> {
        self.files.get(name)
    }

    /// The files of all, sorted by name.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        self.files.values()
    }

    /// The files that are meant: a profile by name, a file by path, or `all`.
    ///
    /// # Errors
    ///
    /// There is no such profile or file.
    pub fn select(&self, what: &str) -> Result<Vec<Source>, VendorError> {
        if what == "all" {
            return Ok(self.sources().cloned().collect());
        }
        if let Some(source) = self.files.get(what) {
            return Ok(vec![source.clone()]);
        }
        let path = Path::new(what);
        if path.is_file() {
            return Ok(vec![file(path)?]);
        }
        let nearest = sekisho_files::nearest(what, self.names()).map(str::to_owned);
        Err(VendorError::Unknown { what: what.to_owned(), nearest })
    }

    /// Reads a profile by its name; what is wrong in it goes to `problems`.
    pub fn read(&self, name: &str, problems: &mut Problems) -> Option<Profile> {
        read_vendor(self.files.get(name)?, problems)
    }
}

fn embedded(file: &include_dir::File<'_>) -> Option<(String, Source)> {
    let path = file.path().to_str()?;
    Some((path.strip_suffix(".toml")?.to_owned(), Source::new(format!("vendors/{path}"), file.contents_utf8()?)))
}

fn file(path: &Path) -> Result<Source, VendorError> {
    let text = std::fs::read_to_string(path).map_err(|error| VendorError::Io { path: path.to_owned(), error })?;
    Ok(Source::new(path.display().to_string(), text))
}

impl std::fmt::Display for VendorError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io { path, error } => write!(f, "{}: {error}", path.display()),
            Self::Unknown { what, nearest } => {
                write!(f, "`{what}` is neither a vendor profile nor a file; ")?;
                match nearest {
                    Some(nearest) => write!(f, "did you mean `{nearest}`?"),
                    None => f.write_str("`sekisho vendors` names all"),
                }
            }
        }
    }
}

impl std::error::Error for VendorError {}
